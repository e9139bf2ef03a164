package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// rtlCheck lists what is not laid out from right to left, by position on the
// page and not by style sheet.
const rtlCheck = `(() => {
	const wrong = [], box = e => e.getBoundingClientRect();
	if (document.documentElement.dir !== "rtl") wrong.push("the page is not from the right");
	for (const item of document.querySelectorAll("main .govuk-radios__item, main .govuk-checkboxes__item")) {
		const [input, label] = [item.querySelector("input"), item.querySelector("label")];
		if (box(input).left < box(label).left) wrong.push("left of its label: " + label.textContent.trim());
	}
	const main = box(document.querySelector("main"));
	for (const e of document.querySelectorAll("main h1, main legend, main .govuk-hint, main p[class*=govuk-body]")) {
		if (!e.textContent.trim() || e.closest("[dir=ltr]")) continue;
		const words = document.createRange();
		words.selectNodeContents(e);
		const parts = [...words.getClientRects()]; // numbers are parts of their own
		const right = Math.max(...parts.filter(p => p.top < parts[0].bottom).map(p => p.right));
		if (parts.length && box(e).right - right > 2 && getComputedStyle(e).textAlign !== "center") {
			wrong.push("does not begin at the right: " + e.textContent.trim().slice(0, 60));
		}
	}
	for (const e of document.querySelectorAll("main .govuk-inset-text, main .govuk-form-group--error")) {
		const s = getComputedStyle(e);
		if (parseFloat(s.borderLeftWidth) > parseFloat(s.borderRightWidth)) wrong.push("its line is on the left: " + e.className);
	}
	if (main.right > document.documentElement.clientWidth + 1) wrong.push("the page goes beyond the right");
	return wrong.join("\n");
})()`

// The Urdu questionnaire is laid out from right to left on every page up to the
// receipt. axe does not notice if half of a page is not.
func TestUrduEditionIsRightToLeft(t *testing.T) {
	t.Parallel()
	s := newDemoSite(t, "")
	b := browsertest.Open(t)
	wide, phone := b.Tab(t, browsertest.TabOptions{}), b.Tab(t, browsertest.TabOptions{Width: 320})
	v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond/ur")
	n := 0
	v.AnswerUntil(func(d *browsertest.Document) bool {
		if d.HasDownload() {
			return true
		}
		for name, tab := range map[string]*browsertest.Tab{"wide": wide, "phone": phone} {
			tab.UseCookies(v)
			tab.Visit(d.URL.String())
			if wrong := tab.Evaluate(rtlCheck); wrong != "" {
				t.Errorf("%s, %s:\n%s", d.URL.Path, name, wrong)
			}
			for _, violation := range tab.Axe() {
				t.Errorf("%s, %s: %s", d.URL.Path, name, violation)
			}
			for _, say := range append(tab.Overflow(), tab.Problems()...) {
				t.Errorf("%s, %s: %s", d.URL.Path, name, say)
			}
			tab.Screenshot(fmt.Sprintf("urdu-%d", n))
		}
		if n++; !hasArabic(d.Text()) {
			t.Errorf("%s is not in Urdu", d.URL.Path)
		}
		return false
	})
	if n < 3 {
		t.Fatalf("only %d pages were seen", n)
	}
}

// hasArabic reports whether text has several words in Arabic script.
func hasArabic(text string) bool {
	n := 0
	for _, r := range text {
		if r >= 0x0600 && r <= 0x06FF {
			n++
		}
	}
	return n > 20
}

// The check finds a page without the mirrored style sheet.
func TestRTLCheckFindsUnmirroredPage(t *testing.T) {
	s := newDemoSite(t, "")
	b := browsertest.Open(t)
	tab := b.Tab(t, browsertest.TabOptions{})
	v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond")
	v.AnswerUntil(func(d *browsertest.Document) bool {
		return strings.Contains(d.Text(), "?") && strings.Contains(d.URL.Path, "/answers/")
	})
	tab.UseCookies(v)
	tab.Visit(v.URL.String())
	if wrong := tab.Evaluate(rtlCheck); !strings.Contains(wrong, "the page is not from the right") ||
		!strings.Contains(wrong, "left of its label") {
		t.Errorf("an English page passes, but for %q", wrong)
	}
}
