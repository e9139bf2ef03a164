package app_test

import (
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/site"
)

// The new feature is in the navigation, the chain, the definition files, the
// audit and the table of permissions.
func TestProbe(t *testing.T) {
	s := newSite(t, app.Config{}, minimalDemo(t), slog.New(slog.DiscardHandler), nil)
	files, sample := fstest.MapFS{}, os.DirFS(os.Getenv("SAMPLE_FILES"))
	text, err := fs.ReadFile(sample, "samples/one.yaml")
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(files, fstest.MapFS{"samples/one.yaml": {Data: text}})
	sum, err := definition.Load(t.Context(), s.app.Log, files, actor.System, s.app.Definitions())
	if err != nil || sum.N("samples") != 1 {
		t.Errorf("definition files: %v, %v", sum, err)
	}
	exported := map[string]bool{}
	if err := definition.Export(t.Context(), s.app.DB, s.app.Definitions(), func(name string, _ []byte) error {
		exported[name] = true
		return nil
	}); err != nil || !exported["samples/one.yaml"] {
		t.Errorf("export: %v, %v", exported, err)
	}
	get := func(path string) string {
		w := httptest.NewRecorder()
		s.app.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return w.Body.String()
	}
	if body := get("/"); !strings.Contains(body, `href="/samples">Samples</a>`) {
		t.Errorf("navigation: %.3000s", body)
	}
	if body := get("/consultations/getting-about"); !strings.Contains(body, "The first sample") {
		t.Error("chain: the step is missing")
	}
	checked, err := s.app.Audit(t.Context(), func(problem string) { t.Error(problem) })
	if err != nil || !strings.Contains(checked, "1 samples") {
		t.Errorf("audit: %q, %v", checked, err)
	}
	found := false
	for _, r := range s.app.Routes() {
		found = found || r.Pattern == "/staff/samples" && r.Needs == actor.Draft
	}
	if !found {
		t.Error("permissions: the route is missing")
	}
	staff := s.app.Site()
	staff.SessionMiddleware = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, site.WithActor(r, actor.Actor{ID: "a", Org: actor.CouncilOrg, Name: "A", Capabilities: actor.AllCapabilities}))
		})
	}
	if body := get("/staff/samples"); !strings.Contains(body, "The first sample") || !strings.Contains(body, `href="/staff/samples"`) {
		t.Errorf("staff area: %.3000s", body)
	}
}
