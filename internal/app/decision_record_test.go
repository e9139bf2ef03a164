package app_test

import (
	"net/http"
	"net/url"
	"path"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
)

// fileDecision has what only definition files can say, and texts with spaces and line breaks that inputs do not keep.
func fileDecision() decision.Definition {
	day := func(d int) time.Time { return time.Date(2026, 2, d, 0, 0, 0, 0, time.UTC) }
	return decision.Definition{
		Ref: "buses", Title: "Report on  buses", Kind: decision.Report, Body: "Cabinet", Date: day(3), Summary: "Two\n\nparagraphs.\n",
		Decided: []string{"That it be noted.\n"}, Rejected: []decision.Alternative{}, Consultation: "getting-about", AsPublished: true,
		Received: []decision.Received{{Title: "Assessment", Version: "2", Date: day(1), Address: "/documents/assessment"}},
		Source:   evidence.Source{Name: "Minutes", Address: "https://example.org/minutes", Date: day(2)}, Invented: "this report",
		Issues: []decision.Issue{
			{Ref: "last-bus", Issue: "The last bus is early.\n", RaisedBy: "Villagers", Response: "We agree.\n", Change: "It is later.\n",
				Questions: []string{"relation"}, Actions: []string{"later", "cheaper"}},
			{Ref: "fares", Issue: "Fares are high.", RaisedBy: "Students", Response: "We know.", NoChange: "No money."},
		},
		Feedback: &decision.Feedback{Consultation: "old-buses", Asked: "About buses.\n", Did: "A later bus.",
			Source: evidence.Source{Name: "Website"}},
	}
}

// An equality officer edits a decision that came from a definition file. What the form does not have survives, and
// publishing it unchanged is no edition, no entry in the public record and no entry in the audit log.
func TestDecisionFromAFileIsEditedWithoutLoss(t *testing.T) {
	t.Parallel()
	site := newStaffSiteOn(t, app.Config{}, minimalDemo(t))
	e := &recordEditor{T: t, site: site, kind: site.kind(t, "decision"), path: decision.RecordsPath + "/buses",
		ann: colleague("ann"), bob: colleague("bob")}
	e.ann.Actor.Capabilities = actor.CapabilitiesOf(true, actor.EqualityOfficer)
	e.bob.Actor.Capabilities = actor.CapabilitiesOf(true, actor.Publisher)
	err := site.app.Action.Define(t.Context(), actor.System, action.Definition{Actions: []action.Action{
		{Ref: "later", What: "Run a later bus", Who: "Transport", Due: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Measure: "Buses"},
		{Ref: "cheaper", What: "Cut fares", Who: "Transport", Due: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Measure: "Pounds"},
	}})
	if err == nil {
		defineClosed(t, site.app, "old-buses")
		err = site.app.Decision.Define(t.Context(), actor.System, fileDecision())
	}
	if err != nil {
		t.Fatal(err)
	}
	before, entries := e.decision()

	if err := publishRecord(t.Context(), site.app, e.kind, e.ann.Actor, "buses", e.load("buses")); err != nil {
		t.Fatal(err)
	}
	e.send(e.ann, e.form(e.ann, e.path+"/edit", "/edit"), "save", http.StatusSeeOther, nil)
	if d := site.crawl.Get(e.ann, e.path); strings.Contains(string(d.Body), "What changes") {
		t.Errorf("saving the unchanged form changes something:\n%s", d.Body)
	}
	if after, n := e.decision(); !reflect.DeepEqual(after, before) || n != entries {
		t.Errorf("published unchanged: %+v and %d entries, want %+v and %d", after, n, before, entries)
	}

	e.sendForm(e.ann, e.path+"/edit", "save", http.StatusSeeOther,
		url.Values{"issues-1-change": {"It is an hour later."}, "issues-2-actions-more": {"cheaper"}})
	recordNoNeed(t, site.app, "decision:buses")
	e.act(e.ann, "submit", http.StatusSeeOther)
	e.act(e.bob, "approve", http.StatusSeeOther)
	e.act(e.ann, "publish", http.StatusSeeOther)
	want := *before
	want.Edition = 2
	want.Issues[0].Change, want.Issues[1].Actions = "It is an hour later.", []string{"cheaper"}
	if after, n := e.decision(); !reflect.DeepEqual(*after, want) || n != entries+1 {
		t.Errorf("changed: %+v and %d entries, want %+v and %d", *after, n, want, entries+1)
	}
}

// decision returns the decision and how many times the audit log says that a decision was recorded.
func (e *recordEditor) decision() (d *decision.Decision, entries int64) {
	e.Helper()
	err := e.site.app.DB.View(e.Context(), func(tx *db.Tx) (err error) {
		if d, err = decision.Get(e.Context(), tx, "buses"); err != nil {
			return err
		}
		entries, err = db.One(e.Context(), tx, db.Int, `SELECT COUNT(*) FROM audit_entry WHERE act = 'record-decision'`)
		return err
	})
	if err != nil {
		e.Fatal(err)
	}
	return d, entries
}

// A decision that is written in the browser goes through the same checks as one in a definition file, and each mistake
// leads to its field.
func TestDecisionInBrowserIsCheckedAsAFileIs(t *testing.T) {
	t.Parallel()
	site := newStaffSiteOn(t, app.Config{}, minimalDemo(t))
	kind := site.kind(t, "decision")
	for name, c := range map[string]struct {
		changed url.Values
		want    []string // the field that the error summary leads to, and what it says
	}{
		"a later document": {url.Values{"received-1-dated-year": {"2017"}},
			[]string{`href="#received-1-dated-day"`, "is later than the decision"}},
		"an unpublished figure":   {url.Values{"issues-1-response": {"{{figure:x#1/a/b}}"}}, []string{`href="#issues-1-response"`}},
		"no reasons":              {url.Values{"reasons": {""}}, []string{`href="#reasons"`, "Enter the reasons for the decision."}},
		"change and no change":    {url.Values{"issues-1-no-change": {"No money."}}, []string{`href="#issues-1-no-change"`, "only one"}},
		"an unknown consultation": {url.Values{"consultation": {"secret"}}, []string{`href="#consultation"`, "Choose from the list"}},
		"a date in the future":    {url.Values{"date-year": {"2199"}}, []string{`href="#date-day"`, "in the future"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := &recordEditor{T: t, site: site, kind: kind, ann: colleague("ann")}
			start := kind.Path + "/new"
			saved := e.send(e.ann, e.form(e.ann, start, start), "save", http.StatusSeeOther, kind.Example)
			e.path = strings.TrimSuffix(strings.TrimSuffix(saved.Header.Get("Location"), "?saved=1"), "/edit")
			e.sendForm(e.ann, e.path+"/edit", "save", http.StatusSeeOther, c.changed)
			coverDraft(t, site.app, &kind, path.Base(e.path))
			page := e.send(e.ann, e.form(e.ann, e.path, e.path), "submit", http.StatusUnprocessableEntity, nil)
			for _, want := range c.want {
				if !strings.Contains(string(page.Body), want) {
					t.Errorf("the page does not have %s", want)
				}
			}
		})
	}
}
