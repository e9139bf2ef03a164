package browsertest

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// CheckedLanguages are the languages in which every page of the staff area is checked: English, longer text, and right
// to left.
var CheckedLanguages = []string{"en", "en-XA", "ar-XB"}

// CheckPage checks the page at address on a wide screen and on a phone, with and without scripts, in the first of the
// languages, and on a phone in the others. Without languages, it checks the page as a new visitor meets it. It reports
// accessibility violations, horizontal scrolling, browser errors, controls that cannot be seen and fields that are wider
// than their class says, and takes screenshots of the page with scripts. It returns the height of the page on a wide
// screen in pixels, or 0 if a menu leads to its parts or to the pages beside it.
func (b *Browser) CheckPage(t *testing.T, address, name string, languages ...string) (height int) {
	t.Helper()
	first, others := "", languages
	if len(languages) > 0 {
		first, others = languages[0], languages[1:]
	}
	wide := b.visit(t, TabOptions{}, address, name, first)
	wide.checkAxe(name)
	if wide.Evaluate(`String(Boolean(document.querySelector(".fm-menu, .fm-edit__menu, .fm-contents")))`) == "false" {
		var err error
		if height, err = strconv.Atoi(wide.Evaluate("String(document.documentElement.scrollHeight)")); err != nil {
			t.Errorf("%s: the height of the page: %v", name, err)
		}
	}
	if wrong := wide.tooWideInputs(); len(wrong) > 0 {
		t.Errorf("%s: fields that are wider than what is typed in them: %s", name, strings.Join(wrong, "\n\t"))
	}
	wide.Screenshot(name)
	wide.finish(name)

	phone := b.visit(t, TabOptions{Width: phoneWidth}, address, name, first)
	phone.Screenshot(name)
	phone.finish(name)

	plain := b.visit(t, TabOptions{Width: phoneWidth, NoScript: true, ReducedMotion: true}, address, name, first)
	if hidden := plain.HiddenControls(); len(hidden) > 0 {
		t.Errorf("%s: not visible without scripts: %s", name, strings.Join(hidden, "\n\t"))
	}
	plain.finish(name)

	for _, lang := range others {
		translated := name + " " + lang
		tab := b.visit(t, TabOptions{Width: phoneWidth}, address, translated, lang)
		tab.checkAxe(translated)
		tab.Screenshot(translated)
		tab.finish(translated)
	}
	return height
}

// CheckPageAt checks the page at address in a window of a width, with scripts, in each of the languages: accessibility,
// horizontal scrolling, browser errors and fields that are too wide. It takes a screenshot in each.
func (b *Browser) CheckPageAt(t *testing.T, address, name string, width int, languages ...string) {
	t.Helper()
	for _, lang := range languages {
		shown := name + " " + lang
		tab := b.visit(t, TabOptions{Width: width}, address, shown, lang)
		tab.checkAxe(shown)
		if wrong := tab.tooWideInputs(); len(wrong) > 0 {
			t.Errorf("%s: fields that are wider than what is typed in them: %s", shown, strings.Join(wrong, "\n\t"))
		}
		tab.Screenshot(shown)
		tab.finish(shown)
	}
}

// visit opens the page at address in a language and reports horizontal scrolling.
func (b *Browser) visit(t *testing.T, options TabOptions, address, name, lang string) *Tab {
	t.Helper()
	tab := b.Tab(t, options)
	tab.visitIn(address, lang)
	if overflow := tab.Overflow(); len(overflow) > 0 {
		t.Errorf("%s scrolls horizontally at %d pixels: %s", name, tab.options.Width, strings.Join(overflow, "\n\t"))
	}
	return tab
}

// finish reports the browser errors since the page was opened, which may come late, and closes the tab.
func (b *Tab) finish(name string) {
	b.t.Helper()
	for _, problem := range b.Problems() {
		b.t.Errorf("%s: %s", name, problem)
	}
	b.Close()
}

func (b *Tab) checkAxe(name string) {
	b.t.Helper()
	for _, v := range b.Axe() {
		b.t.Errorf("%s at %d pixels: axe-core: %s", name, b.options.Width, v)
	}
}

// visitIn opens the page at address in a language; "" leaves the choice to the page. The choice of a language is a
// cookie, which the tabs of a browser share, so only one of them chooses at a time.
func (b *Tab) visitIn(address, lang string) {
	b.t.Helper()
	if lang != "" {
		b.browser.language.Lock()
		defer b.browser.language.Unlock()
		at, err := url.Parse(address)
		b.must(err)
		q := at.Query()
		q.Set("lang", lang)
		at.RawQuery = q.Encode()
		address = at.String()
	}
	if status := b.Visit(address); status != http.StatusOK {
		b.t.Fatalf("%s has status %d", address, status)
	}
	if shown := b.Evaluate(`document.documentElement.lang`); lang != "" && shown != lang {
		b.t.Fatalf("%s is shown in %s instead of %s", address, shown, lang)
	}
}
