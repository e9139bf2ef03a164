package builderweb

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// A question is dragged by its handle with a finger, also beyond the window, which scrolls. The place is said to screen
// readers before it is dropped. What the check finds appears while a question is typed.
func TestQuestionIsDraggedByTouch(t *testing.T) {
	b := browsertest.Open(t)
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "Getting about"})
	if _, err := w.Service.Change(t.Context(), w.Actor, slug, w.Draft(slug).Version, func(def *consult.Definition) error {
		page := builder.AddPage(def, "You")
		for _, id := range []string{"one", "two", "three", "four", "five", "six"} {
			if _, err := builder.AddQuestion(def, page, survey.Question{ID: id, Kind: survey.LongText, Text: "Question " + id}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(
		http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) { w.Site.ServeHTTP(out, site.WithActor(r, w.Actor)) }))
	t.Cleanup(server.Close)
	tab := b.Tab(t, browsertest.TabOptions{Width: 320, Touch: true})
	tab.Visit(server.URL + draftedit.HubPath(slug) + "/questionnaire")
	for _, say := range tab.Overflow() {
		t.Error(say)
	}
	for _, v := range tab.Axe() {
		t.Error(v)
	}
	tab.DragByTouch("#question-one .fm-handle", browsertest.TouchMove{
		Y: 790, Until: `document.getElementById("arrange-said").textContent.startsWith("At the end of: ")`})
	tab.WaitFor(`location.search.includes("done=moved") && document.readyState === "complete"`)
	var ids []string
	for _, q := range w.Draft(slug).Definition.Forms[0].Pages[0].Questions {
		ids = append(ids, q.ID)
	}
	if !slices.Equal(ids, []string{"two", "three", "four", "five", "six", "one"}) {
		t.Errorf("the order is %v", ids)
	}

	// What the check finds is shown while the question is typed.
	tab.Visit(server.URL + draftedit.HubPath(slug) + "/questions/one")
	tab.Evaluate(`(() => { const field = document.getElementById("text"); field.value = ""
		field.dispatchEvent(new Event("input", { bubbles: true })); return "" })()`)
	tab.WaitFor(`document.querySelector('[data-fm="findings"]:not([hidden]) li')?.textContent.includes("Must be fixed")`)
}
