package editweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/edit/editweb"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

var officer = actor.Actor{ID: "ann", Org: actor.CouncilOrg, Name: "Ann", Capabilities: actor.AllCapabilities}

// What is typed is saved while it is typed and is there when the browser comes back. Leaving the page warns only while
// something is not saved, several things are picked by their names, names that are too many to list are looked up while they
// are typed, and the script says when another officer has saved meanwhile. The pages are accessible and fit on wide and narrow
// screens.
func TestTypingIsSavedInBrowser(t *testing.T) {
	b := browsertest.Open(t)
	d := dbtest.Open(t, t.TempDir()+"/test.db")
	deps := &web.Deps{DB: d, Slog: slog.New(slog.DiscardHandler), Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
	service := &edit.Service{DB: d}
	kinds := (&evidence.Service{DB: d}).Records()
	var many []edit.Option
	for _, name := range []string{"One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"} {
		many = append(many, edit.Option{Value: strings.ToLower(name), Label: edit.Name(name)})
	}
	kinds[0].Fields = append(kinds[0].Fields, edit.Field{Name: "related", Kind: edit.Picks, Label: "Related", Options: edit.Choose(many...)},
		edit.Field{Name: "follows", Kind: edit.Pick, Label: "Action", Options: edit.Choose(manyActions(150)...)})
	feature.Mount(deps, editweb.New(deps, service, kinds, nil))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		deps.Site.ServeHTTP(w, site.WithActor(r, officer))
	}))
	t.Cleanup(server.Close)
	tab := b.Tab(t, browsertest.TabOptions{Width: 1280, AllowConsoleErrors: true}) // the browser logs status 409
	typed := func(text string) {
		tab.Evaluate(`(() => { const field = document.querySelector('#title'); field.value = '` + text + `'
			field.dispatchEvent(new Event('input', { bubbles: true })); return '' })()`)
	}
	warns := func() bool {
		return tab.Evaluate(`(() => { const leaving = new Event('beforeunload', { cancelable: true })
			dispatchEvent(leaving); return String(leaving.defaultPrevented) })()`) == "true"
	}
	said := func(words string) {
		t.Helper()
		tab.WaitFor(`document.querySelector('[data-fm="saved"]').textContent.includes('` + words + `')`)
	}
	tab.Visit(server.URL + "/staff/evidence/new")
	if warns() {
		t.Error("leaving an untouched form warns")
	}
	typed("One in six")
	if !warns() {
		t.Error("leaving with unsaved text does not warn")
	}
	said("Draft saved at")
	if warns() {
		t.Error("leaving warns after saving")
	}
	address := tab.Address()
	if !strings.HasSuffix(address, "/edit") {
		t.Fatalf("after saving, the page is at %s", address)
	}
	again := b.Tab(t, browsertest.TabOptions{Width: 320})
	again.Visit(address)
	for _, name := range []string{"two", "Seven", "Unknown"} { // each typed in the last input makes room for another
		again.Evaluate(`(() => { const last = [...document.querySelectorAll('[name="related-more"]')].at(-1); last.value = '` + name + `'
			last.dispatchEvent(new Event('change', { bubbles: true })); return '' })()`)
	}
	again.Evaluate(`(() => { const field = document.querySelector('#follows'); field.value = 'number 14'
		field.dispatchEvent(new Event('input', { bubbles: true })); return '' })()`)
	again.WaitFor(`[...document.querySelector('#follows').list.options].map(option => option.value).includes('Action number 147')`)
	again.Evaluate(`document.querySelector('#follows').value = 'Action number 147'`)
	if got := again.Evaluate(`document.querySelector('#title').value`); got != "One in six" {
		t.Errorf("another browser shows %q", got)
	}
	again.Evaluate(`document.querySelector('#title').value = 'One in five'`)
	again.Click("Save draft", `document.body.innerText.includes('Draft saved at')`)
	if got := again.Evaluate(`[...document.querySelectorAll('[name="related"]')].map(i => i.value + i.checked).join()`); got !=
		"twotrue,seventrue,Unknowntrue" {
		t.Errorf("picked by name: %s", got)
	}
	if got := again.Evaluate(`document.querySelector('[name="follows-was"]').value`); got != "a147" {
		t.Errorf("looked up: %s", got)
	}
	typed("One in seven")
	said("Someone else has changed this")
	tab.Click("Save draft", `document.title.includes('Someone else has changed this')`)
	look := func(tab *browsertest.Tab, name string) {
		t.Helper()
		for _, v := range tab.Axe() {
			t.Errorf("%s: %s", name, v)
		}
		for _, say := range append(tab.Overflow(), tab.Problems()...) {
			t.Errorf("%s: %s", name, say)
		}
	}
	look(tab, "conflict")
	look(again, "form")
	record := strings.TrimSuffix(address, "/edit")
	for _, path := range []string{"", "/history"} {
		again.Visit(record + path)
		look(again, "record"+path)
	}
}
