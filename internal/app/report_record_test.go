package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/report"
)

// An equality officer writes a report, a head of service approves, publishes and sends it, and a councillor reads it. It is known
// which version the councillor received and opened, also after a newer one is published.
func TestHeadOfServiceApprovesAReportAndACouncillorReadsIt(t *testing.T) {
	t.Parallel()
	site := newStaffSiteOn(t, app.Config{}, strictDemo(t))
	person := func(role actor.Role) crawltest.Role {
		return crawltest.Role{Name: string(role), Actor: actor.Actor{ID: "invented-" + string(role), Org: actor.CouncilOrg,
			Name: string(role), Capabilities: actor.CapabilitiesOf(true, role)}}
	}
	e := &recordEditor{T: t, site: site, kind: site.kind(t, "report"), ann: person(actor.EqualityOfficer),
		bob: person(actor.HeadOfService)}
	councillor := person(actor.Councillor)
	ref := e.publishFirst()

	sees := func(who crawltest.Role, path string, want ...string) {
		t.Helper()
		body := string(site.crawl.Get(who, path).Body)
		for _, words := range want {
			if !strings.Contains(body, words) {
				t.Errorf("%s sees no %q on %s", who.Name, words, path)
			}
		}
	}
	sees(e.bob, "/staff/sending", "Not sent yet")
	sees(councillor, "/staff/reading", "You have not received any reports yet.")
	sending := "/staff/sending/" + ref
	e.sendForm(e.bob, sending, "send", http.StatusSeeOther, nil)
	sees(e.bob, sending, "Who received which version", "Not yet")
	sees(councillor, "/staff", "1 report to read", e.load(ref).Text("title"))
	if body := string(site.crawl.Get(councillor, "/staff").Body); strings.Contains(body, "Responses so far") {
		t.Error("a councillor sees numbers of responses before they are released")
	}
	sees(councillor, "/staff/reading", "Not read yet", `href="/staff/reading/`+ref+`/1"`)
	sees(councillor, "/staff", "Ask an administrator to add the area that you represent.")
	admin, account := person(actor.Administrator), "/staff/people/invented-councillor"
	set := e.form(admin, account, account+"/area").Unchanged()
	set.Set("area", "Leicestershire")
	e.post(admin, account+"/area", "save", http.StatusSeeOther, set)
	sees(councillor, "/staff", "You represent", "Your area</strong>", "Decisions to come", "/consultations/getting-about", "What people said")
	sees(councillor, "/staff/reading", "You represent")
	if d := site.crawl.Request(councillor, http.MethodGet, "/staff/reading/"+ref+"/2", nil, nil); d.Status != http.StatusNotFound {
		t.Errorf("a version that the councillor has not received: status %d", d.Status)
	}
	read := site.crawl.Get(councillor, "/staff/reading/"+ref+"/1")
	if read.URL.Path != report.VersionPath(ref, 1) || !strings.Contains(string(read.Body), "What people said") {
		t.Errorf("the councillor reads %s", read.URL)
	}
	sees(councillor, "/staff/reading", "You opened it on")
	sees(e.bob, "/staff/sending", "1 of 1 opened it")

	changed := e.kind.Example.Clone()
	changed.Set("risk", "The cost may rise.")
	e.send(e.ann, e.form(e.ann, e.path+"/edit", "/edit"), "save", http.StatusSeeOther, changed)
	e.act(e.ann, "submit", http.StatusSeeOther)
	e.act(e.bob, "approve", http.StatusSeeOther)
	e.act(e.ann, "publish", http.StatusSeeOther)
	sees(councillor, "/staff/reading", "There is a newer version")
	sees(crawltest.Role{Name: "public"}, report.VersionPath(ref, 1), "This is an earlier version.", "There may be too few staff")
	sees(crawltest.Role{Name: "public"}, report.Path(ref), "The cost may rise.")
	sees(crawltest.Role{Name: "public"}, "/reports", "version 2")
}
