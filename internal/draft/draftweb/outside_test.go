package draftweb

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
)

// outsideForm is a form of a draft, with the part of a definition that it and a definition file change.
type outsideForm struct {
	path, field string
	chooses     bool // the page for conflicting edits lets the officer choose part by part
	of          func(*consult.Definition) *string
}

var outsideForms = []outsideForm{
	{"/about", "title", true, func(d *consult.Definition) *string { return &d.Title }},
	{"/about", "why", true, func(d *consult.Definition) *string { return &d.Why }},
	{"/about", "feedback-year", true, func(d *consult.Definition) *string { return &d.Feedback }},
	{"/monitoring", "purpose", true, func(d *consult.Definition) *string { return &d.Monitoring.Purpose }},
	{"/questionnaire/introduction", "intro", true, func(d *consult.Definition) *string { return &d.Forms[0].Intro }},
	{"/pages/use", "title", true, func(d *consult.Definition) *string { return &d.Forms[0].Pages[0].Title }},
	{"/questions/use", "hint", true, func(d *consult.Definition) *string { return &d.Forms[0].Pages[0].Questions[0].Hint }},
	{"/documents/plan/standard", "text", false, func(d *consult.Definition) *string { return &d.Documents[0].Editions[0].Text }},
	{"/documents/plan/translation-ur", "text", false,
		func(d *consult.Definition) *string { return &d.Documents[0].Editions[1].Text }},
	{"/versions/ur", "text--use", false, func(d *consult.Definition) *string { return &d.Forms[1].Pages[0].Questions[0].Text }},
}

// A definition file that changes a published consultation while an officer has a form of it open is not overwritten, in
// every kind of form, whether or not there is a draft. The officer chooses.
//
// Row C8 of docs/faults.md.
func TestDefinitionFileIsNotOverwrittenByAnOpenForm(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/test.db")
	d.SetClock(func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) })
	w, _ := newOfficers(t, d)
	for _, drafted := range []bool{false, true} {
		for _, f := range outsideForms {
			t.Run(map[bool]string{true: "draft", false: "published"}[drafted]+f.path+"/"+f.field, func(t *testing.T) {
				w.T = t
				slug := publishOutside(t, d, w, drafted)
				at := draftedit.HubPath(slug) + f.path
				mine, files := "My words", "Words of the file"
				if strings.HasSuffix(f.field, "-year") {
					mine, files = "2031", "2032-09-01"
				}
				open := drafttest.With(w.Form(at, f.field), f.field, mine, "do", "save")
				def := publishedDefinition(t, d, slug)
				*f.of(def), def.ChangeReason = files, "The file has changed."
				def.DeclaredChanges = []consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}}
				if err := w.Service.Consults.Define(t.Context(), actor.System, *def); err != nil {
					t.Fatal(err)
				}
				w.Post(at, drafttest.With(maps.Clone(open), "do", "autosave"), http.StatusConflict)
				body := w.Post(at, open, http.StatusConflict).Body.String()
				if draft := w.Draft(slug).Definition; *f.of(&draft) != files {
					t.Fatalf("the draft has %q", *f.of(&draft))
				}
				year, _, _ := strings.Cut(files, "-")
				assertContains(t, body, mine, year)
				if !f.chooses {
					w.Post(at, drafttest.With(drafttest.FormValues(t, body, f.field), "do", "save"), http.StatusSeeOther)
				} else {
					if !strings.Contains(body, "A definition file has changed this record") {
						assertContains(t, body, "The published consultation has changed since you opened the page")
					}
					w.Post(at, drafttest.With(drafttest.FormValues(t, body, "differs"), "do", "theirs"), http.StatusSeeOther)
					if draft := w.Draft(slug).Definition; *f.of(&draft) != files {
						t.Errorf("after keeping what is published, the draft has %q", *f.of(&draft))
					}
					w.Post(at, drafttest.With(drafttest.FormValues(t, body, "differs"), "do", "mine"), http.StatusSeeOther)
				}
				if draft := w.Draft(slug).Definition; !strings.HasPrefix(*f.of(&draft), mine) {
					t.Errorf("after keeping what was typed, the draft has %q", *f.of(&draft))
				}
			})
		}
	}
}

// If both the draft and a definition file have changed the same text, the officer sees what the file says, and can keep it.
func TestOfficerKeepsWhatTheFileSaysInsteadOfTheDraft(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/test.db")
	d.SetClock(func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) })
	w, _ := newOfficers(t, d)
	slug := publishOutside(t, d, w, false)
	at := draftedit.HubPath(slug) + "/about"
	w.Submit(at, "title", "why", "Why of the draft", "area", "Area of the draft", "do", "save")
	open := drafttest.With(w.Form(at, "title"), "why", "Why I typed", "summary", "Summary I typed", "do", "save")
	def := publishedDefinition(t, d, slug)
	def.Why, def.ChangeReason = "Why of the file", "The file has changed."
	if err := w.Service.Consults.Define(t.Context(), actor.System, *def); err != nil {
		t.Fatal(err)
	}
	body := w.Post(at, open, http.StatusConflict).Body.String()
	assertContains(t, body, "Why of the file", "Why I typed")
	chosen := drafttest.FormValues(t, body, "differs")
	if got := chosen["differs"]; !slices.Equal(got, []string{"why"}) || chosen.Get("choose-why") != "" {
		t.Errorf("the page asks about %v and has selected %q", got, chosen.Get("choose-why"))
	}
	w.Post(at, drafttest.With(chosen, "choose-why", "theirs", "do", "choose"), http.StatusSeeOther)
	if got := w.Draft(slug).Definition; got.Why != "Why of the file" || got.Summary != "Summary I typed" || got.Area != "Area of the draft" {
		t.Errorf("%+v", got.Text)
	}
}

// publishOutside publishes a consultation with everything that the forms change. If drafted, it has a draft, too.
func publishOutside(t *testing.T, d *db.DB, w *drafttest.User, drafted bool) consult.Slug {
	t.Helper()
	slug := createLakeDraft(t, w)
	def := builder.Clone(&w.Draft(slug).Definition)
	if err := w.Service.Delete(t.Context(), w.Actor, slug, w.Draft(slug).Version); err != nil {
		t.Fatal(err)
	}
	slug = fmt.Sprintf("lake-%x", db.NewID())
	def.Slug, def.Published = slug, true
	def.Monitoring = &consult.Monitoring{Questions: []string{"sex"}, Purpose: "To see who is affected.", PolicyDocument: "APD 1"}
	def.Documents = []consult.Document{{ID: "plan", Title: "The plan", Kind: consult.Proposal, Version: "1", Editions: []consult.Edition{
		{Format: consult.Standard, Lang: "en", Text: "We plan.", BasedOn: "1"},
		{Format: consult.Translation, Lang: "ur", Text: "Translated.", BasedOn: "1"}}}}
	urdu := *builder.Clone(def)
	urdu.Forms[0].Edition, urdu.Forms[0].Lang, urdu.Forms[0].Title = "ur", "ur", "Lake"
	def.Forms = append(def.Forms, urdu.Forms[0])
	if err := w.Service.Consults.Define(t.Context(), actor.System, *def); err != nil {
		t.Fatal(err)
	}
	if drafted {
		_, err := w.Service.Change(t.Context(), w.Actor, slug, w.Draft(slug).Version, func(def *consult.Definition) error {
			def.Area = "The shore"
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return slug
}

func publishedDefinition(t *testing.T, d *db.DB, slug consult.Slug) (def *consult.Definition) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) (err error) { def, err = consult.GetDefinition(t.Context(), tx, slug); return err })
	if err != nil {
		t.Fatal(err)
	}
	return def
}
