package signinweb

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/account/accountweb"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "signin", signInPage)
	pagetest.Golden(t, "enrol", enrolPage)
	pagetest.Golden(t, "recovery_codes", codesPage)
	pagetest.Golden(t, "account", accountPage)
	pagetest.Golden(t, "passkey", passkeyPage)
	pagetest.Golden(t, "passkeys", passkeysPage)
	pagetest.Golden(t, "provider", providerPage)
}

// testSite is a site with the pages of signinweb and accountweb and a clock that
// tests set.
type testSite struct {
	t        *testing.T
	handlers *Handlers
	site     *site.Site
	service  *signin.Service
	accounts *account.Service
	now      time.Time
	log      bytes.Buffer
}

const (
	testOrigin   = "https://consult.example.org"
	goodPassword = "walnut trellis nine harbour"
)

func newTestSite(t *testing.T, d *db.DB, base string, demonstration bool) *testSite {
	t.Helper()
	box, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	b := &testSite{t: t, now: dbtest.Now}
	d.SetClock(func() time.Time { return b.now })
	b.service = &signin.Service{DB: d, Secret: make([]byte, 32), Notifications: &notify.Queue{Box: box}, BaseURL: base}
	b.accounts = account.New(d, b.service)
	b.must(b.accounts.EnsureCouncil(t.Context(), "Exampleshire County Council"))
	b.site = &site.Site{Log: slog.New(slog.NewTextHandler(&b.log, nil)), BaseURL: base}
	deps := &web.Deps{DB: d, Site: b.site, BaseURL: base, Slog: b.site.Log, Now: func() time.Time { return b.now }}
	b.handlers = newHandlers(deps, b.service, demonstration)
	feature.Mount(deps, b.handlers.feature, accountweb.New(deps, b.accounts, nil))
	b.site.Add(
		site.Route{
			Method:  "GET",
			Pattern: "/staff/secret",
			Needs:   actor.Draft,
			Handler: func(w http.ResponseWriter, r *http.Request) error {
				fmt.Fprint(w, "the secret, for ", site.Actor(r).Name)
				return nil
			},
		},
	)
	return b
}

func (b *testSite) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// runJobs runs the jobs that are due.
func (b *testSite) runJobs() {
	b.t.Helper()
	runner := &jobs.Runner{DB: b.service.DB, Log: b.site.Log, Lease: time.Minute, MaxAttempts: 1, PollInterval: time.Second}
	b.service.RegisterJobs(runner)
	runner.Handle("notification", func(context.Context, jobs.Job) error { return nil }) // left queued for the test to read
	for worked := true; worked; {
		var err error
		worked, err = runner.RunOne(b.t.Context())
		b.must(err)
	}
}

// emailLink returns the path of the link in the last queued email of a kind.
func (b *testSite) emailLink(kind string) string {
	b.t.Helper()
	path := ""
	b.must(b.service.DB.View(b.t.Context(), func(tx *db.Tx) error {
		sealed, err := db.All(b.t.Context(), tx, func(r db.Row) (w []byte, err error) { return w, r.Scan(&w) },
			`SELECT data FROM notify_notification WHERE kind = $1 ORDER BY queued_at, id`, kind)
		for _, s := range sealed {
			text, err := b.service.Notifications.Box.Open("", s)
			if err != nil {
				return err
			}
			var words map[string]string
			if err := json.Unmarshal([]byte(text), &words); err != nil {
				return err
			}
			path = strings.TrimPrefix(words["link"], b.service.BaseURL)
		}
		return err
	}))
	return path
}

// testClient is a browser with cookies.
type testClient struct {
	*testSite
	host    string
	cookies map[string]*http.Cookie
	last    *httptest.ResponseRecorder
}

func (b *testSite) newClient() *testClient {
	_, host, _ := strings.Cut(b.service.BaseURL, "://")
	return &testClient{testSite: b, host: cmp.Or(host, "consult.example.org"), cookies: map[string]*http.Cookie{}}
}

func (g *testClient) do(method, path string, form url.Values, header ...string) *httptest.ResponseRecorder {
	g.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Host = g.host
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	for _, c := range g.cookies {
		r.AddCookie(c)
	}
	g.last = httptest.NewRecorder()
	g.site.ServeHTTP(g.last, r)
	for _, c := range g.last.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(g.cookies, c.Name)
		} else {
			g.cookies[c.Name] = c
		}
	}
	return g.last
}

func (g *testClient) get(path string) *httptest.ResponseRecorder { return g.do("GET", path, nil) }

func (g *testClient) post(path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return g.do("POST", path, form)
}

// check checks the status of the last response, and its Location or body.
func (g *testClient) check(status int, words string) {
	g.t.Helper()
	said := g.last.Header().Get("Location")
	if said == "" {
		said = g.last.Body.String()
	}
	if g.last.Code != status || !strings.Contains(said, words) {
		g.t.Errorf("%d %.3000s\nwant %d with %q\n%s", g.last.Code, said, status, words, g.log.String())
	}
}

func (g *testClient) cookie() string {
	for name, c := range g.cookies {
		if strings.HasSuffix(name, "folkmoot") {
			return c.Value
		}
	}
	return ""
}

var secretPattern = regexp.MustCompile(`dir="ltr">([A-Z2-7 ]{32,})<`)

// member is a person who can sign in.
type member struct{ email, secret, id string }

func (b *testSite) code(m member) string {
	b.t.Helper()
	code, err := totp.GenerateCode(m.secret, b.now)
	b.must(err)
	return code
}

// acceptInvitation accepts the last invitation and signs in.
func (g *testClient) acceptInvitation(email string) member {
	g.t.Helper()
	link := g.emailLink("invitation")
	g.get(link)
	g.check(200, "Choose a password")
	g.post(link, "password", goodPassword)
	g.check(303, "/staff/authenticator")
	g.get("/staff/authenticator")
	g.check(200, "Set up an authenticator app")
	m := secretPattern.FindStringSubmatch(g.last.Body.String())
	if m == nil {
		g.t.Fatalf("no setup key in %s", g.last.Body)
	}
	p := member{email: email, secret: strings.ReplaceAll(m[1], " ", "")}
	g.post("/staff/authenticator", "code", g.code(p))
	g.check(303, "/staff/recovery-codes")
	g.get("/staff/recovery-codes")
	g.check(200, "Save your recovery codes")
	g.now = g.now.Add(time.Minute)
	return p
}

// addMember adds a person who can sign in, and signs them in.
func (b *testSite) addMember(name string, roles ...account.Role) (*testClient, member) {
	b.t.Helper()
	email := name + "@example.org"
	p, _, err := b.accounts.Invite(
		b.t.Context(),
		actor.System,
		account.InviteRequest{Org: actor.CouncilOrg, Email: email, Name: "Colleague " + name, Roles: roles},
	)
	b.must(err)
	b.now = b.now.Add(time.Second) // so that the next email is later
	g := b.newClient()
	m := g.acceptInvitation(email)
	m.id = p.ID
	return g, m
}

// signIn signs in with password and code.
func (g *testClient) signIn(m member, next string) {
	g.t.Helper()
	g.post("/staff/sign-in", "email", m.email, "password", goodPassword, "next", next)
	g.check(303, "/staff/sign-in/code")
	g.get("/staff/sign-in/code")
	g.check(200, "Enter the code")
	g.post("/staff/sign-in/code", "code", g.code(m))
	g.now = g.now.Add(time.Minute)
}

func TestSigningInAndOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		_, m := b.addMember("editor", account.Editor)
		g := b.newClient()
		g.get("/staff/secret?x=1")
		g.check(303, "/staff/sign-in?next=%2Fstaff%2Fsecret%3Fx%3D1")
		g.get("/staff/sign-in?next=%2Fstaff%2Fsecret%3Fx%3D1")
		g.check(200, `value="/staff/secret?x=1"`)
		g.signIn(m, "/staff/secret?x=1")
		g.check(303, "/staff/secret?x=1")
		g.get("/staff/secret?x=1")
		g.check(200, "the secret, for Colleague editor")
		c := g.cookies["__Host-folkmoot"]
		if c == nil {
			t.Fatal("no cookie of that name")
		}
		g.get("/staff/account")
		g.check(200, "A computer")
		// Attributes of the cookie.
		h := b.newClient()
		h.signIn(m, "")
		raw := ""
		for _, c := range h.last.Header().Values("Set-Cookie") {
			if strings.HasPrefix(c, "__Host-folkmoot=") {
				raw = c
			}
		}
		for _, part := range []string{"__Host-folkmoot=", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
			if !strings.Contains(raw, part) {
				t.Errorf("the cookie %q has no %q", raw, part)
			}
		}
		if strings.Contains(raw, "Domain") || strings.Contains(raw, "Expires") {
			t.Errorf("the cookie %q has an attribute too many", raw)
		}
		g.get("/staff/sign-out")
		g.check(405, "")
		g.post("/staff/sign-out")
		g.check(303, "/staff/sign-in")
		if got := g.last.Header().Get("Clear-Site-Data"); !strings.Contains(got, `"cache"`) ||
			!strings.Contains(got, `"storage"`) {
			t.Errorf("Clear-Site-Data is %q", got)
		}
		g.cookies["__Host-folkmoot"] = c // a copy of the cookie does not work
		g.get("/staff/secret")
		g.check(303, "/staff/sign-in")
		h.get("/staff/secret")
		h.check(200, "the secret")
		if n := countAuditEntries(t, d, "sign-in"); n != 3 {
			t.Errorf("%d audit entries", n)
		}
	})
}

func countAuditEntries(t *testing.T, d *db.DB, act string) (n int) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		all, err := audit.List(t.Context(), tx, actor.System, audit.Filter{Act: act})
		n = len(all.Items)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// After the password alone, only the page for the code works.
func TestPartialSignInOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		_, m := b.addMember("boss", account.Administrator, account.Editor, account.Auditor)
		g := b.newClient()
		g.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		g.check(303, "/staff/sign-in/code")
		for _, route := range b.site.Routes() {
			if route.Method != "GET" || route.Needs == actor.Public {
				continue
			}
			g.get(
				strings.NewReplacer("{id}", m.id, "{passkey}", "x", "{question}", "x", "{token}", "x", "{state}", "x").
					Replace(route.Pattern),
			)
			g.check(303, "/staff/sign-in?next=")
		}
		g.get("/staff/authenticator") // replacing the app
		g.check(303, "/staff/sign-in")
		g.post("/staff/authenticator", "code", "123456")
		g.check(303, "/staff/sign-in")
		// The same for an invited person without a second factor.
		_, _, err := b.accounts.Invite(
			t.Context(),
			actor.System,
			account.InviteRequest{
				Org:   actor.CouncilOrg,
				Email: "new@example.org",
				Name:  "New",
				Roles: []account.Role{account.Editor},
			},
		)
		b.must(err)
		h := b.newClient()
		h.post(b.emailLink("invitation"), "password", goodPassword)
		h.check(303, "/staff/authenticator")
		h.get("/staff/secret")
		h.check(303, "/staff/sign-in")
		h.post("/staff/sign-in/code", "code", "")
		h.check(422, "That code is wrong")
	})
}

// The session token changes at sign-in, so a cookie that an attacker set before
// does not work.
func TestSessionFixation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		_, m := b.addMember("editor", account.Editor)
		g := b.newClient()
		g.cookies["__Host-folkmoot"] = &http.Cookie{Name: "__Host-folkmoot", Value: "chosen-by-an-attacker"}
		g.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		half := g.cookie()
		g.post("/staff/sign-in/code", "code", g.code(m))
		whole := g.cookie()
		if half == "" || half == "chosen-by-an-attacker" || half == whole {
			t.Errorf("the tokens are %q and %q", half, whole)
		}
		for _, old := range []string{"chosen-by-an-attacker", half} {
			h := b.newClient()
			h.cookies["__Host-folkmoot"] = &http.Cookie{Name: "__Host-folkmoot", Value: old}
			h.get("/staff/secret")
			h.check(303, "/staff/sign-in")
		}
		g.get("/staff/secret")
		g.check(200, "the secret")
		// The database has no session tokens.
		var kept []string
		b.must(d.View(t.Context(), func(tx *db.Tx) (err error) {
			kept, err = db.All(t.Context(), tx, db.Text, `SELECT token_digest FROM signin_session`)
			return err
		}))
		for _, token := range kept {
			h := b.newClient()
			h.cookies["__Host-folkmoot"] = &http.Cookie{Name: "__Host-folkmoot", Value: token}
			h.get("/staff/secret")
			h.check(303, "/staff/sign-in")
		}
		if slices.Contains(kept, whole) || len(kept) == 0 {
			t.Error("the token is stored in readable form")
		}
	})
}

// responseShape returns what differs between responses to an anonymous client.
func responseShape(w *httptest.ResponseRecorder) string {
	names := slices.Sorted(maps.Keys(w.Header()))
	return fmt.Sprint(
		w.Code,
		" ",
		w.Body.Len(),
		" ",
		names,
		" ",
		w.Header().Get("Location"),
		" ",
		w.Header().Get("Content-Length"),
	)
}

func TestAccountsCannotBeEnumeratedByResponse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		b.addMember("active", account.Viewer)
		_, m := b.addMember("locked", account.Viewer)
		b.must(b.accounts.SuspendPerson(t.Context(), actor.System, m.id))
		_, _, err := b.accounts.Invite(
			t.Context(),
			actor.System,
			account.InviteRequest{
				Org:   actor.CouncilOrg,
				Email: "asked1@example.org",
				Name:  "N",
				Roles: []account.Role{account.Viewer},
			},
		)
		b.must(err)
		for _, test := range []struct{ path, password string }{{"/staff/sign-in", "a wrong password"}, {"/staff/forgotten-password", ""}} {
			seen := map[string]string{}
			for range 7 { // more than the free attempts
				for _, name := range []string{"active", "locked", "asked1", "nobody"} {
					g := b.newClient()
					g.post(test.path, "email", name+"@example.org", "password", test.password)
					seen[name] += responseShape(g.last) + "\n"
					if len(g.cookies) > 0 {
						t.Errorf("%s: a cookie for %s", test.path, name)
					}
				}
			}
			for name, s := range seen {
				if s != seen["nobody"] {
					t.Errorf("%s gives %s another response than an unknown address:\n%s%s", test.path, name, s, seen["nobody"])
				}
			}
		}
	})
}

func TestTokenURLIsSingleUse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		_, m := b.addMember("editor", account.Editor)
		used := b.emailLink("invitation")
		for _, path := range []string{
			used, "/staff/new-password/" + strings.TrimPrefix(used, "/staff/invitation/"), "/staff/invitation/x",
			"/staff/new-password/x",
		} {
			g := b.newClient()
			g.get(path)
			g.check(404, "This link has been used")
			g.post(path, "password", goodPassword)
			g.check(404, "This link has been used")
			if len(g.cookies) > 0 {
				t.Errorf("%s sets a cookie", path)
			}
		}
		g := b.newClient()
		g.do("POST", "/staff/forgotten-password", url.Values{"email": {m.email}}, "Origin", testOrigin)
		b.runJobs()
		g.check(303, "/staff/forgotten-password?sent")
		g.get("/staff/forgotten-password?sent")
		g.check(200, "Check your email")
		link := b.emailLink("reset")
		g.get(link)
		g.check(200, "Choose a new password")
		g.post(link, "password", "short")
		g.check(422, "at least 12 characters")
		g.post(link, "password", "another long password 7")
		g.check(303, "/staff/sign-in")
		g.get("/staff/sign-in")
		g.check(200, "Your password has been changed.")
		g.get("/staff/secret") // it did not sign in
		g.check(303, "/staff/sign-in")
		g.post(link, "password", "yet another long password")
		g.check(404, "This link has been used")
		g.post("/staff/sign-in", "email", m.email, "password", "another long password 7")
		g.check(303, "/staff/sign-in/code") // the second factor is still needed
		if strings.Contains(b.log.String(), strings.TrimPrefix(link, "/staff/new-password/")) {
			t.Error("the token is in the log")
		}
	})
}

func TestRemovedRightsEndOnNextRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		boss, bm := b.addMember("boss", account.Administrator)
		g, m := b.addMember("editor", account.Editor)
		g.get("/staff/secret")
		g.check(200, "the secret")
		boss.get("/staff/people")
		boss.check(200, "Colleague editor")
		boss.get("/staff/people/" + m.id)
		boss.check(200, "Save roles")
		boss.post("/staff/people/"+m.id+"/roles", "roles", "viewer")
		boss.check(303, "/staff/people/"+m.id)
		g.get("/staff/secret")
		g.check(303, "/staff/sign-in")
		g.signIn(m, "")
		g.check(303, "/staff")
		g.get("/staff/secret")
		g.check(404, "Page not found")
		boss.post("/staff/people/"+m.id+"/roles", "roles", "king")
		boss.check(422, "Choose roles from the list.")
		boss.post("/staff/people/" + m.id + "/roles")
		boss.check(422, "Choose at least one role.")
		boss.post("/staff/people/" + m.id + "/suspend")
		boss.check(303, "/staff/people/"+m.id)
		g.get("/staff")
		g.check(303, "/staff/sign-in")
		boss.post("/staff/people/" + m.id + "/suspend")
		boss.check(409, "already suspended")
		boss.post("/staff/people/" + bm.id + "/suspend")
		boss.check(409, "You cannot suspend your own account")
		boss.post("/staff/people/"+bm.id+"/roles", "roles", "viewer")
		boss.check(409, "your own roles")
		g.get("/staff/people/" + bm.id)
		g.check(303, "/staff/sign-in")
	})
}

func TestListAndEndSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		g, m := b.addMember("editor", account.Editor)
		phone := b.newClient()
		phone.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		phone.do(
			"POST",
			"/staff/sign-in/code",
			url.Values{"code": {b.code(m)}},
			"User-Agent",
			"Mozilla/5.0 (Linux; Android 14; Secret 9) Mobile",
		)
		b.now = b.now.Add(time.Minute)
		g.get("/staff/account")
		g.check(200, "A phone")
		g.check(200, "password and code")
		id := regexp.MustCompile(`name="session" value="([^"]+)"`).FindStringSubmatch(g.last.Body.String())
		if id == nil || strings.Count(g.last.Body.String(), `name="session"`) != 1 {
			t.Fatalf("the sessions are %s", g.last.Body)
		}
		var dump []string
		b.must(d.View(t.Context(), func(tx *db.Tx) (err error) {
			dump, err = db.All(t.Context(), tx, func(r db.Row) (string, error) {
				var data []byte
				var device string
				err := r.Scan(&device, &data)
				return device + string(data), err
			}, `SELECT device, data FROM signin_session`)
			return err
		}))
		if all := strings.Join(dump, ""); strings.Contains(all, "Secret") || strings.Contains(all, "192.0.2") {
			t.Errorf("the sessions show more than the kind of device: %s", all)
		}
		other, _ := b.addMember("other", account.Viewer)
		other.post("/staff/account/sessions/end", "session", id[1])
		phone.get("/staff/secret")
		phone.check(200, "the secret")
		g.post("/staff/account/sessions/end", "session", id[1])
		g.check(303, "/staff/account")
		phone.get("/staff/secret")
		phone.check(303, "/staff/sign-in")
		g.get("/staff/secret")
		g.check(200, "the secret")
	})
}

// Routes with RequireReauth redirect to confirm the sign-in after ten minutes.
func TestReauthentication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		boss, _ := b.addMember("boss", account.Administrator)
		_, m := b.addMember("editor", account.Editor)
		b.now = b.now.Add(11 * time.Minute)
		boss.get("/staff/people") // needs no confirmation
		boss.check(200, "People")
		boss.get("/staff/people/" + m.id)
		boss.check(303, "/staff/confirm?next=%2Fstaff%2Fpeople%2F"+m.id)
		boss.post("/staff/people/" + m.id + "/suspend")
		boss.check(403, "Confirm it is you")
		for _, route := range b.site.Routes() {
			path := strings.NewReplacer("{id}", m.id, "{passkey}", "x", "{question}", "x").Replace(route.Pattern)
			sensitive := strings.Contains(path, "/password") || strings.Contains(path, "/roles") ||
				strings.Contains(path, "/authenticator/remove") ||
				strings.Contains(path, "/reset-sign-in") ||
				path == "/staff/account/recovery-codes"
			if sensitive && route.Needs != actor.Public && !route.RequireReauth {
				t.Errorf("%s %s does not require confirmation", route.Method, route.Pattern)
			}
		}
		boss.get("/staff/confirm?next=/staff/people/" + m.id)
		boss.check(200, `value="/staff/people/`+m.id)
		before := boss.cookie()
		boss.post("/staff/confirm", "password", "a wrong password", "next", "/staff/people")
		boss.check(422, "The password is wrong")
		boss.post("/staff/confirm", "password", goodPassword, "next", "/staff/people/"+m.id)
		boss.check(303, "/staff/people/"+m.id)
		if boss.cookie() == before {
			t.Error("the token is the same")
		}
		boss.post("/staff/people/" + m.id + "/suspend")
		boss.check(303, "/staff/people/"+m.id)
		b.now = b.now.Add(-11 * time.Minute) // the clock of the database was wrong
		boss.get("/staff/people/" + m.id)
		boss.check(303, "/staff/confirm?next=%2Fstaff%2Fpeople%2F"+m.id)
		b.now = b.now.Add(11 * time.Minute)
		// Changing the second factor too.
		b.now = b.now.Add(11 * time.Minute)
		boss.get("/staff/authenticator")
		boss.check(303, "/staff/confirm?next=/staff/authenticator")
		boss.post("/staff/account/recovery-codes")
		boss.check(403, "Confirm it is you")
	})
}

func TestManageOwnAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		g, m := b.addMember("editor", account.Editor)
		elsewhere := b.newClient()
		elsewhere.signIn(m, "")
		g.post("/staff/recovery-codes")
		g.check(303, "/staff")
		g.get("/staff/recovery-codes") // shown once
		g.check(303, "/staff/account")
		g.post("/staff/account/password", "password", "password1234")
		g.check(422, "too easy to guess")
		g.post("/staff/account/password", "password", "another long password 7")
		g.check(303, "/staff/account")
		g.get("/staff/account")
		g.check(200, "Your password has been changed.")
		elsewhere.get("/staff/secret")
		elsewhere.check(303, "/staff/sign-in")
		g.get("/staff/authenticator")
		g.check(200, "Scan the QR code")
		first := g.last.Body.String()
		g.post("/staff/authenticator", "code", "000000")
		g.check(422, "That code is wrong")
		if secretPattern.FindString(first) != secretPattern.FindString(g.last.Body.String()) {
			t.Error("a wrong code changes the setup key")
		}
		m.secret = strings.ReplaceAll(secretPattern.FindStringSubmatch(first)[1], " ", "")
		g.post("/staff/authenticator", "code", g.code(m))
		g.check(303, "/staff/recovery-codes")
		g.get("/staff/recovery-codes")
		codes := regexp.MustCompile(`>([a-z2-7]{5}-[a-z2-7]{5})<`).FindAllStringSubmatch(g.last.Body.String(), -1)
		if len(codes) != 10 {
			t.Fatalf("the codes are %q", codes)
		}
		g.post("/staff/account/authenticator/remove")
		g.check(409, "only second factor")
		h := b.newClient()
		h.post("/staff/sign-in", "email", m.email, "password", "another long password 7")
		h.post("/staff/sign-in/code", "code", codes[0][1])
		h.check(303, "/staff")
		h.get("/staff/account")
		h.check(200, "9 left")
		h.post("/staff/account/recovery-codes")
		h.check(303, "/staff/recovery-codes")
	})
}

func TestOrganisationsAndAuditLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		boss, _ := b.addMember("boss", account.Administrator)
		boss.get("/staff")
		boss.check(200, "/staff/organisations")
		b.must(b.accounts.AddOrg(t.Context(), actor.System, "partner", "A partner"))
		boss.get("/staff/organisations")
		boss.check(200, "/staff/partners/partner")
		boss.get("/staff/people/invite?org=partner")
		boss.check(200, "Partner editor")
		boss.post("/staff/people/invite", "org", "partner", "name", "", "email", "x", "roles", "king")
		boss.check(422, "Enter a name.")
		boss.check(422, "Enter an email address in the correct format")
		boss.check(422, "Choose roles from the list.")
		boss.post(
			"/staff/people/invite",
			"org",
			"partner",
			"name",
			"Theirs",
			"email",
			"theirs@example.org",
			"roles",
			"administrator",
			"roles",
			"auditor",
		)
		boss.check(303, "/staff/people?org=partner")
		boss.get("/staff/people?org=partner")
		boss.check(200, "theirs@example.org")
		b.now = b.now.Add(time.Second)
		theirs := b.newClient()
		theirs.acceptInvitation("theirs@example.org")
		theirs.get("/staff/people")
		theirs.check(200, "Theirs")
		if strings.Contains(theirs.last.Body.String(), "Colleague boss") {
			t.Error("a partner sees people of the council")
		}
		for _, path := range []string{
			"/staff/people?org=council", "/staff/people/invite?org=council", "/staff/organisations",
			"/staff/people/nobody",
		} {
			theirs.get(path)
			theirs.check(404, "")
		}
		theirs.get("/staff/audit")
		theirs.check(200, `<th scope="row" class="govuk-table__header">Accepted an invitation`)
		if strings.Contains(theirs.last.Body.String(), `<th scope="row" class="govuk-table__header">Added an organisation`) {
			t.Error("a partner sees the council's audit log")
		}
		boss.get("/staff/audit")
		boss.check(404, "")
		auditor, _ := b.addMember("auditor", account.Auditor)
		auditor.get("/staff/audit?act=invite")
		auditor.check(200, "Colleague boss")
		for _, odd := range []string{"before=-1", "before=9e18", "before=99999999999999999999", "act=%27%20OR%201%3D1", "by=%00", "subject=%ff"} {
			auditor.get("/staff/audit?" + odd)
			if auditor.last.Code != 200 && auditor.last.Code != 400 {
				t.Errorf("%s: %d", odd, auditor.last.Code)
			}
		}
	})
}

func TestDemoSignInIsLocalOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, "", true)
		b.must(b.accounts.CreateDemoAccounts(t.Context()))
		g := b.newClient()
		g.host = "localhost:8080"
		g.get("/staff/sign-in?next=/staff/secret")
		g.check(200, "Sign in as: Consultation officer")
		g.post("/staff/sign-in/demonstration", "person", "invented-officer", "next", "/staff/secret")
		g.check(303, "/staff/secret")
		g.get("/staff/secret")
		g.check(200, "for Consultation officer")
		if g.cookies["folkmoot"] == nil {
			t.Errorf("the cookies are %v", g.cookies)
		}
		g.get("/staff/account/password")
		g.post("/staff/account/password", "password", goodPassword)
		g.check(409, "demonstration account")
		b.now = b.now.Add(11 * time.Minute)
		g.get("/staff/confirm")
		g.check(200, "Demonstration accounts have no password.")
		g.post("/staff/confirm")
		g.check(303, "/staff")
		h := b.newClient()
		h.get("/staff/sign-in")
		if strings.Contains(h.last.Body.String(), "demonstration") {
			t.Error("it is offered to another host")
		}
		h.post("/staff/sign-in/demonstration", "person", "invented-officer")
		h.check(403, "")
		g.post("/staff/sign-in/demonstration", "person", "somebody")
		g.check(404, "")
		r := newTestSite(t, d, "", false).newClient()
		r.host = "localhost:8080"
		r.get("/staff/sign-in")
		if strings.Contains(r.last.Body.String(), "demonstration") {
			t.Error("it is offered without a demonstration")
		}
		r.post("/staff/sign-in/demonstration", "person", "invented-officer")
		r.check(404, "")
	})
}

// Row B14 of docs/faults.md. A session of the demonstration, and one of a demonstration
// account however it began, is nobody's session when the installation is served.
func TestDemoSessionsDoNotWorkOutsideTheDemonstration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, "", true)
		b.must(b.accounts.CreateDemoAccounts(t.Context()))
		for _, method := range []string{methodDemo, "passkey"} {
			g := b.newClient()
			g.host = "localhost:8080"
			g.post("/staff/sign-in/demonstration", "person", "invented-officer", "next", "/staff/secret")
			g.check(303, "/staff/secret")
			b.must(d.Update(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE signin_session SET method = $1`, method)
				return err
			}))
			g.get("/staff/secret")
			g.check(200, "for Consultation officer")

			served := newTestSite(t, d, "", false).newClient()
			served.host, served.cookies = g.host, g.cookies
			served.get("/staff/secret")
			served.check(303, "/staff/sign-in")
			g.get("/staff/secret")
			g.check(303, "/staff/sign-in") // the session has ended
		}
	})
}

func TestCrossSiteSignInIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		_, m := b.addMember("editor", account.Editor)
		g := b.newClient()
		g.do(
			"POST",
			"/staff/sign-in",
			url.Values{"email": {m.email}, "password": {goodPassword}},
			"Sec-Fetch-Site",
			"cross-site",
			"Origin",
			"https://evil.example",
		)
		g.check(403, "another website")
		if len(g.cookies) > 0 {
			t.Error("it sets a cookie")
		}
		// A Host header does not change links in emails.
		g.host = "evil.example"
		g.post("/staff/forgotten-password", "email", m.email)
		b.runJobs()
		if g.last.Code != http.StatusMisdirectedRequest || b.emailLink("reset") != "" {
			t.Errorf("%d, and the email has %q", g.last.Code, b.emailLink("reset"))
		}
	})
}

func TestSafeNext(t *testing.T) {
	for next, want := range map[string]string{
		"": "/staff", "/staff": "/staff", "/staff/people": "/staff/people", "/staff/people?org=partner": "/staff/people?org=partner",
		"https://evil.example/staff": "/staff", "//evil.example/staff": "/staff", "/\\evil.example": "/staff",
		"/staff/../..//evil.example": "/staff", "/staffevil": "/staff",
		"/consultations": "/staff", "javascript:alert(1)": "/staff", "/staff/%2e%2e/x": "/staff",
		"/staff//evil": "/staff", "/staff/\r\nSet-Cookie: x": "/staff",
		"/staff/sign-in": "/staff", "/staff/sign-in/code": "/staff", "/staff/sign-out": "/staff",
		"/staff/a#b": "/staff", "desk": "/staff", "/staff/": "/staff",
	} {
		if got := safeNext(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

func FuzzNext(f *testing.F) {
	for _, seed := range []string{
		"/staff/people?a=b", "//x/staff", "/staff/\\x", "/staff/%5cx", "/staff/%2f%2fx", "https:/staff",
		"/staff/;@x", "/staff?//x", "\t/staff", "/staff/\u2028x",
	} {
		f.Add(seed)
	}
	base, _ := url.Parse("https://consult.example.org/staff/sign-in")
	f.Fuzz(func(t *testing.T, next string) {
		got := safeNext(next)
		for _, sent := range []string{got, strings.ReplaceAll(got, "\\", "/")} { // browsers treat them alike
			to, err := base.Parse(sent)
			if err != nil || to.Scheme != "https" || to.Host != base.Host ||
				to.Path != homePath && !strings.HasPrefix(to.Path, homePath+"/") {
				t.Errorf("%q leads to %q", next, sent)
			}
		}
		if strings.ContainsAny(got, "\r\n\t ") || safeNext(got) != got {
			t.Errorf("%q becomes %q, and then %q", next, got, safeNext(got))
		}
	})
}

func TestGETCreatesNoSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		for _, route := range b.site.Routes() {
			if route.Method != "GET" {
				continue
			}
			g := b.newClient()
			g.get(strings.NewReplacer("{id}", "x", "{passkey}", "x", "{question}", "x", "{token}", "x").Replace(route.Pattern))
			if len(g.cookies) > 0 {
				t.Errorf("%s sets a cookie", route.Pattern)
			}
		}
		var n int64
		b.must(d.View(t.Context(), func(tx *db.Tx) (err error) {
			n, err = db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM signin_session`)
			return err
		}))
		if n != 0 {
			t.Errorf("%d sessions are stored", n)
		}
	})
}
