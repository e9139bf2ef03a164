package accountweb

import (
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browse"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/host"
	"github.com/folkmoot/folkmoot/internal/page"
)

// Every page of this desk, on a desk and on a telephone, as a stranger, an
// administrator and an auditor find it.
func TestTheseInABrowser(t *testing.T) {
	b := browse.Open(t)
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	service := &account.Service{DB: d, Secret: make([]byte, 32)}
	if err := service.Demonstrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, token, err := service.Invite(t.Context(), actor.System, account.Who{Org: actor.Council, Email: "new@example.org", Name: "Somebody new", Roles: []account.Role{account.Viewer}})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	site := &page.Site{Log: log}
	New(&host.Host{DB: d, Slog: log, Site: site, Now: time.Now}, service, true)
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	address := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	for _, visit := range []struct {
		name, as string
		paths    []string
	}{
		{"stranger", "", []string{"/desk/sign-in", "/desk/forgotten", "/desk/forgotten?sent", "/desk/lost", service.Link(account.Invitation, token)}},
		{"administrator", "Administrator", []string{"/desk", "/desk/account", "/desk/confirm", "/desk/people", "/desk/people/invite", "/desk/people/invented-officer", "/desk/people/invented-administrator", "/desk/organisations"}},
		{"auditor", "Auditor", []string{"/desk", "/desk/audit"}},
	} {
		for _, width := range []int{1280, 320} {
			tab := b.Tab(t, browse.Look{Width: width})
			if visit.as != "" && width == 1280 { // the tabs share their cookies
				tab.Visit(address + "/desk")
				if visit.as == "Auditor" {
					tab.Press("Sign out", "location.pathname === '/desk/sign-in'")
				}
				tab.Press("Sign in as: "+visit.as, "location.pathname === '/desk'")
			}
			for _, path := range visit.paths {
				if status := tab.Visit(address + path); status != 200 {
					t.Errorf("%s: %d", path, status)
				}
				for _, v := range tab.Axe() {
					t.Errorf("%s at %d: %s", path, width, v)
				}
				for _, say := range append(tab.Overflow(), tab.Complaints()...) {
					t.Errorf("%s at %d: %s", path, width, say)
				}
				tab.Shot(strings.ReplaceAll(strings.TrimPrefix(strings.SplitN(path, token, 2)[0], "/"), "/", "-") + "-" + visit.name + "-" + map[int]string{1280: "wide", 320: "narrow"}[width])
			}
		}
	}
}
