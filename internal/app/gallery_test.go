package app_test

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// Every page is checked in every state of its examples on a phone, from right to left: the demonstration shows most
// pages in one state only, and from left to right. Screenshots would add nothing: the gallery shows all states.
func TestEveryExampleOfEveryPage(t *testing.T) {
	t.Parallel()
	s := newDemoSite(t, "")
	srv := s.app.Site()
	srv.Gallery = true
	server := httptest.NewServer(srv)
	t.Cleanup(server.Close)
	b := browsertest.Open(t)
	v := browsertest.NewVisitor(t, server.URL+"/gallery")
	var states []string
	for _, link := range v.Links() {
		if len(link.URL.Path) > len("/gallery/") {
			states = append(states, link.URL.Path)
		}
	}
	if len(states) < 200 {
		t.Fatalf("the gallery has only %d states", len(states))
	}
	b.Tab(t, browsertest.TabOptions{}).Visit(server.URL + "/gallery?lang=ar-XB") // all tabs share the chosen language
	const tabs = 2
	for n := range tabs {
		t.Run(fmt.Sprint("tab ", n+1), func(t *testing.T) {
			t.Parallel()
			tab := b.Tab(t, browsertest.TabOptions{Width: 320})
			for i := n; i < len(states); i += tabs {
				tab.Visit(server.URL + states[i])
				if shown := tab.Evaluate(`document.documentElement.lang`); shown != "ar-XB" {
					t.Fatalf("%s is shown in %s", states[i], shown)
				}
				for _, say := range tab.Overflow() {
					t.Errorf("%s: %s", states[i], say)
				}
				for _, v := range tab.Axe() {
					t.Errorf("%s: %s", states[i], v)
				}
			}
		})
	}
}
