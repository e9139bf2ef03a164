package app_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// With the script, a map is marked by pointer and by keyboard, a mark is removed, the arrow keys say where the cross is, a
// line that was not finished is still sent, and the page stays accessible.
//
// Row G of docs/faults.md.
func TestPlacesAreMarkedByPointerAndKeyboard(t *testing.T) {
	t.Parallel()
	s := newDemoSite(t, "")
	v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond/standard")
	form := v.Forms()[0]
	form.Values.Set("relation", "user")
	form.Values.Set("district", "melton")
	v.Post(v.URL.String(), form.Values)
	address := v.URL.String() // of the page with the map
	tab := browsertest.Open(t).Tab(t, browsertest.TabOptions{Width: 320})
	tab.UseCookies(v)
	tab.Visit(address)
	const helpers = `const $ = s => document.querySelector(".fm-map " + s), key = k => $("[data-map-sheet]").dispatchEvent(
			new KeyboardEvent("keydown", { key: k, bubbles: true, cancelable: true }))
		const at = (x, y) => { const box = $("[data-map-drawing]").getBoundingClientRect()
			$("[data-map-drawing]").dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: box.left + x * box.width,
				clientY: box.top + y * box.height })) }
		const value = () => $("[data-map-value]").value, marks = () => Array.from(document.querySelectorAll(".fm-map__mark span:first-child"),
			e => e.textContent).join("; "); `
	do := func(script string) string { return tab.Evaluate("(() => { " + helpers + script + " })()") }

	if got := do(`at(0.5, 0.5); return marks()`); !strings.HasPrefix(got, "Pin in ") {
		t.Errorf("a click in the middle marks %q", got)
	}
	clicked := do(`return value()`)
	if got := do(`for (let i = 0; i < 4; i++) key("ArrowUp"); return $("[data-map-said]").textContent`); !strings.HasPrefix(got, "Pin ") {
		t.Errorf("the arrow keys say %q", got)
	}
	if got := do(`key("Enter"); return value()`); strings.Count(got, "POINT") != 2 {
		t.Errorf("after Enter the answer is %q", got)
	}
	checkTab(t, tab)
	tab.Screenshot("map-script")
	if got := do(`document.querySelectorAll(".fm-map__mark button")[1].click(); return value()`); got != clicked {
		t.Errorf("after removing the second mark the answer is %q, and was %q before it", got, clicked)
	}
	do(`$("[data-map-kind=line]").click(); at(0.4, 0.4); at(0.5, 0.6); return ""`)
	line := do(`document.forms[0].addEventListener("submit", e => e.preventDefault())
		document.forms[0].requestSubmit(); return value()`)
	if !strings.HasPrefix(line, strings.TrimSuffix(clicked, ")")+",LINESTRING(") {
		t.Errorf("with a line that was not finished, %q is sent", line)
	}

	sent, err := url.ParseQuery(do(`return new URLSearchParams(new FormData(document.forms[0])).toString()`))
	if err != nil {
		t.Fatal(err)
	}
	if v.Post(address, sent); v.Alert() != "" {
		t.Fatal(v.Alert())
	}
	tab.Visit(address)
	if got := do(`return value() + marks()`); !strings.HasPrefix(got, line) || !strings.Contains(got, "Line in ") {
		t.Errorf("the page comes back with %q", got)
	}
}
