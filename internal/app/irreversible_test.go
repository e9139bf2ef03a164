package app_test

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/site"
)

// undo says of every act in the audit log that need not be confirmed how it is undone, or why
// nothing is lost by it.
var undo = map[string]string{
	"define-offer":                     "the file can be changed and loaded again",
	"contact-opportunity":              "either side can decline",
	"accept-opportunity":               "the acceptance can be withdrawn until the other side accepts, and an agreement can be ended",
	"withdraw-opportunity":             "it can be accepted again",
	"decline-opportunity":              "it is suggested again when what it rests on changes",
	"defer-opportunity":                "it comes back on the day that was named, and either side can get in touch before",
	"end-opportunity":                  "the offer is open again, and can be agreed again",
	"lapse-opportunity":                "either side can get in touch again",
	"define-information":               "from a file, on the server",
	"define-assessment":                "from a file, on the server",
	"define-assessment-rules":          "from a file, on the server",
	"define-appraisal":                 "from a file, on the server",
	"define-risk":                      "from a file, on the server",
	"define-affected-users":            "from a file, on the server, or by publish-record; every version is kept",
	"define-engagement":                "from a file, on the server, or by publish-record; every version is kept",
	"upload-affected-users":            "it can be removed, and changes nothing by itself",
	"remove-affected-users":            "the file can be uploaded again",
	"define-challenge":                 "from a file, on the server",
	"record-key-issues":                "from a file, on the server, or by publish-record; every version is kept",
	"publish-forward-plan":             "it can be corrected; every version is kept",
	"publish-report":                   "it can be corrected; every version is kept",
	"publish-progress-report":          "it can be corrected; every version is kept",
	"publish-consultation-report":      "it can be corrected; every version is kept",
	"sign-progress-report":             "any change of what was signed makes the signature void",
	"set-call-in":                      "it can be changed again",
	"add-project-money":                "it is corrected by an entry with the opposite amount; both stay",
	"confirm-project-money":            "it is corrected by an entry with the opposite amount; both stay",
	"reverse-project-money":            "the entry is recorded again; every entry stays",
	"define-project-money":             "entries of a file are corrected by entries with the opposite amount",
	"define-project-rates":             "the file is loaded again; entries keep the rate that they were recorded with",
	"define-project":                   "from a file, on the server, or by publish-record; every version is kept",
	"define-sharing":                   "from a file, on the server, or by publish-record; every version of the terms is kept",
	"sign-sharing":                     "the signature can be withdrawn",
	"withdraw-sharing":                 "the agreement can be signed again",
	"define-long-term-effects":         "from a file, on the server, or by publish-record; every version is kept",
	"define-long-term-rules":           "from a file, on the server, or by publish-record",
	"sign-project":                     "the signature can be withdrawn",
	"withdraw-from-project":            "the agreement can be signed again",
	"plan-project-gate":                "it can be prepared again",
	"approve-project-gate":             "any change of the gate makes the approval void",
	"decide-project-gate":              "a project that goes on can be ended at its next gate",
	"read-measure":                     "it is corrected by another reading",
	"sign-project-quarter":             "it is the statement of one organisation, which says more in the next quarter",
	"define-partner":                   "from a file, on the server, or by publish-record",
	"define-principles":                "from a file, on the server, or by publish-record; every version is kept",
	"sign-principles":                  "the signature can be withdrawn",
	"withdraw-signature":               "the principles can be signed again",
	"set-area":                         "it can be set again",
	"count-answers":                    "it only reads",
	"save-view":                        "it can be saved again",
	"rename-view":                      "it can be renamed again",
	"delete-view":                      "it has a few choices of a form and can be saved again",
	"count-monitoring":                 "it only reads",
	"download-chart":                   "it only reads",
	"download-monitoring-chart":        "it only reads",
	"choose-report-signer":             "another person can be chosen",
	"send-report":                      "it tells councillors of what is published; a corrected version can be sent",
	"open-report":                      "it only reads",
	"export-response-files":            "it only reads",
	"store-figures":                    "nothing is published until the figures are chosen in a release",
	"sign-assessment":                  "any change of the draft makes the signature void",
	"delete-discarded-record":          "periodic work, 30 days after it was discarded; until then it can be restored",
	"accept-restore":                   "on the server, with a reason",
	"accept-invitation":                "the account can be suspended",
	"add-organisation":                 "the organisation can be suspended",
	"add-passkey":                      "the passkey can be removed",
	"add-submission":                   "it can be changed",
	"approve-second-person":            "it is the confirmation",
	"approve-record":                   "it can be returned for changes",
	"comment-record":                   "another comment can follow",
	"discard-record":                   "the history keeps the changes",
	"publish-record":                   "an earlier version can be published again; every version is kept",
	"restore-record":                   "it can be discarded again",
	"return-record":                    "it can be submitted again",
	"save-record":                      "the history keeps every version",
	"submit-record":                    "a change makes it a draft again",
	"import-translation":               "earlier versions are kept; a file can be imported again",
	"undo-record":                      "the history keeps every version",
	"ask-second-person":                "the request can be cancelled",
	"cancel-second-person":             "it can be asked for again",
	"change-draft":                     "earlier versions are kept; removing a document is an act of its own",
	"change-email":                     "it can be changed again",
	"change-password":                  "it can be changed again",
	"add-data-request":                 "a request that is none can be refused",
	"erase-data-request":               "periodic work at the end of the retention period",
	"export-data-requests":             "it only reads",
	"read-data-request":                "it only reads",
	"record-data-request-step":         "another step can follow; deleting a response is confirmed",
	"archive-consultation":             "it can be put back on the list",
	"assign-action":                    "it can be assigned to another person",
	"attach-file":                      "the letter can be deleted with its files",
	"change-submission":                "earlier versions are kept",
	"check-monitoring-texts":           "they can be marked as not checked",
	"uncheck-monitoring-texts":         "they can be marked as checked",
	"close-batch":                      "its forms can still be corrected",
	"confirm-clock":                    "it deletes nothing; each deletion is confirmed",
	"correct-entry":                    "it can be corrected again",
	"create-preview-link":              "the link can be turned off",
	"decide-similar-responses":         "it can be decided again until the results are released",
	"define-action":                    "from a file, on the server",
	"define-consultation":              "from a file, on the server",
	"define-council":                   "from a file, on the server",
	"define-duties":                    "from a file, on the server",
	"define-need":                      "from a file, on the server",
	"define-figures":                   "from a file, on the server",
	"upload-figures":                   "it changes no figures",
	"upload-import":                    "it can be removed; nothing is imported",
	"change-import":                    "it can be changed again until it is imported",
	"remove-import":                    "the file can be uploaded again; nothing was imported",
	"import-collected":                 "publishing the consultation is an act of its own, which is confirmed",
	"import-figures":                   "it can be undone",
	"define-indicator":                 "from a file, on the server",
	"define-readings":                  "from a file, on the server; the public page says what was corrected",
	"upload-readings":                  "it changes no readings",
	"import-readings":                  "it can be undone",
	"undo-readings":                    "the file can be imported again; the public page says what was corrected",
	"undo-figures":                     "the file can be imported again; the public page says what was corrected",
	"define-place":                     "from a file, on the server",
	"define-organisation":              "from a file, on the server; it can be changed again",
	"define-strategy":                  "from a file, on the server",
	"delete-expired":                   "the work that request-deletion asked for",
	"do-not-publish-answer":            "it can be published later",
	"do-not-publish-submission":        "it can be published later",
	"enrol-authenticator":              "it can be removed",
	"enter-response":                   "it can be corrected or excluded",
	"enter-second":                     "the comparison is shown before it counts",
	"exclude":                          "it can be included again",
	"export-responses":                 "it only reads",
	"export-responses-with-monitoring": "it only reads",
	"extend-consultation":              "closing early ends it",
	"finish-first-entry":               "its forms can still be corrected",
	"download-submission-file":         "it only reads",
	"download-response-file":           "it only reads",
	"download-import-rows":             "it only reads",
	"download-count-answers":           "it only reads",
	"download-count-monitoring":        "it only reads",
	"flag-submission":                  "the flag can be resolved",
	"flag-response":                    "the flag can be resolved",
	"give-finding-reason":              "it can be removed",
	"import-responses":                 "from a file, on the server",
	"include-again":                    "it can be excluded again",
	"invite":                           "the account can be suspended",
	"link-identity":                    "it can be unlinked",
	"list-answers-to-review":           "it only reads",
	"list-differences":                 "it only reads",
	"list-responses":                   "it only reads",
	"list-submissions":                 "it only reads",
	"list-similar-responses":           "it only reads",
	"new-recovery-codes":               "new ones can be made",
	"open-batch":                       "it can be closed",
	"open-preview-link":                "it only reads",
	"passkey-cloned":                   "a warning",
	"publish-answer":                   "it can be taken back: “Do not publish”",
	"publish-answer-without-name":      "it can be taken back: “Do not publish”",
	"publish-feedback":                 "it can be replaced; every version is kept",
	"publish-submission":               "it can be taken back: “Do not publish”",
	"read-contacts":                    "it only reads",
	"read-monitoring":                  "it only reads",
	"read-monitoring-texts":            "it only reads",
	"read-notification":                "it only reads",
	"read-response":                    "it only reads",
	"read-submission":                  "it only reads",
	"record-decision":                  "it can be corrected; every version is kept",
	"remove-authenticator":             "it can be set up again",
	"remove-finding-reason":            "it can be given again",
	"remove-passkey":                   "it can be added again",
	"rename-passkey":                   "it can be renamed again",
	"replace-keys":                     "on the server, with a reason",
	"report-action":                    "another report can follow; publishing it is update-action",
	"return-action-report":             "the owner can report again",
	"reopen-consultation":              "closing early ends it",
	"report-consultation":              "it can be changed",
	"request-email-change":             "nothing changes until it is confirmed",
	"resend-invitation":                "it sends the same email again",
	"remove-saved":                     "it can be put back",
	"restore-saved":                    "it can be removed again",
	"reset-password":                   "it can be changed again",
	"reset-sign-in":                    "the person sets it up again",
	"resolve-differences":              "it can be corrected",
	"resolve-flag":                     "it can be flagged again",
	"choose-notices":                   "they can be chosen again",
	"restore":                          "it can be suspended again",
	"restore-organisation":             "it can be suspended again",
	"retry-notification":               "it sends what was asked for",
	"revoke-preview-link":              "another can be made",
	"save-question":                    "it can be removed",
	"save-template":                    "it can be removed",
	"send-notifications-on-hold":       "it sends what was asked for",
	"set-address":                      "on the server; it can be changed again",
	"set-publishing-settings":          "it can be changed again; every answer is reviewed",
	"set-retention-period":             "it can be changed again; each deletion is confirmed",
	"set-roles":                        "they can be changed again",
	"sign-in":                          "it only reads",
	"start-epoch":                      "on the server, with a reason",
	"start-draft":                      "the draft can be deleted",
	"suspend":                          "it can be restored",
	"suspend-organisation":             "it can be restored",
	"unarchive-consultation":           "it can be archived again",
	"unlink-identity":                  "it can be linked again",
	"update-action":                    "it can be corrected; every version is kept",
	"upload-file":                      "the file can be deleted",
}

// Every act that the audit log can hold either has to be confirmed or says how it is undone.
// A new act fails here until somebody has decided.
//
// Row C2 of docs/faults.md.
func TestEveryActIsConfirmedOrCanBeUndone(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	for act := range o.app.AuditLabels().Acts {
		if audit.IsIrreversible(act) == (undo[act] != "") {
			t.Errorf("act %q: make it irreversible in package audit, or say in undo how it is undone", act)
		}
	}
	for act := range undo {
		if o.app.AuditLabels().Acts[act] == "" {
			t.Errorf("undo has %q, which is no act", act)
		}
	}
}

// disposable are the tables from which a request of staff may delete rows without
// confirmation.
var disposable = map[string]string{
	"analysis_view":           "a few choices of a form, which can be saved again",
	"action_reason":           "the reasons are written again with the action; its history keeps them",
	"confirmation_request":    "a request for a second person, confirmed or cancelled",
	"draft_change_note":       "published with the changes, or can be written again",
	"draft_finding_reason":    "a reason that can be given again",
	"entry_comparison":        "made again from both entries",
	"entry_second_keying":     "a second entry that replaces an earlier one",
	"imports_file":            "a file that can be uploaded again and was not imported",
	"imports_look":            "worked out again from the file",
	"imports_part":            "the content of a file that is imported, or can be uploaded again",
	"intake_draft":            "answers that a clerk is typing, sent or started afresh",
	"jobs_job":                "background work that is done",
	"operation_chunk":         "a file that can be exported again",
	"operation_item":          "work that has ended, with its progress and result",
	"moderation_cluster":      "a decision that a later one replaces",
	"account_role":            "roles that can be given again",
	"signin_session":          "sessions",
	"signin_token":            "links that are used once",
	"signin_ceremony":         "passkey challenges",
	"signin_passkey":          "a passkey can be added again",
	"signin_recovery_code":    "new ones replace them",
	"signin_totp":             "it can be set up again",
	"consult_form_use":        "made again from the form",
	"moderation_answer_state": "a decision that a later one replaces",
}

var deletesFrom = regexp.MustCompile(`(?i)\bDELETE\s+FROM\s+(\w+)`)

// Whatever form a member of staff sends on any page, rows are deleted for good only by a
// request that wrote the entry of a confirmed act.
//
// Row C2 of docs/faults.md.
func TestNoRouteDeletesWithoutConfirmation(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	type request struct{ deleted []string }
	type key struct{}
	var mu sync.Mutex
	o.app.DB.SetCommitHook(func(ctx context.Context, writes []string) {
		q, ok := ctx.Value(key{}).(*request)
		if !ok {
			return
		}
		for _, query := range writes {
			for _, m := range deletesFrom.FindAllStringSubmatch(query, -1) {
				if disposable[m[1]] == "" {
					q.deleted = append(q.deleted, m[1])
				}
			}
		}
	})
	entries := func() (acts []string) {
		if err := o.app.DB.View(context.Background(), func(tx *db.Tx) (err error) {
			acts, err = db.All(context.Background(), tx, db.Text, `SELECT act FROM audit_entry ORDER BY number`)
			return err
		}); err != nil {
			t.Error(err)
		}
		return acts
	}
	confirmed := map[string]bool{}
	o.app.Site().SessionMiddleware = func(next http.Handler) http.Handler {
		return crawltest.SessionMiddleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if site.Actor(r).ID == "" || r.Method != http.MethodPost {
				next.ServeHTTP(w, r)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			q, before := &request{}, len(entries())
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, q)))
			written := entries()[before:]
			irreversible := slices.ContainsFunc(written, audit.IsIrreversible)
			if len(q.deleted) > 0 && !irreversible {
				t.Errorf("%s deletes from %v with the acts %q, none of which has to be confirmed", r.Pattern, q.deleted, written)
			}
			if irreversible {
				confirmed[strings.Join(written, " ")] = true
			}
		}))
	}
	o.crawl.Handler = confirming(o.crawl.Handler)
	o.fillForms(fullAccess, "OURS", false)
	if len(confirmed) < 4 {
		t.Errorf("the crawler confirmed only %v", confirmed)
	}
}

// confirming answers the page that asks for confirmation as a person does who has read it.
func confirming(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := pagetest.ServeConfirmed(h, r)
		for name, values := range out.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(out.Code)
		_, _ = w.Write(out.Body.Bytes())
	})
}
