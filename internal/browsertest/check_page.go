package browsertest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// CheckedLanguages are the languages in which every page of the staff area is checked: English, longer text, and right
// to left.
var CheckedLanguages = []string{"en", "en-XA", "ar-XB"}

// CheckPage checks the page at address in English on a wide screen and, without scripts, on a phone; and in the other
// languages on a phone. It reports accessibility violations, horizontal scrolling, browser errors and controls that
// cannot be seen, and takes a screenshot of each.
func (b *Browser) CheckPage(t *testing.T, address, name string) {
	t.Helper()
	for _, lang := range CheckedLanguages {
		options := TabOptions{}
		if lang != CheckedLanguages[0] {
			options.Width = 320
		}
		tab := b.Tab(t, options)
		tab.visitIn(address, lang)
		for _, v := range tab.Axe() {
			t.Errorf("%s in %s: axe-core: %s", name, lang, v)
		}
		if overflow := tab.Overflow(); len(overflow) > 0 {
			t.Errorf("%s in %s: scrolls horizontally: %s", name, lang, strings.Join(overflow, "\n\t"))
		}
		for _, problem := range tab.Problems() {
			t.Errorf("%s in %s: %s", name, lang, problem)
		}
		tab.Screenshot(name + " " + lang)
		tab.Close()
	}
	phone := b.Tab(t, TabOptions{Width: 320, NoScript: true})
	phone.visitIn(address, CheckedLanguages[0])
	if overflow := phone.Overflow(); len(overflow) > 0 {
		t.Errorf("%s: scrolls horizontally at 320 pixels: %s", name, strings.Join(overflow, "\n\t"))
	}
	if hidden := phone.HiddenControls(); len(hidden) > 0 {
		t.Errorf("%s: not visible without scripts: %s", name, strings.Join(hidden, "\n\t"))
	}
	phone.Screenshot(name)
	phone.Close()
}

// visitIn opens the page at address in a language. The choice of a language is a cookie, which the tabs of a browser
// share. If another tab has changed it in between, visitIn sets it again.
func (b *Tab) visitIn(address, lang string) {
	b.t.Helper()
	at, err := url.Parse(address)
	b.must(err)
	q := at.Query()
	q.Set("lang", lang)
	at.RawQuery = q.Encode()
	for range 20 {
		if status := b.Visit(at.String()); status != http.StatusOK {
			b.t.Fatalf("%s has status %d", at, status)
		}
		if b.Evaluate(`document.documentElement.lang`) == lang {
			return
		}
	}
	b.t.Fatalf("%s is not shown in %s", at, lang)
}
