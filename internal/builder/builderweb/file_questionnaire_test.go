package builderweb

import (
	"bytes"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/internal/site"
)

// The questionnaire of another system is uploaded, shown with what could not be read, and then added once.
func TestOfficerAddsQuestionnaireFromFile(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "Getting about"})
	at := draftedit.HubPath(slug) + "/questionnaire/file"
	upload := func(text string, want int) string {
		t.Helper()
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", "survey.lss")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(text))
		_ = form.Close()
		r := httptest.NewRequest(http.MethodPost, at, &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		out := w.Send(r)
		if out.Code != want {
			t.Fatalf("%d: %s", out.Code, out.Body)
		}
		return out.Body.String()
	}
	if refused := upload("<a/>", http.StatusUnprocessableEntity); !strings.Contains(refused, "We could not read this file.") {
		t.Error(refused)
	}
	body := upload(`<document><LimeSurveyDocType>Survey</LimeSurveyDocType>
<groups><rows><row><gid>1</gid><group_name>Travel</group_name></row></rows></groups><questions><rows>
<row><qid>1</qid><gid>1</gid><type>Y</type><question>Do you take the bus?</question><relevance>x == 1</relevance></row>
<row><qid>2</qid><gid>1</gid><type>;</type><question>A table?</question></row></rows></questions></document>`, http.StatusOK)
	for _, want := range []string{
		"1 page, 1 question", "Do you take the bus?", "Yes · No", "It is only asked under a condition: x == 1", "A table?", "It was left out.",
		"Add 1 question",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if w.Draft(slug).Version.Number() != 1 {
		t.Error("reading the file changed the draft")
	}
	typed := drafttest.FormValues(t, body, "read")
	for range 2 {
		to := w.Post(at+"/add", typed, http.StatusSeeOther).Header().Get("Location")
		if to != draftedit.HubPath(slug)+"/questionnaire?saved=1#page-travel" {
			t.Error(to)
		}
	}
	if pages := w.Draft(slug).Definition.Forms[0].Pages; len(pages) != 1 || len(pages[0].Questions) != 1 {
		t.Errorf("%+v", pages)
	}
	if q := w.Question(slug, "do-you-take-the-bus"); len(q.Options) != 2 || q.When != nil {
		t.Errorf("%+v", q)
	}
	w.Post(at+"/add", drafttest.With(typed, "read", "{"), http.StatusBadRequest)
	w.Post(at+"/add", drafttest.With(typed, "read", "[]"), http.StatusUnprocessableEntity)
}

// Every state of the page has no accessibility problem that can be found, on a phone too.
func TestFilePageInABrowser(t *testing.T) {
	browser := browsertest.Open(t)
	srv := &site.Site{Log: slog.New(slog.DiscardHandler)}
	for i, view := range fileExamples {
		srv.Add(site.Route{Method: http.MethodGet, Pattern: fmt.Sprint("/", i), Needs: actor.Public,
			Handler: func(w http.ResponseWriter, r *http.Request) error { return filePage.Write(w, r, http.StatusOK, view) }})
	}
	server := httptest.NewServer(srv)
	t.Cleanup(server.Close)
	for i := range fileExamples {
		browser.CheckPage(t, fmt.Sprint(server.URL, "/", i), fmt.Sprint("questionnaire-file-", i))
	}
}
