package app_test

import (
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/edit/editweb"
	"github.com/folkmoot/folkmoot/internal/eia"
)

// fill lets a person fill in one section of a record on its page.
func (e *recordEditor) fill(who crawltest.Role, key string, v edit.Values) {
	e.Helper()
	parts := e.kind.PartsOf()
	i := slices.IndexFunc(parts, func(p edit.Part) bool { return p.Key == key })
	if i < 0 {
		e.Fatalf("there is no section %q", key)
	}
	at := e.path + "/edit?part=" + key
	values := e.form(who, at, "/edit").Unchanged()
	var section edit.Kind
	for _, f := range parts[i].Fields {
		section.Fields = append(section.Fields, *f)
	}
	maps.Copy(values, editweb.FormValues(&section, v))
	e.post(who, at, "save", http.StatusSeeOther, values)
}

// sign lets a person sign a draft for a role, and expects a status.
func (e *recordEditor) sign(who crawltest.Role, role string, want int) {
	e.Helper()
	values := e.form(who, e.path+"/sign", "/sign").Unchanged()
	maps.Copy(values, url.Values{"role": {role}, "post": {"Post of " + who.Name}})
	e.post(who, e.path+"/sign", "", want, values)
}

// An action is not agreed before its impact has been assessed. An equality officer starts the assessment from the page of the
// action and fills in its sections with a colleague. Three people sign exactly what they read, and another approves it. It is
// then in the public register, and the action is agreed. Readers see what a challenge session recommended, and the answer.
func TestAssessmentIsWrittenBySeveralPeopleAndSigned(t *testing.T) {
	t.Parallel()
	site := newStaffSiteOn(t, app.Config{}, strictDemo(t))
	ann, bob, cat, dan := colleague("ann"), colleague("bob"), colleague("cat"), colleague("dan")
	bob.Actor.Name = "Equality officer" // as an account that can write assessments
	plan := &recordEditor{T: t, site: site, kind: site.kind(t, "action"), ann: ann, bob: bob}
	saved := plan.send(ann, plan.form(ann, plan.kind.Path+"/new", "/new"), "save", http.StatusSeeOther, edit.Values{
		"what": {"Close the benches in winter"}, "who": {"Head of parks"}, "due": {"2027-03-31"}, "measure": {"Benches"}, "unit": {"benches"}})
	plan.path = strings.TrimSuffix(saved.Header.Get("Location"), "/edit?saved=1")
	plan.act(ann, "submit", http.StatusUnprocessableEntity)

	e := &recordEditor{T: t, site: site, kind: site.kind(t, "assessment"), ann: ann, bob: bob}
	start := e.kind.Path + "/new?activities=" + url.QueryEscape(edit.ActivityName("action", path.Base(plan.path)))
	if d := site.crawl.Get(ann, plan.path); !strings.Contains(string(d.Body), `href="`+start+`"`) {
		t.Fatalf("the action does not lead to %s", start)
	}
	first := e.form(ann, start, "/new").Unchanged()
	maps.Copy(first, url.Values{"title": {"Benches in winter"}, "subject": {"saving"}, "purpose": {"Save the repairs."},
		"started-day": {"12"}, "started-month": {"1"}, "started-year": {"2026"}})
	e.path = strings.TrimSuffix(e.post(ann, e.kind.Path+"/new", "save", http.StatusSeeOther, first).Header.Get("Location"), "?saved=1")
	e.path, _, _ = strings.Cut(e.path, "/edit")
	e.fill(ann, "needed", edit.Values{"needed": {string(eia.NeedYes)}})
	people := edit.Values{"lead": {"Head of parks"}, "service": {"Parks"}}
	fillIn := func(who string) {
		people.SetRows("tasks", []edit.Values{{"section": {"findings"}, "person": {who}, "by": {"2026-02-01"}}})
		e.fill(ann, "lead", people)
	}
	for _, who := range []string{"Analyst", "Equalty officer"} { // who cannot write assessments, and who is misspelt
		fillIn(who)
		d := e.send(ann, e.form(ann, e.path, e.path), "submit", http.StatusUnprocessableEntity, nil)
		if !strings.Contains(string(d.Body), "We cannot find “"+who+"” in the list for “Colleague”") {
			t.Errorf("%s can be asked to fill in a section", who)
		}
	}
	fillIn("Equality officer")
	if d := site.crawl.Get(bob, e.path); !strings.Contains(string(d.Body), "Equality officer") {
		t.Error("the page of the draft does not say who fills in what")
	}
	owed := func(who crawltest.Role) bool {
		return strings.Contains(string(site.crawl.Get(who, "/staff").Body), "Section to fill in: Relevance")
	}
	if !owed(bob) || owed(cat) {
		t.Error("“My work” does not say who fills in the section")
	}

	findings := edit.Values{}
	var rows []edit.Values
	for _, row := range e.draft(bob).Rows("findings") {
		relevant := eia.RelevantNo
		if strings.HasPrefix(row.Text("cell"), "age/") {
			relevant = eia.RelevantYes
		}
		rows = append(rows, edit.Values{"cell": row["cell"], "relevant": {string(relevant)}, "finding": {"Some people need a seat."}})
	}
	findings.SetRows("findings", rows)
	e.fill(bob, "findings", findings)
	if owed(bob) {
		t.Error("“My work” asks for a section that is filled in")
	}
	e.fill(ann, "baseline", edit.Values{"baseline": {"Benches all year, as in 2019"}})
	e.fill(bob, "evidence", edit.Values{"evidence": row("evidence", edit.Values{"source": {"Counts"}, "dated": {"2026-01-20"},
		"says": {"Older people sit down most."}})})
	e.fill(ann, "options", edit.Values{"options": row("options", edit.Values{"option": {"Close them"}, "assessed": {"yes"}})})
	e.fill(ann, "impacts", edit.Values{"impacts": row("impacts", edit.Values{"group": {"age"}, "direction": {string(eia.Adverse)},
		"size": {string(eia.Low)}, "chance": {"likely"}, "effect": {"There is no seat."}, "who": {"Older people"},
		"actions": {"benches"}, "left": {string(eia.None)}})})
	e.fill(ann, "outcomes", edit.Values{"outcomes": {string(eia.Adjust)}, "leading": {string(eia.Adjust)}, "reasons": {"Some stay open."}})
	e.fill(ann, "stages", edit.Values{"review": {"2030-01-31"}})
	refused := e.send(ann, e.form(ann, e.path, e.path), "submit", http.StatusUnprocessableEntity, nil)
	if says := string(refused.Body); !strings.Contains(says, `href="`+e.path+`/edit?part=exempt-checked#exempt-checked"`) ||
		strings.Contains(says, `name="purpose"`) {
		t.Error("a refused draft does not show what is missing beside its sections")
	}
	if d := site.crawl.Get(ann, e.path+"/sign"); strings.Contains(string(d.Body), `name="role"`) {
		t.Error("an assessment can be signed before exempt information has been checked")
	}
	e.post(ann, e.path+"/sign", "", http.StatusUnprocessableEntity, url.Values{"role": {"Lead officer"}, "post": {"Post of ann"},
		"version": {e.form(ann, e.path, e.path).Unchanged().Get("version")}})
	e.fill(ann, "exempt-checked", edit.Values{"exempt-checked": {"Legal services"}})

	e.sign(ann, "Lead officer", http.StatusSeeOther)
	e.fill(bob, "exempt-checked", edit.Values{"exempt-checked": {"Monitoring officer"}}) // no longer what was signed
	e.sign(ann, "Lead officer", http.StatusSeeOther)
	if d := site.crawl.Get(ann, e.path+"/sign"); strings.Contains(string(d.Body), `name="role"`) {
		t.Error("who has signed is asked to sign for another role")
	}
	e.post(ann, e.path+"/sign", "", http.StatusUnprocessableEntity, url.Values{"role": {"Equality adviser"}, "post": {"Post of ann"},
		"version": {e.form(ann, e.path, e.path).Unchanged().Get("version")}})
	e.sign(bob, "Equality adviser", http.StatusSeeOther)
	e.act(ann, "submit", http.StatusUnprocessableEntity)
	e.sign(cat, "Head of service", http.StatusSeeOther)
	e.act(ann, "submit", http.StatusSeeOther)
	e.act(bob, "approve", http.StatusForbidden)
	plan.act(ann, "submit", http.StatusUnprocessableEntity) // the assessment is not published yet
	e.act(dan, "approve", http.StatusSeeOther)
	public := "/assessments/" + path.Base(e.send(ann, e.form(ann, e.path, e.path), "publish", http.StatusSeeOther, nil).Header.Get("Location"))
	for at, want := range map[string]string{eia.PublicPath: `href="` + public + `"`, public: "Post of cat"} {
		if d := site.crawl.Get(crawltest.Anonymous, at); !strings.Contains(string(d.Body), want) {
			t.Errorf("%s does not have %s", at, want)
		}
	}
	plan.act(ann, "submit", http.StatusSeeOther)
	holdChallengeSession(t, e, dan, path.Base(public))
}

// holdChallengeSession records what an independent group recommended about a published assessment, with the answer, and
// reads it on the public page of the assessment.
func holdChallengeSession(t *testing.T, of *recordEditor, approver crawltest.Role, assessment string) {
	t.Helper()
	e := &recordEditor{T: t, site: of.site, kind: of.site.kind(t, "challenge"), ann: of.ann, bob: of.bob}
	session := edit.Values{"title": {"Seats in winter"}, "assessment": {assessment}, "challenged-by": {"Disability forum"},
		"date": {"2026-02-10"}, "observations": {"People sit down on the walls."}}
	session.SetRows("recommendations", []edit.Values{{"recommendation": {"Keep one bench on each path."}, "reply": {"accepted"},
		"answer": {"Six benches stay."}, "owner": {"Head of parks"}, "due": {"2026-10-31"}}})
	saved := e.send(e.ann, e.form(e.ann, e.kind.Path+"/new", "/new"), "save", http.StatusSeeOther, session)
	e.path, _, _ = strings.Cut(saved.Header.Get("Location"), "/edit")
	e.act(e.ann, "submit", http.StatusSeeOther)
	e.act(approver, "approve", http.StatusSeeOther)
	e.act(e.ann, "publish", http.StatusSeeOther)
	public := string(e.site.crawl.Get(crawltest.Anonymous, eia.PublicPath+"/"+assessment).Body)
	for _, want := range []string{"Disability forum", "Keep one bench on each path.", "Six benches stay."} {
		if !strings.Contains(public, want) {
			t.Errorf("the page of the assessment does not have %q", want)
		}
	}
}

// draft returns the values of the draft.
func (e *recordEditor) draft(who crawltest.Role) edit.Values {
	e.Helper()
	c, err := e.site.app.Edit.Get(e.Context(), who.Actor, &e.kind, path.Base(e.path))
	if err != nil {
		e.Fatal(err)
	}
	return c.Values
}

// The yearly equality information lists the assessments of its year and what changed because of them, from their own words.
func TestYearlyInformationListsAssessments(t *testing.T) {
	t.Parallel()
	site := newStaffSiteOn(t, app.Config{}, demoPart(t, "council.yaml", "places.yaml", "organisations.yaml", "duties.yaml", "evidence/",
		"strategies/edi", "consultations/getting-about/", "consultations/equality-data/", "actions/edi", "assessments/earlier",
		"assessments/mobile",
		"assessments/surveys", "imports/", "community-transport-2025.csv", "consultations/community-transport-2025/"))
	kind := site.kind(t, "information")
	v := kind.Example.Clone()
	v.Set("as-at", "2026-03-31")
	if err := publishRecord(t.Context(), site.app, kind, actor.System, "year", v); err != nil {
		t.Fatal(err)
	}
	page := string(site.crawl.Get(crawltest.Anonymous, "/equality-information/year").Body)
	for _, want := range []string{`href="/assessments/mobile-library/versions/1"`, "The proposal is now a visit every four weeks."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %s", want)
		}
	}
	// What changed between two versions names what they cover, without codes.
	changes := string(site.crawl.Get(crawltest.Anonymous, "/assessments/surveys-2026/versions/2/changes").Body)
	if !strings.Contains(changes, "Getting to council") || strings.Contains(changes, "consultation:") {
		t.Error("the differences between versions have codes instead of names")
	}
}
