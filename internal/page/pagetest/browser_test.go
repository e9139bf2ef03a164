package pagetest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// Every component in every state, on wide and narrow screens, in light, dark and forced colours, without scripts and on
// paper: no accessibility problems, no horizontal scrolling, and every control can be reached.
func TestPartsAreAccessible(t *testing.T) {
	b := browsertest.Open(t)
	srv := &site.Site{Gallery: true}
	server := httptest.NewServer(srv)
	t.Cleanup(server.Close)
	looks := map[string]browsertest.TabOptions{
		"wide": {}, "phone": {Width: 320}, "dark": {Dark: true}, "dark-phone": {Width: 320, Dark: true}, "forced": {ForcedColours: true},
		"no-script": {Width: 320, NoScript: true}, "zoom": {Width: 640}, "paper": {Print: true, Width: 720},
	}
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			tab := b.Tab(t, look)
			for state := range 5 {
				tab.Visit(fmt.Sprintf("%s/gallery/0/%d", server.URL, state))
				if !look.NoScript {
					for _, v := range tab.Axe() {
						t.Errorf("state %d: %s", state, v)
					}
				}
				for _, problem := range tab.Overflow() {
					t.Errorf("state %d: %s", state, problem)
				}
				for _, problem := range tab.Problems() {
					t.Errorf("state %d: %s", state, problem)
				}
				if !look.Print {
					for _, problem := range tab.HiddenControls() {
						t.Errorf("state %d cannot be reached: %s", state, problem)
					}
				}
				tab.Screenshot(fmt.Sprintf("parts-%d-%s", state, name))
			}
		})
	}
}

// The components work with texts that are 40% longer, and from right to left.
func TestPartsInEveryLanguage(t *testing.T) {
	b := browsertest.Open(t)
	srv := &site.Site{Gallery: true}
	server := httptest.NewServer(srv)
	t.Cleanup(server.Close)
	for _, lang := range []string{"en-XA", "ar-XB", "gu"} {
		t.Run(lang, func(t *testing.T) {
			tab := b.Tab(t, browsertest.TabOptions{Width: 320})
			tab.Visit(server.URL + "/gallery/0/0?lang=" + lang)
			for state := range 5 {
				tab.Visit(fmt.Sprintf("%s/gallery/0/%d", server.URL, state))
				for _, v := range tab.Axe() {
					t.Errorf("state %d: %s", state, v)
				}
				for _, problem := range append(tab.Overflow(), tab.Problems()...) {
					t.Errorf("state %d: %s", state, problem)
				}
				tab.Screenshot(fmt.Sprintf("parts-%d-%s", state, lang))
			}
			tab.Visit(server.URL + "/gallery/0/0?lang=en")
		})
	}
}

// Hundreds of combining marks on a letter are shown, but clipped so that they cover nothing above.
func TestStackedDiacriticsAreClipped(t *testing.T) {
	files := fstest.MapFS{
		"typed.html": {
			Data: []byte(
				`{{define "title"}}Typed{{end}}{{define "main"}}<h1>Above</h1><dl class="govuk-summary-list">{{template "summary-row" .}}</dl>{{end}}`,
			),
		},
	}
	typed := page.New(files, "typed.html", page.SummaryRow{Key: "Name", Value: "Z" + strings.Repeat("\u0335\u0322\u0301", 200)})
	srv := &site.Site{}
	srv.Add(site.Route{Method: "GET", Pattern: "/typed", Needs: actor.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
		return typed.Write(w, r, http.StatusOK, page.SummaryRow{Key: "Name", Value: "Z" + strings.Repeat("\u0335\u0322\u0301", 200)})
	}})
	server := httptest.NewServer(srv)
	t.Cleanup(server.Close)
	for _, width := range []int{320, 1280} {
		tab := browsertest.Open(t).Tab(t, browsertest.TabOptions{Width: width})
		tab.Visit(server.URL + "/typed")
		const overflow = `getComputedStyle(document.querySelector("dd")).overflowY + " " + (document.querySelector("dd").scrollHeight > 0)`
		if got := tab.Evaluate(overflow); got != "clip true" {
			t.Errorf("at %d pixels combining marks are painted outside their element: %s", width, got)
		}
		for _, problem := range tab.Overflow() {
			t.Error(problem)
		}
		tab.Screenshot("marks")
	}
}
