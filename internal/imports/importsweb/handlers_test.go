package importsweb

import (
	"bytes"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/consult/consultweb"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/operation/operationtest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// visitor sends forms as an officer does whose browser has no script.
type visitor struct {
	t   *testing.T
	srv http.Handler
}

func newVisitor(t *testing.T, d *db.DB) *visitor {
	t.Helper()
	h := moderationtest.New(t, d)
	keys, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keys.Close() })
	srv := &site.Site{Log: slog.New(slog.DiscardHandler), RecentlyAuthenticated: func(*http.Request) bool { return true }}
	deps := &web.Deps{
		DB: d, Slog: srv.Log, Site: srv, Record: h.Log, Operations: operationtest.New(t, d), OperationWait: time.Minute,
		Now: func() time.Time { return dbtest.Now },
	}
	consults := &consult.Service{DB: d, Log: h.Log, CountResponses: intake.Count}
	feature.Mount(deps, consultweb.New(deps, consults), New(deps, &imports.Service{
		DB: d, Log: h.Log, Consults: consults, Intake: h.Intake, Box: keys, FreeSlug: draft.FreeSlug, NewID: builder.IDFrom,
	}))
	return &visitor{t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		srv.ServeHTTP(w, site.WithActor(r, moderationtest.Officer))
	})}
}

func (v *visitor) send(r *http.Request, want int) *httptest.ResponseRecorder {
	v.t.Helper()
	out := pagetest.ServeConfirmed(v.srv, r)
	if out.Code != want {
		v.t.Fatalf("%s %s: %d, want %d: %s", r.Method, r.URL, out.Code, want, out.Body)
	}
	return out
}

func (v *visitor) get(path string) string {
	v.t.Helper()
	return v.send(httptest.NewRequest(http.MethodGet, path, nil), http.StatusOK).Body.String()
}

func (v *visitor) post(path string, typed url.Values, want int) *httptest.ResponseRecorder {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(typed.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.send(r, want)
}

func (v *visitor) upload(name, text string, want int) *httptest.ResponseRecorder {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		v.t.Fatal(err)
	}
	_, _ = part.Write([]byte(text))
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, RootPath, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.send(r, want)
}

var (
	fieldTag  = regexp.MustCompile(`<input[^>]* name="([^"]*)"[^>]*?(?: value="([^"]*)")?[^>]*>`)
	selectTag = regexp.MustCompile(`(?s)<select[^>]* name="([^"]*)"[^>]*>.*?</select>`)
	chosenTag = regexp.MustCompile(`<option value="([^"]*)" selected>`)
)

// fields returns the form of a page as it is sent if nothing is changed. The last form with columns counts.
func fields(body string) url.Values {
	typed := url.Values{}
	for _, m := range fieldTag.FindAllStringSubmatch(body, -1) {
		if strings.Contains(m[0], `type="checkbox"`) && !strings.Contains(m[0], " checked") ||
			strings.Contains(m[0], `type="radio"`) && !strings.Contains(m[0], " checked") {
			continue
		}
		typed.Set(m[1], m[2])
	}
	for _, m := range selectTag.FindAllStringSubmatch(body, -1) {
		if chosen := chosenTag.FindStringSubmatch(m[0]); chosen != nil {
			typed.Set(m[1], chosen[1])
		}
	}
	return typed
}

// swings is a file with invented answers.
func swings() string {
	var b strings.Builder
	b.WriteString("Name,Do you agree with new swings?,Why?\n")
	for i := range 40 {
		fmt.Fprintf(&b, "Person %d,%s,\"Because <b>%d</b>, and more\"\n", i, []string{"Agree", "Disagree", "Strongly agree"}[i%3], i)
	}
	return b.String()
}

// An officer uploads a file, says what its columns are, describes the consultation, checks what would be imported and imports it,
// without script. Every page works on a phone and has no accessibility problem that can be found.
func TestOfficerImportsResponsesInTheBrowser(t *testing.T) {
	browser := browsertest.Open(t)
	d := dbtest.Open(t, t.TempDir()+"/imports.db")
	v := newVisitor(t, d)
	server := httptest.NewServer(v.srv)
	t.Cleanup(server.Close)
	look := func(path, name string) { browser.CheckPage(t, server.URL+path, "imports-"+name) }

	if refused := v.upload("swings.csv", "a,\"b\nc", http.StatusUnprocessableEntity).Body.String(); !strings.Contains(refused,
		"Row 1, column B: A quotation mark is not closed") {
		t.Error(refused)
	}
	path := v.upload("swings<b>.csv", swings(), http.StatusSeeOther).Header().Get("Location")
	look(RootPath, "list")
	shown := v.get(path)
	look(path, "columns")
	for _, want := range []string{
		"It has 40 rows below the headings.", "The heading asks who people are", "The values are a scale.", "“<bdi>Strongly agree</bdi>”",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("the columns lack %q", want)
		}
	}
	if strings.Contains(shown, "Person 1") || strings.Contains(shown, "Because") {
		t.Error("the columns show what people wrote")
	}
	typed := fields(shown)
	for name, want := range map[string]string{"use-1": "leave-out", "use-2": "single", "use-3": "short-text", "version": "0"} {
		if typed.Get(name) != want {
			t.Errorf("%s is %q, not %q", name, typed.Get(name), want)
		}
	}
	typed.Set("wording-3", typed.Get("wording-2"))
	wrong := v.post(path, typed, http.StatusSeeOther).Header().Get("Location")
	back := v.send(httptest.NewRequest(http.MethodGet, wrong, nil), http.StatusSeeOther).Header().Get("Location")
	if shown := v.get(back); back != path || !strings.Contains(shown, `href="#use-3"`) {
		t.Errorf("one wording of two columns: %s: %s", back, shown)
	}
	typed.Set("wording-3", "Why?")
	typed.Set("version", "1")
	details := v.post(path, typed, http.StatusSeeOther).Header().Get("Location")
	form := v.get(details)
	look(details, "details")
	typed = fields(form)
	if wrong := v.post(details, typed, http.StatusUnprocessableEntity).Body.String(); !strings.Contains(wrong, "Enter a title") ||
		!strings.Contains(wrong, "Enter who collected the responses.") {
		t.Errorf("nothing typed: %s", wrong)
	}
	typed = fields(v.get(details))
	for name, value := range map[string]string{
		"title": "New swings", "type": "survey", "by": "Friends of the Park", "with": "A survey on paper", "channel": "paper",
		"opened-day": "1", "opened-month": "10", "opened-year": "2025", "closed-day": "31", "closed-month": "10", "closed-year": "2025",
		"language": "en", "invented": "All of it",
	} {
		typed.Set(name, value)
	}
	check := v.post(details, typed, http.StatusSeeOther).Header().Get("Location")
	shown = v.get(check)
	look(check, "check")
	for _, want := range []string{"40 responses will be imported.", ">14</td>", ">13</td>", "Import 40 responses", "<bdi>Name</bdi>"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the check lacks %q", want)
		}
	}
	if out := v.post(check, url.Values{"version": {"0"}}, http.StatusUnprocessableEntity).Body.String(); !strings.Contains(out,
		"Someone else has changed this import") {
		t.Error("an older page imported")
	}
	done := v.post(check, fields(shown), http.StatusSeeOther).Header().Get("Location")
	if done != path {
		t.Errorf("then %s", done)
	}
	look(done, "imported")
	if rows := v.get(done + "/rows"); strings.Count(rows, `href="/staff/consultations/new-swings/responses/`) != 30 ||
		!strings.Contains(rows, "Row 2") || strings.Contains(rows, "Row 1<") {
		t.Errorf("the rows of the file: %s", rows)
	}
	look(done+"/rows", "rows")
	if file := v.get(done + "/rows.csv"); !strings.HasPrefix(file, "\ufeff\"row\",\"response\",") || strings.Count(file, "\r\n") < 41 {
		t.Errorf("the rows as a file: %.300s", file)
	}
	public := v.get("/consultations/new-swings")
	for _, want := range []string{
		"This consultation has closed", "We imported them from a file.", "Friends of the Park", "swings&lt;b&gt;.csv", "Added to this website",
	} {
		if !strings.Contains(public, want) {
			t.Errorf("the public page lacks %q", want)
		}
	}
	if strings.Contains(public, "while the consultation was open") || strings.Contains(public, "Because") {
		t.Error("the public page says too much")
	}
	look("/consultations/new-swings", "public")
	again := v.upload("again.csv", swings(), http.StatusSeeOther).Header().Get("Location")
	if again != path {
		t.Errorf("uploaded again: %s", again)
	}
	if back := v.send(httptest.NewRequest(http.MethodGet, check, nil), http.StatusSeeOther).Header().Get("Location"); back != path {
		t.Errorf("the check of what is imported: %s", back)
	}
	other := v.upload("other.csv", swings()+"A,Agree,More\n", http.StatusSeeOther).Header().Get("Location")
	v.post(other+"/remove", nil, http.StatusSeeOther)
	v.send(httptest.NewRequest(http.MethodGet, other, nil), http.StatusNotFound)
}

// The states with problems and with much to show have no accessibility problem that can be found, on a phone too.
func TestProblemsInABrowser(t *testing.T) {
	browser := browsertest.Open(t)
	srv := &site.Site{Log: slog.New(slog.DiscardHandler)}
	show := func(name string, write func(w http.ResponseWriter, r *http.Request) error) {
		srv.Add(site.Route{Method: http.MethodGet, Pattern: "/" + name, Needs: actor.Public, Handler: write})
	}
	for i, view := range columnsExamples {
		show(fmt.Sprint("columns-", i), func(w http.ResponseWriter, r *http.Request) error { return columnsPage.Write(w, r, 200, view) })
	}
	for i, view := range checkExamples {
		show(fmt.Sprint("check-", i), func(w http.ResponseWriter, r *http.Request) error { return checkPage.Write(w, r, 200, view) })
	}
	show("list-1", func(w http.ResponseWriter, r *http.Request) error { return listPage.Write(w, r, 200, listExamples[1]) })
	show("details-1", func(w http.ResponseWriter, r *http.Request) error {
		return detailsPage.Write(w, r, 200, detailsExamples[1])
	})
	server := httptest.NewServer(srv)
	t.Cleanup(server.Close)
	for _, name := range []string{"columns-0", "columns-1", "check-0", "check-1", "list-1", "details-1"} {
		browser.CheckPage(t, server.URL+"/"+name, "imports-"+name)
	}
}
