package draftweb

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// typeTexts types the text of a document and of a translation. Both are saved by themselves and there in another tab.
func typeTexts(t *testing.T, b *browsertest.Browser, w *drafttest.User, server string) {
	t.Helper()
	slug := publishOutside(t, w.Service.DB, w, true)
	for path, field := range map[string]string{"/documents/plan/standard": "text", "/versions/ur": "text--use"} {
		tab, at := b.Tab(t, browsertest.TabOptions{Width: 320}), server+draftedit.HubPath(slug)+path
		tab.Visit(at)
		tab.Evaluate(`(() => { const field = document.getElementById('` + field + `'); field.value = 'What I type'
			field.dispatchEvent(new Event('input', { bubbles: true })); return '' })()`)
		tab.WaitFor(`document.querySelector('[data-fm="saved"]').textContent.includes('Draft saved at')`)
		for _, say := range append(tab.Overflow(), tab.Problems()...) {
			t.Errorf("%s: %s", path, say)
		}
		tab.Visit(at)
		if got := tab.Evaluate(`document.getElementById('` + field + `').value`); got != "What I type" {
			t.Errorf("%s: the page shows %q", path, got)
		}
	}
}

// The pages of drafts are accessible and fit on wide and narrow screens. What is typed there is saved.
//
// Row C8 of docs/faults.md.
func TestWritingInBrowser(t *testing.T) {
	b := browsertest.Open(t)
	w, two := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{
		Title: "Should the mobile library keep its Saturday stops in the north?", Template: "service-change",
	})
	two.Start(draft.StartOptions{Title: "What next for the park", Template: "strategy"})
	if _, err := w.Service.Change(t.Context(), w.Actor, slug, "1", func(def *consult.Definition) error {
		f := &def.Forms[0]
		f.Pages[3].Questions[1].When = &survey.Condition{All: []survey.Condition{
			{Any: []survey.Condition{{Question: "agree", Is: "agree"}, {Question: "option", Answered: true}}},
			{Question: "use", AnyOf: []string{"often"}},
		}}
		f.Pages[1].Questions[0].Options = append(f.Pages[1].Questions[0].Options, survey.Option{})
		builder.AddPage(def, "Anything else")
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(
		http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) { w.Site.ServeHTTP(out, site.WithActor(r, w.Actor)) }),
	)
	t.Cleanup(server.Close)
	at := draftedit.HubPath(slug)
	typeTexts(t, b, w, server.URL)
	for _, width := range []int{1280, 320} {
		tab := b.Tab(t, browsertest.TabOptions{Width: width, AllowConsoleErrors: true}) // the browser logs status 409
		look := func(name string) {
			t.Helper()
			for _, v := range tab.Axe() {
				t.Errorf("%s at %d: %s", name, width, v)
			}
			for _, say := range append(tab.Overflow(), tab.Problems()...) {
				t.Errorf("%s at %d: %s", name, width, say)
			}
			tab.Screenshot("draft-" + name)
		}
		for name, path := range map[string]string{
			"list":          draftedit.RootPath,
			"nothing-found": draftedit.RootPath + "?q=x&officer=one",
			"new":           draftedit.RootPath + "/new",
			"hub":           at,
			"about":         at + "/about",
			"questionnaire": at + "/questionnaire?saved=1",
			"introduction":  at + "/questionnaire/introduction",
			"page":          at + "/pages/effect",
			"first-page":    at + "/pages/use",
			"question":      at + "/questions/role",
			"complex":       at + "/questions/help",
			"conditional":   at + "/questions/organisation",
			"matrix":        draftedit.HubPath("what-next-for-the-park") + "/questions/aims",
			"add":           at + "/pages/use/add",
			"remove":        at + "/questions/use/remove",
			"remove-page":   at + "/pages/use/remove",
			"monitoring":    at + "/monitoring",
			"delete":        at + "/delete",
		} {
			if status := tab.Visit(server.URL + path); status != 200 {
				t.Errorf("%s: %d", path, status)
			}
			look(name)
		}
		// Conflicting edits: the page shows both texts.
		tab.Visit(server.URL + at + "/about")
		two.Submit(at+"/about", "title",
			"summary", fmt.Sprintf("Saved meanwhile at %d: tell us by %slater.", width, strings.Repeat("the end of the month, or ", 8)),
			"area", "The north "+map[int]string{1280: "", 320: "and the east"}[width], "do", "save")
		tab.Evaluate(`document.querySelector('#summary').value = 'Typed here: should the library still come on Saturdays?'`)
		tab.Click("Save", "document.title.includes('Someone else has changed this')")
		look("conflict")
	}
}
