package draftweb

import (
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/survey"
)

// The page of a draft says how much is still to do in the words and numbers of its check, and links to each thing where it is
// fixed. What has been given a reason is no longer listed.
//
// Row C22 of docs/faults.md.
func TestDraftListsWhatItsCheckFinds(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "The park", Template: "short-survey"})
	at := draftedit.HubPath(slug)
	_, err := w.Service.Change(t.Context(), w.Actor, slug, w.Draft(slug).Version, func(def *consult.Definition) error {
		def.Monitoring = &consult.Monitoring{Questions: []string{"sex"}}
		def.Documents = []consult.Document{{ID: "plan", Title: "The plan", Kind: consult.Proposal, Version: "1"}}
		page := &def.Forms[0].Pages[0]
		page.Questions = append(page.Questions, survey.Question{ID: "blank", Kind: survey.Single})
		_, err := builder.AddEdition(def, consult.Translation, "ur")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	hub, check := w.Get(at, 200), w.Get(at+"/check", 200)
	counts := regexp.MustCompile(`Must be fixed: [0-9]+[.] Fix, or give a reason: [0-9]+[.]`).FindString(check)
	assertContains(t, hub, counts, "Still to do:")
	c, err := w.Service.Check(t.Context(), w.Actor, slug)
	if err != nil {
		t.Fatal(err)
	}
	open, given := 0, ""
	for i := range c.Findings {
		f := &c.Findings[i]
		if f.Unresolved() {
			open++
			assertContains(t, hub, `href="`+strings.ReplaceAll(draftedit.FindingHref(c.Draft, &f.Finding), "&", "&amp;")+`"`)
		}
		if f.Unresolved() && !f.Blocks {
			given = f.Code
		}
	}
	listed := func(page string) int {
		_, list, _ := strings.Cut(page, `aria-labelledby="draft"`)
		list, _, _ = strings.Cut(list, "</section>")
		return strings.Count(list, `<li><a class="govuk-link"`)
	}
	if got := listed(hub); got != open || open < 5 {
		t.Errorf("the page lists %d things, the check %d", got, open)
	}
	if err := w.Service.SetReasons(t.Context(), w.Actor, slug, map[string]string{given: "It is not needed."}); err != nil {
		t.Fatal(err)
	}
	if got := listed(w.Get(at, 200)); got != open-1 {
		t.Errorf("after a reason was given, the page lists %d things, want %d", got, open-1)
	}
}
