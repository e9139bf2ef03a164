package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/site"
)

// unauditedTables may change without an audit entry.
var unauditedTables = map[string]string{
	"signin_session":   "when a session was last used",
	"jobs_job":         "background work follows a change that has its own entry",
	"intake_draft":     "answers that a clerk is typing are not a response yet",
	"signin_ceremony":  "a passkey challenge that nobody has answered yet",
	"consult_form":     "the paper version of a published form is derived from it",
	"consult_form_use": "the paper version of a published form is derived from it",
}

// recordAudit makes the site of o report what its staff commit.
func (o *staffSite) recordAudit() *crawltest.AuditRecorder {
	rec := &crawltest.AuditRecorder{Exempt: unauditedTables}
	o.app.Site().SessionMiddleware = func(next http.Handler) http.Handler { return crawltest.SessionMiddleware(rec.Middleware(next)) }
	return rec
}

// Whatever a member of staff changes on any page, who did it is recorded in the
// same transaction.
func TestStaffChangesAreAuditedInTheSameTransaction(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	rec := o.recordAudit()
	w, _ := o.fillForms(fullAccess, "OURS", false)
	for _, problem := range rec.Problems() {
		t.Error(problem)
	}
	if audited := rec.Audited(); len(audited) < 30 {
		t.Errorf("only %d routes wrote an entry: %q; accepted %v", len(audited), audited, w.Accepted)
	}
}

// The check finds a change without an entry, and one whose entry is in a second
// transaction.
func TestUnauditedChangeIsFound(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	rec := o.recordAudit()
	change := func(r *http.Request, tx *db.Tx) error {
		_, err := tx.Exec(r.Context(), `UPDATE council_profile SET body = body`)
		return err
	}
	entry := func(r *http.Request, tx *db.Tx) error {
		return audit.Append(r.Context(), tx, site.Actor(r), "test", "council", "this", "")
	}
	update := func(r *http.Request, steps ...func(*http.Request, *db.Tx) error) error {
		return o.app.DB.Update(r.Context(), func(tx *db.Tx) error {
			for _, step := range steps {
				if err := step(r, tx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	add := func(name string, handler site.Handler) {
		o.app.Site().Add(site.Route{Method: http.MethodPost, Pattern: "/staff/test/" + name, Needs: actor.Staff, Handler: handler})
	}
	add("none", func(_ http.ResponseWriter, r *http.Request) error { return update(r, change) })
	add("second", func(_ http.ResponseWriter, r *http.Request) error {
		if err := update(r, change); err != nil {
			return err
		}
		return update(r, entry)
	})
	add("same", func(_ http.ResponseWriter, r *http.Request) error { return update(r, change, entry) })
	for _, name := range []string{"none", "second", "same"} {
		o.crawl.Request(fullAccess, http.MethodPost, "/staff/test/"+name, nil, nil)
	}
	found := strings.Join(rec.Problems(), "\n")
	for name, want := range map[string]bool{"none": true, "second": true, "same": false} {
		if got := strings.Contains(found, "POST /staff/test/"+name+" changes council_profile"); got != want {
			t.Errorf("%s: found %t, want %t in %s", name, got, want, found)
		}
	}
	if audited := rec.Audited(); !slices.Equal(audited, []string{"POST /staff/test/same", "POST /staff/test/second"}) {
		t.Errorf("audited: %q", audited)
	}
}

// A capability that no route asks for would let people believe that they may do
// something.
func TestEveryCapabilityIsAskedFor(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	asked := map[actor.Capability]bool{}
	for _, r := range o.crawl.Routes {
		asked[r.Needs] = true
	}
	elsewhere := map[actor.Capability]string{actor.UpdateActions: "action.Service asks for it when updates are loaded from files"}
	for _, c := range actor.AllCapabilities {
		if !asked[c] && elsewhere[c] == "" {
			t.Errorf("no route needs %q: delete it, or ask for it", c)
		}
	}
}
