package cli

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/bench"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// asksMore are routes whose pages may ask more of a larger county, each with the reason.
var asksMore = map[string]string{
	"GET /staff/action-spreadsheet/download": "a file with every action, which it reads page by page",
	"GET /data/actions.csv":                  "a file with every action, which it reads page by page",
	"GET /data/actions.json":                 "the same",
	"GET /data/action-updates.csv":           "a file with every update, which it reads page by page",
	"GET /data/action-updates.json":          "the same",
	"GET /data/measurements.csv":             "a file with every measurement, which it reads page by page",
	"GET /data/measurements.json":            "the same",
	"GET /data/assessments.csv":              "a file with every assessment, which it reads page by page",
	"GET /data/assessments.json":             "the same",
	"GET /data/objectives.csv":               "a file with every objective, which it reads page by page",
	"GET /data/objectives.json":              "the same",
}

// maxItems is how many items of lists and rows of tables a page has at most, if it has more in a larger county.
const maxItems = 120

var listItem = regexp.MustCompile(`<(?:li|tr|article|blockquote)\b`)

// maxBytes is how large a page may be, before compression.
const maxBytes = 300_000

// A page asks the database as often when the council has twice as many assessments, actions and measurements: lists are
// pages, and nothing is read one by one. No page becomes larger than maxBytes, no field lists more options than
// edit.MaxSuggested, and no page has more than maxItems items of lists and rows of tables, because the county is larger or
// because more has been written about one record.
//
// Row D9 of docs/faults.md. Loading two counties takes a few seconds; folkmoot bench county measures a whole one.
func TestPagesAskNoMoreOfALargerCounty(t *testing.T) {
	t.Parallel()
	small := openCounty(t, bench.CountySize{Assessments: 24, Actions: 120, Readings: 900})
	large := openCounty(t, bench.CountySize{Assessments: 48, Actions: 240, Readings: 1800})
	compared := 0
	for route, few := range small {
		many, ok := large[route]
		if !ok {
			continue
		}
		compared++
		if many.statements > few.statements+few.statements/10+2 && asksMore[route] == "" {
			t.Errorf("%s: %d statements for %s, and %d for %s of a county twice as large",
				route, few.statements, few.path, many.statements, many.path)
		}
		if many.bytes > maxBytes && asksMore[route] == "" {
			t.Errorf("%s: %s has %d bytes, more than %d", route, many.path, many.bytes, maxBytes)
		}
		if many.items > few.items+few.items/10+2 && many.items > maxItems {
			t.Errorf("%s: %s has %d items of lists and rows of tables, %d of a county half as large, and at most %d are wanted",
				route, many.path, many.items, few.items, maxItems)
		}
		if many.options > few.options && many.options > edit.MaxSuggested {
			t.Errorf("%s: a field of %s lists %d options, %d of a county half as large, and at most %d are wanted",
				route, many.path, many.options, few.options, edit.MaxSuggested)
		}
	}
	if compared < 40 {
		t.Errorf("compared the pages of only %d routes", compared)
	}
}

// asked is what a page of a route asked at most.
type asked struct {
	path       string
	statements int
	bytes      int
	items      int // of lists, rows of tables and articles
	options    int // of the field or list of suggestions with the most
}

var (
	optionList = regexp.MustCompile(`(?s)<(?:datalist|select)\b.*?</(?:datalist|select)>`)
	choiceName = regexp.MustCompile(`<input class="govuk-(?:radios|checkboxes)__input"[^>]* name="([^"]*)"`)
)

// mostOptions returns how many options the field or list of suggestions of a page with the most of them has.
func mostOptions(page string) (most int) {
	for _, list := range optionList.FindAllString(page, -1) {
		most = max(most, strings.Count(list, "<option"))
	}
	named := map[string]int{}
	for _, found := range choiceName.FindAllStringSubmatch(page, -1) {
		named[found[1]]++
		most = max(most, named[found[1]])
	}
	return most
}

// openCounty loads an invented county and returns what its pages ask, by route.
func openCounty(t *testing.T, size bench.CountySize) map[string]asked {
	t.Helper()
	first, later := t.TempDir(), t.TempDir()
	for _, name := range []string{"council.yaml", "places.yaml", "duties.yaml", "call-in.yaml"} {
		text, err := fs.ReadFile(demo.Files(), name)
		if err == nil {
			err = os.WriteFile(filepath.Join(first, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := bench.WriteCounty(first, later, size, 2016, time.Now()); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	a, err := app.New(t.Context(), app.Config{Data: t.TempDir(), Demonstration: true}, log, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := definition.Load(t.Context(), a.Log, os.DirFS(first), actor.System, a.Definitions()); err != nil {
		t.Fatal(err)
	}
	if err := a.Accounts.CreateDemoAccounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	found := map[string]asked{}
	askAll(t, a, found, "", "/", "/strategies/county-strategy-1", "/objectives/county-1-o1", "/actions/county-a1")
	askAll(t, a, found, signInToDemo(t, a, "invented-equality-officer"), "/staff")
	return found
}

// askAll walks through the pages of a visitor, or of the person with a cookie, and notes what they ask at most by route.
func askAll(t *testing.T, a *app.App, found map[string]asked, cookie string, seeds ...string) {
	t.Helper()
	var routes []string
	for _, r := range a.Routes() {
		if r.Method == http.MethodGet && strings.HasPrefix(r.Pattern, "/staff") == (cookie != "") {
			routes = append(routes, "GET "+r.Pattern)
		}
	}
	w := &bench.Walk{Routes: routes, Seeds: seeds, Each: 2}
	w.Ask = func(path string) (bench.Answer, error) {
		statements := 0
		ctx := db.WithQueryHook(t.Context(), func(string) { statements++ })
		r := httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil).WithContext(ctx)
		r.Header.Set("Cookie", cookie)
		answer := httptest.NewRecorder()
		a.Handler().ServeHTTP(answer, r)
		if route := w.Route(path); answer.Code == http.StatusOK {
			one := found[route]
			one.options = max(one.options, mostOptions(answer.Body.String()))
			one.items = max(one.items, len(listItem.FindAllStringIndex(answer.Body.String(), -1)))
			if statements > one.statements {
				one.path, one.statements, one.bytes = path, statements, answer.Body.Len()
			}
			found[route] = one
		}
		return bench.Answer{Status: answer.Code, Type: answer.Header().Get("Content-Type"), Location: answer.Header().Get("Location"),
			Body: answer.Body.Bytes()}, nil
	}
	if err := w.Run(); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range w.Wrong {
		t.Error(wrong)
	}
}

// signInToDemo returns the cookie of a person of the demonstration.
func signInToDemo(t *testing.T, a *app.App, person string) string {
	t.Helper()
	form := strings.NewReader(url.Values{"person": {person}}.Encode())
	r := httptest.NewRequest(http.MethodPost, "http://localhost/staff/sign-in/demonstration", form)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://localhost")
	answer := httptest.NewRecorder()
	a.Handler().ServeHTTP(answer, r)
	cookies := answer.Result().Cookies()
	if len(cookies) == 0 {
		t.Fatalf("cannot sign in: %d", answer.Code)
	}
	return cookies[0].Name + "=" + cookies[0].Value
}
