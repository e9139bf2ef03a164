package app_test

import (
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// recordNoNeed publishes why no assessment of an activity is needed, like “strategy:open-to-all”.
func recordNoNeed(t *testing.T, a *app.App, activities ...string) {
	t.Helper()
	kinds := a.Records()
	k := kinds[slices.IndexFunc(kinds, func(k edit.Kind) bool { return k.Name == "assessment" })]
	v := k.Example.Clone()
	v.Set("activities", activities...)
	ref := "none-" + digest.Of(activities[0]).ShortHex(8)
	if err := publishRecord(t.Context(), a, k, actor.System, ref, v); err != nil {
		t.Fatal(err)
	}
}

// asked returns the activities of a draft for which an assessment is asked; none if it agrees nothing.
func asked(t *testing.T, a *app.App, k *edit.Kind, address string) (names []string) {
	t.Helper()
	if k.Single() {
		return nil
	}
	err := a.DB.View(t.Context(), func(tx *db.Tx) error {
		c, err := edit.FindIn(t.Context(), tx, colleague("ann").Actor, k, address)
		if err != nil {
			return err
		}
		activity, err := k.ActivityOf(t.Context(), tx, c)
		names = slices.Concat(activity.Names, activity.Covered)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// coverDraft records why no assessment of what a draft agrees is needed.
func coverDraft(t *testing.T, a *app.App, k *edit.Kind, address string) {
	t.Helper()
	if names := asked(t, a, k, address); len(names) > 0 {
		recordNoNeed(t, a, names[0])
	}
}

// passGate expects that a draft which agrees an activity is refused and says where an assessment is started, and then records
// why none is needed.
func (e *recordEditor) passGate() {
	e.Helper()
	if len(asked(e.T, e.site.app, &e.kind, path.Base(e.path))) == 0 {
		return
	}
	if page := e.site.crawl.Get(e.ann, e.path); !strings.Contains(string(page.Body), `href="/staff/assessments/new?activities=`) {
		e.Error("the page of the record does not say that it needs an assessment")
	}
	e.act(e.ann, "submit", http.StatusUnprocessableEntity)
	coverDraft(e.T, e.site.app, &e.kind, path.Base(e.path))
}

// Every kind of record says whether publishing it agrees an activity, which needs an assessment of its impact.
func TestEveryKindOfRecordSaysWhetherItAgreesSomething(t *testing.T) {
	t.Parallel()
	a := newStaffSite(t).app
	var agree []string
	for _, k := range a.Records() {
		switch k.Agrees {
		case edit.Undeclared:
			t.Errorf("%s: Agrees is not set", k.Name)
		case edit.AgreesActivity, edit.AgreesAtFirst, edit.AgreesPartly:
			agree = append(agree, k.Name)
		}
		if k.Agrees == edit.AgreesPartly && k.Covered == nil {
			t.Errorf("%s: a part of an activity has to say of which one", k.Name)
		}
	}
	slices.Sort(agree)
	if got := strings.Join(agree, " "); got != "action consultation decision objective strategy" {
		t.Errorf("kinds that agree something: %s", got)
	}
	if a.Edit.Gate == nil {
		t.Error("nothing asks for an assessment")
	}
}
