package signinweb

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/signin"
)

// measure returns the work of a request: how many password hashes it computed and
// which statements it ran. Unlike time, this does not depend on the machine.
func (g *testClient) measure(path string, pairs ...string) (sums int64, statements []string) {
	g.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Host = g.host
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r = r.WithContext(
		db.WithQueryHook(
			r.Context(),
			func(query string) { statements = append(statements, strings.Join(strings.Fields(query), " ")) },
		),
	)
	before := signin.HashCount.Load()
	g.last = httptest.NewRecorder()
	g.site.ServeHTTP(g.last, r)
	return signin.HashCount.Load() - before, statements
}

// An attempt does the same work for every email address, whether or not there is an
// account, from the first attempt to a blocked one.
func TestAccountsCannotBeEnumeratedByWork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		b.must(b.accounts.CreateDemoAccounts(t.Context()))
		b.addMember("active", account.Viewer)
		_, m := b.addMember("locked", account.Viewer)
		b.must(b.accounts.SuspendPerson(t.Context(), actor.System, m.id))
		invite := func(name, org string) {
			_, _, err := b.accounts.Invite(
				t.Context(),
				actor.System,
				account.InviteRequest{Org: org, Email: name + "@example.org", Name: "N", Roles: []account.Role{account.Viewer}},
			)
			b.must(err)
		}
		invite("asked", actor.CouncilOrg)
		b.must(b.accounts.AddOrg(t.Context(), actor.System, "shut", "A partner"))
		invite("kept-out", "shut")
		b.must(d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(
				t.Context(),
				`UPDATE account_person SET state = 'active' WHERE email = 'kept-out@example.org'`,
			)
			if err != nil {
				return err
			}
			_, err = tx.Exec(
				t.Context(),
				`UPDATE signin_credential SET password = (SELECT c.password FROM signin_credential c
				JOIN account_person p ON p.id = c.account WHERE p.email = 'active@example.org')
				WHERE account = (SELECT id FROM account_person WHERE email = 'kept-out@example.org')`,
			)
			return err
		}))
		b.must(b.accounts.SuspendOrg(t.Context(), actor.System, "shut", "It ended."))
		for _, test := range []struct {
			path, password string
			sums           int64 // hashes of the first attempt
		}{{"/staff/sign-in", "a wrong password", 1}, {"/staff/forgotten-password", "", 0}} {
			for attempt := range 7 {
				b.handlers.limiter.SetBurst(1000)
				wantSums, want := b.newClient().measure(test.path, "email", "nobody@example.org", "password", test.password)
				if attempt == 0 && (wantSums != test.sums || len(want) < 2) {
					t.Errorf("%s costs %d sums and %q", test.path, wantSums, want)
				}
				for _, name := range []string{
					"active", "locked", "asked", "kept-out", "viewer",
				} { // the last is a demonstration account without a password
					sums, statements := b.newClient().measure(test.path, "email", name+"@example.org", "password", test.password)
					if sums != wantSums || !slices.Equal(statements, want) {
						t.Errorf(
							"%s, attempt %d, costs %d sums and for %s %d:\n%q\n%q",
							test.path,
							attempt+1,
							wantSums,
							name,
							sums,
							want,
							statements,
						)
					}
				}
			}
		}
		// A made-up link does the same work as a used one.
		used := b.emailLink("invitation")
		b.now = b.now.Add(8 * 24 * time.Hour)
		for _, path := range []string{"/staff/invitation/", "/staff/new-password/"} {
			token := used[strings.LastIndexByte(used, '/')+1:]
			sums, statements := b.newClient().measure(path+token, "password", goodPassword)
			otherSums, others := b.newClient().measure(path+strings.Repeat("A", len(token)), "password", goodPassword)
			if sums != otherSums || !slices.Equal(statements, others) {
				t.Errorf("%s: %d %q, %d %q", path, sums, statements, otherSums, others)
			}
		}
	})
}

// A code works once, also in other browsers and concurrently.
func TestCodeIsSingleUse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		_, m := b.addMember("editor", account.Editor)
		code := b.code(m)
		g, h := b.newClient(), b.newClient()
		for _, one := range []*testClient{g, h} {
			one.post("/staff/sign-in", "email", m.email, "password", goodPassword)
			one.check(303, "/staff/sign-in/code")
		}
		g.post("/staff/sign-in/code", "code", code)
		g.check(303, "/staff")
		h.post("/staff/sign-in/code", "code", code)
		h.check(422, "has already been used")
		h.get("/staff/secret")
		h.check(303, "/staff/sign-in")
		g.post("/staff/sign-out")
		g.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		g.post("/staff/sign-in/code", "code", code)
		g.check(422, "has already been used")
	})
}

// An attacker who knows an email address cannot stop its owner, who is signed in,
// from confirming their sign-in.
func TestStrangerCannotLockOutSignedInPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		boss, m := b.addMember("boss", account.Administrator)
		b.now = b.now.Add(11 * time.Minute)
		boss.get("/staff/people") // keeps the session active
		for range 8 {
			b.newClient().post("/staff/sign-in", "email", m.email, "password", "a guess that is wrong")
		}
		stranger := b.newClient()
		stranger.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		stranger.check(422, "too many attempts")
		boss.get("/staff/people/invite")
		boss.check(303, "/staff/confirm")
		boss.post("/staff/confirm", "password", goodPassword, "next", "/staff/people/invite")
		boss.check(303, "/staff/people/invite")
		boss.get("/staff/people/invite")
		boss.check(200, "Invite a colleague")
		// This gives the attacker no more attempts.
		stranger.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		stranger.check(422, "too many attempts")
		// A stolen session cannot guess the password.
		b.now = b.now.Add(11 * time.Minute)
		for range 5 {
			boss.post("/staff/confirm", "password", "a guess that is wrong")
			boss.check(422, "The password is wrong")
		}
		boss.post("/staff/confirm", "password", goodPassword)
		boss.check(422, "too many attempts")
	})
}

// Nor can the attacker lock out the owner in a browser in which they have signed in
// before. That browser has its own attempts, but no more than others.
func TestStrangerCannotUseUpKnownBrowserAttempts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		own, m := b.addMember("boss", account.Administrator)
		_, other := b.addMember("other", account.Viewer)
		own.post("/staff/sign-out")
		mark := own.cookies["__Host-folkmoot-known"]
		if mark == nil || len(own.cookies) != 1 || strings.Contains(mark.Value, "boss") {
			t.Fatalf("after signing out the browser has %v", own.cookies)
		}
		for range 150 { // more than the limit over all people
			b.newClient().post("/staff/sign-in", "email", m.email, "password", "a guess that is wrong")
		}
		stranger := b.newClient()
		stranger.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		stranger.check(422, "")
		own.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		own.check(303, "/staff/sign-in/code")
		own.post("/staff/sign-in/code", "code", b.code(m))
		own.check(303, "/staff")
		stranger.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		stranger.check(422, "") // the owner's sign-in gives others no more attempts

		// A token is for one address, and a made-up one is refused.
		nonce, sum, _ := strings.Cut(mark.Value, ".")
		for _, value := range []string{"", ".", nonce, nonce + ".", "." + sum, nonce + "x." + sum, sum + "." + nonce, mark.Value + "x"} {
			if b.service.WithBrowserToken(value).IsKnownBrowser(m.email) {
				t.Errorf("the token %q is accepted", value)
			}
		}
		if !b.service.WithBrowserToken(mark.Value).IsKnownBrowser("Boss@EXAMPLE.org") ||
			b.service.WithBrowserToken(mark.Value).IsKnownBrowser(other.email) {
			t.Error("the token is not for its address only")
		}
		// Attempts in that browser are limited too.
		own.post("/staff/sign-out")
		for range 5 {
			own.post("/staff/sign-in", "email", m.email, "password", "a guess that is wrong")
			own.check(422, "is wrong")
		}
		own.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		own.check(422, "too many attempts")
	})
}

// Changes of roles after an invitation apply when it is accepted.
func TestAcceptedInvitationHasCurrentRoles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		p, _, err := b.accounts.Invite(
			t.Context(),
			actor.System,
			account.InviteRequest{
				Org:   actor.CouncilOrg,
				Email: "new@example.org",
				Name:  "New",
				Roles: []account.Role{account.Administrator, account.Editor},
			},
		)
		b.must(err)
		b.must(b.accounts.SetRoles(t.Context(), actor.System, p.ID, []account.Role{account.Viewer}))
		g := b.newClient()
		g.acceptInvitation("new@example.org")
		g.get("/staff")
		g.check(200, "You are signed in")
		for _, path := range []string{"/staff/people", "/staff/secret"} {
			g.get(path)
			g.check(404, "")
		}
		// An unknown role has no capabilities.
		b.must(d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE account_person SET roles = 'superuser' WHERE id = $1`, p.ID)
			return err
		}))
		g.get("/staff/secret")
		g.check(404, "")
	})
}

// No response of the staff area can be cached. Cookies are for this host only and
// not readable by scripts.
func TestStaffPagesAreNotCached(t *testing.T) {
	for _, test := range []struct{ base, name string }{{testOrigin, "__Host-folkmoot"}, {"http://localhost:8080", "folkmoot"}} {
		d := dbtest.Open(t, t.TempDir()+"/test.db")
		b := newTestSite(t, d, test.base, false)
		boss, m := b.addMember("boss", account.Administrator, account.Auditor, account.Editor)
		checked := 0
		check := func(g *testClient, what string) {
			t.Helper()
			checked++
			if got := strings.Join(g.last.Header().Values("Cache-Control"), ", "); !strings.Contains(got, "no-store") {
				t.Errorf("%s: %s answers %d with Cache-Control %q", test.base, what, g.last.Code, got)
			}
			if got := g.last.Header().Get("Referrer-Policy"); got != "no-referrer" && got != "same-origin" {
				t.Errorf("%s: %s has the Referrer-Policy %q", test.base, what, got)
			}
			for _, c := range g.last.Result().Cookies() {
				if (c.Name != test.name && c.Name != test.name+"-known") || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode ||
					c.Path != "/" ||
					c.Domain != "" ||
					c.Secure != strings.HasPrefix(test.base, "https:") {
					t.Errorf("%s: %s sets the cookie %s", test.base, what, c)
				}
			}
		}
		token := strings.Repeat("A", 43)
		for _, route := range b.site.Routes() {
			path := strings.NewReplacer(
				"{id}",
				m.id,
				"{passkey}",
				"x",
				"{question}",
				"x",
				"{token}",
				token,
				"{state}",
				"x",
				"{org}",
				"x",
			).Replace(
				route.Pattern,
			)
			if !strings.HasPrefix(path, "/staff") || path == "/staff/secret" || path == signOutPath {
				continue
			}
			for who, g := range map[string]*testClient{"a stranger": b.newClient(), "an administrator": boss} {
				g.do(route.Method, path, url.Values{})
				if who == "a stranger" || g.last.Code != http.StatusOK || route.Method == "GET" {
					check(g, fmt.Sprint(route.Method, " ", path, " for ", who))
				}
			}
		}
		again := b.newClient()
		again.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		check(again, "half of a sign-in")
		again.post("/staff/sign-in/code", "code", b.code(m))
		check(again, "a sign-in")
		if checked < 80 {
			t.Errorf("only %d responses were checked", checked)
		}
	}
}

// The log has no credentials and no email addresses.
func TestLogContainsNoSecrets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		boss, m := b.addMember("boss", account.Administrator)
		secrets := []string{
			goodPassword,
			"a guess that is wrong",
			m.secret,
			boss.cookie(),
			m.email,
			"stranger@example.org",
			"next@example.org",
		}
		g := b.newClient()
		g.post("/staff/sign-in", "email", m.email, "password", "a guess that is wrong")
		g.post("/staff/sign-in", "email", "stranger@example.org", "password", "a guess that is wrong")
		g.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		secrets = append(secrets, g.cookie())
		g.post("/staff/sign-in/code", "code", "123321")
		code := b.code(m)
		g.post("/staff/sign-in/code", "code", code)
		secrets = append(secrets, g.cookie(), "123321")
		g.post("/staff/forgotten-password", "email", m.email)
		g.post("/staff/forgotten-password", "email", "stranger@example.org")
		b.runJobs()
		reset := b.emailLink("reset")
		invitation := b.emailLink("invitation")
		g.post("/staff/account/address", "email", "next@example.org")
		next := strings.TrimPrefix(b.emailLink("email-confirm"), testOrigin)
		for _, link := range []string{reset, invitation, next} {
			if link == "" {
				t.Fatal("no link")
			}
			secrets = append(secrets, link[strings.LastIndexByte(link, '/')+1:])
			for _, who := range []*testClient{g, b.newClient()} {
				who.get(link)
				who.post(link, "password", "short")
				who.do("PUT", link, nil)
				who.get(link + "/more")
			}
		}
		// Causes of errors are logged too.
		b.now = b.now.Add(365 * 24 * time.Hour)
		g.get(reset)
		text := b.log.String()
		if !strings.Contains(text, "request failed") {
			t.Error("the log has no failed requests")
		}
		for _, secret := range secrets {
			if secret == "" {
				t.Fatal("a secret is empty")
			}
			if strings.Contains(text, secret) || strings.Contains(text, url.QueryEscape(secret)) {
				t.Errorf("the log has %q:\n%s", secret, text)
			}
		}
		// The same for the audit log and for jobs.
		b.must(d.View(t.Context(), func(tx *db.Tx) error {
			for _, query := range []string{
				`SELECT reason FROM audit_entry`, `SELECT subject FROM audit_entry`, `SELECT payload FROM jobs_job`,
				`SELECT error FROM jobs_job`, `SELECT subject FROM signin_attempt`,
			} {
				all, err := db.All(t.Context(), tx, db.Text, query)
				if err != nil {
					return err
				}
				text, _ := json.Marshal(all)
				for _, secret := range secrets {
					if strings.Contains(string(text), secret) {
						t.Errorf("%s has %q", query, secret)
					}
				}
			}
			return nil
		}))
	})
}
