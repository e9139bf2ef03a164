package app_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/browse"
	"github.com/folkmoot/folkmoot/internal/crawl"
	"github.com/folkmoot/folkmoot/internal/page"
)

// languages are those in which every page of the back office is looked at: as it
// was written, longer than anybody's, and from right to left.
var languages = []string{"en", "en-XA", "ar-XB"}

// Every page of the back office that the demonstration leads to, in a browser.
func TestEveryStaffPage(t *testing.T) {
	s := open(t, "")
	s.app.Site().Fresh = nil // accountweb tests who is asked again
	s.app.Site().Session = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, page.As(r, everything.Actor)) })
	}
	c := &crawl.Site{Handler: s.app.Handler(), Routes: s.app.Routes()}
	w := &crawl.Writer{Site: c, Role: everything, Today: time.Now(), Words: func(string) string { return "What an officer writes." },
		Spare: func(_, button string) bool { return strings.Contains(strings.ToLower(button), "sign out") }}
	w.Keep = true // nothing is taken away: the pages are to be looked at
	w.Run(2, "/desk")
	met := c.Walk(everything, 1, "/desk")
	b := browse.Open(t)
	pages := 0
	for _, route := range slices.Sorted(maps.Keys(met.Pages)) {
		d := met.Pages[route][0]
		if !strings.Contains(route, " /desk") || d.Status != http.StatusOK || !strings.HasPrefix(d.Header.Get("Content-Type"), "text/html") {
			continue
		}
		pages++
		name := strings.Join(strings.FieldsFunc(strings.TrimPrefix(route, "GET /"), func(r rune) bool { return strings.ContainsRune("/{}.$", r) }), "-")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, lang := range languages {
				lookAtStaffPage(t, b, s.address+inLanguage(d.URL, lang), fmt.Sprintf("%s %s", name, lang), lang)
			}
		})
	}
	if pages < len(account.Roles) {
		t.Errorf("only %d pages were met", pages)
	}
}

func inLanguage(at *url.URL, lang string) string {
	to := *at
	q := to.Query()
	q.Set("lang", lang)
	to.RawQuery = q.Encode()
	return to.RequestURI()
}

// lookAtStaffPage looks at a page as it was written on a desk and, without
// script, on a phone; and in the other languages where they have the least room.
func lookAtStaffPage(t *testing.T, b *browse.Browser, address, name, lang string) {
	look := browse.Look{}
	if lang != "en" {
		look.Width = 320
	}
	tab := b.Tab(t, look)
	if status := tab.Visit(address); status != http.StatusOK {
		t.Fatalf("%s: it answers %d", lang, status)
	}
	for _, v := range tab.Axe() {
		t.Errorf("%s: axe-core: %s", lang, v)
	}
	if wide := tab.Overflow(); len(wide) > 0 {
		t.Errorf("%s: scrolls sideways: %s", lang, strings.Join(wide, "\n\t"))
	}
	for _, complaint := range tab.Complaints() {
		t.Errorf("%s: %s", lang, complaint)
	}
	tab.Shot(name)
	if lang != "en" {
		return
	}
	phone := b.Tab(t, browse.Look{Width: 320, NoScript: true})
	phone.Visit(address)
	if wide := phone.Overflow(); len(wide) > 0 {
		t.Errorf("scrolls sideways at 320 pixels: %s", strings.Join(wide, "\n\t"))
	}
	if lost := phone.Unreachable(); len(lost) > 0 {
		t.Errorf("cannot be seen without script: %s", strings.Join(lost, "\n\t"))
	}
	phone.Shot(name)
}
