package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/crawltest"
)

// In the demonstration everyone who can sign in finds at least one line of work on the first page, and
// each of its links leads to a page. Starting it again adds nothing.
func TestEveryRoleOfTheDemonstrationHasWork(t *testing.T) {
	t.Parallel()
	o := newStaffSiteOn(t, app.Config{}, demo.Files())
	if err := o.app.Accounts.CreateDemoAccounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	people, err := o.app.Accounts.ListDemoPeople(t.Context())
	if err != nil || len(people) == 0 {
		t.Fatal(people, err)
	}
	before := map[string]string{}
	for range 2 {
		if err := o.app.AddDemoWork(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			role := crawltest.Role{Name: p.Name, Actor: p.Actor()}
			home := o.crawl.Get(role, "/staff")
			_, work, _ := strings.Cut(string(home.Body), `class="fm-home__main"`)
			work, _, _ = strings.Cut(work, `class="fm-home__side"`)
			work, _, _ = strings.Cut(work, `id="sections"`)
			if !strings.Contains(work, "fm-work-list") {
				t.Errorf("%s has no work: %s", p.Name, home.Text())
			}
			if was, known := before[p.ID]; known && was != work {
				t.Errorf("the work of %s has changed: %s\n\n%s", p.Name, was, work)
			}
			before[p.ID] = work
		}
	}
	for _, p := range people {
		role := crawltest.Role{Name: p.Name, Actor: p.Actor()}
		for _, link := range o.crawl.Get(role, "/staff").Links() {
			if link.URL.Path == "/staff/sign-out" || !strings.Contains(before[p.ID], `href="`+link.URL.RequestURI()+`"`) {
				continue
			}
			if got := o.crawl.Get(role, link.URL.RequestURI()); got.Status != http.StatusOK {
				t.Errorf("%s: “%s” leads to %d: %s", p.Name, link.Text, got.Status, got.Text())
			}
		}
	}
	imported := string(o.crawl.Get(crawltest.Anonymous, "/consultations/community-transport-2025").Body)
	if !strings.Contains(imported, "We imported them from a file.") || !strings.Contains(imported, "its survey and all responses") ||
		!strings.Contains(imported, "Columns that were left out") || strings.Contains(imported, "forum.example") ||
		!strings.Contains(imported, "Read the results") {
		t.Errorf("the imported consultation: %s", imported)
	}
	for name, line := range map[string]string{
		"invented-officer": "Waiting for your approval", "invented-equality-officer": "Returned for changes",
		"invented-editor":        "to settle before publication",
		"invented-administrator": "It can be published now.", "invented-entry-clerk": "Enter form 1 of 12", "invented-analyst": "Letters to read",
		"invented-action-owner": "is late", "invented-partner-editor": "open action", "invented-viewer": "Getting to council services",
		"invented-auditor": "Getting to council services",
	} {
		if !strings.Contains(before[name], line) {
			t.Errorf("%s does not find “%s”: %s", name, line, before[name])
		}
	}
}
