package signin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Unknown, invited, suspended and demonstration accounts get the same error as a
// wrong password.
func TestAccountsCannotBeEnumerated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		o.addEnrolled("active", actor.CouncilOrg, account.Viewer)
		o.invite("invited", actor.CouncilOrg, account.Viewer)
		p, _, _ := o.addEnrolled("suspended", actor.CouncilOrg, account.Viewer)
		o.must(o.SuspendPerson(t.Context(), actor.System, p.ID))
		o.must(o.CreateDemoAccounts(t.Context()))
		for _, test := range []struct{ email, password, want string }{
			{"active@example.org", goodPassword, "ok"},
			{" Active@EXAMPLE.org ", goodPassword, "ok"},
			{"active@example.org", goodPassword + "!", "The email address or password is wrong."},
			{"nobody@example.org", goodPassword, "The email address or password is wrong."},
			{"invited@example.org", goodPassword, "The email address or password is wrong."},
			{"suspended@example.org", goodPassword, "The email address or password is wrong."},
			{"officer@example.org", "", "The email address or password is wrong."},
			{strings.Repeat("a", 400) + "@example.org", goodPassword, "The email address or password is wrong."},
			{"active@example.org", strings.Repeat("x", 5000), "The email address or password is wrong."},
		} {
			if _, err := o.VerifyPassword(t.Context(), test.email, test.password); !strings.Contains(errorKind(err), test.want) {
				t.Errorf("%.30s: %v, want %s", test.email, err, test.want)
			}
		}
		for _, email := range []string{
			"active@example.org", "nobody@example.org", "invited@example.org", "suspended@example.org",
			"officer@example.org",
		} {
			o.must(o.RequestPasswordReset(t.Context(), email))
		}
		o.runJobs()
		if links := o.emailLinks("reset"); len(links) != 1 ||
			!strings.HasPrefix(links[0], "https://consult.example.org/staff/new-password/") {
			t.Errorf("password reset links: %q", links)
		}
	})
}

func TestAttemptsAreThrottledForUnknownAccountsToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		o.addEnrolled("active", actor.CouncilOrg, account.Viewer)
		for _, email := range []string{"active@example.org", "nobody@example.org"} {
			said := ""
			for i := range 9 {
				_, err := o.VerifyPassword(t.Context(), email, "a wrong password")
				want := fault.Invalid
				if i >= 5 {
					want = fault.Busy
				}
				if !fault.Is(err, want) {
					t.Errorf("%s, attempt %d: %v", email, i+1, err)
				}
				said = fault.Message(err)
			}
			if strings.Contains(said, "exist") || !strings.Contains(said, "Wait 15 minutes") {
				t.Errorf("the message is %q", said)
			}
			if _, err := o.VerifyPassword(t.Context(), strings.ToUpper(email), goodPassword); !fault.Is(err, fault.Busy) {
				t.Errorf("%s in capitals: %v", email, err)
			}
			o.now = o.now.Add(time.Minute)
			// One more attempt, and then twice as long to wait.
			if _, err := o.VerifyPassword(t.Context(), email, "a wrong password"); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s after a minute: %v", email, err)
			}
			o.now = o.now.Add(time.Minute)
			if _, err := o.VerifyPassword(t.Context(), email, goodPassword); !fault.Is(err, fault.Busy) {
				t.Errorf("%s after another minute: %v", email, err)
			}
			for range 20 {
				o.now = o.now.Add(maxWait)
				if _, err := o.VerifyPassword(t.Context(), email, "a wrong password"); !fault.Is(err, fault.Invalid) {
					t.Errorf("%s: the wait is longer than %s: %v", email, maxWait, err)
				}
			}
			o.now = o.now.Add(maxWait)
		}
		p, err := o.VerifyPassword(t.Context(), "active@example.org", goodPassword)
		o.must(err)
		if _, err := o.RecordSignIn(t.Context(), p.ID, "password and code"); err != nil {
			t.Fatal(err)
		}
		if n := o.count(`SELECT COUNT(*) FROM signin_attempt`); n != 1 {
			t.Errorf("attempts with %d addresses are stored, want only the one that did not sign in", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM signin_attempt WHERE subject = 'active@example.org' OR length(subject) <> 64`); n != 0 {
			t.Error("an address is stored in readable form")
		}
		o.now = o.now.Add(25 * time.Hour)
		o.must(o.DeleteExpired(t.Context()))
		if n := o.count(`SELECT COUNT(*) FROM signin_attempt`); n != 0 {
			t.Errorf("%d attempts are stored after a day", n)
		}
	})
}

func TestConcurrentGuessesAreThrottled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		if n := countConcurrent(20, func() error { return o.countAttempt(t.Context(), attemptSignIn, "a@example.org") }); n != freeAttempts {
			t.Errorf("%d attempts were allowed", n)
		}
	})
}

func TestLastAdministratorCannotBeRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		boss, second := o.addActive(
			"boss",
			actor.CouncilOrg,
			account.Administrator,
		), o.addActive(
			"second",
			actor.CouncilOrg,
			account.Administrator,
			account.Viewer,
		)
		theirs := o.addActive("theirs", "partner", account.Administrator)
		by := boss.Actor()
		more := []account.Role{account.Administrator, account.Publisher}
		for name, err := range map[string]error{
			"suspend oneself":                                     o.SuspendPerson(t.Context(), by, boss.ID),
			"change one's own roles":                              o.SetRoles(t.Context(), by, boss.ID, more),
			"reset one's own sign-in":                             ignoreString(o.ResetSignIn(t.Context(), by, boss.ID)),
			"suspend a partner's last administrator":              o.SuspendPerson(t.Context(), by, theirs.ID),
			"change the roles of a partner's last administrator":  o.SetRoles(t.Context(), by, theirs.ID, []account.Role{account.Viewer}),
			"reset the sign-in of a partner's last administrator": ignoreString(o.ResetSignIn(t.Context(), by, theirs.ID)),
		} {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		o.must(o.SetRoles(t.Context(), by, second.ID, []account.Role{account.Viewer}))
		if err := o.SetRoles(t.Context(), by, second.ID, []account.Role{account.Administrator}); err != nil {
			t.Fatal(err)
		}
		// Two administrators suspend each other at once: one of them stays.
		a, b := o.get(boss.ID).Actor(), o.get(second.ID).Actor()
		err1, err2 := make(chan error), make(chan error)
		go func() { err1 <- o.SuspendPerson(t.Context(), a, b.ID) }()
		go func() { err2 <- o.SuspendPerson(t.Context(), b, a.ID) }()
		if e1, e2 := <-err1, <-err2; (e1 == nil) == (e2 == nil) {
			t.Errorf("both were suspended, or neither: %v, %v", e1, e2)
		}
		if n := o.count(`SELECT COUNT(*) FROM account_person WHERE org = 'council' AND state = 'active' AND roles = 'administrator'`); n != 1 {
			t.Errorf("%d administrators are left", n)
		}
	})
}

func ignoreString(_ string, err error) error { return err }

// An account of another organisation gives the same error as an unknown one.
func TestOtherOrganisationsAccountsAreHidden(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		o.addActive("boss", actor.CouncilOrg, account.Administrator)
		victim := o.addActive("victim", actor.CouncilOrg, account.Viewer)
		theirs := o.addActive("theirs", "partner", account.Administrator).Actor()
		editor := o.addActive("editor", actor.CouncilOrg, account.Editor).Actor()
		for _, test := range []struct {
			name string
			by   actor.Actor
			want fault.Kind
		}{{"a partner's administrator", theirs, fault.NotFound}, {"a colleague without the capability", editor, fault.Forbidden}} {
			for what, err := range map[string]error{
				"managed": ignorePerson(o.GetManagedPerson(t.Context(), test.by, victim.ID)),
				"find":    ignorePerson(o.FindManagedPerson(t.Context(), test.by, victim.Email)),
				"suspend": o.SuspendPerson(t.Context(), test.by, victim.ID), "restore": o.RestorePerson(t.Context(), test.by, victim.ID),
				"roles":  o.SetRoles(t.Context(), test.by, victim.ID, []account.Role{account.Administrator}),
				"resend": ignoreString(o.ResendInvitation(t.Context(), test.by, victim.ID)),
				"reset":  ignoreString(o.ResetSignIn(t.Context(), test.by, victim.ID)),
			} {
				if !fault.Is(err, test.want) {
					t.Errorf("%s, %s: %v", test.name, what, err)
				}
			}
			if _, _, err := o.ListPeople(t.Context(), test.by, actor.CouncilOrg, "", ""); !fault.Is(err, test.want) {
				t.Errorf("%s lists the council: %v", test.name, err)
			}
		}
		orgs, err := o.ListOrgs(t.Context(), theirs)
		if err != nil || len(orgs) != 1 || orgs[0].ID != "partner" {
			t.Errorf("a partner sees the organisations %v (%v)", orgs, err)
		}
		if err := o.AddOrg(t.Context(), theirs, "third", "A third"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a partner adds an organisation: %v", err)
		}
		for id, want := range map[string]fault.Kind{
			"Third": fault.Invalid, "": fault.Invalid, "a/b": fault.Invalid, "partner": fault.Conflict,
			"council": fault.Conflict,
		} {
			if err := o.AddOrg(t.Context(), actor.System, id, "A third"); !fault.Is(err, want) {
				t.Errorf("organisation %q: %v", id, err)
			}
		}
	})
}

func ignorePerson(_ *account.Person, err error) error { return err }

func TestRemovedRightsEndImmediately(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		by := o.addActive("boss", actor.CouncilOrg, account.Administrator).Actor()
		p, secret, _ := o.addEnrolled("a", actor.CouncilOrg, account.Publisher)
		sign := func() Session {
			k := Session{
				TokenDigest: fmt.Sprint("t", o.now.UnixNano()),
				AccountID:   p.ID,
				Method:      "password and code",
				Device:      "a phone",
			}
			o.must(o.SaveSession(t.Context(), k))
			return k
		}
		gone := func(what string, k Session, epoch int64) {
			t.Helper()
			if _, ok, err := o.FindSession(t.Context(), k.TokenDigest); ok || err != nil {
				t.Errorf("%s: the session has not ended (%v)", what, err)
			}
			if o.get(p.ID).SessionEpoch() == epoch {
				t.Errorf("%s: the epoch has not changed, so a session saved again would be valid", what)
			}
		}
		for _, step := range []struct {
			name string
			do   func() error
			can  int
		}{
			{"fewer roles", func() error { return o.SetRoles(t.Context(), by, p.ID, []account.Role{account.Viewer}) }, 1},
			{"suspended", func() error { return o.SuspendPerson(t.Context(), by, p.ID) }, 0},
			{"restored", func() error { return o.RestorePerson(t.Context(), by, p.ID) }, 1},
			{"password changed", func() error { _, err := o.ChangePassword(t.Context(), p.ID, goodPassword+" again"); return err }, 1},
			{"app replaced", func() error {
				key, err := o.NewTOTP(p, "Folkmoot")
				o.must(err)
				_, _, err = o.EnrolTOTP(t.Context(), p.ID, key.Sealed, o.code(key.Secret), false)
				secret = key.Secret
				return err
			}, 1},
			{"sign-in reset", func() error { return ignoreString(o.ResetSignIn(t.Context(), by, p.ID)) }, 0},
		} {
			o.now = o.now.Add(time.Minute)
			k, epoch := sign(), o.get(p.ID).SessionEpoch()
			o.must(step.do())
			gone(step.name, k, epoch)
			if can := o.get(p.ID).Actor().Capabilities; len(can) != step.can {
				t.Errorf("%s: the capabilities are %v", step.name, can)
			}
		}
		if _, err := o.VerifyPassword(t.Context(), p.Email, goodPassword+" again"); err == nil {
			t.Error("after a reset the password works")
		}
		if o.get(p.ID).HasTOTP() || o.count(`SELECT COUNT(*) FROM signin_recovery_code WHERE account = $1`, p.ID) != 0 {
			t.Error("after a reset the app works")
		}
		if n := len(o.emailLinks("sign-in-changed")); n != 3 {
			t.Errorf("%d emails about changes", n)
		}
		_ = secret
	})
}

func TestSessionExpires(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		begin := func(token string) { o.must(o.SaveSession(t.Context(), Session{TokenDigest: token, AccountID: "a"})) }
		there := func(token string) bool {
			_, ok, err := o.FindSession(t.Context(), token)
			o.must(err)
			return ok
		}
		begin("idle")
		o.now = o.now.Add(SessionIdleTimeout - time.Second)
		if !there("idle") {
			t.Error("it ended early")
		}
		o.now = o.now.Add(SessionIdleTimeout - time.Second) // counted from when it was seen
		if !there("idle") {
			t.Error("a request did not extend it")
		}
		o.now = o.now.Add(SessionIdleTimeout)
		if there("idle") {
			t.Error("it is valid after half an hour without a request")
		}
		begin("long")
		for range 47 { // a request every quarter of an hour
			o.now = o.now.Add(15 * time.Minute)
			if !there("long") {
				t.Fatal("it ended although it was used")
			}
		}
		o.now = o.now.Add(15 * time.Minute)
		if there("long") {
			t.Error("it is valid after twelve hours")
		}
		// A new token does not extend it.
		old := o.now.Add(-SessionLifetime + time.Minute)
		o.must(o.SaveSession(t.Context(), Session{TokenDigest: "new", AccountID: "a", StartedAt: old}))
		o.now = o.now.Add(2 * time.Minute)
		if there("new") {
			t.Error("a new token extended it")
		}
		begin("mine")
		begin("other")
		o.must(o.EndSession(t.Context(), "another", "mine"))
		if !there("mine") {
			t.Error("another account ended it")
		}
		o.must(o.EndSession(t.Context(), "a", "mine"))
		if there("mine") || !there("other") {
			t.Error("its owner could not end it, or ended another too")
		}
	})
}

func TestDemoHasPersonForEachRole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		o.must(o.CreateDemoAccounts(t.Context()))
		o.must(o.CreateDemoAccounts(t.Context()))
		all, err := o.Service.ListDemoPeople(t.Context())
		o.must(err)
		if len(all) != len(account.Roles) {
			t.Fatalf("%d people for %d roles", len(all), len(account.Roles))
		}
		for i, p := range all {
			if p.Roles[0] != account.Roles[i].Role || len(p.Actor().Capabilities) == 0 || p.HasPassword() {
				t.Errorf("%s has the roles %v", p.Name, p.Roles)
			}
		}
		o.must(o.SuspendPerson(t.Context(), actor.System, "invented-officer"))
		o.must(o.CreateDemoAccounts(t.Context()))
		if all, err = o.Service.ListDemoPeople(t.Context()); err != nil || len(all) != len(account.Roles)-1 {
			t.Errorf("a suspended person is listed: %d (%v)", len(all), err)
		}
	})
}

// The command line can reset the last administrator.
func TestConsoleResetsLastAdministrator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		p, _, _ := o.addEnrolled("boss", actor.CouncilOrg, account.Administrator)
		token, err := o.ResetSignIn(t.Context(), actor.System, p.ID)
		o.must(err)
		if _, err := o.AcceptInvitation(t.Context(), token, goodPassword); err != nil {
			t.Fatal(err)
		}
		key, err := o.NewTOTP(p, "Folkmoot")
		o.must(err)
		if _, _, err := o.EnrolTOTP(t.Context(), p.ID, key.Sealed, o.code(key.Secret), true); err != nil {
			t.Fatal(err)
		}
		if n := o.count(`SELECT COUNT(*) FROM audit_entry WHERE act = 'reset-sign-in' AND actor = 'system' AND subject = $1`, p.ID); n != 1 {
			t.Error("there is no audit entry")
		}
	})
}
