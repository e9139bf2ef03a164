package draft

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// mergeable is a definition with a questionnaire of several pages, a translation and a document.
func mergeable() *consult.Definition {
	def := &consult.Definition{Slug: "park", Title: "The park"}
	def.Summary, def.Why = "What we plan.", "Because."
	master := survey.Form{ID: "park", Edition: "standard", Lang: "en", Title: "The park"}
	for p := range 4 {
		page := survey.Page{ID: fmt.Sprint("page-", p), Title: fmt.Sprint("Page ", p)}
		for q := range 3 {
			question := survey.Question{ID: fmt.Sprint("q-", p, "-", q), Kind: survey.Single, Text: fmt.Sprint("Question ", p, q)}
			for o := range 3 {
				question.Options = append(question.Options, survey.Option{ID: fmt.Sprint("o", o), Text: fmt.Sprint("Answer ", o)})
			}
			page.Questions = append(page.Questions, question)
		}
		master.Pages = append(master.Pages, page)
	}
	def.Forms = []survey.Form{master}
	urdu := builder.Clone(def).Forms[0]
	urdu.Edition, urdu.Lang = "ur", "ur"
	def.Forms = append(def.Forms, urdu)
	def.Documents = []consult.Document{{ID: "plan", Title: "The plan", Kind: consult.Proposal, Version: "1", Editions: []consult.Edition{
		{Format: consult.Standard, Lang: "en", Text: "We plan.", BasedOn: "1"},
		{Format: consult.Translation, Lang: "ur", Text: "Plan.", BasedOn: "1"}}}}
	return builder.Clone(def)
}

// places are what two officers can change without getting in each other's way: each sets one text.
func places(def *consult.Definition) (all []*string) {
	all = append(all, &def.Title, &def.Summary, &def.Why, &def.Contact.Team, &def.Contact.Email)
	for i := range def.Documents {
		for j := range def.Documents[i].Editions {
			all = append(all, &def.Documents[i].Editions[j].Text)
		}
	}
	for i := range def.Forms {
		all = append(all, &def.Forms[i].Intro)
		for p := range def.Forms[i].Pages {
			page := &def.Forms[i].Pages[p]
			all = append(all, &page.Title, &page.Intro)
			for q := range page.Questions {
				all = append(all, &page.Questions[q].Text, &page.Questions[q].Hint)
				for o := range page.Questions[q].Options {
					all = append(all, &page.Questions[q].Options[o].Text)
				}
			}
		}
	}
	return all
}

// Changes of two sides to different texts of a consultation, in whatever question, answer, page, document or version, are both
// in the result. Only a text that both changed differently is a conflict.
//
// Row C8 of docs/faults.md.
func TestChangesToDifferentQuestionsAreMerged(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 7))
		base, mine, theirs := mergeable(), mergeable(), mergeable()
		want, n, same := mergeable(), len(places(base)), 0
		for range 12 {
			switch i := random.IntN(n); {
			case *places(mine)[i] != *places(base)[i] || *places(theirs)[i] != *places(base)[i]:
			case seed%3 == 0 && same == 0:
				same++
				*places(mine)[i], *places(theirs)[i], *places(want)[i] = "Mine", "Theirs", "Mine"
			case random.IntN(2) == 0:
				*places(mine)[i], *places(want)[i] = "Mine", "Mine"
			default:
				*places(theirs)[i], *places(want)[i] = "Theirs", "Theirs"
			}
		}
		merged, both := Merge(base, mine, theirs)
		if len(both) != same || db.JSON(merged) != db.JSON(want) {
			t.Fatalf("seed %d: %d conflicts, want %d: %v\n%s\n%s", seed, len(both), same, both, db.JSON(merged), db.JSON(want))
		}
	}
}

// A question that two officers move to different pages is there once.
func TestMergedQuestionnaireHasEveryQuestionOnce(t *testing.T) {
	base, mine, theirs := mergeable(), mergeable(), mergeable()
	for to, def := range map[int]*consult.Definition{1: mine, 2: theirs} {
		pages := def.Forms[0].Pages
		pages[to].Questions = append(pages[to].Questions, pages[0].Questions[0])
		pages[0].Questions = pages[0].Questions[1:]
	}
	merged, both := Merge(base, mine, theirs)
	if repeats(merged) || len(both) == 0 || db.JSON(merged.Forms) != db.JSON(mine.Forms) {
		t.Errorf("conflicts %v, repeated %t", both, repeats(merged))
	}
}

// Two officers who save forms of different questions lose nothing, and neither does an officer whose consultation a definition
// file changes meanwhile: in the draft, and in a form that is open. While they type, nothing is merged that their form
// would overwrite next.
//
// Row C8 of docs/faults.md.
func TestDraftAndFileThatChangeDifferentQuestionsAreMerged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetClock(func() time.Time { return dbtest.Now })
		s, ctx := newService(t, d), t.Context()
		slug, _ := createParkDraft(t, s)
		first := versionOf(t, s, slug)
		text := func(question int, words string) func(*consult.Definition) error {
			return func(def *consult.Definition) error {
				def.Forms[0].Pages[0].Questions[question].Text = words
				return nil
			}
		}
		if _, err := s.SaveForm(ctx, officer, slug, first, text(0, "First?")); err != nil {
			t.Fatal(err)
		}
		saved, err := s.SaveForm(ctx, otherOfficer, slug, first, text(1, "Second?"))
		if err != nil {
			t.Fatal(err)
		}
		asked := func(d *Draft, want ...string) {
			t.Helper()
			for i, text := range want {
				if got := d.Definition.Forms[0].Pages[0].Questions[i].Text; got != text {
					t.Errorf("question %d is %q, want %q", i, got, text)
				}
			}
		}
		asked(saved, "First?", "Second?")
		if _, err := s.SaveForm(ctx, otherOfficer, slug, first, text(0, "Another?")); AsConflict(err) == nil {
			t.Errorf("both changed one question: %v", err)
		}
		whole := func(def *consult.Definition) error { // a form with both questions
			return cmp.Or(text(0, "First?!")(def), text(1, "As the form shows it?")(def))
		}
		if _, err := s.Autosave(ctx, officer, slug, first, whole); AsConflict(err) == nil {
			t.Errorf("the form does not show what the other officer saved: %v", err)
		}
		saved, err = s.Autosave(ctx, officer, slug, first, func(def *consult.Definition) error { def.Why = "Typed"; return nil })
		if err != nil {
			t.Fatal(err)
		}
		if saved.Definition.Why != "Typed" {
			t.Error("what was typed is not saved")
		}
		asked(saved, "First?", "Second?")
		if _, err := s.Change(ctx, officer, slug, first, setTitle("Mine")); AsConflict(err) == nil {
			t.Error("an act on an earlier version, such as removing or moving, is carried out")
		}

		file := builder.Clone(&saved.Definition)
		file.Published = true
		define := func(question int, words string) {
			t.Helper()
			file.Forms[0].Pages[0].Questions[question].Text, file.ChangeReason = words, "The file says: "+words
			file.DeclaredChanges = []consult.DeclaredChange{{Question: []string{"use", "why"}[question], Kind: consult.WordingChange}}
			if err := s.Consults.Define(ctx, actor.System, *file); err != nil {
				t.Fatal(err)
			}
		}
		file.Slug = "lake"
		define(0, "First?")
		if saved, err = s.SaveForm(ctx, officer, "lake", versionOf(t, s, "lake"), text(1, "Second, in the draft?")); err != nil {
			t.Fatal(err)
		}
		open := saved.Version
		define(0, "First, in the file?")
		if saved, err = s.Get(ctx, officer, "lake"); err != nil {
			t.Fatal(err)
		}
		asked(saved, "First, in the file?", "Second, in the draft?")
		if saved, err = s.SaveForm(ctx, officer, "lake", open, text(1, "Second, in an open form?")); err != nil {
			t.Fatal(err)
		}
		asked(saved, "First, in the file?", "Second, in an open form?")
		if _, err := s.SaveForm(ctx, otherOfficer, "lake", open, text(0, "First, in the form?")); AsConflict(err) == nil {
			t.Errorf("the file and the form changed one question: %v", err)
		}
	})
}
