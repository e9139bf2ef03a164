package app_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis/analysistest"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/web"
)

// installation is a whole installation on a local address, with the
// demonstration.
type installation struct {
	address string
	app     *app.App
	routes  http.ServeMux        // the routes, to find the one of an address
	browser *browsertest.Visitor // whose cookies crawlers use; nil: none
}

// newDemoSite opens an installation on the database dsn: a URL or the path of a
// SQLite file.
func newDemoSite(t *testing.T, dsn string) *installation {
	t.Helper()
	cfg := app.Config{Data: t.TempDir(), Database: dsn}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	a, err := app.New(t.Context(), cfg, log, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := definition.Load(t.Context(), a.Log, demo.Files(), actor.System, a.Definitions()); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, a.Close()); err != nil {
			t.Error(err)
		}
	})
	return newInstallation("http://"+listener.Addr().String(), a)
}

func newInstallation(address string, a *app.App) *installation {
	s := &installation{address: address, app: a}
	for _, r := range a.Routes() {
		s.routes.Handle(r.Method+" "+r.Pattern, http.NotFoundHandler())
	}
	return s
}

// pattern returns the route that serves an address.
func (s *installation) pattern(address string) string {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return ""
	}
	_, pattern := s.routes.Handler(request)
	return pattern
}

// linkWalk is a walk through the site along its links.
type linkWalk struct {
	*installation
	pages   map[string][]string // addresses of pages, by route
	reached map[string]bool     // the routes of all that was reached, files as well
	seen    map[string]int      // how many addresses of a route were met
	from    map[string]string   // where an address was met first
}

func (s *installation) walkLinks(t *testing.T) *linkWalk {
	w := &linkWalk{s, map[string][]string{}, map[string]bool{}, map[string]int{}, map[string]string{}}
	w.follow(t, s.address+"/")
	return w
}

// follow visits the addresses and everything they lead to, a few addresses of
// each route. A dead link fails the test.
func (w *linkWalk) follow(t *testing.T, addresses ...string) {
	t.Helper()
	const each = 2
	v := browsertest.NewVisitor(t, w.address+"/")
	if w.browser != nil {
		v.UseCookies(w.browser)
	}
	for next := addresses; len(next) > 0; {
		at := next[0]
		next = next[1:]
		v.Go(at)
		if v.Status != http.StatusOK {
			t.Errorf("%s leads to %s, which answers %d", w.from[at], at, v.Status)
			continue
		}
		here, route := v.URL.String(), w.pattern(v.URL.String())
		w.reached[w.pattern(at)], w.reached[route] = true, true // one may lead to the other
		if !strings.HasPrefix(v.Header.Get("Content-Type"), "text/html") {
			continue
		}
		if !slices.Contains(w.pages[route], here) {
			w.pages[route] = append(w.pages[route], here)
		}
		leads := v.Images()
		for _, link := range v.Links() {
			leads = append(leads, link.URL)
		}
		for _, to := range leads {
			route := w.pattern(to.String())
			if w.from[to.String()] == "" && (w.seen[route] < each || route == "") && !strings.HasPrefix(to.Path, "/static/") {
				w.from[to.String()] = here
				w.seen[route]++
				next = append(next, to.String())
			}
		}
	}
}

// unlinkedRoutes are routes that no link leads to, each with the reason.
var unlinkedRoutes = map[string]string{
	"GET /healthz":         "for monitoring",
	"GET /robots.txt":      "search engines know its address; progressweb tests it",
	"GET /sitemap.xml":     "robots.txt names it; progressweb tests it",
	"GET /livez":           "for monitoring",
	"GET /files/{id}":      "where a council adds a file to a document; filesweb tests it",
	"GET /preview/{token}": "an officer hands the link over; draftweb tests it",
	"GET /preview/{token}/documents/{doc}/{edition}":            "from the page before",
	"GET /preview/{token}/files/{id}":                           "needs an uploaded file; draftweb tests it",
	"GET /preview/{token}/questions/{edition}/{page}":           "from the page before",
	"GET /follow/confirm/{token}":                               "an email leads to it; followweb tests it",
	"GET /follow/mine/{token}":                                  "an email leads to it; followweb tests it",
	"GET /emails/unsubscribe/{token}":                           "letters lead to it",
	"GET /consultations/{slug}/my-address/open":                 "an email leads to it",
	"GET /consultations/{slug}/answers/{edition}/{key}/receipt": "shown after the receipt was sent by email",
	"GET /equality-information/{ref}/{number}":                  "only after a correction, which the demonstration does not have",
	"GET /reports/{ref}/versions/{version}":                     "only where a report has two versions, which the demonstration does not have",
	"GET /consultations/{slug}/report/versions/{version}":       "only where a report has two versions; consultationreportweb tests it",
	"GET /strategies/{slug}/versions":                           "only where two texts of a strategy are stored; strategyweb tests it",
	"GET /look/{colour}":                                        "the style sheet of a council with a colour of its own; councilweb tests it",
	"GET /quality-of-life/{ref}/corrections.csv":                "only after a correction; outcomeweb tests it",
	"GET /figures/{ref}/corrections.csv":                        "only after a correction; placeweb tests it",
	"GET /consultations/{slug}/published-responses":             "only where responses are published, which the demonstration does not",
}

// longPages are routes of pages that may be high without a table of contents, each with the reason.
var longPages = map[string]string{
	"GET /consultations/{slug}/paper/{edition}":                "a form to be printed",
	"GET /consultations/{slug}/answers/{edition}/{key}/{page}": "questions, which are answered in their order",
	"GET /consultations/{slug}/answers/{edition}/{key}/check":  "the answers, in the order of the questions",
	"GET /consultations/{slug}/group-response/{key}/{page}":    "questions, which are answered in their order",
}

// Every public page works for the people who are most easily excluded: without violations of accessibility, without
// scrolling sideways on a phone, and with a table of contents if it is higher than four screens.
func TestEveryPublicPage(t *testing.T) {
	t.Parallel()
	s := newDemoSite(t, "")
	s.addFeedbackAlone(t)
	w := s.walkLinks(t)
	// Pages that only answers lead to. One visitor completes the response; another
	// stops before sending, so that those pages can still be checked.
	v := browsertest.NewVisitor(t, w.respondURL(t))
	left := len(v.AnswerUntil((*browsertest.Document).HasDownload))
	w.follow(t, v.URL.String())
	w.browser = browsertest.NewVisitor(t, w.respondURL(t))
	w.browser.AnswerUntil(func(d *browsertest.Document) bool {
		at, _, _ := strings.Cut(d.URL.String(), "#")
		w.follow(t, at)
		left--
		return left == 0
	})
	// Pages of a group response.
	if starts := w.pages["GET /consultations/{slug}/group-response"]; len(starts) > 0 {
		w.browser.Go(starts[0])
		w.browser.Answer("Start the response")
		w.follow(t, formAction(w.browser, "/group-response/"))
	}

	t.Run("is led to by a link", func(t *testing.T) {
		for _, r := range s.app.Routes() {
			name := r.Method + " " + r.Pattern
			office := strings.HasPrefix(r.Pattern, "/staff")               // staff know its address, and TestEveryStaffPage visits it
			office = office || strings.HasSuffix(r.Pattern, web.PDFEnding) // linked to only where a browser makes PDFs
			if r.Method == http.MethodGet && r.Needs == actor.Public && !office && !w.reached[name] && unlinkedRoutes[name] == "" {
				t.Errorf("no link leads to %s", name)
			}
		}
	})
	w.checkDocuments(t)
	b := browsertest.Open(t)
	b.Tab(t, browsertest.TabOptions{}).UseCookies(w.browser)
	for _, route := range slices.Sorted(maps.Keys(w.pages)) {
		for i, address := range w.pages[route] {
			name := strings.Join(
				strings.FieldsFunc(strings.TrimPrefix(route, "GET "), func(r rune) bool { return strings.ContainsRune("/{}.$", r) }),
				"-",
			)
			name = fmt.Sprintf("%s %d", cmp.Or(name, "home"), i+1)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				t.Logf("at %s", strings.TrimPrefix(address, s.address))
				const screens = 4 * 800 // pixels
				if h := b.CheckPage(t, address, name); h > screens && longPages[route] == "" {
					t.Errorf("%s is %d pixels high at 1280, and has no table of contents", address, h)
				}
			})
		}
	}
}

// defineClosed defines a consultation that has closed, and returns its slug.
func defineClosed(t *testing.T, a *app.App, slug string) string {
	t.Helper()
	err := a.Consult.Define(t.Context(), actor.System, consult.Definition{
		Slug: slug, Title: "Benches", Type: consult.Formal, Opens: "2016-04-25", Closes: "2016-05-27", Published: true,
		Text: consult.Text{Summary: "We asked."}, Register: &consult.RegisterEntry{Source: "https://example.org"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return slug
}

// defineReleased defines a consultation that closed long ago and whose results are released, if it is not defined yet.
func defineReleased(t *testing.T, a *app.App, slug string) string {
	t.Helper()
	park := analysistest.Definition
	park.Slug, park.Title, park.Opens, park.Closes = slug, "Benches", "2016-04-25 09:00", "2016-05-27 09:00"
	if err := a.Consult.Define(t.Context(), actor.System, park); err != nil {
		t.Fatal(err)
	}
	_, released, err := a.Services.Analysis.Releases(t.Context(), slug)
	if err == nil && len(released) == 0 {
		_, err = a.Services.Analysis.Release(t.Context(), actor.System, slug)
	}
	if err != nil {
		t.Fatal(err)
	}
	return slug
}

// addFeedbackAlone adds feedback without a decision, which has a page of its own. The demonstration has none.
func (s *installation) addFeedbackAlone(t *testing.T) {
	t.Helper()
	if err := publishFeedback(t.Context(), s.app, defineClosed(t, s.app, "benches"), "In the park.", "We put up a bench."); err != nil {
		t.Fatal(err)
	}
}

// publishFeedback publishes feedback as a record that was edited in the browser.
func publishFeedback(ctx context.Context, a *app.App, slug, said, did string) error {
	return publishRecord(ctx, a, a.Decision.FeedbackKind(), actor.System, slug,
		edit.Values{"asked": {"What should change?"}, "said": {said}, "did": {did}})
}

// respondURL returns the address of the open questionnaire.
func (w *linkWalk) respondURL(t *testing.T) string {
	t.Helper()
	const route = "GET /consultations/{slug}/respond"
	if len(w.pages[route]) == 0 {
		t.Fatalf("no link leads to %s: is no consultation open?", route)
	}
	return w.pages[route][0]
}

// A visitor without knowledge of the site responds to the open consultation,
// saves the receipt, and checks it offline with the program. Both databases.
func TestRespondentCanVerifyReceipt(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		if !strings.HasPrefix(dsn, "postgres") {
			dsn = ""
		}
		s := newDemoSite(t, dsn)
		v := browsertest.NewVisitor(t, s.walkLinks(t).respondURL(t))
		passed := v.AnswerUntil((*browsertest.Document).HasDownload)
		if len(passed) < 3 {
			t.Errorf("the questionnaire has only the pages %q", passed)
		}
		receipt := filepath.Join(t.TempDir(), "receipt.txt")
		text := v.Download()
		if err := os.WriteFile(receipt, text, 0o600); err != nil {
			t.Fatal(err)
		}
		said, err := exec.CommandContext(t.Context(), program(t), "verify", receipt).CombinedOutput()
		if err != nil {
			t.Fatalf("verify refuses the receipt: %v\n%s", err, said)
		}
		// One character more, and the receipt is invalid.
		forged := strings.Replace(string(text), "\n", "x\n", 1)
		if err := os.WriteFile(receipt, []byte(forged), 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := exec.CommandContext(t.Context(), program(t), "verify", receipt).CombinedOutput(); err == nil {
			t.Errorf("verify accepts a forged receipt:\n%s", said)
		}
	})
}

// program returns the path of the program, which make test has built.
func program(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("FOLKMOOT_TEST_PROGRAM"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "folkmoot")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, "../../cmd/folkmoot")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// formAction returns the address of the first form of the page that contains part.
func formAction(v *browsertest.Visitor, part string) string {
	for _, f := range v.Forms() {
		if strings.Contains(f.Action.Path, part) {
			return f.Action.String()
		}
	}
	return ""
}
