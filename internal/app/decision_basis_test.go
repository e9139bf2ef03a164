package app_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// benchAssessments are two versions of a reason why no assessment is needed; the second is of the day of the decision. Loading
// the first and then the second publishes both.
func benchAssessments(t *testing.T, a *app.App) {
	t.Helper()
	for _, published := range []string{"2026-01-12", "2026-02-03"} {
		files := fstest.MapFS{"assessments/benches.yaml": {Data: []byte(`assessments:
  - {ref: benches, title: Benches, subject: service, named: Benches, started: 2026-01-05, needed: "no", route: administrative,
     why: It changes nothing after ` + published + `., review: 2030-01-31, published: ` + published + `}
`)}}
		if _, err := definition.Load(t.Context(), a.Log, files, actor.System, a.Definitions()); err != nil {
			t.Fatal(err)
		}
	}
}

// Which versions the makers of a decision received, and on which it rests, is checked in the form: the sentence is at the
// field, and the form has everything that was typed.
//
// Row E5 of docs/faults.md.
func TestFormRefusesADecisionOnALaterOrUnseenAssessment(t *testing.T) {
	t.Parallel()
	site := newStaffSiteOn(t, app.Config{}, minimalDemo(t))
	benchAssessments(t, site.app)
	kind := site.kind(t, "decision")
	e := &recordEditor{T: t, site: site, kind: kind, ann: colleague("ann")}
	start := kind.Path + "/new"
	saved := e.send(e.ann, e.form(e.ann, start, start), "save", http.StatusSeeOther, kind.Example)
	e.path = strings.TrimSuffix(strings.TrimSuffix(saved.Header.Get("Location"), "?saved=1"), "/edit")
	coverDraft(t, site.app, &kind, e.path[strings.LastIndex(e.path, "/")+1:])
	typed := url.Values{"reasons": {"Typed just now."}, "date-day": {"3"}, "date-month": {"2"}, "date-year": {"2026"},
		"effective-year": {"2026"}, "received-1-dated-year": {"2026"}, "received-1-dated-month": {"1"}}
	for _, c := range []struct{ name, received, basis, time, at, says string }{
		{"later", "benches#2", "benches#2", "", "received-1-assessment", "was published later than the decision, on 3 February 2026"},
		{"another version than received", "benches#1", "benches#2", "", "assessments", "not among the documents that the meeting received"},
		{"not received", "", "benches#1", "", "assessments", "not among the documents that the meeting received"},
		{"an impossible time", "benches#1", "benches#1", "noon", "time", "like 14:30"},
		{"received before", "benches#1", "benches#1", "", "", ""},
		{"received on the day, before the meeting", "benches#2", "benches#2", "10:00", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			e.T = t
			changed := maps.Clone(typed)
			maps.Copy(changed, url.Values{"received-1-assessment": {c.received}, "assessments": {c.basis}, "time": {c.time}})
			e.sendForm(e.ann, e.path+"/edit", "save", http.StatusSeeOther, changed)
			if c.at == "" {
				e.act(e.ann, "submit", http.StatusSeeOther)
				return
			}
			page := string(e.send(e.ann, e.form(e.ann, e.path, e.path), "submit", http.StatusUnprocessableEntity, nil).Body)
			for _, want := range []string{`href="#` + c.at, c.says, "Typed just now.", `value="` + c.time + `"`} {
				if !strings.Contains(page, want) {
					t.Errorf("the page does not have %s", want)
				}
			}
		})
	}
}

// A folder of definition files in which a decision rests on a later assessment, on one that was not received or on another
// version, is refused with the place of the mistake, and nothing is stored.
//
// Row E5 of docs/faults.md.
func TestFolderRefusesADecisionOnALaterOrUnseenAssessment(t *testing.T) {
	t.Parallel()
	site := newStaffSiteOn(t, app.Config{}, minimalDemo(t))
	benchAssessments(t, site.app)
	stored := map[string]bool{"received before": true, "received on the day, before the meeting": true}
	for _, c := range []struct{ name, received, basis, time, want string }{
		{"later", "benches#2", "benches#2", "", "11:18: Version 2 of “Benches” was published later than the decision"},
		{"not published", "benches#9", "benches#9", "", "11:18: There is no published version 9 of assessment \"benches\""},
		{"another version than received", "benches#1", "benches#2", "", "12:15: “Benches (2)” is not among the documents"},
		{"not received", "", "benches#1", "", "12:15: “Benches (1)” is not among the documents"},
		{"received before", "benches#1", "benches#1", "", ""},
		{"received on the day, before the meeting", "benches#2", "benches#2", "10:00", ""},
	} {
		files := fstest.MapFS{"decisions/seats.yaml": {Data: []byte(`ref: seats
title: Seats
kind: decision
body: Cabinet
date: 2026-02-03
time: "` + c.time + `"
summary: The seats stay.
decided: [That the seats stay.]
reasons: People sit on them.
received:
  - {assessment: ` + c.received + `, title: Assessment}
assessments: [` + c.basis + `]
`)}}
		_, err := definition.Load(t.Context(), site.app.Log, files, actor.System, site.app.Definitions())
		found := definition.ProblemsIn(err)
		refused := len(found) == 1 && strings.HasPrefix(found[0].String(), "decisions/seats.yaml:"+c.want)
		if c.want == "" && err != nil || c.want != "" && !refused {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		err = site.app.DB.View(t.Context(), func(tx *db.Tx) error { _, err := decision.Get(t.Context(), tx, "seats"); return err })
		if (err == nil) != stored[c.name] {
			t.Errorf("%s: whether it is stored: %v", c.name, err)
		}
	}
}
