package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/crawltest"
)

// Complaint 13 of users of neighbouring systems: profiles would be shown outside without fresh consent. A representative signs
// for the partner; outside, pages and files show the role and no person.
func TestPublicPagesOfPartnersNameRolesAndNoPerson(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	editor := o.role(t, account.PartnerEditor)
	work := o.crawl.Get(editor, "/staff").Text()
	if !strings.Contains(work, "Read and sign the principles of the partnership") {
		t.Errorf("the new version is not asked for: %s", work)
	}
	form := o.crawl.Get(editor, "/staff/partnership/sign")
	if !strings.Contains(form.Text(), "We work together as equals.") {
		t.Fatalf("the form does not have the text: %s", form.Text())
	}
	refused := o.crawl.Request(editor, http.MethodPost, "/staff/partnership/sign", url.Values{"version": {"2"}, "role": {""}}, nil)
	if refused.Status != http.StatusUnprocessableEntity || !strings.Contains(refused.Text(), "Enter your role in the organisation") {
		t.Errorf("signed without a role: %d %s", refused.Status, refused.Text())
	}
	for role, want := range map[string]int{editor.Name: http.StatusSeeOther, fullAccess.Name: http.StatusNotFound} {
		by := editor
		if role == fullAccess.Name {
			by = fullAccess
		}
		got := o.crawl.Request(by, http.MethodPost, "/staff/partnership/sign", url.Values{"version": {"2"}, "role": {"Treasurer"}}, nil)
		if got.Status != want {
			t.Errorf("%s signs: %d", role, got.Status)
		}
	}
	if work := o.crawl.Get(editor, "/staff").Text(); strings.Contains(work, "Read and sign the principles") {
		t.Error("what is signed is asked for again")
	}
	for _, path := range []string{"/partners", "/partners/invented-partner", "/partners/invented-partner/organisation.jsonld",
		"/partners/another-partner", "/partners/partners.csv", "/partners/partners.json", "/partnership/principles", "/partnership/easy-read"} {
		d := o.crawl.Get(crawltest.Anonymous, path)
		body := string(d.Body)
		if d.Status != http.StatusOK || strings.Contains(body, editor.Actor.Name) || strings.Contains(body, editor.Actor.ID) ||
			strings.Contains(body, "@example.org") {
			t.Errorf("%s names a person or has status %d: %s", path, d.Status, body)
		}
		if path == "/partnership/principles" && !strings.Contains(d.Text(), "Treasurer") {
			t.Errorf("the role of who signed is missing: %s", d.Text())
		}
	}
	colleague := crawltest.Role{Name: "colleague", Actor: actor.Actor{ID: "colleague", Org: editor.Actor.Org,
		Capabilities: []actor.Capability{actor.Staff}}}
	for path, role := range map[string]crawltest.Role{"/staff/partnership/invented-partner": o.role(t, account.Viewer),
		"/staff/partnership": colleague} {
		if got := o.crawl.Get(role, path); got.Status != http.StatusOK || !strings.Contains(got.Text(), "Treasurer") {
			t.Errorf("%s does not see what was signed: %d %s", role.Name, got.Status, got.Text())
		}
	}
	if got := o.crawl.Get(anotherPartner, "/staff/partnership/invented-partner"); got.Status != http.StatusNotFound {
		t.Errorf("another partner sees what was decided: %d", got.Status)
	}
}
