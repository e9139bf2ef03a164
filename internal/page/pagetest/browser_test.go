package pagetest_test

import (
	"net/http"
	"strings"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/site"

	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/page"
)

// Every part in every state, as people see it: wide and on a telephone, by day
// and by night, with colours of their own, from right to left and on paper.
// Nothing keeps anybody out, nothing makes anybody scroll sideways, and nothing
// is out of reach without script.
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
				for _, say := range tab.Overflow() {
					t.Errorf("state %d: %s", state, say)
				}
				for _, say := range tab.Problems() {
					t.Errorf("state %d: %s", state, say)
				}
				if !look.Print {
					for _, say := range tab.HiddenControls() {
						t.Errorf("state %d cannot be reached: %s", state, say)
					}
				}
				tab.Screenshot(fmt.Sprintf("parts-%d-%s", state, name))
			}
		})
	}
}

// The parts bear words that are 40 % longer, and words from right to left.
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
				for _, say := range append(tab.Overflow(), tab.Problems()...) {
					t.Errorf("state %d: %s", state, say)
				}
				tab.Screenshot(fmt.Sprintf("parts-%d-%s", state, lang))
			}
			tab.Visit(server.URL + "/gallery/0/0?lang=en")
		})
	}
}

// Marks piled on a letter by the hundred are kept as they were typed, and cover
// nothing of what stands above them.
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
		if got := tab.Evaluate(`getComputedStyle(document.querySelector("dd")).overflowY + " " + (document.querySelector("dd").scrollHeight > 0)`); got != "clip true" {
			t.Errorf("at %d pixels what is typed is painted outside of its place: %s", width, got)
		}
		for _, say := range tab.Overflow() {
			t.Error(say)
		}
		tab.Screenshot("marks")
	}
}
