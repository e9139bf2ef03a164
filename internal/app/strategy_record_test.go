package app_test

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// record returns an editor for records of a kind: the equality officer as Ann and the head of service as Bob.
func (o *staffSite) record(t *testing.T, kind string) *recordEditor {
	t.Helper()
	role := func(id, org string, role actor.Role) crawltest.Role {
		return crawltest.Role{Name: id, Actor: actor.Actor{ID: id, Org: org, Name: id,
			Capabilities: actor.CapabilitiesOf(org == actor.CouncilOrg, role)}}
	}
	return &recordEditor{T: t, site: o, kind: o.kind(t, kind), ann: role("equality officer", actor.CouncilOrg, actor.EqualityOfficer),
		bob: role("head of service", actor.CouncilOrg, actor.Publisher)}
}

// kind returns a kind of records by its name.
func (o *staffSite) kind(t *testing.T, name string) edit.Kind {
	t.Helper()
	for _, k := range o.app.Records() {
		if k.Name == name {
			return k
		}
	}
	t.Fatalf("there is no kind of record %s", name)
	return edit.Kind{}
}

// start saves a new record and returns what submitting it answers.
func (e *recordEditor) start(v edit.Values, want int) *browsertest.Document {
	e.Helper()
	saved := e.send(e.ann, e.form(e.ann, e.kind.Path+"/new", "/new"), "save", http.StatusSeeOther, v)
	e.path = strings.TrimSuffix(strings.TrimSuffix(saved.Header.Get("Location"), "?saved=1"), "/edit")
	coverDraft(e.T, e.site.app, &e.kind, path.Base(e.path))
	return e.send(e.ann, e.form(e.ann, e.path, e.path), "submit", want, nil)
}

// approve lets the head of service approve and the equality officer publish, and returns the reference of the record.
func (e *recordEditor) approve() (ref string) {
	e.Helper()
	e.act(e.bob, "approve", http.StatusSeeOther)
	e.path = e.send(e.ann, e.form(e.ann, e.path, e.path), "publish", http.StatusSeeOther, nil).Header.Get("Location")
	return path.Base(e.path)
}

// row returns the values of a field with one row.
func row(field string, values edit.Values) []string {
	v := edit.Values{}
	v.SetRows(field, []edit.Values{values})
	return v[field]
}

// Row C3 of docs/faults.md. Without a file, an equality officer writes a strategy with an aim and an objective, an action
// for a partner and a decision. The objective is refused without a baseline and leads to the field. The head of service
// approves each, the objectives are published with an entry in the public record, and the partner reports on the action.
// What is weak in the objective is pointed out at its field while it is written, on its page and in the list over the whole
// strategy, and keeps nothing from being published.
// That two people edit at once, history and undo are in TestEveryKindOfRecordIsEdited.
func TestEqualityOfficerWritesStrategyAndPlanInTheBrowser(t *testing.T) {
	t.Parallel()
	site := newStaffSiteOn(t, app.Config{}, minimalDemo(t))
	st := site.record(t, "strategy")
	st.start(edit.Values{"title": {"Open to all"}, "from": {"2026-04-01"}, "to": {"2030-03-31"},
		"aims": row("aims", edit.Values{"aim": {"Services for all"}})}, http.StatusSeeOther)
	slug := st.approve()

	objective := site.record(t, "objective")
	written := edit.Values{"title": {"Repair the hearing loops"}, "aim": {slug + "-aim-1"}, "owner": {"Head of property"},
		"by":      {"2028-03-31"},
		"measure": {"Hearing loops that work"}, "unit": {"%"}, "target": {"100"}}
	refused := objective.start(written, http.StatusUnprocessableEntity)
	if got := refused.ErrorFieldIDs(); !slices.Equal(got, []string{"baseline"}) {
		t.Errorf("without a baseline, the errors lead to %q", got)
	}
	written.Set("baseline", "64")
	objective.send(objective.ann, objective.form(objective.ann, objective.path+"/edit", "/edit"), "continue", http.StatusSeeOther, written)
	weak := written.Clone()
	weak.Set("owner", "Property team")
	said := objective.send(objective.ann, objective.form(objective.ann, objective.path+"/edit", "/edit"), "autosave", http.StatusOK, weak)
	const advice = "“Property team” can be several people."
	if !strings.Contains(string(said.Body), `"advice":{"owner":"`+advice) {
		t.Errorf("while writing: %s", said.Body)
	}
	for path, want := range map[string]string{
		objective.path + "/edit": `data-advice="owner">` + advice, objective.path: "/edit#owner\">" + advice,
	} {
		if d := site.crawl.Request(objective.ann, http.MethodGet, path, nil, nil); !strings.Contains(string(d.Body), want) {
			t.Errorf("%s does not have %q", path, want)
		}
	}
	objective.act(objective.ann, "submit", http.StatusSeeOther)
	objectiveRef := objective.approve()

	at := "/staff/objectives/" + objectiveRef
	checked := site.crawl.Request(objective.ann, http.MethodGet, "/staff/strategies/"+slug+"/check", nil, nil)
	if !strings.Contains(string(checked.Body), `href="`+at+`/edit#owner">`+advice) ||
		!strings.Contains(string(checked.Body), "1 of 1 could be better") {
		t.Errorf("the list over the strategy: %d\n%s", checked.Status, checked.Body)
	}

	before, err := site.app.Log.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	values := st.load(slug)
	values["publications"] = row("publications", edit.Values{"publication": {"Our objectives"}, "duty": {"equality-objectives"},
		"on": {"2026-04-01"}})
	st.send(st.ann, st.form(st.ann, st.path+"/edit", "/edit"), "continue", http.StatusSeeOther, values)
	st.act(st.ann, "submit", http.StatusSeeOther)
	st.approve()
	if after, err := site.app.Log.Head(t.Context()); err != nil || after.Size <= before.Size {
		t.Errorf("the public record has %d entries after publishing the objectives, %d before: %v", after.Size, before.Size, err)
	}

	plan := site.record(t, "action")
	plan.start(edit.Values{"what": {"Check every loop"}, "who": {"Partnership manager"}, "organisation": {partner.Actor.Org},
		"due": {"2027-03-31"}, "measure": {"Loops checked"}, "unit": {"loops"}, "objective": {objectiveRef}}, http.StatusSeeOther)
	action := plan.approve()
	decision := site.record(t, "decision")
	decision.start(edit.Values{"title": {"Open to all"}, "kind": {"report"}, "body": {"Cabinet"}, "date": {"2026-03-30"}, "strategy": {slug},
		"decided": row("decided", edit.Values{"point": {"That the strategy be adopted."}}),
		"issues": row("issues", edit.Values{"issue": {"Loops are broken."}, "raised-by": {"Deaf residents"}, "response": {"We agree."},
			"change": {"We repair them."}, "actions": {action}})}, http.StatusSeeOther)
	decisionRef := decision.approve()

	owner := crawltest.Role{Name: "partner", Actor: actor.Actor{ID: "partner", Org: partner.Actor.Org, Name: "Partner",
		Capabilities: actor.CapabilitiesOf(false, actor.PartnerEditor)}}
	at = "/staff/actions/" + action
	report := url.Values{"version": {"0"}, "status-sent": {"yes"}, "status": {"on-track"}, "date-day": {"1"}, "date-month": {"3"},
		"date-year": {"2026"}, "text": {"We checked the town hall."}}
	if d := site.crawl.Request(owner, http.MethodPost, at, report, nil); d.Status != http.StatusSeeOther {
		t.Errorf("the report of the partner: status %d\n%.3000s", d.Status, d.Body)
	}
	signedOff := url.Values{"version": {"1"}, "do": {"publish"}}
	if d := site.crawl.Request(plan.bob, http.MethodPost, at+"/sign-off", signedOff, nil); d.Status != http.StatusSeeOther {
		t.Errorf("signing off: status %d\n%.3000s", d.Status, d.Body)
	}
	for path, want := range map[string]string{
		"/strategies/" + slug: "Repair the hearing loops", "/actions/" + action: "We checked the town hall.",
		"/objectives/" + objectiveRef: "We checked the town hall.",
		"/decisions/" + decisionRef:   "Loops are broken.",
	} {
		if d := site.crawl.Request(crawltest.Anonymous, http.MethodGet, path, nil, nil); !strings.Contains(string(d.Body), want) {
			t.Errorf("%s does not have %q: status %d", path, want, d.Status)
		}
	}
}
