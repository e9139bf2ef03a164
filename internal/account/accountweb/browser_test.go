package accountweb

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
	"github.com/folkmoot/folkmoot/internal/browse"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// stage shows a browser what guests see, without its having to sign in: it
// answers as the guest would be answered, with the guest's cookie.
type stage struct {
	mu   sync.Mutex
	as   *guest
	form url.Values // not nil: the page is the answer to this form, and not to a link
	path string
}

func (s *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	as, form, path := s.as, s.form, s.path
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
		r, w = sent, &refused{ResponseWriter: w, t: as.t}
	}
	as.site.ServeHTTP(w, r)
}

// refused hands out a form that was refused with the status of a page: a browser
// says of every other that it is an error.
type refused struct {
	http.ResponseWriter
	t *testing.T
}

func (w *refused) WriteHeader(status int) {
	if status != http.StatusUnprocessableEntity {
		w.t.Errorf("a form that should be refused answers %d", status)
	}
	w.ResponseWriter.WriteHeader(http.StatusOK)
}

// Every page of this desk: of a stranger, of somebody half signed in, of one's
// own account, of an administrator and of an auditor, and what a form says that
// was refused; in every language and width of the back office.
func TestEveryPageOfAnAccount(t *testing.T) {
	browser := browse.Open(t)
	s := &stage{}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	base := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	b := build(t, dbtest.Open(t, filepath.Join(t.TempDir(), "test.db")), base, true)
	b.site.Gallery = true // shows the pseudo-languages
	b.must(b.service.Demonstrate(t.Context()))

	own, m := b.hire("boss", account.Administrator, account.Auditor)
	half, first, stranger := b.guest(), b.guest(), b.guest()
	own.post("/desk/account/address", "email", "a.new.address.that.is.rather.long@department.example.org")
	own.want(303, "/desk/account")
	own.get("/desk/account") // reads what was told
	newAddress := strings.TrimPrefix(b.link("address-new"), base)
	own.post("/desk/account/add-passkey")
	addPasskey := own.last.Header().Get("Location")
	half.post("/desk/sign-in", "email", m.email, "password", good)
	half.want(303, "/desk/sign-in/code")
	stranger.post("/desk/forgotten", "email", m.email)
	b.post()
	reset := b.link("reset")
	stranger.post("/desk/sign-in/passkey")
	signInPasskey := stranger.last.Header().Get("Location")
	invite := func(name string) (*account.Person, string) {
		p, _, err := b.service.Invite(t.Context(), actor.System, account.Who{Org: actor.Council, Email: name + "@example.org", Name: "Colleague " + name, Roles: []account.Role{account.Viewer}})
		b.must(err)
		b.now = b.now.Add(time.Second)
		return p, b.link("invitation")
	}
	_, link := invite("first")
	first.post(link, "password", good)
	first.want(303, "/desk/authenticator")
	invited, link := invite("second")
	token := link[strings.LastIndex(link, "/")+1:]
	codes, other := b.hire("clerk", account.EntryClerk) // has just been given recovery codes
	b.must(b.service.AddOrg(t.Context(), actor.System, "shut-partner", "A partner that is suspended (invented)"))
	b.must(b.service.SuspendOrg(t.Context(), actor.System, "shut-partner", "The agreement has ended."))

	wrong := func(pairs ...string) url.Values {
		form := url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		return form
	}
	for _, visit := range []struct {
		name string
		as   *guest
		path string
		form url.Values
	}{
		{"sign-in", stranger, "/desk/sign-in", nil},
		{"sign-in refused", stranger, "/desk/sign-in", wrong("email", "nobody@example.org", "password", "")},
		{"sign-in by passkey", stranger, "/desk/sign-in/passkey", nil},
		{"sign-in by passkey asked", stranger, signInPasskey, nil},
		{"code", half, "/desk/sign-in/code", nil},
		{"code refused", half, "/desk/sign-in/code", wrong("code", "000000")},
		{"lost", stranger, "/desk/lost", nil},
		{"forgotten", stranger, "/desk/forgotten", nil},
		{"forgotten refused", stranger, "/desk/forgotten", wrong("email", "nobody")},
		{"forgotten sent", stranger, "/desk/forgotten?sent", nil},
		{"new password", stranger, reset, nil},
		{"new password refused", stranger, reset, wrong("password", "short")},
		{"invitation", stranger, link, nil},
		{"invitation refused", stranger, link, wrong("password", "password1234")},
		{"invitation by passkey", stranger, "/desk/invitation-by-passkey/" + token, nil},
		{"first app", first, "/desk/authenticator", nil},
		{"first app refused", first, "/desk/authenticator", wrong("code", "000000")},
		{"first passkey", first, "/desk/authenticator/passkey", nil},
		{"recovery codes", codes, "/desk/recovery-codes", nil},
		{"home", own, "/desk", nil},
		{"account", own, "/desk/account", nil},
		{"password", own, "/desk/account/password", nil},
		{"password refused", own, "/desk/account/password", wrong("password", "colleague123")},
		{"address", own, "/desk/account/address", nil},
		{"address refused", own, "/desk/account/address", wrong("email", m.email)},
		{"new address", own, newAddress, nil},
		{"app", own, "/desk/authenticator", nil},
		{"passkeys", own, "/desk/account/passkeys", nil},
		{"add a passkey", own, "/desk/account/add-passkey", nil},
		{"add a passkey asked", own, addPasskey, nil},
		{"confirm", own, "/desk/confirm", nil},
		{"confirm refused", own, "/desk/confirm", wrong("password", "")},
		{"confirm by passkey", own, "/desk/confirm/passkey", nil},
		{"people", own, "/desk/people", nil},
		{"people of a suspended partner", own, "/desk/people?org=shut-partner", nil},
		{"invite", own, "/desk/people/invite", nil},
		{"invite refused", own, "/desk/people/invite", wrong("email", "nobody")},
		{"person", own, "/desk/people/" + other.id, nil},
		{"person roles refused", own, "/desk/people/" + other.id + "/roles", wrong()},
		{"person invited", own, "/desk/people/" + invited.ID, nil},
		{"person myself", own, "/desk/people/" + m.id, nil},
		{"person address", own, "/desk/people/" + other.id + "/address", nil},
		{"person address refused", own, "/desk/people/" + other.id + "/address", wrong("email", "nobody")},
		{"organisations", own, "/desk/organisations", nil},
		{"organisations refused", own, "/desk/organisations", wrong("name", "A partner", "id", "Not so")},
		{"organisation suspend", own, "/desk/organisations/invented-partner/suspend", nil},
		{"organisation suspend refused", own, "/desk/organisations/invented-partner/suspend", wrong("why", "")},
		{"organisation restore", own, "/desk/organisations/shut-partner/restore", nil},
		{"audit", own, "/desk/audit", nil},
		{"audit of nothing", own, "/desk/audit?act=nothing", nil},
	} {
		t.Run(visit.name, func(t *testing.T) {
			if visit.path == "" {
				t.Fatal("there is no such page")
			}
			s.mu.Lock()
			s.as, s.form, s.path = visit.as, visit.form, visit.path
			s.mu.Unlock()
			browser.Everywhere(t, base+visit.path, "account "+visit.name)
		})
	}
}
