package app_test

import (
	"context"
	"maps"
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
	"analysis_told":       "computed from what is published",
	"retention_due":       "computed from consultations, releases and decisions",
	"signin_session":      "when a session was last used",
	"jobs_job":            "background work follows a change that has its own entry",
	"operation_chunk":     "the file of work that was started, until it is downloaded",
	"operation_item":      "work that was started; what it changes has its own entry",
	"staffnotice_event":   "a notification follows a change that has its own entry",
	"staffnotice_notice":  "which notifications a person has read",
	"follow_news":         "computed from what is published",
	"follow_subscription": "staff can follow something by email as anyone can",
	"intake_draft":        "answers that a clerk is typing are not a response yet",
	"signin_ceremony":     "a passkey challenge that has not been answered yet",
	"consult_form":        "the paper version of a published form is derived from it",
	"consult_form_use":    "the paper version of a published form is derived from it",
}

// backgroundTables change without an audit entry outside the requests of staff.
var backgroundTables = map[string]string{
	"analysis_told":        "computed from what is published",
	"account_org":          "the council's organisation takes the name in the definition files",
	"audit_root":           "periodic work publishes the root of the audit log",
	"entry_group_answer":   "respondents write a response together",
	"entry_group_link":     "respondents write a response together",
	"entry_group_response": "respondents write a response together",
	"follow_news":          "computed from what is published",
	"follow_subscription":  "people follow something by email",
	"intake_contact":       "respondents leave an address",
	"intake_draft":         "respondents save answers",
	"intake_file":          "respondents attach files",
	"intake_file_part":     "respondents attach files",
	"intake_monitoring":    "respondents answer",
	"intake_response":      "respondents answer",
	"intake_sent_form":     "respondents answer",
	"jobs_job":             "background work follows a change that has its own entry",
	"notify_last_sent":     "emails are sent",
	"notify_minute":        "emails are sent",
	"notify_notification":  "emails are requested and sent",
	"notify_public_limit":  "emails are requested",
	"operation_chunk":      "the file of work that was started",
	"operation_item":       "how work that was started has ended",
	"opportunity_listed":   "proposals are worked out from needs, offers and wants",
	"opportunity_proposal": "proposals are worked out from needs, offers and wants",
	"opportunity_result":   "proposals are worked out from needs, offers and wants",
	"record_checkpoint":    "the record is a log of its own",
	"record_head":          "the record is a log of its own",
	"record_leaf":          "the record is a log of its own",
	"record_identity":      "the record is a log of its own",
	"record_published":     "a step of the public view of the record",
	"record_tile":          "the record is a log of its own",
	"retention_clock":      "periodic work looks at the time",
	"retention_due":        "computed from consultations, releases and decisions",
	"retention_log":        "respondents withdraw",
	"secrets_fingerprint":  "servers compare their keys",
	"signin_attempt":       "people sign in",
	"staffnotice_event":    "what is due is noticed by the clock",
	"staffnotice_notice":   "notifications are made of events",
	"signin_ceremony":      "people sign in",
	"signin_reset_request": "people forget their password",
	"signin_session":       "people sign in",
	"signin_token":         "people forget their password",
	"subjectaccess_link":   "respondents ask what is held about them",
}

// recordAudit makes the site of o report what its staff commit.
func (o *staffSite) recordAudit() *crawltest.AuditRecorder {
	rec := &crawltest.AuditRecorder{Exempt: unauditedTables, Background: backgroundTables}
	rec.Observe(o.app.DB)
	o.app.Site().SessionMiddleware = func(next http.Handler) http.Handler { return crawltest.SessionMiddleware(rec.Middleware(next)) }
	return rec
}

// Whatever a member of staff changes on any page, who did it is recorded in the
// same transaction.
func TestStaffChangesAreAuditedInTheSameTransaction(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	rec := o.recordAudit()
	o.crawl.Handler = confirming(o.crawl.Handler)
	w, _ := o.fillForms(fullAccess, "OURS", false)
	for _, problem := range rec.Problems() {
		t.Error(problem)
	}
	if audited := rec.Audited(); len(audited) < 30 {
		t.Errorf("only %d routes wrote an entry: %q; accepted %v", len(audited), audited, w.Accepted)
	}
}

// The check finds a change without an entry, one whose entry is in a second
// transaction, and ways to hide either.
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
	exec := func(query string) func(*http.Request, *db.Tx) error {
		return func(r *http.Request, tx *db.Tx) error {
			_, err := tx.Exec(r.Context(), query)
			return err
		}
	}
	// The database itself refuses such statements for a table with fingerprints.
	hidden := map[string]string{
		"lines":   "UPDATE\n\tcouncil_profile SET body = body",
		"comment": "-- x\nUPDATE notify_minute SET sent = sent",
		"with":    "WITH one AS (SELECT 1) UPDATE notify_minute SET sent = sent",
		"two":     "SELECT 1; UPDATE notify_minute SET sent = sent",
		"quoted":  `UPDATE "notify_minute" SET sent = sent`,
	}
	for name, query := range hidden {
		add(name, func(_ http.ResponseWriter, r *http.Request) error { return update(r, exec(query)) })
	}
	add("savepoint", func(_ http.ResponseWriter, r *http.Request) error {
		return update(r, change, exec("SAVEPOINT a"), entry, exec("ROLLBACK TO a"))
	})
	add("returning", func(_ http.ResponseWriter, r *http.Request) error {
		return update(r, func(r *http.Request, tx *db.Tx) error {
			_, err := db.All(r.Context(), tx, db.Text, "UPDATE notify_minute SET sent = sent RETURNING minute")
			return err
		})
	})
	add("goroutine", func(_ http.ResponseWriter, r *http.Request) error {
		done := make(chan error)
		go func() { done <- update(r.WithContext(context.Background()), change) }()
		return <-done
	})
	add("statement", func(_ http.ResponseWriter, r *http.Request) error {
		return update(r, func(_ *http.Request, tx *db.Tx) error { return change(r.WithContext(context.Background()), tx) })
	})
	add("same", func(_ http.ResponseWriter, r *http.Request) error { return update(r, change, entry) })
	for _, name := range slices.Concat([]string{"none", "second", "same", "savepoint", "returning", "goroutine", "statement"},
		slices.Collect(maps.Keys(hidden))) {
		if got := o.crawl.Request(fullAccess, http.MethodPost, "/staff/test/"+name, nil, nil); got.Status != http.StatusOK {
			t.Errorf("%s: status %d", name, got.Status)
		}
	}
	found := strings.Join(rec.Problems(), "\n")
	const changes, emails, unclear = " changes council_profile", " changes notify_minute", " runs SQL that this check does not understand"
	for _, want := range []string{
		"none" + changes, "second" + changes, "lines" + changes, "comment" + emails, "with" + emails, "two" + unclear,
		"quoted" + unclear, "savepoint" + unclear, "returning" + emails, "statement" + changes,
	} {
		if !strings.Contains(found, "POST /staff/test/"+want) {
			t.Errorf("not found: %q in\n%s", want, found)
		}
	}
	if !strings.Contains(found, "Something outside the requests of staff"+changes) {
		t.Errorf("a change with another context is not found in\n%s", found)
	}
	if strings.Contains(found, "/staff/test/same") {
		t.Errorf("a change with its entry is a problem: %s", found)
	}
	want := []string{"POST /staff/test/same", "POST /staff/test/savepoint", "POST /staff/test/second"}
	if audited := rec.Audited(); !slices.Equal(audited, want) {
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
	elsewhere := map[actor.Capability]string{
		actor.UpdateActions:  "action.Service asks for it when updates are loaded from files",
		actor.Decide:         "edit.Service asks for it, of those who approve decisions and feedback",
		actor.ApproveRecords: "edit.Service asks for it, on pages for all who write records",
	}
	for _, c := range actor.AllCapabilities {
		if !asked[c] && elsewhere[c] == "" {
			t.Errorf("no route needs %q: delete it, or ask for it", c)
		}
	}
}
