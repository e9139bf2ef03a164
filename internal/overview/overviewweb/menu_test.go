package overviewweb

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/web"
)

// The menu beside the page of a consultation has what the reader may do, and nothing about responses
// before it is published. Other pages have no menu.
func TestMenuHasWhatTheReaderMayDo(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/test.db")
	officer, clerk := drafttest.NewOfficers(t, d, func(deps *web.Deps, drafts *draft.Service) {
		f := New(deps, &overview.Service{DB: deps.DB, Drafts: drafts})
		for _, task := range []web.ConsultationTask{
			{Text: "Questionnaire", Path: rootPath + "/{slug}/questionnaire", Needs: actor.Draft, Stage: web.StageSetUp},
			{Text: "Data entry", Path: rootPath + "/{slug}/data-entry", Needs: actor.EnterResponses, Stage: web.StageResponses},
		} {
			f.AddTask(task)
		}
		feature.Mount(deps, f)
	})
	clerk.Actor.Capabilities = []actor.Capability{actor.Staff, actor.EnterResponses}
	slug := officer.Start(draft.StartOptions{Title: "The park"})
	const questionnaire, entry = `/the-park/questionnaire"`, `/the-park/data-entry"`
	body := officer.Get(rootPath+"/"+slug, 200)
	if strings.Count(body, questionnaire) != 1 || strings.Contains(body, entry) ||
		!strings.Contains(body, `aria-current="page"><bdi>The park`) {
		t.Errorf("an officer sees %s", body)
	}
	if body := clerk.Get(rootPath+"/"+slug, 200); strings.Contains(body, questionnaire) || strings.Contains(body, entry) {
		t.Errorf("before it is published, a clerk sees %s", body)
	}
	if body := officer.Get(rootPath, 200); strings.Contains(body, "fm-menu") {
		t.Errorf("the list has a menu: %s", body)
	}
}
