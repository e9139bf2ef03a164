package signinweb

import (
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/account/accountweb"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// A person adds a passkey in a real browser, signs out and signs in with it, under
// the site's content security policy.
func TestPasskeyInBrowser(t *testing.T) {
	b := browsertest.Open(t)
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	service := &signin.Service{DB: d, Secret: make([]byte, 32)}
	if err := account.New(d, service).CreateDemoAccounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	srv := &site.Site{Log: log}
	deps := &web.Deps{DB: d, Slog: log, Site: srv, Now: time.Now}
	feature.Mount(deps, New(deps, service, true), accountweb.New(deps, account.New(d, service), nil))
	server := httptest.NewServer(srv)
	t.Cleanup(server.Close)
	address := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)

	tab := b.Tab(t, browsertest.TabOptions{})
	tab.AddPasskeyDevice()
	look := func(name string) {
		t.Helper()
		for _, v := range tab.Axe() {
			t.Errorf("%s: %s", name, v)
		}
		for _, say := range append(tab.Overflow(), tab.Problems()...) {
			t.Errorf("%s: %s", name, say)
		}
		tab.Screenshot("passkey-" + name)
	}
	tab.Visit(address + "/staff/sign-in")
	look("sign-in")
	tab.Click("Consultation officer", "location.pathname === '/staff'")
	tab.Visit(address + "/staff/account/passkeys")
	tab.Click("Add a passkey", "location.pathname === '/staff/account/add-passkey'")
	tab.Click("Create a passkey", "document.querySelector('[data-passkey-button]')?.getClientRects().length > 0")
	look("new")
	tab.Evaluate(`document.querySelector("#name").value = "Work laptop"`)
	tab.Click("Create a passkey", "location.pathname === '/staff/account/passkeys' && document.body.innerText.includes('Work laptop')")
	look("list")

	// The device already has a passkey, and the page says so.
	tab.Visit(address + "/staff/account/add-passkey")
	tab.Click("Create a passkey", "document.querySelector('[data-passkey-button]')?.getClientRects().length > 0")
	tab.Click("Create a passkey", "document.querySelector('[data-passkey-status]')?.textContent.includes('already')")

	tab.Click("Sign out", "location.pathname === '/staff/sign-in'")
	tab.Visit(address + "/staff/account/passkeys") // redirects to sign in, and back
	tab.Click("Sign in with a passkey", "location.pathname === '/staff/account/passkeys' && document.body.innerText.includes('last used on')")
	look("signed-in")

	// It confirms the sign-in.
	tab.Visit(address + "/staff/confirm?next=/staff/account")
	tab.Click("Use a passkey", "location.pathname === '/staff/confirm/passkey'")
	tab.Click("Use your passkey", "location.pathname === '/staff/account'")
	tab.Click("Sign out", "location.pathname === '/staff/sign-in'")
	tab.Click("Administrator", "location.pathname === '/staff'")
	tab.Visit(address + "/staff/confirm/passkey")
	tab.Click("Use your passkey", "document.body.innerText.includes('belongs to another account')")

	// Without JavaScript.
	plain := b.Tab(t, browsertest.TabOptions{Width: 320, NoScript: true})
	plain.Visit(address + "/staff/sign-in/passkey")
	if wide := plain.Overflow(); len(wide) > 0 {
		t.Errorf("scrolls horizontally: %s", wide)
	}
}
