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

// changeQuestion replaces the questionnaire with one in which edit changed the first
// question.
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
	consults := &consult.Service{DB: h.d, Log: h.log, CountResponses: intake.Count}
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
		h.changeQuestion(consult.WordingChange, func(q *survey.Question) { q.Text = "Would you use this park?" }) // the same meaning
		h.importResponses(responsesCSV(140, 20, ""))
		h.advanceDays(5)
		f := h.mustRelease()
		q := f.Question("use")
		if q.Withheld != disclose.CountedSeparately || q.Answered.String() != "[c]" || strings.Count(fmt.Sprint(q.Cells), "[c]") != 3 ||
			q.Options[2].WriteIns != nil {
			t.Errorf("the combined results of two questions are shown: %+v", q)
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
			t.Errorf("an unchanged question: %+v", other)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
		for ref, want := range map[string]string{"park#1/use/yes": "", "park#1/use~1/yes": "64% (62 of 97)",
			"park#1/use~2/base": "58", "park#1/use~3/yes": "", "park#1/use~x/yes": ""} {
			h.expectFigure(ref, want)
		}

		// A later release does not show the wordings again, because all but one of the
		// new responses may be to the same wording.
		h.importResponses(responsesCSV(160, 12, ""))
		f, err := h.analysis.ReleaseAgain(t.Context(), actor.System, "park", "Twelve were found.")
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range f.Question("use").Wordings {
			if w.Withheld != disclose.AlreadyReleased || w.Answered.String() != "[c]" {
				t.Errorf("in the second release: %v", w.ReleasedTable)
			}
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

// Six people answered the second wording. Their answers are hidden and cannot be
// computed from the total or from how many people were asked a conditional
// question.
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
			t.Errorf("conditional question: %v", how.ReleasedTable)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

// All responses are to the same wording, so the results are not split.
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

// A paper form is another version of the form with the same wording. Its responses
// count under that wording.
func TestPaperFormCountsUnderItsWording(t *testing.T) {
	before := park.Forms
	t.Cleanup(func() { park.Forms = before })
	strict := before[0]
	strict.Pages = []survey.Page{{ID: "one", Questions: slices.Clone(before[0].Pages[0].Questions)}}
	strict.Pages[0].Questions[0].Required = true // paper forms have no required answers
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

// importPaper enters n paper forms as printed now.
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
			if _, _, err := h.intake.Enter(h.t.Context(), tx, leaves, actor.System, intake.EnteredResponse{Consultation: "park",
				Channel:    intake.Paper,
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
