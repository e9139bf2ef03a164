package analysis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// changeQuestion puts another questionnaire in the place of that which is answered.
func (h *fixture) changeQuestion(kind consult.ChangeKind, edit func(q *survey.Question)) {
	h.t.Helper()
	h.def.Forms = slices.Clone(h.def.Forms)
	h.def.Forms[0].Pages = slices.Clone(h.def.Forms[0].Pages)
	h.def.Forms[0].Pages[0].Questions = slices.Clone(h.def.Forms[0].Pages[0].Questions)
	q := &h.def.Forms[0].Pages[0].Questions[0]
	edit(q)
	now := h.now.Load().Add(time.Minute)
	h.now.Store(&now)
	h.def.ChangeReason, h.def.DeclaredChanges = "It was unclear: "+q.Text, []consult.DeclaredChange{{Question: q.ID, Kind: kind}}
	consults := &consult.Service{DB: h.d, Log: h.log, Responses: responseCounter{}}
	if err := consults.Define(h.t.Context(), actor.System, h.def); err != nil {
		h.t.Fatal(err)
	}
}

func TestAnswersAreCountedByWording(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 100, ""))
		h.changeQuestion(consult.MeaningChange, func(q *survey.Question) { q.Text = "Would you use the park?" })
		h.importResponses(responsesCSV(100, 40, ""))
		h.changeQuestion(consult.WordingChange, func(q *survey.Question) { q.Text = "Would you use this park?" }) // the same question still
		h.importResponses(responsesCSV(140, 20, ""))
		h.advanceDays(5)
		f := h.mustRelease()
		q := f.Question("use")
		if q.Withheld != disclose.CountedSeparately || q.Answered.String() != "[c]" || strings.Count(fmt.Sprint(q.Cells), "[c]") != 3 ||
			q.Options[2].WriteIns != nil {
			t.Errorf("the sum of two questions is shown: %+v", q)
		}
		var got []string
		for _, w := range q.Wordings {
			got = append(got, fmt.Sprintf("%s %s %v of %v", w.From, w.Text, w.Cells, w.Answered))
		}
		if want := []string{" Do you use the park? [62 25 10] of 97", "2026-03-02 Would you use the park? [37 15 6] of 58"}; !slices.Equal(
			got,
			want,
		) {
			t.Errorf("%q, want %q", got, want)
		}
		if other := f.Question("rate"); len(other.Wordings) != 0 || other.Rows[1].Answered.String() != "160" {
			t.Errorf("a question that did not change: %+v", other)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
		for ref, want := range map[string]string{"park#1/use/yes": "", "park#1/use~1/yes": "64% (62 of 97)", "park#1/use~2/base": "58", "park#1/use~3/yes": "", "park#1/use~x/yes": ""} {
			h.expectFigure(ref, want)
		}

		// What is in one release is in no other, because those who differ between the
		// two may all but one have answered one of the wordings.
		h.importResponses(responsesCSV(160, 12, ""))
		f, err := h.analysis.ReleaseAgain(t.Context(), actor.System, "park", "Twelve were found.")
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range f.Question("use").Wordings {
			if w.Withheld != disclose.AlreadyReleased || w.Answered.String() != "[c]" {
				t.Errorf("again: %v", w.ReleasedTable)
			}
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

// Six people answered the second wording. Their answers are hidden, and nothing
// that is shown adds up to them: not the sum, and not how many were asked what
// follows from an answer.
func TestWordingWithFewAnswersIsHidden(t *testing.T) {
	before := park.Forms
	t.Cleanup(func() { park.Forms = before })
	with := before[0]
	with.Pages = []survey.Page{{ID: "one", Questions: append(
		slices.Clone(before[0].Pages[0].Questions),
		survey.Question{
			ID:      "how",
			Kind:    survey.Single,
			Text:    "How do you use it?",
			Options: []survey.Option{{ID: "foot", Text: "On foot"}, {ID: "other", Text: "Otherwise"}},
			When:    &survey.Condition{Question: "use", Is: "yes"},
		},
	)}}
	park.Forms = []survey.Form{with}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 100, ""))
		h.changeQuestion(consult.MeaningChange, func(q *survey.Question) { q.Text = "Would you use the park?" })
		h.importResponses(responsesCSV(100, 6, ""))
		h.advanceDays(5)
		f := h.mustRelease()
		q := f.Question("use")
		if len(q.Wordings) != 2 || q.Wordings[0].Answered.String() != "97" {
			t.Fatalf("%+v", q.Wordings)
		}
		few := q.Wordings[1]
		if few.Withheld != disclose.TooFewAnswers || strings.Count(fmt.Sprint(few.Cells, few.Answered, few.Skipped, few.NotAsked), "[c]") != 6 {
			t.Errorf("%v", few.ReleasedTable)
		}
		if how := f.Question("how"); how.Withheld != disclose.LinkedQuestion || how.NotAsked.String() != "[c]" {
			t.Errorf("what follows from it: %v", how.ReleasedTable)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

// Everybody answered one of the wordings, so there is nothing to part.
func TestChangeBeforeResponsesDoesNotSplit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.changeQuestion(consult.MeaningChange, func(q *survey.Question) { q.Text = "Would you use the park?" })
		h.importResponses(responsesCSV(0, 100, ""))
		h.advanceDays(5)
		if q := h.mustRelease().Question("use"); q.Withheld != disclose.NotWithheld || len(q.Wordings) != 0 || q.Answered.String() != "97" {
			t.Errorf("%+v", q)
		}
	})
}

func (h *fixture) expectFigure(ref, want string) {
	h.t.Helper()
	err := h.d.View(h.t.Context(), func(tx *db.Tx) error {
		got, err := h.analysis.Figure(h.t.Context(), tx, ref)
		if got.Text != want {
			h.t.Errorf("%s is %q (%v), want %q", ref, got.Text, err, want)
		}
		return err
	})
	if (err == nil) != (want != "") || err != nil && fault.Message(err) == "" {
		h.t.Errorf("%s: %v", ref, err)
	}
}

// A form on paper is another version than that of the website, and asks in the
// same words. What is keyed from it goes to the wording that stood on it.
func TestPaperFormCountsUnderItsWording(t *testing.T) {
	before := park.Forms
	t.Cleanup(func() { park.Forms = before })
	strict := before[0]
	strict.Pages = []survey.Page{{ID: "one", Questions: slices.Clone(before[0].Pages[0].Questions)}}
	strict.Pages[0].Questions[0].Required = true // which paper cannot be
	park.Forms = []survey.Form{strict}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importPaper("before", 11)
		h.importResponses(responsesCSV(0, 30, ""))
		h.changeQuestion(consult.MeaningChange, func(q *survey.Question) { q.Text = "Would you use the park?" })
		h.importPaper("after", 12)
		h.importResponses(responsesCSV(30, 30, ""))
		h.advanceDays(5)
		f := h.mustRelease()
		var got []string
		for _, w := range f.Question("use").Wordings {
			got = append(got, w.Answered.String())
		}
		if want := []string{"39", "42"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	})
}

// importPaper keys n forms on paper, as they are printed now.
func (h *fixture) importPaper(name string, n int) {
	h.t.Helper()
	_, err := h.log.Update(h.t.Context(), func(tx *db.Tx, leaves *record.Writer) error {
		refs, err := consult.Forms(h.t.Context(), tx, "park")
		if err != nil {
			return err
		}
		form, err := consult.FormByVersion(h.t.Context(), tx, refs[0].Version)
		if err != nil {
			return err
		}
		if form, err = consult.PaperForm(form); err != nil {
			return err
		}
		if err := consult.SavePaperForm(h.t.Context(), tx, "park", form); err != nil {
			return err
		}
		for i := range n {
			answers, problems := form.Check(survey.Raw{"use": {"yes"}})
			if len(problems) > 0 {
				return fmt.Errorf("%v", problems)
			}
			if _, _, err := h.intake.Enter(h.t.Context(), tx, leaves, actor.System, intake.EnteredResponse{Consultation: "park", Channel: intake.Paper,
				ReceivedOn: "2026-02-20", Form: form, Answers: answers, Token: fmt.Sprint(name, i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}
