package analysisweb

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/site"
)

// A release with every type of result and one with few results, in a browser, in
// every language and width.
func TestResultsInABrowser(t *testing.T) {
	browser := browsertest.Open(t)
	srv := &site.Site{Log: slog.New(slog.DiscardHandler), Gallery: true}
	for path, view := range map[string]resultsView{"/whole": exampleResults(), "/small": exampleSmall()} {
		srv.Add(
			site.Route{Method: http.MethodGet, Pattern: path, Needs: actor.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
				return resultsPage.Write(w, r, http.StatusOK, view)
			}},
		)
	}
	server := httptest.NewServer(srv)
	t.Cleanup(server.Close)
	browser.CheckPage(t, server.URL+"/whole", "results-whole", browsertest.CheckedLanguages...)
	browser.CheckPage(t, server.URL+"/small", "results-small", browsertest.CheckedLanguages...)
}
