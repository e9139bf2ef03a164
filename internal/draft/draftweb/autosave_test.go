package draftweb

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Every form of a draft, those of documents, formats and translations too, is saved while the officer types, and the
// same form can be saved afterwards.
//
// Row C8 of docs/faults.md.
func TestEveryFormOfADraftIsSavedWhileTyping(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/test.db")
	w, _ := newOfficers(t, d)
	slug := publishOutside(t, d, w, true)
	for _, f := range outsideForms {
		t.Run(f.path+"/"+f.field, func(t *testing.T) {
			w.T = t
			at := draftedit.HubPath(slug) + f.path
			page := w.Send(httptest.NewRequest(http.MethodGet, at, nil))
			assertContains(t, page.Body.String(), `data-autosave="yes"`, `data-fm="saved"`)
			assertContains(t, page.Header().Get("Content-Security-Policy"), "connect-src 'self'")
			typed := map[bool]string{true: "2031", false: "Words I am typing"}[strings.HasSuffix(f.field, "-year")]
			open := drafttest.With(w.Form(at, f.field), f.field, typed, "do", "autosave")
			said := autosave(t, w, at, open.Encode())
			if got := w.Draft(slug); !strings.Contains(*f.of(&got.Definition), typed) || formVersion(said) != got.Version {
				t.Fatalf("saved %q in version %s, answered %+v", *f.of(&got.Definition), got.Version, said)
			}
			if !strings.Contains(said.Say, "Draft saved at") || said.Action != at {
				t.Errorf("answered %+v", said)
			}
			if open.Has("seen") {
				open.Set("seen", said.Seen)
			}
			w.Post(said.Action, drafttest.With(open, "version", said.Version, "do", "save"), http.StatusSeeOther)
		})
	}
}

// formVersion returns the version of the draft that the answer gives the form.
func formVersion(said web.Autosaved) draft.Version {
	if said.Seen != "" {
		return draft.Version(said.Version + "-" + said.Seen)
	}
	return draft.Version(said.Version)
}

func autosave(t *testing.T, w *drafttest.User, at, form string) (said web.Autosaved) {
	t.Helper()
	r := drafttest.NewForm(at, form)
	out := w.Send(r)
	if err := json.Unmarshal(out.Body.Bytes(), &said); err != nil || out.Code != http.StatusOK {
		t.Fatalf("%d: %s", out.Code, out.Body)
	}
	return said
}

// A text that is out of date stays so while it is being rewritten, with the words that changed in the original, and is up
// to date once the officer has saved it.
//
// Row C8 of docs/faults.md.
func TestTextStaysOutOfDateWhileItIsTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := publishOutside(t, d, w, true)
		_, err := w.Service.Change(t.Context(), w.Actor, slug, w.Draft(slug).Version, func(def *consult.Definition) error {
			def.Documents[0].Editions[0].Text = "We plan another thing."
			def.Forms[0].Pages[0].Questions[0].Text = "Do you visit often?"
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for path, field := range map[string]string{"/documents/plan/translation-ur": "text", "/versions/ur": "text--use"} {
			at := draftedit.HubPath(slug) + path
			assertContains(t, w.Get(at, 200), "Out of date", "<ins>")
			open := w.Form(at, field)
			for _, typed := range []string{"Wri", "Written"} {
				said := autosave(t, w, at, drafttest.With(open, field, typed, "do", "autosave").Encode())
				open.Set("version", said.Version)
				assertContains(t, w.Get(at, 200), "Out of date", "<ins>", typed)
			}
			w.Post(at, drafttest.With(open, field, "Written", "do", "save"), http.StatusSeeOther)
			if page := w.Get(at, 200); strings.Contains(page, "Out of date") || !strings.Contains(page, "Written") {
				t.Errorf("%s: after saving, the text is out of date or not there", path)
			}
		}
	})
}

// No form of these pages with a text of several lines is left without a warning.
//
// Row C8 of docs/faults.md.
func TestLeavingATextWarns(t *testing.T) {
	found := 0
	for _, folder := range []string{"testdata/*", "../../builder/builderweb/testdata/*", "../../edit/editweb/testdata/form*"} {
		pattern := folder + ".html"
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := html.Parse(strings.NewReader(string(text)))
			if err != nil {
				t.Fatal(err)
			}
			for n := range doc.Descendants() {
				if n.Data == "textarea" && n.Type == html.ElementNode && !isPublic(file) {
					found++
					if !inFormThatWarns(n) {
						t.Errorf("%s: a text of several lines is lost without a warning", file)
					}
				}
			}
		}
	}
	if found < 10 {
		t.Errorf("found only %d texts", found)
	}
}

// isPublic reports whether the page shows a questionnaire as respondents see it.
func isPublic(file string) bool { return strings.HasPrefix(filepath.Base(file), "preview") }

func inFormThatWarns(n *html.Node) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Data != "form" {
			continue
		}
		for _, a := range up.Attr {
			if a.Key == "data-fm" {
				return a.Val == "edit"
			}
		}
		return false
	}
	return false
}
