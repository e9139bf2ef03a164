package builderweb

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/internal/web"
)

// What the check finds about a question, in any version of the questionnaire, is beside it in the questionnaire, above its
// form, and in the answer each time that the form is saved while the officer types: in the words of the check.
func TestFindingsAreShownWhileTheQuestionIsWritten(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "The park", Template: "short-survey"})
	if _, err := w.Service.Change(t.Context(), w.Actor, slug, w.Draft(slug).Version, func(def *consult.Definition) error {
		_, err := builder.AddEdition(def, consult.Translation, "cy")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	at := draftedit.HubPath(slug) + "/questions/good"
	long := strings.Repeat("the representations that were received from interested organisations, ", 9) + "and why?"
	form := drafttest.With(w.Form(at, "text"), "hint", long, "do", "autosave")
	var said web.Autosaved
	if err := json.Unmarshal(w.Post(at, form, http.StatusOK).Body.Bytes(), &said); err != nil {
		t.Fatal(err)
	}
	c, err := w.Service.Check(t.Context(), w.Actor, slug)
	if err != nil {
		t.Fatal(err)
	}
	page, list := w.Get(at, 200), w.Get(draftedit.HubPath(slug)+"/questionnaire", 200)
	for i := range c.Findings {
		f := &c.Findings[i]
		if f.Form.Question != "good" || len(f.Path) == 2 { // a version as a whole
			continue
		}
		at := slices.IndexFunc(said.Findings, func(one web.AutosavedFinding) bool { return one.Text == f.Message })
		if at < 0 {
			t.Errorf("the answer does not have %q: %+v", f.Message, said)
			continue
		}
		for name, shown := range map[string]string{"the form": page, "the questionnaire": list} {
			if !strings.Contains(shown, ">"+f.Message+"</a>") {
				t.Errorf("%s does not have %q", name, f.Message)
			}
		}
	}
	if !strings.Contains(list, "Texts not translated in the “Welsh” version: ") {
		t.Error("the questionnaire does not say what the translation lacks")
	}
	if len(said.Findings) < 1 || !strings.Contains(said.Say, "The check finds") {
		t.Errorf("the answer is %+v", said)
	}
}
