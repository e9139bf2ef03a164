package app_test

import (
	"net/url"
	"regexp"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// Withdrawing a response deletes the contact details that were left with it and the email with its receipt in the same
// step, and nothing of anyone else, although nothing in the database links them.
//
// Row B9 of docs/faults.md.
func TestWithdrawingDeletesContactsAndEmails(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		s := newSite(t, app.Config{Data: t.TempDir(), Database: dsn}, minimalDemo(t), discardLogger(), nil)
		s.runBackground(t)
		respond := func() *respondent {
			her := s.newRespondent(t)
			her.Post(her.path+"check", url.Values{"action": {"send"}})
			code := regexp.MustCompile(`data-fm="withdrawal-code">([A-Z-]{19})<`).FindSubmatch(her.Body)
			if code == nil {
				t.Fatal(her.Text())
			}
			her.code = string(code[1])
			for _, f := range her.Forms() {
				if f.Values.Get("token") != "" {
					f.Values.Set("email", testEmail)
					her.Post(f.Action.Path, f.Values)
				}
			}
			return her
		}
		one, _ := respond(), respond()
		count := func() (contacts, emails int) {
			all := dumpTables(t, s.app.DB)
			for _, kind := range all["notify_notification.kind"] {
				if kind == notify.Confirmation {
					emails++
				}
			}
			return len(all["intake_contact.id"]), emails
		}
		before := dumpTables(t, s.app.DB)["intake_contact.id"]
		if contacts, emails := count(); contacts != 2 || emails != 2 {
			t.Fatalf("%d contacts and %d emails before", contacts, emails)
		}
		one.withdraw(t)
		if contacts, emails := count(); contacts != 1 || emails != 1 {
			t.Errorf("%d contacts and %d emails are left, want 1 and 1", contacts, emails)
		}
		if left := dumpTables(t, s.app.DB)["intake_contact.id"]; len(left) == 1 && !slices.Contains(before, left[0]) {
			t.Errorf("the other contact was changed: %q", left)
		}
		one.withdraw(t) // again changes nothing
		if contacts, emails := count(); contacts != 1 || emails != 1 {
			t.Errorf("withdrawing twice leaves %d contacts and %d emails", contacts, emails)
		}
	})
}
