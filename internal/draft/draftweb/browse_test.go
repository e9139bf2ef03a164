package draftweb

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/survey"
)

// Every page on which a consultation is written, on a desk and on a telephone.
func TestWritingInBrowser(t *testing.T) {
	b := browsertest.Open(t)
	w, two := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.Service.Start(
		t.Context(),
		w.Actor,
		draft.StartOptions{Title: "Should the mobile library keep its Saturday stops in the north?", Template: "service-change"},
	)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Service.Start(t.Context(), two.Actor, draft.StartOptions{Title: "What next for the park", Template: "strategy"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Service.Change(t.Context(), two.Actor, slug, 1, func(def *consult.Definition) error {
		f := &def.Forms[0]
		f.Pages[3].Questions[1].When = &survey.Condition{All: []survey.Condition{{Any: []survey.Condition{{Question: "agree", Is: "agree"}, {Question: "option", Answered: true}}}, {Question: "use", AnyOf: []string{"often"}}}}
		f.Pages[1].Questions[0].Options = append(f.Pages[1].Questions[0].Options, survey.Option{})
		builder.AddPage(def, "A blank consultation")
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(
		http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) { w.Site.ServeHTTP(out, site.WithActor(r, w.Actor)) }),
	)
	t.Cleanup(server.Close)
	at := draftedit.HubPath(slug)
	for _, width := range []int{1280, 320} {
		tab := b.Tab(t, browsertest.TabOptions{Width: width, AllowConsoleErrors: true}) // what the browser says of a 409 is none
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
		for name, path := range map[string]string{"list": draftedit.RootPath, "nothing-found": draftedit.RootPath + "?q=x&whose=mine", "new": draftedit.RootPath + "/new", "hub": at, "about": at + "/about", "questionnaire": at + "/questionnaire?saved=1", "beginning": at + "/questionnaire/introduction",
			"page": at + "/pages/effect", "first-page": at + "/pages/use", "question": at + "/questions/role", "deep": at + "/questions/help", "routed": at + "/questions/organisation", "matrix": draftedit.HubPath("what-next-for-the-park") + "/questions/aims",
			"add": at + "/pages/use/add", "remove": at + "/questions/use/remove", "remove-page": at + "/pages/use/remove", "monitoring": at + "/monitoring", "discard": at + "/delete"} {
			if status := tab.Visit(server.URL + path); status != 200 {
				t.Errorf("%s: %d", path, status)
			}
			look(name)
		}
		// Two at once: what was typed stands beside what was saved meanwhile.
		tab.Visit(server.URL + at + "/about")
		two.Post(
			at+"/about",
			drafttest.With(
				drafttest.FormValues(t, two.Get(at+"/about", 200), "title"),
				"summary",
				"Saved meanwhile: tell us by "+strings.Repeat("the end of the month, or ", 8)+"later.",
				"area",
				"The north "+map[int]string{1280: "", 320: "and the east"}[width],
				"do",
				"save",
			),
			303,
		)
		tab.Evaluate(`document.querySelector('#summary').value = 'Typed here: should the library still come on Saturdays?'`)
		tab.Click("Save", "document.title.includes('before you')")
		look("late")
	}
}
