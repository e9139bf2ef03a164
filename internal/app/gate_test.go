package app_test

import (
	"fmt"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/eia"
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
	if got := strings.Join(agree, " "); got != "action consultation decision measure objective project strategy" {
		t.Errorf("kinds that agree something: %s", got)
	}
	if a.Edit.Gate == nil {
		t.Error("nothing asks for an assessment")
	}
}

// A folder of definition files in which something is agreed is refused unless it has an assessment or an entry which says that
// none is recorded. Each such record of each kind is reported in its file. The entry is public, and lets nothing be agreed in
// the browser.
func TestFolderIsRefusedWithoutAssessments(t *testing.T) {
	t.Parallel()
	site := newStaffSiteOn(t, app.Config{}, demoPart(t, "council.yaml", "census.csv", "evidence/", "organisations.yaml", "places.yaml"))
	files := minimalDemo(t)
	maps.Copy(files, demoPart(t, "strategies/edi", "actions/edi"))
	delete(files, "assessments/earlier.yaml")
	files["decisions/seats.yaml"] = &fstest.MapFile{Data: []byte(`ref: seats
title: Seats
kind: decision
body: Cabinet
date: 2016-02-03
summary: The seats stay.
decided: [That the seats stay.]
reasons: People sit on them.
`)}
	files["projects/bench.yaml"] = &fstest.MapFile{Data: []byte(`projects:
  - {ref: bench, title: A bench, summary: We build it., lead: invented-partner, needs: [census-older], places: [melton],
     from: 2026-04-01, until: 2026-06-30, stage: identify}
`)}
	load := func() error {
		_, err := definition.Load(t.Context(), site.app.Log, files, actor.System, site.app.Definitions())
		return err
	}
	found := fmt.Sprint(load())
	var activities []string
	for _, k := range site.app.Records() {
		switch k.Agrees {
		case edit.AgreesActivity, edit.AgreesAtFirst, edit.AgreesPartly:
			reported := regexp.MustCompile(`with (`+k.Name+`:[a-z0-9-]+) among`).FindAllStringSubmatch(found, -1)
			if len(reported) == 0 && k.Agrees != edit.AgreesPartly {
				t.Errorf("%s: nothing of it is refused", k.Name)
			}
			for _, one := range reported {
				activities = append(activities, one[1])
			}
		}
	}
	if n, want := strings.Count(found, "strategies/edi-strategy-2024-2028.yaml:"), 2; n < want {
		t.Errorf("the strategy and its objectives are refused %d times, want at least %d:\n%s", n, want, found)
	}
	files["assessments/earlier.yaml"] = &fstest.MapFile{Data: []byte(`assessments:
  - {ref: earlier, title: Agreed in 2016, subject: policy, started: 2026-01-05, needed: not-recorded, why: The files are lost.,
     activities: ["` + strings.Join(activities, `", "`) + `"]}
`)}
	if err := load(); err != nil {
		t.Fatalf("with the entry: %v", err)
	}
	list := string(site.crawl.Get(crawltest.Anonymous, eia.PublicPath+"?state="+string(eia.OnlyUnknown)).Body)
	for _, want := range []string{"Agreed in 2016", "No assessment recorded", "The files are lost."} {
		if !strings.Contains(list, want) {
			t.Errorf("the public register does not say %q", want)
		}
	}
	for at, want := range map[string]string{eia.PublicPath + "/earlier": `href="/consultations/getting-about"`,
		"/consultations/getting-about": `href="` + eia.PublicPath + `/earlier"`} {
		if d := site.crawl.Get(crawltest.Anonymous, at); !strings.Contains(string(d.Body), want) {
			t.Errorf("%s does not have %s", at, want)
		}
	}
	err := site.app.DB.View(t.Context(), func(tx *db.Tx) error {
		return eia.Gate(t.Context(), tx, edit.Activity{Names: []string{"strategy:edi-strategy-2024-2028"}, Title: "EDI"})
	})
	if edit.AsLinked(err) == nil || !strings.Contains(err.Error(), "No equality impact assessment covers") {
		t.Errorf("the entry lets a strategy be agreed: %v", err)
	}
	if err := site.app.Doctor(t.Context(), func(say string) { t.Errorf("the doctor says %s", say) }); err != nil {
		t.Fatal(err)
	}
}
