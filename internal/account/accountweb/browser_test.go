package accountweb

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/page"
)

// A key presses a link of the page, not while a person types, and not after the shortcuts were turned off on their page
// (WCAG 2.1.4).
func TestKeyboardShortcutsCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if file, ok := page.Static(r.URL.Path); ok {
			file(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, keyboardPage.Examples()[0])
	}))
	t.Cleanup(server.Close)
	tab := browsertest.Open(t).Tab(t, browsertest.TabOptions{})
	press := func(on, key string) string {
		tab.Visit(server.URL + keyboardPath)
		tab.Evaluate(`(() => {
			window.pressed = ""
			document.addEventListener("click", e => { window.pressed = new URL(e.target.href).pathname; e.preventDefault() })
			document.querySelector("main").insertAdjacentHTML("beforeend", "<input type=text>")
			document.querySelector("` + on + `").dispatchEvent(new KeyboardEvent("keydown", { key: "` + key + `", bubbles: true, cancelable: true }))
			return "" })()`)
		return tab.Evaluate("window.pressed")
	}
	turn := func() {
		tab.Evaluate(`(() => { document.querySelector('[data-fm="shortcuts"] button').click(); return "" })()`)
	}
	if got := press("main", "c"); got != "/staff/consultations" {
		t.Errorf("c leads to %q", got)
	}
	if got := press("main input", "c") + press("main", "x"); got != "" {
		t.Errorf("typing, or another key, leads to %q", got)
	}
	turn()
	if got := press("main", "c"); got != "" {
		t.Errorf("c leads to %q, and shortcuts are off", got)
	}
	turn()
	if got := press("main", "c"); got == "" {
		t.Error("shortcuts cannot be turned on again")
	}
}
