package entry

import (
	"context"
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

// FinishFirstKeying ends the first keying of a bundle and draws the sample. A bundle that
// turned out to hold fewer forms needs a word on why.
func (s *Service) FinishFirstKeying(ctx context.Context, by actor.Actor, slug, id, why string) error {
	return s.advanceBatch(
		ctx,
		by,
		slug,
		id,
		BatchKeying,
		why,
		"finish-keying",
		func(ctx context.Context, tx *db.Tx, b *Batch) (BatchState, bool, error) {
			keyed, err := lastKeyedNumber(ctx, tx, id)
			if b.SampleSize == 0 || keyed == 0 {
				return BatchClosed, keyed == b.FormCount, err
			}
			return BatchChecking, keyed == b.FormCount, err
		},
	)
}

// CloseBatch ends the work on a bundle. Every difference must be settled; a sample
// that was not keyed as a whole needs a word on why.
func (s *Service) CloseBatch(ctx context.Context, by actor.Actor, slug, id, why string) error {
	return s.advanceBatch(
		ctx,
		by,
		slug,
		id,
		BatchChecking,
		why,
		"close-bundle",
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
			done, err := listSecondKeyings(ctx, tx, id)
			if err != nil {
				return "", false, err
			}
			return BatchClosed, len(done) == len(b.Sample(keyed)), deleteSecondAnswers(ctx, tx, id, 0)
		},
	)
}

func (s *Service) advanceBatch(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	from BatchState,
	why, act string,
	to func(context.Context, *db.Tx, *Batch) (BatchState, bool, error),
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
		state, whole, err := to(ctx, tx, b)
		if err != nil {
			return err
		}
		if !whole && why == "" {
			return fault.New(
				fault.Invalid,
				"Not all forms have been entered. Enter a reason for finishing now, such as “the batch had fewer forms”.",
			)
		}
		if err := b.setState(ctx, tx, state); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, act, "bundle", id, why)
	})
}

// NextSecondKeying returns the form of the sample that by is to key next, or 0 if
// there is none for them: nobody keys a form twice.
func (st *BatchProgress) NextSecondKeying(by actor.Actor) int64 {
	for _, n := range st.Sample {
		keyed := slices.ContainsFunc(st.SecondKeyings, func(s SecondKeying) bool { return s.Number == n })
		if !keyed && st.keyedForm(n).KeyedBy != by.ID {
			return n
		}
	}
	return 0
}

func (st *BatchProgress) keyedForm(number int64) KeyedForm {
	for _, s := range st.KeyedForms {
		if s.Number == number {
			return s
		}
	}
	return KeyedForm{}
}

// Unresolved are the numbers of the forms on which two readings differ and
// nobody has ruled.
func (st *BatchProgress) Unresolved() (all []int64) {
	for _, f := range st.Comparisons {
		if f.Differs && f.Resolution == "" && !slices.Contains(all, f.Number) {
			all = append(all, f.Number)
		}
	}
	return all
}

// Agreement is what double entry has shown so far.
func (st *BatchProgress) Agreement() Agreement {
	var ids []string
	for _, part := range st.Paper.Sections {
		for _, q := range part.Questions {
			ids = append(ids, q.ID)
		}
	}
	return newAgreement(st.Comparisons, ids)
}

// KeyFormAgain compares a second reading of a form with the first. Only the views
// are compared: the equality questions are on a sheet apart and keyed once.
func (s *Service) KeyFormAgain(ctx context.Context, by actor.Actor, slug, id string, number int64, read ParsedForm) (err error) {
	defer fault.Wrap(&err, "key a form a second time")
	if err := requireEnter(by); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := s.batchInState(ctx, tx, by, slug, id, BatchChecking); err != nil {
			return err
		}
		st, err := s.batchProgress(ctx, tx, by, slug, id)
		if err != nil {
			return err
		}
		first := st.keyedForm(number)
		switch {
		case !slices.Contains(st.Sample, number):
			return fault.Newf(fault.NotFound, "Form %d has not been selected for second entry.", number)
		case first.KeyedBy == by.ID:
			return fault.New(fault.Conflict, "You did the first entry of this form. A colleague must do the second entry.")
		}
		seen, err := intake.GetResponse(ctx, tx, slug, first.Response)
		if err != nil {
			return err
		}
		if seen.RedactionCount > 0 || seen.TextsDeleted {
			return fault.New(
				fault.Conflict,
				"This form has been redacted, so it cannot be entered again. Close the batch without it and give this as the reason.",
			)
		}
		views, _, err := intake.EnteredAnswers(ctx, tx, slug, first.Response, st.Paper.Form)
		if err != nil {
			return err
		}
		second := read.Answers.Part(false)
		fields := compareKeyings(views, second)
		for i := range fields {
			fields[i].Number, fields[i].FirstBy, fields[i].SecondBy = number, first.KeyedBy, by.ID
		}
		kept := SecondKeying{Number: number, KeyedBy: by.ID}
		if !allResolved(fields) {
			kept.Answers = string(second.Canonical())
		}
		if err := insertSecondKeying(ctx, tx, id, kept, fields); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "key-second", "response", first.Response, "")
	})
}

// Difference is a question that two people read differently.
type Difference struct {
	*PaperQuestion
	First, Second string // as they would be keyed
}

// Differences returns what waits for a ruling on a form. That somebody looked is
// noted.
func (s *Service) Differences(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	number int64,
) (st *BatchProgress, all []Difference, err error) {
	if err := requireEnter(by); err != nil {
		return nil, nil, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if st, err = s.batchProgress(ctx, tx, by, slug, id); err != nil {
			return err
		}
		var first KeyedForm
		all, first, _, _, err = s.differences(ctx, tx, st, number)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "read-response", "response", first.Response, "settle a difference in keying")
	})
	return st, all, err
}

func (s *Service) differences(
	ctx context.Context,
	tx *db.Tx,
	st *BatchProgress,
	number int64,
) (all []Difference, first KeyedForm, one, two KeyedValues, err error) {
	first = st.keyedForm(number)
	at := slices.IndexFunc(st.SecondKeyings, func(s SecondKeying) bool { return s.Number == number && s.Answers != "" })
	if at < 0 {
		return nil, first, nil, nil, fault.Newf(fault.NotFound, "Form %d has no differences to resolve.", number)
	}
	views, monitoring, err := intake.EnteredAnswers(ctx, tx, st.Consultation, first.Response, st.Paper.Form)
	if err != nil {
		return nil, first, nil, nil, err
	}
	second, err := survey.ParseAnswers(st.Paper.Form, []byte(st.SecondKeyings[at].Answers))
	if err != nil {
		return nil, first, nil, nil, err
	}
	one, two = st.Paper.Format(views, first.Unreadable), st.Paper.Format(second, nil)
	for _, f := range st.Comparisons {
		if f.Number == number && f.Differs && f.Resolution == "" {
			asked, _ := st.Paper.QuestionByNumber(st.Paper.NumberOf(f.Question))
			all = append(all, Difference{asked, one[f.Question], two[f.Question]})
		}
	}
	slices.SortFunc(all, func(a, b Difference) int { return a.Number - b.Number })
	maps.Copy(one, st.Paper.Format(monitoring, nil))
	return all, first, one, two, nil
}

// Adjudication is a third look at one question.
type Adjudication struct {
	Resolution Resolution
	Value      string // what stands on the form, if neither was right
}

// ResolveDifferences rules on every difference of a form, with the reason. If the first
// reading was wrong anywhere, a response that is right takes the place of the
// first, which is excluded as a keying error.
func (s *Service) ResolveDifferences(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	number int64,
	token string,
	decided map[string]Adjudication,
	reason string,
) (problems []Problem, err error) {
	defer fault.Wrap(&err, "settle a form")
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
		st, err := s.batchProgress(ctx, tx, by, slug, id)
		if err != nil {
			return err
		}
		differ, first, right, second, err := s.differences(ctx, tx, st, number)
		if err != nil {
			return err
		}
		wrong := false
		for _, d := range differ {
			took := decided[d.ID]
			switch took.Resolution {
			case FirstCorrect:
			case SecondCorrect:
				right[d.ID], wrong = second[d.ID], true
			case NeitherCorrect:
				right[d.ID], wrong = took.Value, true
			default:
				problems = append(problems, Problem{d.ID, "Select who read it rightly."})
				continue
			}
			if err := saveResolution(ctx, tx, id, FieldComparison{Number: number, Question: d.ID, Resolution: took.Resolution, Reason: reason, ResolvedBy: by.ID}); err != nil {
				return err
			}
		}
		if len(problems) > 0 {
			return errInvalidKeying
		}
		if wrong {
			read, found := st.Paper.Parse(right)
			if problems = found; len(problems) > 0 {
				return errInvalidKeying
			}
			if err := s.replaceResponse(ctx, tx, leaves, by, st.Batch, number, token, read); err != nil {
				return err
			}
		}
		if err := deleteSecondAnswers(ctx, tx, id, number); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "settle-keying", "response", first.Response, reason)
	})
	if len(problems) > 0 {
		return problems, nil
	}
	return nil, err
}

// errInvalidKeying undoes what was begun: the clerk is told the problems instead.
var errInvalidKeying = fault.New(fault.Invalid, "We could not save what was entered. Correct the errors and save again.")
