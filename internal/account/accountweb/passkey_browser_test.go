package accountweb

import (
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/browse"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/host"
	"github.com/folkmoot/folkmoot/internal/page"
)

// Somebody adds a passkey in a real browser, signs out, and signs in with it:
// with the policy of the site in force, and the server's own reading of what the
// browser sends.
func TestAPasskeyInABrowser(t *testing.T) {
	b := browse.Open(t)
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	service := &account.Service{DB: d, Secret: make([]byte, 32)}
	if err := service.Demonstrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	site := &page.Site{Log: log}
	New(&host.Host{DB: d, Slog: log, Site: site, Now: time.Now}, service, true)
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	address := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)

	tab := b.Tab(t, browse.Look{})
	tab.Passkeys()
	look := func(name string) {
		t.Helper()
		for _, v := range tab.Axe() {
			t.Errorf("%s: %s", name, v)
		}
		for _, say := range append(tab.Overflow(), tab.Complaints()...) {
			t.Errorf("%s: %s", name, say)
		}
		tab.Shot("passkey-" + name)
	}
	tab.Visit(address + "/desk/sign-in")
	look("sign-in")
	tab.Press("Consultation officer", "location.pathname === '/desk'")
	tab.Visit(address + "/desk/account/passkeys")
	tab.Press("Add a passkey", "location.pathname === '/desk/account/add-passkey'")
	tab.Press("Make a passkey", "document.querySelector('[data-passkey-button]')?.getClientRects().length > 0")
	look("new")
	tab.Evaluate(`document.querySelector("#name").value = "Work laptop"`)
	tab.Press("Make a passkey", "location.pathname === '/desk/account/passkeys' && document.body.innerText.includes('Work laptop')")
	look("list")

	// The device has one now, and says so.
	tab.Visit(address + "/desk/account/add-passkey")
	tab.Press("Make a passkey", "document.querySelector('[data-passkey-button]')?.getClientRects().length > 0")
	tab.Press("Make a passkey", "document.querySelector('[data-passkey-status]')?.textContent.includes('already')")

	tab.Press("Sign out", "location.pathname === '/desk/sign-in'")
	tab.Visit(address + "/desk/account/passkeys") // leads to where one signs in, and back again
	tab.Press("Sign in with a passkey", "location.pathname === '/desk/account/passkeys' && document.body.innerText.includes('used last on')")
	look("signed-in")

	// It proves again who is there, and nobody else.
	tab.Visit(address + "/desk/confirm?next=/desk/account")
	tab.Press("Use a passkey", "location.pathname === '/desk/confirm/passkey'")
	tab.Press("Use your passkey", "location.pathname === '/desk/account'")
	tab.Press("Sign out", "location.pathname === '/desk/sign-in'")
	tab.Press("Administrator", "location.pathname === '/desk'")
	tab.Visit(address + "/desk/confirm/passkey")
	tab.Press("Use your passkey", "document.body.innerText.includes('somebody else')")

	// Without script the page says what to do.
	plain := b.Tab(t, browse.Look{Width: 320, NoScript: true})
	plain.Visit(address + "/desk/sign-in/passkey")
	if wide := plain.Overflow(); len(wide) > 0 {
		t.Errorf("scrolls sideways: %s", wide)
	}
}
