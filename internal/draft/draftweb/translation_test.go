package draftweb

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/internal/translation"
	"github.com/folkmoot/folkmoot/survey"
)

// newTranslation adds a translation into Urdu to the questionnaire of slug, which first gets pages more pages, and
// returns its path.
func newTranslation(t *testing.T, w *drafttest.User, slug string, pages int) (path string) {
	t.Helper()
	_, err := w.Service.Change(t.Context(), w.Actor, slug, w.Draft(slug).Version, func(def *consult.Definition) error {
		for i := range pages {
			def.Forms[0].Pages = append(def.Forms[0].Pages, survey.Page{ID: fmt.Sprint("more-", i), Title: fmt.Sprint("More ", i),
				Questions: []survey.Question{{ID: fmt.Sprint("ask-", i), Kind: survey.LongText, Text: "Why?", Hint: "See [the plan](/plan)."}}})
		}
		_, err := builder.AddEdition(def, consult.Translation, "ur")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return versionPath(slug, "ur")
}

// A long questionnaire is translated section by section: “Save and continue” leads to the next that is not done, and
// the page opens at the first. Without script, originals are copied by buttons, and what a translation lost is named.
func TestLongTranslationsHaveSections(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	at := newTranslation(t, w, createLakeDraft(t, w), 14)
	first := w.Get(at, 200)
	assertContains(t, first, `action="`+at+`?page=-"`, "Page 16: More 13", "Copy the original", `dir="rtl"`)
	if strings.Contains(first, "Do you visit?") {
		t.Error("the first section shows another one")
	}
	typed := w.Form(at, "title--form")
	next := w.Post(at+"?page=-", drafttest.With(typed, "title--form", "جھیل", "do", "continue"), 303).Header().Get("Location")
	if next != at+"?page=use&saved=1" {
		t.Fatalf("after the first section: %s", next)
	}
	typed = w.Form(next, "text--use")
	typed.Set("text--use", "کیا؟")
	copied := w.Post(at+"?page=use", drafttest.With(typed, "do", "copy:option--use--yes"), 303).Header().Get("Location")
	if copied != at+"?page=use&saved=1#option--use--yes" {
		t.Errorf("after a copy: %s", copied)
	}
	typed = w.Form(at+"?page=use", "text--use")
	if typed.Get("option--use--yes") != "Yes" || typed.Get("text--use") != "کیا؟" || typed.Get("option--use--no") != "" {
		t.Errorf("after a copy: %v", typed)
	}
	w.Post(at+"?page=use", drafttest.With(typed, "do", "copy-all"), 303)
	typed = w.Form(at+"?page=use", "text--use")
	if typed.Get("option--use--no") != "No" || typed.Get("text--use") != "کیا؟" {
		t.Errorf("after copying all: %v", typed)
	}
	w.Post(at+"?page=more-0", url.Values{"version": {fmt.Sprint(w.Draft(strings.Split(at, "/")[3]).Version)},
		"text--ask-0": {"کیوں؟"}, "hint--ask-0": {"منصوبہ دیکھیں۔"}}, 303)
	assertContains(t, w.Get(at+"?page=more-0", 200), "The link to /plan is missing.")
	assertContains(t, w.Get(draftedit.HubPath(strings.Split(at, "/")[3])+"/versions", 200), "7 of 49 texts")
}

// The texts of a version go out as files. A file that comes back shows what it would change before anything changes.
func TestTranslatorsGetAndSendFiles(t *testing.T) {
	w, other := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := createLakeDraft(t, w)
	at := newTranslation(t, w, slug, 0)
	send := func(file string) *httptest.ResponseRecorder {
		t.Helper()
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		part, err := m.CreateFormFile("file", "lake-ur.xlf")
		if err == nil {
			_, err = part.Write([]byte(file))
		}
		if err == nil {
			err = m.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, at+"/import", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		return w.Send(r)
	}
	for ext := range translation.Formats {
		f, err := translation.Read([]byte(w.Get(at+"/texts/"+ext, 200)))
		if err != nil || len(f.Units) != 7 {
			t.Errorf("%s: %+v, %v", ext, f, err)
		}
	}
	w.Get(at+"/texts/pdf", 404)
	out := w.Get(at+"/texts/xlf", 200)
	assertContains(t, out, "Answer: Do you visit?")
	assertContains(t, send(out).Body.String(), "This file changes 0 texts.", "7 texts stay as they are.")
	before := w.Draft(slug).Version
	in := strings.Replace(out, `<target state="needs-translation"></target>`, `<target state="translated">جھیل</target>`, 1)
	shown := send(in)
	assertContains(t, shown.Body.String(), "This file changes 1 text.", "جھیل")
	if shown.Code != 200 || w.Draft(slug).Version != before {
		t.Errorf("showing a file changed something: %d", shown.Code)
	}
	apply := drafttest.With(drafttest.FormValues(t, shown.Body.String(), "units"), "do", "apply")
	_, err := other.Service.Change(t.Context(), other.Actor, slug, before, func(def *consult.Definition) error {
		def.Forms[0].Title = "Our lake"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	late := w.Post(at+"/import", apply, 409).Body.String()
	assertContains(t, late, "The original has changed since this file was made.", "Our lake")
	apply = drafttest.With(drafttest.FormValues(t, late, "units"), "do", "apply")
	w.Post(at+"/import", apply, 303)
	assertContains(t, w.Get(at, 200), "جھیل", "Out of date", "<ins>")
	for name, file := range map[string]string{"": "", "another version": strings.ReplaceAll(out, "versions/ur", "versions/cy")} {
		if got := send(file); got.Code != 422 {
			t.Errorf("%s: %d", name, got.Code)
		}
	}
	w.Post(at+"/import", url.Values{"do": {"apply"}, "units": {"["}}, 400)
}

// Every text of a questionnaire has a label beside its translation.
func TestEveryTextToTranslateHasALabel(t *testing.T) {
	full := []survey.Option{{ID: "a", Text: "A", Hint: "H", Body: "B"}}
	def := consult.Definition{Forms: []survey.Form{{Title: "T", Intro: "I", Lang: "en", Pages: []survey.Page{{ID: "p", Title: "P", Intro: "I",
		Repeat: &survey.Repeat{Item: "C", Most: 2, More: "M", Yes: "Y", No: "N"},
		Questions: []survey.Question{{ID: "q", Text: "Q", Hint: "H", Body: "B", PatternHelp: "P", Options: full, Rows: full,
			Wordings: []survey.Wording{{ID: "w", Text: "W", Hint: "H", Body: "B"}}}}}}}, {Lang: "ur", Edition: "ur"}}}
	parts := map[string]bool{}
	for text := range builder.NewEditionTexts(&def, 1, nil).All() {
		if parts[text.Part] = true; textPartNames[text.Part] == "" {
			t.Errorf("no label for %s", text.FieldName)
		}
	}
	for part := range textPartNames {
		if !parts[part] {
			t.Errorf("no text is a %s", part)
		}
	}
}
