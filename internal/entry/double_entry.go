package entry

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// FinishFirstKeying finishes the first entry of a batch and selects the sample.
// It requires a reason if fewer forms than FormCount were entered.
func (s *Service) FinishFirstKeying(ctx context.Context, by actor.Actor, slug, id, why string) error {
	return s.advanceBatch(
		ctx,
		by,
		slug,
		id,
		BatchKeying,
		why,
		"finish-first-entry",
		func(ctx context.Context, tx *db.Tx, b *Batch) (BatchState, bool, error) {
			keyed, err := lastKeyedNumber(ctx, tx, id)
			if b.SampleSize == 0 || keyed == 0 {
				return BatchClosed, keyed == b.FormCount, err
			}
			return BatchChecking, keyed == b.FormCount, err
		},
	)
}

// CloseBatch closes a batch. All differences must be resolved. It requires a
// reason if not all of the sample was entered twice.
func (s *Service) CloseBatch(ctx context.Context, by actor.Actor, slug, id, why string) error {
	return s.advanceBatch(
		ctx,
		by,
		slug,
		id,
		BatchChecking,
		why,
		"close-batch",
		func(ctx context.Context, tx *db.Tx, b *Batch) (BatchState, bool, error) {
			keyed, err := lastKeyedNumber(ctx, tx, id)
			if err != nil {
				return "", false, err
			}
			fields, err := listComparisons(ctx, tx, id)
			if err != nil {
				return "", false, err
			}
			if !allResolved(fields) {
				return "", false, fault.New(fault.Conflict, "Resolve all differences before you close the batch.")
			}
			keyings, err := listSecondKeyings(ctx, tx, id)
			if err != nil {
				return "", false, err
			}
			return BatchClosed, len(keyings) == len(b.Sample(keyed)), deleteSecondAnswers(ctx, tx, id, 0)
		},
	)
}

// advanceBatch moves a batch to the state that next returns. It requires a
// reason if next reports that forms are missing.
func (s *Service) advanceBatch(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	from BatchState,
	why, act string,
	next func(context.Context, *db.Tx, *Batch) (BatchState, bool, error),
) (err error) {
	defer fault.Wrap(&err, "%s", act)
	if err := requireEnter(by); err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		b, err := s.batchInState(ctx, tx, by, slug, id, from)
		if err != nil {
			return err
		}
		state, complete, err := next(ctx, tx, b)
		if err != nil {
			return err
		}
		if !complete && why == "" {
			return fault.New(
				fault.Invalid,
				"Not all forms have been entered. Enter a reason for finishing now, such as “the batch had fewer forms”.",
			)
		}
		if err := b.setState(ctx, tx, state); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, act, "batch", id, why)
	})
}

// NextSecondKeying returns the number of the next form of the sample that by
// can enter, or 0. No one enters the same form twice.
func (progress *BatchProgress) NextSecondKeying(by actor.Actor) int64 {
	for _, n := range progress.Sample {
		keyed := slices.ContainsFunc(progress.SecondKeyings, func(s SecondKeying) bool { return s.Number == n })
		if !keyed && progress.keyedForm(n).KeyedBy != by.ID {
			return n
		}
	}
	return 0
}

// keyedForm returns the latest attempt at form number, or the zero KeyedForm.
func (progress *BatchProgress) keyedForm(number int64) KeyedForm {
	for _, s := range progress.KeyedForms {
		if s.Number == number {
			return s
		}
	}
	return KeyedForm{}
}

// Unresolved returns the numbers of the forms with unresolved differences.
func (progress *BatchProgress) Unresolved() (all []int64) {
	for _, f := range progress.Comparisons {
		if f.Differs && f.Resolution == "" && !slices.Contains(all, f.Number) {
			all = append(all, f.Number)
		}
	}
	return all
}

// Agreement returns the results of double entry so far.
func (progress *BatchProgress) Agreement() Agreement {
	var ids []string
	for _, section := range progress.Paper.Sections {
		for _, q := range section.Questions {
			ids = append(ids, q.ID)
		}
	}
	return newAgreement(progress.Comparisons, ids)
}

// KeyFormAgain compares a second entry of a form with the first. The equality
// monitoring questions are on a separate sheet and entered once, so they are
// not compared. The second answers are stored only while differences are
// unresolved.
func (s *Service) KeyFormAgain(ctx context.Context, by actor.Actor, slug, id string, number int64, parsed ParsedForm) (err error) {
	defer fault.Wrap(&err, "enter form a second time")
	if err := requireEnter(by); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := s.batchInState(ctx, tx, by, slug, id, BatchChecking); err != nil {
			return err
		}
		progress, err := s.batchProgress(ctx, tx, by, slug, id)
		if err != nil {
			return err
		}
		first := progress.keyedForm(number)
		switch {
		case !slices.Contains(progress.Sample, number):
			return fault.Newf(fault.NotFound, "Form %d has not been selected for second entry.", number)
		case first.KeyedBy == by.ID:
			return fault.New(fault.Conflict, "You did the first entry of this form. A colleague must do the second entry.")
		}
		response, err := intake.GetResponse(ctx, tx, slug, first.Response)
		if err != nil {
			return err
		}
		if response.RedactionCount > 0 || response.TextsDeleted {
			return fault.New(
				fault.Conflict,
				"This form has been redacted, so it cannot be entered again. Close the batch without it and give this as the reason.",
			)
		}
		views, _, err := intake.EnteredAnswers(ctx, tx, slug, first.Response, progress.Paper.Form)
		if err != nil {
			return err
		}
		answers, _ := parsed.Answers.WithoutContacts() // those of the first entry are stored; there is nothing to compare
		second := answers.Part(false)
		fields := compareKeyings(views, second)
		for i := range fields {
			fields[i].Number, fields[i].FirstBy, fields[i].SecondBy = number, first.KeyedBy, by.ID
		}
		keying := SecondKeying{Number: number, KeyedBy: by.ID}
		if !allResolved(fields) {
			keying.Answers = string(second.Canonical())
		}
		if err := insertSecondKeying(ctx, tx, id, keying, fields); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "enter-second", "response", first.Response, "")
	})
}

// Difference is a question on which two entries differ.
type Difference struct {
	*PaperQuestion
	First, Second string // in the format of Parse
}

// Differences returns the unresolved differences of a form. The access is
// audited.
func (s *Service) Differences(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	number int64,
) (progress *BatchProgress, all []Difference, err error) {
	if err := requireEnter(by); err != nil {
		return nil, nil, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if progress, err = s.batchProgress(ctx, tx, by, slug, id); err != nil {
			return err
		}
		var first KeyedForm
		all, first, _, _, err = s.differences(ctx, tx, progress, number)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "read-response", "response", first.Response, "resolve data entry differences")
	})
	return progress, all, err
}

// differences returns the unresolved differences of a form, its first entry,
// and the values of both entries.
func (s *Service) differences(
	ctx context.Context,
	tx *db.Tx,
	progress *BatchProgress,
	number int64,
) (all []Difference, first KeyedForm, firstValues, secondValues KeyedValues, err error) {
	first = progress.keyedForm(number)
	at := slices.IndexFunc(progress.SecondKeyings, func(s SecondKeying) bool { return s.Number == number && s.Answers != "" })
	if at < 0 {
		return nil, first, nil, nil, fault.Newf(fault.NotFound, "Form %d has no differences to resolve.", number)
	}
	views, monitoring, err := intake.EnteredAnswers(ctx, tx, progress.Consultation, first.Response, progress.Paper.Form)
	if err != nil {
		return nil, first, nil, nil, err
	}
	second, err := survey.ParseAnswers(progress.Paper.Form, []byte(progress.SecondKeyings[at].Answers))
	if err != nil {
		return nil, first, nil, nil, err
	}
	firstValues, secondValues = progress.Paper.Format(views, first.Unreadable), progress.Paper.Format(second, nil)
	for _, f := range progress.Comparisons {
		if f.Number == number && f.Differs && f.Resolution == "" {
			question, _ := progress.Paper.QuestionByNumber(progress.Paper.NumberOf(f.Question))
			all = append(all, Difference{question, firstValues[f.Question], secondValues[f.Question]})
		}
	}
	slices.SortFunc(all, func(a, b Difference) int { return a.Number - b.Number })
	maps.Copy(firstValues, progress.Paper.Format(monitoring, nil))
	return all, first, firstValues, secondValues, nil
}

// Adjudication is the decision about one difference, made from the paper form.
type Adjudication struct {
	Resolution Resolution
	Value      string // the correct value, if neither entry was correct
}

// ResolveDifferences decides every difference of a form, with a reason. If the
// first entry was wrong anywhere, a corrected response replaces it and the
// first is excluded as a data entry error. If problems are returned, nothing
// was saved.
func (s *Service) ResolveDifferences(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	number int64,
	token string,
	decisions map[string]Adjudication,
	reason string,
) (problems []Problem, err error) {
	defer fault.Wrap(&err, "resolve differences")
	if err := requireEnter(by); err != nil {
		return nil, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return nil, fault.New(fault.Invalid, "Enter how you decided, such as “the second tick is crossed out”.")
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		problems = nil
		if _, err := s.batchInState(ctx, tx, by, slug, id, BatchChecking); err != nil {
			return err
		}
		progress, err := s.batchProgress(ctx, tx, by, slug, id)
		if err != nil {
			return err
		}
		differ, first, right, second, err := s.differences(ctx, tx, progress, number)
		if err != nil {
			return err
		}
		wrong := false
		for _, d := range differ {
			decision := decisions[d.ID]
			switch decision.Resolution {
			case FirstCorrect:
			case SecondCorrect:
				right[d.ID], wrong = second[d.ID], true
			case NeitherCorrect:
				right[d.ID], wrong = decision.Value, true
			default:
				problems = append(problems, Problem{Question: d.ID, Say: fmt.Sprintf("Question %d: select which entry is correct.", d.Number)})
				continue
			}
			if err := saveResolution(ctx, tx, id, FieldComparison{
				Number:     number,
				Question:   d.ID,
				Resolution: decision.Resolution,
				Reason:     reason,
				ResolvedBy: by.ID,
			}); err != nil {
				return err
			}
		}
		if len(problems) > 0 {
			return errInvalidKeying
		}
		if wrong {
			parsed, found := progress.Paper.Parse(right)
			if problems = found; len(problems) > 0 {
				return errInvalidKeying
			}
			if err := s.replaceResponse(ctx, tx, leaves, by, progress.Batch, number, token, parsed); err != nil {
				return err
			}
		}
		if err := deleteSecondAnswers(ctx, tx, id, number); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "resolve-differences", "response", first.Response, reason)
	})
	if len(problems) > 0 {
		return problems, nil
	}
	return nil, err
}

// errInvalidKeying rolls back the transaction; the clerk sees the problems
// instead.
var errInvalidKeying = fault.New(fault.Invalid, "We could not save what was entered. Correct the errors and save again.")
