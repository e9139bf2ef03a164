package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
)

var (
	gatePart = regexp.MustCompile(`name="part" [^>]*value="([^"]+)"|value="([^"]+)" name="part"|name="part" value="([^"]+)"`)
	typedDay = url.Values{"due-day": {"1"}, "due-month": {"7"}, "due-year": {"2026"}}
)

// Two organisations sign a project. Its gate is refused with a sentence for everything that is missing, what was typed stays, and it
// passes once nothing is missing. An organisation that takes no part learns nothing of the work.
func TestProjectIsSignedRefusedAtItsGateAndPassed(t *testing.T) {
	t.Parallel()
	part := minimalDemo(t)
	part["projects/lunch.yaml"] = &fstest.MapFile{Data: []byte(`projects:
  - ref: lunch
    title: Lunch together
    summary: We eat together.
    lead: council
    partners: [{organisation: invented-partner, role: delivers}]
    needs: [example-need]
    places: [example-town]
    from: 2026-01-01
    until: 2027-12-31
    stage: identify
    agreement: Each of us cooks.
    effects: {now: People meet., in-5-years: They are friends., in-25-years: We do not know.}
    value: {cost-pence: 100, costs: Food., benefit: Company.}
`)}
	part["assessments/lunch.yaml"] = &fstest.MapFile{Data: []byte(`assessments:
  - {ref: lunch, title: Lunch, subject: service, started: 2026-01-05, needed: "no",
     route: administrative, review: 2028-01-31, published: 2026-01-12,
     why: Lunch is open to all.,
     activities: ["project:lunch"], invented: this entry}
`)}
	o := newStaffSiteOn(t, app.Config{}, part)
	editor, home := o.role(t, account.PartnerEditor), "/staff/project-work/lunch"
	post := func(by crawltest.Role, path string, more ...url.Values) *browsertest.Document {
		t.Helper()
		sent := url.Values{"to": {"prepare"}, "role": {"Chair"}, "version": {"1"}}
		for _, values := range more {
			for name, value := range values {
				sent[name] = value
			}
		}
		return o.crawl.Request(by, http.MethodPost, home+"/"+path, sent, nil)
	}
	saved := func(d *browsertest.Document) {
		t.Helper()
		if d.Status != http.StatusSeeOther {
			t.Errorf("%d %s", d.Status, d.Text())
		}
	}
	saved(post(council, "plan", typedDay, url.Values{"owner": {"Manager"}, "evidence": {"The plan."}}))
	page := o.crawl.Get(council, home).Text()
	refused := post(council, "decide", url.Values{"outcome": {"met"}, "decision": {"We go on as typed."}})
	if refused.Status != http.StatusUnprocessableEntity || !strings.Contains(refused.Text(), "We go on as typed.") {
		t.Errorf("decided although something is missing, or what was typed is lost: %d %s", refused.Status, refused.Text())
	}
	for _, want := range []string{"A partner has not signed the current project agreement.", "A partner has not approved the gate"} {
		if !strings.Contains(page, want) || !strings.Contains(refused.Text(), want) {
			t.Errorf("%q is not said on the page and at the refused gate: %s", want, page)
		}
	}
	for _, path := range []string{"", "/sign", "/plan", "/approve", "/decide", "/read", "/quarter?from=2026-01-01"} {
		if d := o.crawl.Get(anotherPartner, home+path); d.Status != http.StatusNotFound {
			t.Errorf("another partner opens %s: %d", path, d.Status)
		}
	}
	if got := o.crawl.Get(anotherPartner, "/staff/project-work").Text(); strings.Contains(got, "Lunch together") {
		t.Error("another partner sees the project in its list")
	}
	if d := post(editor, "decide", url.Values{"outcome": {"met"}, "decision": {"x"}}); d.Status != http.StatusForbidden {
		t.Errorf("a partner decides: %d", d.Status)
	}
	for _, by := range []crawltest.Role{council, editor} {
		saved(post(by, "sign"))
		found := gatePart.FindStringSubmatch(string(o.crawl.Get(by, home+"/approve").Body))
		if found == nil {
			t.Fatalf("the form does not say what is approved: %s", o.crawl.Get(by, home+"/approve").Body)
		}
		saved(post(by, "approve", url.Values{"part": {strings.Join(found[1:], "")}}))
	}
	saved(post(council, "decide", url.Values{"outcome": {"met"}, "decision": {"We go on."}}))
	public := o.crawl.Get(crawltest.Anonymous, "/projects/lunch").Text()
	for _, want := range []string{"Being prepared", "We go on.", "A partner: Chair", "Approved by"} {
		if !strings.Contains(public, want) {
			t.Errorf("the public page lacks %q: %s", want, public)
		}
	}
}
