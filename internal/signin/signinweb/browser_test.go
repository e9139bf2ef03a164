package signinweb

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// clientProxy shows a real browser the pages of a testClient: it adds the client's
// cookies to requests.
type clientProxy struct {
	mu     sync.Mutex
	client *testClient
	form   url.Values // if not nil, the page is the response to this form
	path   string
}

func (s *clientProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	as, form, path := s.client, s.form, s.path
	s.mu.Unlock()
	cookies := r.Cookies()
	r.Header.Del("Cookie")
	for _, c := range cookies {
		if c.Name != "folkmoot" {
			r.AddCookie(c)
		}
	}
	if c := as.cookies["folkmoot"]; c != nil {
		r.AddCookie(c)
	}
	if form != nil && r.URL.Path == path && !r.URL.Query().Has("lang") {
		sent := httptest.NewRequest("POST", r.URL.String(), strings.NewReader(form.Encode()))
		sent.Host, sent.Header = r.Host, r.Header.Clone()
		sent.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r, w = sent, &refusedFormWriter{ResponseWriter: w, t: as.t}
	}
	as.site.ServeHTTP(w, r)
}

// refusedFormWriter changes the status 422 of a refused form to 200, because
// browsers report other statuses as errors.
type refusedFormWriter struct {
	http.ResponseWriter
	t *testing.T
}

func (w *refusedFormWriter) WriteHeader(status int) {
	if status != http.StatusUnprocessableEntity {
		w.t.Errorf("a form that should be refused has status %d", status)
	}
	w.ResponseWriter.WriteHeader(http.StatusOK)
}

// All pages of signinweb and accountweb, with refused forms, in every language and
// width of the staff area.
func TestAccountPagesInBrowser(t *testing.T) {
	browser := browsertest.Open(t)
	s := &clientProxy{}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	base := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	b := newTestSite(t, dbtest.Open(t, filepath.Join(t.TempDir(), "test.db")), base, true)
	b.site.Gallery = true // shows the pseudo-languages
	b.must(b.accounts.CreateDemoAccounts(t.Context()))

	own, m := b.addMember("boss", account.Administrator, account.Auditor)
	half, first, stranger := b.newClient(), b.newClient(), b.newClient()
	own.post("/staff/account/address", "email", "a.new.address.that.is.rather.long@department.example.org")
	own.check(303, "/staff/account")
	own.get("/staff/account") // clears the notice
	newAddress := strings.TrimPrefix(b.emailLink("email-confirm"), base)
	own.post("/staff/account/add-passkey")
	addPasskey := own.last.Header().Get("Location")
	half.post("/staff/sign-in", "email", m.email, "password", goodPassword)
	half.check(303, "/staff/sign-in/code")
	stranger.post("/staff/forgotten-password", "email", m.email)
	b.runJobs()
	reset := b.emailLink("reset")
	stranger.post("/staff/sign-in/passkey")
	signInPasskey := stranger.last.Header().Get("Location")
	invite := func(name string) (*account.Person, string) {
		p, _, err := b.accounts.Invite(
			t.Context(),
			actor.System,
			account.InviteRequest{
				Org:   actor.CouncilOrg,
				Email: name + "@example.org",
				Name:  "Colleague " + name,
				Roles: []account.Role{account.Viewer},
			},
		)
		b.must(err)
		b.now = b.now.Add(time.Second)
		return p, b.emailLink("invitation")
	}
	_, link := invite("first")
	first.post(link, "password", goodPassword)
	first.check(303, "/staff/authenticator")
	invited, link := invite("second")
	token := link[strings.LastIndex(link, "/")+1:]
	codes, other := b.addMember("clerk", account.EntryClerk) // with recovery codes to save
	b.must(b.accounts.AddOrg(t.Context(), actor.System, "shut-partner", "A suspended partner (invented)"))
	b.must(b.accounts.SuspendOrg(t.Context(), actor.System, "shut-partner", "The agreement has ended."))

	wrong := func(pairs ...string) url.Values {
		form := url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		return form
	}
	for _, visit := range []struct {
		name string
		as   *testClient
		path string
		form url.Values
	}{
		{"sign-in", stranger, "/staff/sign-in", nil},
		{"sign-in refused", stranger, "/staff/sign-in", wrong("email", "nobody@example.org", "password", "")},
		{"sign-in by passkey", stranger, "/staff/sign-in/passkey", nil},
		{"sign-in by passkey asked", stranger, signInPasskey, nil},
		{"code", half, "/staff/sign-in/code", nil},
		{"code refused", half, "/staff/sign-in/code", wrong("code", "000000")},
		{"lost", stranger, "/staff/sign-in/no-code", nil},
		{"forgotten", stranger, "/staff/forgotten-password", nil},
		{"forgotten refused", stranger, "/staff/forgotten-password", wrong("email", "nobody")},
		{"forgotten sent", stranger, "/staff/forgotten-password?sent", nil},
		{"new password", stranger, reset, nil},
		{"new password refused", stranger, reset, wrong("password", "short")},
		{"invitation", stranger, link, nil},
		{"invitation refused", stranger, link, wrong("password", "password1234")},
		{"invitation by passkey", stranger, "/staff/invitation-passkey/" + token, nil},
		{"first app", first, "/staff/authenticator", nil},
		{"first app refused", first, "/staff/authenticator", wrong("code", "000000")},
		{"first passkey", first, "/staff/authenticator/passkey", nil},
		{"recovery codes", codes, "/staff/recovery-codes", nil},
		{"home", own, "/staff", nil},
		{"account", own, "/staff/account", nil},
		{"password", own, "/staff/account/password", nil},
		{"password refused", own, "/staff/account/password", wrong("password", "colleague123")},
		{"address", own, "/staff/account/address", nil},
		{"address refused", own, "/staff/account/address", wrong("email", m.email)},
		{"new address", own, newAddress, nil},
		{"app", own, "/staff/authenticator", nil},
		{"passkeys", own, "/staff/account/passkeys", nil},
		{"add a passkey", own, "/staff/account/add-passkey", nil},
		{"add a passkey asked", own, addPasskey, nil},
		{"confirm", own, "/staff/confirm", nil},
		{"confirm refused", own, "/staff/confirm", wrong("password", "")},
		{"confirm by passkey", own, "/staff/confirm/passkey", nil},
		{"people", own, "/staff/people", nil},
		{"people of a suspended partner", own, "/staff/people?org=shut-partner", nil},
		{"invite", own, "/staff/people/invite", nil},
		{"invite refused", own, "/staff/people/invite", wrong("email", "nobody")},
		{"person", own, "/staff/people/" + other.id, nil},
		{"person roles refused", own, "/staff/people/" + other.id + "/roles", wrong()},
		{"person invited", own, "/staff/people/" + invited.ID, nil},
		{"person myself", own, "/staff/people/" + m.id, nil},
		{"person address", own, "/staff/people/" + other.id + "/address", nil},
		{"person address refused", own, "/staff/people/" + other.id + "/address", wrong("email", "nobody")},
		{"organisations", own, "/staff/organisations", nil},
		{"organisation suspend", own, "/staff/organisations/invented-partner/suspend", nil},
		{"organisation suspend refused", own, "/staff/organisations/invented-partner/suspend", wrong("reason", "")},
		{"organisation restore", own, "/staff/organisations/shut-partner/restore", nil},
		{"audit", own, "/staff/audit", nil},
		{"audit of nothing", own, "/staff/audit?act=nothing", nil},
	} {
		t.Run(visit.name, func(t *testing.T) {
			if visit.path == "" {
				t.Fatal("the path is empty")
			}
			s.mu.Lock()
			s.client, s.form, s.path = visit.as, visit.form, visit.path
			s.mu.Unlock()
			browser.CheckPage(t, base+visit.path, "account "+visit.name, browsertest.CheckedLanguages...)
		})
	}
}
