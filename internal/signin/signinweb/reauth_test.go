package signinweb

import (
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/site"
)

// An actor that does not come from a session of ours has not confirmed their
// sign-in.
func TestActorWithoutSessionIsNotConfirmed(t *testing.T) {
	b := newTestSite(t, dbtest.Open(t, filepath.Join(t.TempDir(), "test.db")), testOrigin, false)
	r := site.WithActor(httptest.NewRequest("GET", "/staff/account", nil), actor.System)
	if b.handlers.recentlyConfirmed(r) {
		t.Error("it counts as confirmed")
	}
	b.site.SessionMiddleware = nil
	w := httptest.NewRecorder()
	r = site.WithActor(httptest.NewRequest("POST", testOrigin+"/staff/account/recovery-codes", nil), actor.System)
	b.site.ServeHTTP(w, r)
	if w.Code != 403 {
		t.Errorf("a route that requires confirmation answers %d", w.Code)
	}
}
