package analysisweb

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/page"
)

// A release with everything that one can have, and one with next to nothing, in
// a browser, in every language and width.
func TestResultsInABrowser(t *testing.T) {
	browser := browsertest.Open(t)
	site := &page.Site{Log: slog.New(slog.DiscardHandler), Gallery: true}
	for path, view := range map[string]resultsView{"/whole": exampleResults(), "/small": exampleSmall()} {
		site.Add(page.Route{Method: http.MethodGet, Pattern: path, Needs: actor.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return resultsPage.Write(w, r, http.StatusOK, view)
		}})
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	browser.Everywhere(t, server.URL+"/whole", "results-whole")
	browser.Everywhere(t, server.URL+"/small", "results-small")
}
