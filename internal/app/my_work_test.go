package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
)

// Every role finds on “My work” what it can do, and no link that it cannot follow.
func TestMyWorkShowsEachRoleWhatItCanDo(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	o.fillForms(fullAccess, "OURS", true)
	batch := o.crawl.Request(fullAccess, http.MethodPost, "/staff/consultations/getting-about/data-entry", url.Values{
		"reference": {"Library"}, "channel": {"paper"}, "edition": {"standard"}, "key": {"k"}, "forms": {"1"}, "second": {"0"},
		"day-year": {openDate.Format("2006")}, "day-month": {openDate.Format("1")}, "day-day": {openDate.Format("2")},
	}, nil)
	if batch.Status != http.StatusSeeOther {
		t.Fatalf("the batch is not opened: %d %s", batch.Status, batch.Text())
	}
	has := map[actor.Role]string{
		account.Publisher: "personal data to answer", account.Editor: "to settle before publication",
		account.Analyst:    "to read before publication",
		account.EntryClerk: "Enter form 1 of 1, batch Library", account.Viewer: "Open now", account.Auditor: "Open now",
		account.EqualityOfficer: "Open now", account.Administrator: "/staff/people",
	}
	for _, role := range o.roles {
		text, ok := has[actor.Role(role.Name)]
		if !ok {
			continue
		}
		met := o.crawl.Walk(role, 1, "/staff")
		page := met.Pages["GET /staff"][0]
		if body := string(page.Body); page.Status != http.StatusOK || !strings.Contains(body, text) {
			t.Errorf("%s: “My work” does not have %q: %s", role.Name, text, page.Text())
		}
		for other, text := range has {
			shared := text == "Open now" || text == "/staff/people" || other == account.Editor && role.Name == string(account.Publisher)
			if string(other) != role.Name && !shared && strings.Contains(string(page.Body), text) {
				t.Errorf("%s: “My work” has %q, which is for %s", role.Name, text, other)
			}
		}
		for _, say := range o.crawl.ForbiddenLinks(role, met) {
			t.Error(say)
		}
	}
	if page := o.crawl.Get(fullAccess, "/staff"); !strings.Contains(string(page.Body), "What you worked on last") {
		t.Error("what the person did last is missing")
	}
}
