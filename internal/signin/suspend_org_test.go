package signin

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// auditReason returns the reason of the last audit entry with this act, and how many there are.
func (o *testService) auditReason(act string) (why string, n int) {
	o.t.Helper()
	o.must(o.DB.View(o.t.Context(), func(tx *db.Tx) error {
		all, err := audit.List(o.t.Context(), tx, actor.System, audit.Filter{Act: act})
		if n = len(all.Items); n > 0 {
			why = all.Items[0].Reason
		}
		return err
	}))
	return why, n
}

// No one in a suspended partner is or can be signed in. Its data stays visible to
// the council, and restoring it restores everything.
func TestSuspendAndRestorePartner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		ctx := t.Context()
		boss := o.addActive("boss", actor.CouncilOrg, account.Administrator).Actor()
		theirs, secret, _ := o.addEnrolled("theirs", "partner", account.Administrator)
		out := o.addActive("out", "partner", account.Viewer)
		o.must(o.SuspendPerson(ctx, actor.System, out.ID))
		_, invitation := o.invite("invited", "partner", account.Viewer)
		o.must(o.SaveSession(ctx, Session{TokenDigest: "theirs", AccountID: theirs.ID}))
		o.must(o.SaveSession(ctx, Session{TokenDigest: "boss", AccountID: boss.ID}))

		for _, test := range []struct {
			name      string
			by        actor.Actor
			org, why  string
			want      string
			wantFault fault.Kind
		}{
			{"by its own administrator", theirs.Actor(), "partner", "No", "do not have permission", fault.Forbidden},
			{"the council", boss, actor.CouncilOrg, "No", "cannot be suspended", fault.Conflict},
			{"without a reason", boss, "partner", " \n", "Enter a reason", fault.Invalid},
			{"with too long a reason", boss, "partner", strings.Repeat("x", 501), "500 characters or fewer", fault.Invalid},
			{"with invisible characters in the reason", boss, "partner", "x\u202ey", "500 characters or fewer", fault.Invalid},
			{"an unknown organisation", boss, "nobody", "No", "cannot find", fault.NotFound},
		} {
			if err := o.SuspendOrg(ctx, test.by, test.org, test.why); !fault.Is(err, test.wantFault) ||
				!strings.Contains(fault.Message(err), test.want) {
				t.Errorf("suspended %s: %v", test.name, err)
			}
		}
		if err := o.RestoreOrg(ctx, boss, "partner", "No"); !fault.Is(err, fault.Conflict) {
			t.Errorf("restored although it is not suspended: %v", err)
		}

		epoch := o.get(theirs.ID).SessionEpoch()
		o.must(o.SuspendOrg(ctx, boss, "partner", "The agreement has ended."))
		if err := o.SuspendOrg(ctx, boss, "partner", "Again"); !fault.Is(err, fault.Conflict) {
			t.Errorf("suspended twice: %v", err)
		}
		if why, n := o.auditReason("suspend-organisation"); n != 1 || why != "The agreement has ended." {
			t.Errorf("%d audit entries, the last with the reason %q", n, why)
		}
		p := o.get(theirs.ID)
		if p.MaySignIn() || len(p.Actor().Capabilities) > 0 || p.State != account.Active || p.SessionEpoch() == epoch {
			t.Errorf("%+v", p)
		}
		if n := o.count(`SELECT COUNT(*) FROM signin_session WHERE token_digest = 'theirs'`); n != 0 {
			t.Error("a session has not ended")
		}
		if n := o.count(`SELECT COUNT(*) FROM signin_session WHERE token_digest = 'boss'`); n != 1 {
			t.Error("the council's own session ended")
		}
		if _, err := o.VerifyPassword(ctx, "theirs@example.org", goodPassword); !fault.Is(err, fault.Invalid) ||
			fault.Message(err) != fault.Message(errWrongCredentials) {
			t.Errorf("password: %v", err)
		}
		if _, _, err := o.VerifyCode(ctx, theirs.ID, o.code(secret)); err == nil {
			t.Error("a code is accepted")
		}
		if err := o.ConfirmPassword(ctx, theirs.ID, goodPassword); err == nil {
			t.Error("the password can be confirmed")
		}
		if _, err := o.RecordSignIn(ctx, theirs.ID, "passkey"); err == nil {
			t.Error("a sign-in is recorded")
		}
		if _, err := o.AcceptInvitation(ctx, invitation, goodPassword); err == nil {
			t.Error("an invitation can be accepted")
		}
		if err := o.RequestEmailChange(ctx, actor.Actor{ID: theirs.ID, Org: "partner"}, "x@example.org"); err == nil {
			t.Error("an email change can be requested")
		}
		if _, _, err := o.accounts.Invite(ctx, boss, request("partner", "more@example.org", account.Viewer)); !fault.Is(
			err,
			fault.Conflict,
		) {
			t.Errorf("a person can be invited: %v", err)
		}
		o.must(o.RequestPasswordReset(ctx, "theirs@example.org"))
		o.runJobs()
		if links := o.emailLinks("reset"); len(links) != 0 {
			t.Error("a password reset was sent")
		}
		org, people, err := o.ListPeople(ctx, boss, "partner", "", "")
		o.must(err)
		if len(people.Items) != 3 || !org.IsSuspended() || org.SuspendReason != "The agreement has ended." ||
			!org.SuspendedAt.Equal(o.now) {
			t.Errorf("the council sees %d people of %+v", len(people.Items), org)
		}

		o.must(o.RestoreOrg(ctx, boss, "partner", "There is a new agreement."))
		if why, n := o.auditReason("restore-organisation"); n != 1 || why != "There is a new agreement." {
			t.Errorf("%d audit entries, the last with the reason %q", n, why)
		}
		if !o.get(theirs.ID).MaySignIn() || o.get(out.ID).MaySignIn() {
			t.Error("not restored as before")
		}
		o.now = o.now.Add(time.Hour)
		if _, err := o.VerifyPassword(ctx, "theirs@example.org", goodPassword); err != nil {
			t.Errorf("password after restoring: %v", err)
		}
		for _, known := range []string{"ExampleshireCouncil", "invited.exampleshire"} { // names of the council
			if _, err := o.AcceptInvitation(ctx, invitation, known); !fault.Is(err, fault.Invalid) {
				t.Errorf("the password %q: %v", known, err)
			}
		}
		if _, err := o.AcceptInvitation(ctx, invitation, goodPassword); err != nil {
			t.Errorf("the invitation cannot be accepted: %v", err)
		}
	})
}

const emailInUse = "You cannot use this email address for this account. If you do not know who uses it, " +
	"ask the team that runs this service."

// queuedEmails returns the kinds and recipients of all queued emails, sorted.
func (o *testService) queuedEmails() (all []string) {
	o.t.Helper()
	o.must(o.DB.View(o.t.Context(), func(tx *db.Tx) error {
		type row struct {
			kind string
			to   []byte
		}
		rows, err := db.All(
			o.t.Context(),
			tx,
			func(r db.Row) (w row, err error) { return w, r.Scan(&w.kind, &w.to) },
			`SELECT kind, recipient FROM notify_notification`,
		)
		all = nil
		for _, w := range rows {
			to, err := o.Notifications.Box.Open("", w.to)
			if err != nil {
				return err
			}
			all = append(all, w.kind+" "+to)
		}
		slices.Sort(all)
		return err
	}))
	return all
}

// An email address changes only after it is confirmed, and the request does not
// show whether another account has the address.
func TestEmailChangeNeedsConfirmation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		ctx := t.Context()
		p, other := o.addActive("a", actor.CouncilOrg, account.Viewer), o.addActive("other", "partner", account.Viewer)
		o.must(o.CreateDemoAccounts(ctx))
		o.exec(`DELETE FROM notify_notification`)
		for _, typed := range []string{
			"", "nobody", "a@example.org", "b@example.org\r\nBcc: c@example.org",
			strings.Repeat("x", 400) + "@example.org",
		} {
			if err := o.RequestEmailChange(ctx, p.Actor(), typed); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: %v", typed, err)
			}
		}
		o.exec(`DELETE FROM signin_attempt`)
		if err := o.RequestEmailChange(ctx, actor.Actor{ID: "invented-viewer"}, "b@example.org"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a demonstration account: %v", err)
		}
		o.exec(`DELETE FROM signin_attempt`)

		// A free address and one in use give the same answer, statements and emails.
		work := map[string][]string{}
		tokens := map[string]string{}
		for _, email := range []string{"new@example.org", "Other@example.org"} {
			o.exec(`DELETE FROM notify_notification`)
			o.now = o.now.Add(time.Second)
			o.must(
				o.RequestEmailChange(
					db.WithQueryHook(ctx, func(q string) { work[email] = append(work[email], q) }),
					p.Actor(),
					email,
				),
			)
			if got := o.queuedEmails(); !slices.Equal(
				got,
				[]string{"email-change-requested a@example.org", "email-confirm " + email},
			) {
				t.Errorf("emails: %q", got)
			}
			link := o.emailLinks("email-confirm")[0]
			if !strings.HasPrefix(link, "https://consult.example.org/staff/account/new-address/") {
				t.Errorf("the link is %q", link)
			}
			if others := o.emailLinks("email-change-requested"); others[0] != "" {
				t.Errorf("the email to the present address has the link %q", others[0])
			}
			tokens[email] = link[strings.LastIndexByte(link, '/')+1:]
			if got := o.get(p.ID); got.Email != "a@example.org" {
				t.Errorf("changed before confirmation, to %s", got.Email)
			}
			if email == "new@example.org" {
				o.exec(`UPDATE signin_token SET used_at = '' WHERE kind = 'email'`)
			}
		}
		if !slices.Equal(work["new@example.org"], work["Other@example.org"]) {
			t.Errorf("a free address: %q\none in use: %q", work["new@example.org"], work["Other@example.org"])
		}
		// A person who can read the email learns that the address is in use.
		if email, err := o.RequestedEmail(ctx, p.Actor(), tokens["Other@example.org"]); err != nil ||
			email != "Other@example.org" {
			t.Errorf("%q, %v", email, err)
		}
		if _, err := o.ConfirmEmailChange(ctx, p.Actor(), tokens["Other@example.org"]); !fault.Is(err, fault.Conflict) ||
			fault.Message(err) != emailInUse {
			t.Errorf("an address in use: %v", err)
		}
		if got := o.get(other.ID); got.Email != "other@example.org" || o.get(p.ID).Email != "a@example.org" {
			t.Errorf("the other account has the address %s", got.Email)
		}
		o.exec(`DELETE FROM notify_notification`)
		o.exec(
			`UPDATE signin_token SET used_at = '' WHERE digest = $1`,
			tokenDigest(tokens["new@example.org"]),
		) // the second request revoked it
		o.must(o.SaveSession(ctx, Session{TokenDigest: "elsewhere", AccountID: p.ID}))
		token := tokens["new@example.org"]
		if n := countConcurrent(5, func() error { _, err := o.ConfirmEmailChange(ctx, p.Actor(), token); return err }); n != 1 {
			t.Errorf("confirmed %d times", n)
		}
		if got := o.get(p.ID); got.Email != "new@example.org" || got.SessionEpoch() == p.SessionEpoch() {
			t.Errorf("%+v", got)
		}
		if got := o.queuedEmails(); !slices.Equal(got, []string{"email-changed a@example.org", "email-changed new@example.org"}) {
			t.Errorf("emails: %q", got)
		}
		if n := o.count(`SELECT COUNT(*) FROM signin_session WHERE account = $1`, p.ID); n != 0 {
			t.Error("a session has not ended")
		}
		if why, n := o.auditReason("change-email"); n != 1 || why != "" {
			t.Errorf("%d audit entries, the last with the reason %q", n, why)
		}
		if _, err := o.FindManagedPerson(ctx, actor.System, "a@example.org"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the old address: %v", err)
		}
		// A change right after the first is announced too.
		o.exec(`DELETE FROM notify_notification WHERE kind <> 'email-changed'`)
		o.must(o.ChangeEmailOf(ctx, actor.System, p.ID, "third@example.org", "The mailbox is gone."))
		if got := o.queuedEmails(); !slices.Equal(got, []string{
			"email-changed a@example.org", "email-changed new@example.org",
			"email-changed new@example.org", "email-changed third@example.org",
		}) {
			t.Errorf("emails about two changes: %q", got)
		}
		// Requests are limited.
		said := error(nil)
		for i := range 7 {
			o.now = o.now.Add(time.Second)
			said = o.RequestEmailChange(ctx, p.Actor(), fmt.Sprintf("n%d@example.org", i))
		}
		if !fault.Is(said, fault.Busy) {
			t.Errorf("the seventh request: %v", said)
		}
	})
}

func TestAdministratorChangesEmail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		ctx := t.Context()
		boss := o.addActive("boss", actor.CouncilOrg, account.Administrator).Actor()
		theirs := o.addActive("theirs", "partner", account.Administrator).Actor()
		p := o.addActive("a", actor.CouncilOrg, account.Viewer)
		for _, test := range []struct {
			name           string
			by             actor.Actor
			id, email, why string
			want           fault.Kind
		}{
			{"an administrator of another organisation", theirs, p.ID, "new@example.org", "Lost", fault.NotFound},
			{"not an administrator", p.Actor(), boss.ID, "new@example.org", "Lost", fault.Forbidden},
			{"their own", boss, boss.ID, "new@example.org", "Lost", fault.Conflict},
			{"no reason", boss, p.ID, "new@example.org", "", fault.Invalid},
			{"no address", boss, p.ID, "nobody", "Lost", fault.Invalid},
			{"the same", boss, p.ID, "a@example.org", "Lost", fault.Invalid},
			{"an address in use", boss, p.ID, "THEIRS@example.org", "Lost", fault.Conflict},
		} {
			if err := o.ChangeEmailOf(ctx, test.by, test.id, test.email, test.why); !fault.Is(err, test.want) {
				t.Errorf("%s: %v", test.name, err)
			}
		}
		o.exec(`DELETE FROM notify_notification`)
		o.must(o.SaveSession(ctx, Session{TokenDigest: "theirs", AccountID: p.ID}))
		o.must(o.ChangeEmailOf(ctx, boss, p.ID, "new@example.org", "The mailbox is  gone."))
		if got := o.queuedEmails(); !slices.Equal(got, []string{"email-changed a@example.org", "email-changed new@example.org"}) {
			t.Errorf("emails: %q", got)
		}
		if why, n := o.auditReason("change-email"); n != 1 || why != "The mailbox is gone." {
			t.Errorf("%d audit entries, the last with the reason %q", n, why)
		}
		if n := o.count(`SELECT COUNT(*) FROM signin_session WHERE account = $1`, p.ID); n != 0 {
			t.Error("a session has not ended")
		}
		// An invited person gets a new invitation at the new address.
		q, token := o.invite("b", actor.CouncilOrg, account.Viewer)
		o.exec(`DELETE FROM notify_notification`)
		o.must(o.ChangeEmailOf(ctx, boss, q.ID, "b2@example.org", "It was mistyped."))
		if got := o.queuedEmails(); !slices.Equal(
			got,
			[]string{"email-changed b2@example.org", "email-changed b@example.org", "invitation b2@example.org"},
		) {
			t.Errorf("emails: %q", got)
		}
		if _, err := o.AcceptInvitation(ctx, token, goodPassword); err == nil {
			t.Error("the invitation to the old address is valid")
		}
	})
}
