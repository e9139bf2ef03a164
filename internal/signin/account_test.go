package signin

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// accounts lets testService embed both services.
type accounts = account.Service

// testService has both services on one database, with a clock that tests set.
type testService struct {
	*Service
	*accounts
	DB  *db.DB
	t   *testing.T
	now time.Time
}

const goodPassword = "walnut trellis nine harbour"

func newTestService(t *testing.T, d *db.DB) *testService {
	t.Helper()
	box, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	service := &Service{
		DB: d, Secret: make([]byte, 32), Notifications: &notify.Queue{Box: box}, BaseURL: "https://consult.example.org",
	}
	o := &testService{service, account.New(d, service), d, t, dbtest.Now}
	d.SetClock(func() time.Time { return o.now })
	o.must(o.EnsureCouncil(t.Context(), "Exampleshire County Council"))
	o.must(o.AddOrg(t.Context(), actor.System, "partner", "A partner"))
	return o
}

func (o *testService) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// invite invites a person and returns the token of the link they are emailed.
func (o *testService) invite(name, org string, roles ...account.Role) (a *Account, token string) {
	o.t.Helper()
	p, token, err := o.accounts.Invite(
		o.t.Context(),
		actor.System,
		account.InviteRequest{Org: org, Email: name + "@example.org", Name: "An officer", Roles: roles},
	)
	o.must(err)
	return o.get(p.ID), token
}

// addEnrolled adds a person with a password and an authenticator app.
func (o *testService) addEnrolled(name, org string, roles ...account.Role) (p *Account, secret string, codes []string) {
	o.t.Helper()
	_, token := o.invite(name, org, roles...)
	p, err := o.AcceptInvitation(o.t.Context(), token, goodPassword)
	o.must(err)
	key, err := o.NewTOTP(p, "Folkmoot")
	o.must(err)
	p, codes, err = o.EnrolTOTP(o.t.Context(), p.ID, key.Sealed, o.code(key.Secret), true)
	o.must(err)
	o.now = o.now.Add(time.Minute) // so that the next code is another
	return p, key.Secret, codes
}

// addActive adds an active person without hashing a password, which is slow.
func (o *testService) addActive(name, org string, roles ...account.Role) *Account {
	o.t.Helper()
	p, _ := o.invite(name, org, roles...)
	o.exec(`UPDATE account_person SET state = 'active' WHERE id = $1`, p.ID)
	o.exec(
		`INSERT INTO signin_credential (account, password, totp, totp_step, session_epoch) VALUES ($1, 'x', $2, 0, 0)`,
		p.ID,
		[]byte{},
	)
	return o.get(p.ID)
}

func (o *testService) exec(query string, args ...any) {
	o.t.Helper()
	o.must(o.DB.Update(o.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(o.t.Context(), query, args...)
		return err
	}))
}

func (o *testService) get(id string) *Account {
	o.t.Helper()
	a, err := o.GetAccount(o.t.Context(), id)
	o.must(err)
	return a
}

func (o *testService) code(secret string) string {
	o.t.Helper()
	code, err := totp.GenerateCode(secret, o.now)
	o.must(err)
	return code
}

// runJobs runs the jobs that are due.
func (o *testService) runJobs() {
	o.t.Helper()
	runner := &jobs.Runner{
		DB:           o.DB,
		Log:          slog.New(slog.DiscardHandler),
		Lease:        time.Minute,
		MaxAttempts:  1,
		PollInterval: time.Second,
	}
	o.RegisterJobs(runner)
	runner.Handle("notification", func(context.Context, jobs.Job) error { return nil }) // left queued for the test to read
	for worked := true; worked; {
		var err error
		worked, err = runner.RunOne(o.t.Context())
		o.must(err)
	}
}

// emailLinks returns the links in the queued emails of a kind, oldest first.
func (o *testService) emailLinks(kind string) (all []string) {
	o.t.Helper()
	o.must(o.DB.View(o.t.Context(), func(tx *db.Tx) error {
		all = nil
		sealed, err := db.All(o.t.Context(), tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
			`SELECT data FROM notify_notification WHERE kind = $1 ORDER BY queued_at, id`, kind)
		for _, s := range sealed {
			text, err := o.Notifications.Box.Open("", s)
			if err != nil {
				return err
			}
			var words map[string]string
			if err := json.Unmarshal([]byte(text), &words); err != nil {
				return err
			}
			all = append(all, words["link"])
		}
		return err
	}))
	return all
}

func (o *testService) count(query string, args ...any) (n int64) {
	o.t.Helper()
	o.must(o.DB.View(o.t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One(o.t.Context(), tx, db.Int, query, args...)
		return err
	}))
	return n
}

func errorKind(err error) string {
	if err == nil {
		return "ok"
	}
	return fmt.Sprint(fault.KindOf(err), " ", fault.Message(err))
}

func TestPasswordValidation(t *testing.T) {
	known := []string{"robin.example@council.example.org", "Robin Example", "Exampleshire County Council"}
	for password, want := range map[string]string{
		goodPassword: "", "Ωμέγα ψωμί θάλασσα": "", "🦉🌧🪑🚲🧂🪁🍐🥨🧭🪴🎻🧶": "", "a long way to tipperary": "",
		strings.Repeat("walnut trellis, ", 16): "",
		" spaces at both ends ":                "", "1492 walnuts in harbour!": "",
		"short": "at least 12", "elevenchars": "at least 12", strings.Repeat("ab cd ef gh ", 22): "256 characters or fewer",
		"password1234": "too easy to guess", "Password1234!": "too easy to guess",
		"passwordpassword": "too easy to guess", "PASSWORD PASSWORD": "too easy to guess",
		"correct horse battery staple": "too easy to guess", "111111111111": "too easy to guess",
		"abababababab": "too easy to guess", "qwertyuiop12": "too easy to guess",
		"123456789012": "too easy to guess", "abcdefghijkl": "too easy to guess",
		"iloveyouiloveyou": "too easy to guess", "letmeinletmein": "too easy to guess",
		"robin.example1": "too easy to guess", "RobinExample!": "too easy to guess",
		"Exampleshire2026": "too easy to guess", "folkmoot-2026": "too easy to guess",
		"Folkmoot Folkmoot": "too easy to guess",
		"0000000000001":     "too easy to guess", "Winter2026!!!": "too easy to guess", "bad \xff bytes in here": "we cannot read",
	} {
		err := checkPassword(password, known...)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(fault.Message(err), want) {
			t.Errorf("%q: %v, want %q", password, err, want)
		}
	}
	if n := len(mostCommonPasswords()); n < 300 {
		t.Errorf("only %d common passwords", n)
	}
}

func TestPasswordIsUnicodeNormalized(t *testing.T) {
	hashed := hashPassword("caf\u00e9 trellis harbour")
	if !passwordMatches(hashed, "cafe\u0301 trellis harbour") {
		t.Error("another Unicode normalisation does not match")
	}
	for _, other := range []string{"", "cafe trellis harbour", "CAF\u00c9 trellis harbour", "caf\u00e9 trellis harbour "} {
		if passwordMatches(hashed, other) {
			t.Errorf("%q matches", other)
		}
	}
	if passwordMatches("", "") || passwordMatches("", "any password") ||
		passwordMatches("$argon2id$v=19$m=1,t=1,p=1$AA$AA", "") ||
		passwordMatches(hashPrefix, "") {
		t.Error("an invalid hash matches")
	}
	// An unknown account takes as long as a known one.
	with, without := time.Hour, time.Duration(0)
	for tries := 0; without < with/3 && tries < 20; tries++ { // the machine may be busy
		with = min(with, timeTaken(func() { passwordMatches(hashed, "x") }))
		without = timeTaken(func() { passwordMatches("", "x") })
	}
	if without < with/3 {
		t.Errorf("with an account %s, without %s", with, without)
	}
}

func timeTaken(fn func()) time.Duration {
	best := time.Hour
	for range 3 {
		start := time.Now()
		fn()
		best = min(best, time.Since(start))
	}
	return best
}

// request returns a request to invite a person named N.
func request(org, email string, roles ...account.Role) account.InviteRequest {
	return account.InviteRequest{Org: org, Email: email, Name: "N", Roles: roles}
}

func TestInvitePermissions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		boss := o.addActive("boss", actor.CouncilOrg, account.Administrator).Actor()
		theirs := o.addActive("theirs", "partner", account.Administrator).Actor()
		editor := o.addActive("editor", actor.CouncilOrg, account.Editor).Actor()
		for _, test := range []struct {
			name string
			by   actor.Actor
			who  account.InviteRequest
			want string
		}{
			{
				"an administrator, to their own organisation",
				theirs,
				request("partner", "new1@example.org", account.Editor, account.PartnerEditor),
				"ok",
			},
			{"an operator, to a partner", boss, request("partner", "new2@example.org", account.Administrator), "ok"},
			{
				"a partner's administrator, to the council",
				theirs,
				request(actor.CouncilOrg, "new3@example.org", account.Viewer),
				"We cannot find that organisation.",
			},
			{"to an unknown organisation", boss, request("nowhere", "new3@example.org", account.Viewer), "We cannot find that organisation."},
			{"an editor", editor, request(actor.CouncilOrg, "new3@example.org", account.Viewer), "You do not have permission"},
			{"without a role", boss, request(actor.CouncilOrg, "new3@example.org"), "Choose at least one role."},
			{"with an unknown role", boss, request(actor.CouncilOrg, "new3@example.org", "king"), "Choose roles from the list."},
			{
				"a partner editor of the council",
				boss,
				request(actor.CouncilOrg, "new3@example.org", account.PartnerEditor),
				"Choose roles from the list.",
			},
			{"an address in use, in capitals", boss, request(actor.CouncilOrg, "EDITOR@Example.org", account.Viewer), "You cannot invite"},
			{"an address in use by another organisation", theirs, request("partner", "editor@example.org", account.Viewer), "You cannot invite"},
			{"header injection", boss, request(actor.CouncilOrg, "a@example.org\nBcc: b@example.org", account.Viewer), "Enter an email address"},
		} {
			t.Run(test.name, func(t *testing.T) {
				p, _, err := o.accounts.Invite(t.Context(), test.by, test.who)
				if got := errorKind(err); !strings.Contains(got, test.want) {
					t.Fatalf("%s, want %s", got, test.want)
				}
				if err == nil && (len(o.get(p.ID).Actor().Capabilities) != 0 || o.get(p.ID).State != account.Invited) {
					t.Error("an invited person has capabilities")
				}
			})
		}
		links := o.emailLinks("invitation")
		for _, link := range links {
			if !strings.HasPrefix(link, "https://consult.example.org/staff/invitation/") || len(link) < 80 {
				t.Errorf("the link %q", link)
			}
		}
		if len(links) != 5 {
			t.Errorf("%d emails", len(links))
		}
		if n := o.count(`SELECT COUNT(*) FROM signin_token WHERE length(digest) <> 64`); n != 0 {
			t.Error("a stored token is not a digest")
		}
	})
}

// A token is valid once, for a limited time, for one purpose and for one account,
// wherever it is used (CVE-2023-48220: an expired invitation was accepted by
// resetting the password).
func TestTokenIsSingleUseAndSinglePurpose(t *testing.T) {
	accept := func(o *testService, token string) error {
		_, err := o.AcceptInvitation(o.t.Context(), token, goodPassword)
		return err
	}
	reset := func(o *testService, token string) error {
		return o.ResetPassword(o.t.Context(), token, goodPassword+" too")
	}
	look := func(kind TokenKind) func(*testService, string) error {
		return func(o *testService, token string) error {
			_, err := o.TokenHolder(o.t.Context(), kind, token)
			return err
		}
	}
	forgotten := func(o *testService, email string) (token string) {
		o.must(o.RequestPasswordReset(o.t.Context(), email))
		o.runJobs()
		all := o.emailLinks("reset")
		if len(all) == 0 {
			return ""
		}
		return all[len(all)-1][strings.LastIndexByte(all[len(all)-1], '/')+1:]
	}
	asked := func(o *testService, p *Account) string {
		o.must(o.RequestEmailChange(o.t.Context(), p.Actor(), "new@example.org"))
		o.now = o.now.Add(time.Second)
		all := o.emailLinks("email-confirm")
		return all[len(all)-1][strings.LastIndexByte(all[len(all)-1], '/')+1:]
	}
	take := func(o *testService, token string) error {
		p, err := o.FindManagedPerson(o.t.Context(), actor.System, "a@example.org")
		if err != nil {
			p, err = o.FindManagedPerson(o.t.Context(), actor.System, "new@example.org")
		}
		o.must(err)
		_, err = o.ConfirmEmailChange(o.t.Context(), p.Actor(), token)
		return err
	}
	tests := []struct {
		name string
		get  func(o *testService) string
		use  func(o *testService, token string) error
		want bool
	}{
		{
			"an invitation",
			func(o *testService) string { _, token := o.invite("a", actor.CouncilOrg, account.Viewer); return token },
			accept,
			true,
		},
		{"an invitation, used twice", func(o *testService) string {
			_, token := o.invite("a", actor.CouncilOrg, account.Viewer)
			o.must(accept(o, token))
			return token
		}, accept, false},
		{"a used invitation, viewed", func(o *testService) string {
			_, token := o.invite("a", actor.CouncilOrg, account.Viewer)
			o.must(accept(o, token))
			return token
		}, look(InvitationToken), false},
		{"an expired invitation", func(o *testService) string {
			_, token := o.invite("a", actor.CouncilOrg, account.Viewer)
			o.now = o.now.Add(7 * 24 * time.Hour)
			return token
		}, accept, false},
		{"an expired invitation, viewed", func(o *testService) string {
			_, token := o.invite("a", actor.CouncilOrg, account.Viewer)
			o.now = o.now.Add(7 * 24 * time.Hour)
			return token
		}, look(InvitationToken), false},
		{"an invitation a second before it expires", func(o *testService) string {
			_, token := o.invite("a", actor.CouncilOrg, account.Viewer)
			o.now = o.now.Add(7*24*time.Hour - time.Second)
			return token
		}, accept, true},
		{
			"an invitation to reset a password",
			func(o *testService) string { _, token := o.invite("a", actor.CouncilOrg, account.Viewer); return token },
			reset,
			false,
		},
		{"a reset for an invited person", func(o *testService) string {
			o.invite("a", actor.CouncilOrg, account.Viewer)
			return forgotten(o, "a@example.org")
		}, reset, false},
		{"a reset for a person with an expired invitation", func(o *testService) string {
			o.invite("a", actor.CouncilOrg, account.Viewer)
			o.now = o.now.Add(8 * 24 * time.Hour)
			return forgotten(o, "a@example.org")
		}, reset, false},
		{"a replaced invitation", func(o *testService) string {
			p, token := o.invite("a", actor.CouncilOrg, account.Viewer)
			_, err := o.ResendInvitation(o.t.Context(), actor.System, p.ID)
			o.must(err)
			return token
		}, accept, false},
		{"an invitation of a suspended person", func(o *testService) string {
			p, token := o.invite("a", actor.CouncilOrg, account.Viewer)
			o.must(o.SuspendPerson(o.t.Context(), actor.System, p.ID))
			return token
		}, accept, false},
		{"a reset", func(o *testService) string {
			o.addActive("a", actor.CouncilOrg, account.Viewer)
			return forgotten(o, "A@example.org")
		}, reset, true},
		{"a reset, used twice", func(o *testService) string {
			o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := forgotten(o, "a@example.org")
			o.must(reset(o, token))
			return token
		}, reset, false},
		{"a reset after an hour", func(o *testService) string {
			o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := forgotten(o, "a@example.org")
			o.now = o.now.Add(time.Hour)
			return token
		}, reset, false},
		{"a reset after an hour, viewed", func(o *testService) string {
			o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := forgotten(o, "a@example.org")
			o.now = o.now.Add(time.Hour)
			return token
		}, look(ResetToken), false},
		{"a reset as an invitation", func(o *testService) string {
			o.addActive("a", actor.CouncilOrg, account.Viewer)
			return forgotten(o, "a@example.org")
		}, accept, false},
		{"a reset for a person suspended since", func(o *testService) string {
			p := o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := forgotten(o, "a@example.org")
			o.must(o.SuspendPerson(o.t.Context(), actor.System, p.ID))
			return token
		}, reset, false},
		{"a reset after the password was changed", func(o *testService) string {
			p := o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := forgotten(o, "a@example.org")
			_, err := o.ChangePassword(o.t.Context(), p.ID, goodPassword)
			o.must(err)
			return token
		}, reset, false},
		{"a reset after the sign-in was reset", func(o *testService) string {
			p := o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := forgotten(o, "a@example.org")
			_, err := o.ResetSignIn(o.t.Context(), actor.System, p.ID)
			o.must(err)
			return token
		}, reset, false},
		{"the first of two resets", func(o *testService) string {
			o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := forgotten(o, "a@example.org")
			o.now = o.now.Add(time.Second)
			forgotten(o, "a@example.org")
			return token
		}, reset, false},
		{"a reset for an organisation suspended since", func(o *testService) string {
			o.addActive("a", "partner", account.Viewer)
			token := forgotten(o, "a@example.org")
			o.must(o.SuspendOrg(o.t.Context(), actor.System, "partner", "It ended."))
			o.must(o.RestoreOrg(o.t.Context(), actor.System, "partner", "It continues."))
			return token
		}, reset, false},
		{"an invitation of a suspended organisation", func(o *testService) string {
			_, token := o.invite("a", "partner", account.Viewer)
			o.must(o.SuspendOrg(o.t.Context(), actor.System, "partner", "It ended."))
			return token
		}, accept, false},
		{
			"an email change",
			func(o *testService) string { return asked(o, o.addActive("a", actor.CouncilOrg, account.Viewer)) },
			take,
			true,
		},
		{"an email change, used twice", func(o *testService) string {
			token := asked(o, o.addActive("a", actor.CouncilOrg, account.Viewer))
			o.must(take(o, token))
			return token
		}, take, false},
		{"an email change after a day", func(o *testService) string {
			token := asked(o, o.addActive("a", actor.CouncilOrg, account.Viewer))
			o.now = o.now.Add(24 * time.Hour)
			return token
		}, take, false},
		{"an email change of another account", func(o *testService) string {
			token := asked(o, o.addActive("b", actor.CouncilOrg, account.Viewer))
			o.addActive("a", actor.CouncilOrg, account.Viewer)
			return token
		}, take, false},
		{"an email change after the password was changed", func(o *testService) string {
			p := o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := asked(o, p)
			_, err := o.ChangePassword(o.t.Context(), p.ID, goodPassword)
			o.must(err)
			return token
		}, take, false},
		{"an email change for a person suspended since", func(o *testService) string {
			p := o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := asked(o, p)
			o.must(o.SuspendPerson(o.t.Context(), actor.System, p.ID))
			return token
		}, take, false},
		{"the first of two email changes", func(o *testService) string {
			p := o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := asked(o, p)
			asked(o, p)
			return token
		}, take, false},
		{
			"an email change to reset a password",
			func(o *testService) string { return asked(o, o.addActive("a", actor.CouncilOrg, account.Viewer)) },
			reset,
			false,
		},
		{"a reset to change an email address", func(o *testService) string {
			o.addActive("a", actor.CouncilOrg, account.Viewer)
			return forgotten(o, "a@example.org")
		}, take, false},
		{"a reset after the address was changed", func(o *testService) string {
			p := o.addActive("a", actor.CouncilOrg, account.Viewer)
			token := forgotten(o, "a@example.org")
			o.must(o.ChangeEmailOf(o.t.Context(), actor.System, p.ID, "a2@example.org", "The mailbox is gone."))
			return token
		}, reset, false},
		{"an unknown token", func(o *testService) string { return "AAAA" }, accept, false},
		{"no token", func(o *testService) string { return "" }, reset, false},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				o.t, o.now = t, dbtest.Now
				for _, table := range []string{
					"signin_token", "signin_attempt", "signin_credential", "account_person", "notify_notification",
					"jobs_job",
				} {
					o.exec("DELETE FROM " + table)
				}
				err := test.use(o, test.get(o))
				if (err == nil) != test.want || err != nil && !fault.Is(err, fault.NotFound) {
					t.Errorf("got %v, want success: %t", err, test.want)
				}
			})
		}
	})
}

func TestTokenIsConsumedOnceConcurrently(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		_, token := o.invite("a", actor.CouncilOrg, account.Viewer)
		if n := countConcurrent(8, func() error { _, err := o.AcceptInvitation(t.Context(), token, goodPassword); return err }); n != 1 {
			t.Errorf("%d concurrent uses succeeded", n)
		}
	})
}

// countConcurrent runs fn n times concurrently and returns how often it succeeded.
func countConcurrent(n int, fn func() error) (well int) {
	var group sync.WaitGroup
	var mu sync.Mutex
	for range n {
		group.Go(func() {
			if fn() == nil {
				mu.Lock()
				defer mu.Unlock()
				well++
			}
		})
	}
	group.Wait()
	return well
}

func TestTOTPCodeIsSingleUseWithinWindow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		p, secret, _ := o.addEnrolled("a", actor.CouncilOrg, account.Viewer)
		at := o.now
		for _, test := range []struct {
			name  string
			shift time.Duration
			want  bool
		}{
			{"a minute old", -time.Minute, false},
			{"half a minute old", -30 * time.Second, true},
			{"half a minute old, again", -30 * time.Second, false},
			{"current", 0, true},
			{"half a minute old, after the current one", -30 * time.Second, false},
			{"half a minute early", 30 * time.Second, true},
			{"current, after the next one", 0, false},
			{"a minute early", time.Minute, false},
		} {
			o.now = at.Add(test.shift)
			code := o.code(secret)
			o.now = at
			o.exec(`DELETE FROM signin_attempt`)
			if _, _, err := o.VerifyCode(t.Context(), p.ID, code[:3]+" "+code[3:]); (err == nil) != test.want {
				t.Errorf("a code %s: %v, want success: %t", test.name, err, test.want)
			}
		}
		o.exec(`DELETE FROM signin_attempt`)
		o.now = at.Add(time.Hour)
		code := o.code(secret)
		for _, wrong := range []string{"", "000000", "0", code[:5], code + "0", "١٢٣٤٥٦"} {
			if _, _, err := o.VerifyCode(t.Context(), p.ID, wrong); wrong != code && err == nil {
				t.Errorf("the code %q is accepted", wrong)
			}
			o.exec(`DELETE FROM signin_attempt`)
		}
		if n := countConcurrent(4, func() error { _, _, err := o.VerifyCode(t.Context(), p.ID, code); return err }); n != 1 {
			t.Errorf("%d concurrent uses of one code succeeded", n)
		}
	})
}

func TestRecoveryCodeIsSingleUse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		p, _, codes := o.addEnrolled("a", actor.CouncilOrg, account.Viewer)
		q, _, others := o.addEnrolled("b", actor.CouncilOrg, account.Viewer)
		if len(codes) != 10 || o.count(`SELECT COUNT(*) FROM signin_recovery_code WHERE account = $1`, p.ID) != 10 {
			t.Fatalf("the codes are %q", codes)
		}
		if n := o.count(`SELECT COUNT(*) FROM signin_recovery_code WHERE length(digest) <> 64`); n != 0 {
			t.Error("a stored code is not a digest")
		}
		if _, how, err := o.VerifyCode(t.Context(), p.ID, strings.ToUpper(codes[3])); err != nil ||
			how != "password and recovery code" {
			t.Errorf("a code: %s %v", how, err)
		}
		if _, _, err := o.VerifyCode(t.Context(), p.ID, codes[3]); err == nil {
			t.Error("a code is accepted twice")
		}
		if _, _, err := o.VerifyCode(t.Context(), p.ID, others[0]); err == nil {
			t.Error("a code of another account is accepted")
		}
		if n := countConcurrent(4, func() error { _, _, err := o.VerifyCode(t.Context(), q.ID, others[1]); return err }); n != 1 {
			t.Errorf("%d concurrent uses of one code succeeded", n)
		}
		fresh, err := o.NewRecoveryCodes(t.Context(), p.ID)
		o.must(err)
		o.exec(`DELETE FROM signin_attempt`)
		if _, _, err := o.VerifyCode(t.Context(), p.ID, codes[0]); err == nil {
			t.Error("a replaced code is accepted")
		}
		if _, _, err := o.VerifyCode(t.Context(), p.ID, fresh[0]); err != nil {
			t.Errorf("a new code: %v", err)
		}
	})
}

// A password alone is not enough to replace the second factor.
func TestPasswordAloneDoesNotSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		p, _, _ := o.addEnrolled("a", actor.CouncilOrg, account.Viewer)
		key, err := o.NewTOTP(p, "Folkmoot")
		o.must(err)
		if _, _, err := o.EnrolTOTP(t.Context(), p.ID, key.Sealed, o.code(key.Secret), true); err == nil {
			t.Error("a password is enough to replace the app")
		}
		if _, _, err := o.EnrolTOTP(t.Context(), p.ID, key.Sealed, o.code(key.Secret), false); err != nil {
			t.Errorf("after both factors, the app cannot be replaced: %v", err)
		}
		other := o.addActive("b", actor.CouncilOrg, account.Viewer)
		if _, _, err := o.EnrolTOTP(t.Context(), other.ID, key.Sealed, o.code(key.Secret), true); err == nil {
			t.Error("the secret of one account is accepted for another")
		}
		if _, err := o.RemoveTOTP(t.Context(), p.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("the only second factor can be removed: %v", err)
		}
		o.exec(
			`INSERT INTO signin_identity (issuer, subject, account, linked_at) VALUES ('https://id.example.org', 's', $1, '')`,
			other.ID,
		)
		key, err = o.NewTOTP(other, "Folkmoot")
		o.must(err)
		if _, _, err := o.EnrolTOTP(t.Context(), other.ID, key.Sealed, o.code(key.Secret), true); err == nil {
			t.Error("a password is enough to add an app to a linked account")
		}
	})
}

func TestTOTPSecretIsEncryptedInDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newTestService(t, d)
		p, secret, _ := o.addEnrolled("a", actor.CouncilOrg, account.Viewer)
		sealed := o.get(p.ID).totp
		raw, err := o.Open("totp "+p.ID, sealed)
		o.must(err)
		if len(raw) != 20 || strings.Contains(string(sealed), string(raw)) || strings.Contains(string(sealed), secret) {
			t.Error("the secret is readable")
		}
		if _, err := (&Service{Secret: []byte("another secret of thirty-two byte")}).Open("totp "+p.ID, sealed); err == nil {
			t.Error("another installation can decrypt it")
		}
		if _, err := o.Open("totp other", sealed); err == nil {
			t.Error("it can be decrypted for another account")
		}
	})
}
