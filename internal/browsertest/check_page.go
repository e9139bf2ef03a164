package browsertest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// CheckedLanguages are those in which every page of the back office is looked at: as it
// was written, longer than anybody's, and from right to left.
var CheckedLanguages = []string{"en", "en-XA", "ar-XB"}

// CheckPage looks at the page at address as it was written, on a desk and,
// without script, on a phone; and in the other languages where they have the
// least room. It says what axe-core finds, what scrolls sideways, what the
// browser complains of and what cannot be seen, and keeps a picture of each look.
func (b *Browser) CheckPage(t *testing.T, address, name string) {
	t.Helper()
	for _, lang := range CheckedLanguages {
		look := TabOptions{}
		if lang != CheckedLanguages[0] {
			look.Width = 320
		}
		tab := b.Tab(t, look)
		tab.visitIn(address, lang)
		for _, v := range tab.Axe() {
			t.Errorf("%s in %s: axe-core: %s", name, lang, v)
		}
		if wide := tab.Overflow(); len(wide) > 0 {
			t.Errorf("%s in %s: scrolls sideways: %s", name, lang, strings.Join(wide, "\n\t"))
		}
		for _, complaint := range tab.Problems() {
			t.Errorf("%s in %s: %s", name, lang, complaint)
		}
		tab.Screenshot(name + " " + lang)
		tab.Close()
	}
	phone := b.Tab(t, TabOptions{Width: 320, NoScript: true})
	phone.visitIn(address, CheckedLanguages[0])
	if wide := phone.Overflow(); len(wide) > 0 {
		t.Errorf("%s: scrolls sideways at 320 pixels: %s", name, strings.Join(wide, "\n\t"))
	}
	if lost := phone.HiddenControls(); len(lost) > 0 {
		t.Errorf("%s: cannot be seen without script: %s", name, strings.Join(lost, "\n\t"))
	}
	phone.Screenshot(name)
	phone.Close()
}

// visitIn opens the page at address in a language. The tabs of a browser share
// their cookies, and the language is one: another tab may have chosen another in
// between, and then it is asked for again.
func (b *Tab) visitIn(address, lang string) {
	b.t.Helper()
	at, err := url.Parse(address)
	b.must(err)
	q := at.Query()
	q.Set("lang", lang)
	at.RawQuery = q.Encode()
	for range 20 {
		if status := b.Visit(at.String()); status != http.StatusOK {
			b.t.Fatalf("%s answers %d", at, status)
		}
		if b.Evaluate(`document.documentElement.lang`) == lang {
			return
		}
	}
	b.t.Fatalf("%s does not come in %s", at, lang)
}
