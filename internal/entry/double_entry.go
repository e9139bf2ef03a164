package entry

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// FinishFirstKeying finishes the first entry of a batch and selects the sample.
// It requires a reason if fewer forms than FormCount were entered.
func (s *Service) FinishFirstKeying(ctx context.Context, by actor.Actor, slug, id, why string) error {
	var keyed int64
	var sample []int64
	return s.advanceBatch(ctx, by, slug, id, why, stageEnd{
		from: BatchKeying,
		act:  "finish-first-entry",
		read: func(tx *db.Tx, b *Batch) (to BatchState, complete bool, err error) {
			if keyed, err = lastKeyedNumber(ctx, tx, id); err != nil {
				return "", false, err
			}
			if sample, to = b.Sample(keyed), BatchChecking; len(sample) == 0 {
				to = BatchClosed
			}
			return to, keyed == b.FormCount, nil
		},
		write: func(tx *db.Tx) error {
			now, err := lastKeyedNumber(ctx, tx, id)
			if err == nil && now != keyed {
				err = errBatchChanged
			}
			if err != nil {
				return err
			}
			return insertSample(ctx, tx, id, sample)
		},
	})
}

// CloseBatch closes a batch. All differences must be resolved. It requires a
// reason if not all of the sample was entered twice.
func (s *Service) CloseBatch(ctx context.Context, by actor.Actor, slug, id, why string) error {
	checkResolved := func(tx *db.Tx) error {
		open, err := hasOpenDifferences(ctx, tx, id, 0)
		if err == nil && open {
			err = fault.New(fault.Conflict, "Resolve all differences before you close the batch.")
		}
		return err
	}
	return s.advanceBatch(ctx, by, slug, id, why, stageEnd{
		from: BatchChecking,
		act:  "close-batch",
		read: func(tx *db.Tx, _ *Batch) (BatchState, bool, error) {
			if err := checkResolved(tx); err != nil {
				return "", false, err
			}
			sample, err := countSample(ctx, tx, id)
			return BatchClosed, sample.keyed == sample.selected, err
		},
		write: checkResolved,
	})
}

// stageEnd is how a stage of the work on a batch ends.
type stageEnd struct {
	from BatchState
	act  string
	// read returns the state that follows, and whether all forms have been entered.
	read func(*db.Tx, *Batch) (to BatchState, complete bool, err error)
	// write runs in the transaction that changes the state, after that of read, and checks
	// that what read found is still true.
	write func(*db.Tx) error
}

// advanceBatch ends a stage. It requires a reason if forms are missing.
func (s *Service) advanceBatch(ctx context.Context, by actor.Actor, slug, id, why string, end stageEnd) (err error) {
	defer fault.Wrap(&err, "%s", end.act)
	if err := requireEnter(by); err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	var to BatchState
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		b, err := s.batchInState(ctx, tx, by, slug, id, end.from)
		if err != nil {
			return err
		}
		var complete bool
		if to, complete, err = end.read(tx, b); err == nil && !complete && why == "" {
			err = fault.New(
				fault.Invalid,
				"Not all forms have been entered. Enter a reason for finishing now, such as “the batch had fewer forms”.",
			)
		}
		return err
	}); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		b, err := s.batchInState(ctx, tx, by, slug, id, end.from)
		if err != nil {
			return err
		}
		if err := end.write(tx); err != nil {
			return err
		}
		if err := b.setState(ctx, tx, to); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, end.act, "batch", id, why)
	})
}

// NextSecondKeying returns batch id of consultation slug and the number of the next form
// that by can enter a second time, or 0. No one enters the same form twice.
func (s *Service) NextSecondKeying(
	ctx context.Context, by actor.Actor, slug, id string,
) (progress *BatchProgress, number int64, err error) {
	if err := requireEnter(by); err != nil {
		return nil, 0, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if progress, err = s.batchProgress(ctx, tx, by, slug, id); err != nil || progress.State != BatchChecking {
			return err
		}
		number, err = nextSecondKeying(ctx, tx, id, by.ID)
		return err
	})
	return progress, number, err
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
	var progress *BatchProgress
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		progress, err = s.batchProgress(ctx, tx, by, slug, id)
		return err
	}); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := s.batchInState(ctx, tx, by, slug, id, BatchChecking); err != nil {
			return err
		}
		first, err := getKeyedForm(ctx, tx, id, number)
		switch {
		case fault.Is(err, fault.NotFound) || err == nil && !first.Sampled:
			return fault.Newf(fault.NotFound, "Form %d has not been selected for second entry.", number)
		case err != nil:
			return err
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
		kept := ""
		for i := range fields {
			f := &fields[i]
			f.Number, f.Position, f.FirstBy, f.SecondBy = number, int64(progress.Paper.NumberOf(f.Question)), first.KeyedBy, by.ID
			if f.Differs {
				kept = string(second.Canonical())
			}
		}
		if err := saveSecondKeying(ctx, tx, id, number, by.ID, kept, fields); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "enter-second", "response", first.Response, "")
	})
}
