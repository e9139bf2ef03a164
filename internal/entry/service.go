package entry

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// PaperForm returns consultation slug, the paper form of one of its editions,
// and references to its other editions. It is public.
func (s *Service) PaperForm(
	ctx context.Context,
	slug, edition string,
) (c *consult.Consultation, p *PaperForm, others []consult.FormRef, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if c, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if c.Stage == consult.StageDraft || c.Register != nil {
			return fault.New(fault.NotFound, "We cannot find that form. Look for it on the consultation page.")
		}
		form, err := s.paperForm(ctx, tx, slug, edition)
		if err != nil {
			return err
		}
		p = NewPaperForm(form)
		others, err = consult.Forms(ctx, tx, slug)
		others = slices.DeleteFunc(others, func(ref consult.FormRef) bool { return ref.Edition == edition })
		return err
	})
	return c, p, others, err
}

// paperForm returns the paper version of an edition's form.
func (s *Service) paperForm(ctx context.Context, tx *db.Tx, slug, edition string) (*survey.Form, error) {
	ref, err := consult.FindForm(ctx, tx, slug, edition)
	if err != nil {
		return nil, err
	}
	form, err := s.Intake.Form(ctx, tx, ref.Version)
	if err != nil {
		return nil, err
	}
	return consult.PaperForm(form)
}

// OpenBatch opens a batch. b contains what the clerk entered. If its
// IdempotencyKey was used before, OpenBatch returns that batch.
func (s *Service) OpenBatch(ctx context.Context, by actor.Actor, b Batch) (_ *Batch, err error) {
	defer fault.Wrap(&err, "open batch")
	if err := requireEnter(by); err != nil {
		return nil, err
	}
	b.Reference = strings.TrimSpace(b.Reference)
	if _, err := b.Check(); err != nil {
		return nil, err
	}
	b.ID, b.Seed, b.State, b.OpenedBy, b.Version = db.IDFromKey(b.IdempotencyKey), newSeed(), BatchKeying, by.ID, 1
	opened := &b
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := consult.GetOwned(ctx, tx, by, b.Consultation)
		if err != nil {
			return err
		}
		if b.OpenedAt, err = tx.Now(ctx); err != nil {
			return err
		}
		if err := intake.CheckEntryAllowed(c, b.ReceivedOn, b.OpenedAt); err != nil {
			return err
		}
		form, err := s.paperForm(ctx, tx, b.Consultation, b.Edition)
		if err != nil {
			return err
		}
		if err := consult.SavePaperForm(ctx, tx, b.Consultation, form); err != nil {
			return err
		}
		b.Org, b.FormVersion = c.Org, form.Version()
		inserted, err := insertBatch(ctx, tx, &b)
		if err != nil {
			return err
		}
		if opened = &b; !inserted { // the page was submitted twice
			opened, err = getBatch(ctx, tx, b.Consultation, b.ID)
			return err
		}
		return audit.Append(ctx, tx, by, "open-batch", "batch", b.ID, b.Reference)
	})
	return opened, err
}

// KeyForm saves a form, entered for the first time, as number of its batch. It
// is idempotent by token. If a colleague has saved a form with that number, it
// returns fault.Conflict.
func (s *Service) KeyForm(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	number int64,
	token string,
	parsed ParsedForm,
) (err error) {
	defer fault.Wrap(&err, "enter form")
	if err := requireEnter(by); err != nil {
		return err
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		b, err := s.batchInState(ctx, tx, by, slug, id, BatchKeying)
		if err != nil {
			return err
		}
		last, err := lastKeyedNumber(ctx, tx, id)
		if err != nil {
			return err
		}
		e, err := s.enteredResponse(ctx, tx, b, token, parsed.Answers)
		if err != nil {
			return err
		}
		response, duplicate, err := s.Intake.Enter(ctx, tx, leaves, by, e)
		switch {
		case err != nil || duplicate:
			return err
		case last >= b.FormCount:
			return fault.Newf(
				fault.Invalid,
				"All %d forms in this batch have been entered. Finish the first entry, or start another batch for the remaining forms.",
				b.FormCount,
			)
		case number != last+1:
			return fault.Newf(
				fault.Conflict,
				"A colleague has already entered form %d of this batch. What you entered is still here. If it is a different form, save it as form %d.",
				number,
				last+1,
			)
		}
		if err := insertKeyedForm(ctx, tx, id, KeyedForm{
			Number:     number,
			Attempt:    1,
			Response:   response,
			KeyedBy:    by.ID,
			Unreadable: parsed.Unreadable,
		}); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "enter-response", "response", response, "")
	})
	return err
}

func (s *Service) enteredResponse(
	ctx context.Context,
	tx *db.Tx,
	b *Batch,
	token string,
	answers survey.Answers,
) (intake.EnteredResponse, error) {
	form, err := s.Intake.Form(ctx, tx, b.FormVersion)
	return intake.EnteredResponse{
		Consultation: b.Consultation,
		Channel:      b.Channel,
		ReceivedOn:   b.ReceivedOn,
		Form:         form,
		Answers:      answers,
		Token:        b.ID + "\x00" + token,
	}, err
}

// batchInState returns a batch, or an error that says why it is not in state.
func (s *Service) batchInState(ctx context.Context, tx *db.Tx, by actor.Actor, slug, id string, state BatchState) (*Batch, error) {
	b, err := ownBatch(ctx, tx, by, slug, id)
	if err != nil || b.State == state {
		return b, err
	}
	switch b.State {
	case BatchKeying:
		return nil, fault.New(fault.Conflict, "The first entry of this batch is not finished.")
	case BatchChecking:
		return nil, fault.New(fault.Conflict, "The first entry of this batch is finished. Start another batch for more forms.")
	}
	return nil, fault.New(fault.Closed, "This batch is closed and cannot be changed.")
}

// CorrectForm saves a corrected entry of a form. The earlier response is
// excluded with the reason data entry error and a new one replaces it; both
// stay in the public record.
func (s *Service) CorrectForm(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	number int64,
	token string,
	parsed ParsedForm,
) (err error) {
	defer fault.Wrap(&err, "correct form")
	if err := requireEnter(by); err != nil {
		return err
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		b, _, err := correctableForm(ctx, tx, by, slug, id, number)
		if err != nil {
			return err
		}
		return s.replaceResponse(ctx, tx, leaves, by, b, number, token, parsed)
	})
	return err
}

// Correctable returns an error if form f cannot be corrected: after the batch is closed,
// and for forms of the sample, whose corrections are made by resolving differences.
func (b *Batch) Correctable(f KeyedForm) error {
	if b.State == BatchClosed {
		return fault.New(fault.Closed, "This batch is closed and cannot be changed.")
	}
	if f.Sampled {
		return fault.New(fault.Conflict, "This form is entered twice. Correct it by resolving the differences.")
	}
	return nil
}

// correctableForm returns a batch and one of its forms, or an error that says why by
// cannot correct it.
func correctableForm(ctx context.Context, tx *db.Tx, by actor.Actor, slug, id string, number int64) (*Batch, KeyedForm, error) {
	b, err := ownBatch(ctx, tx, by, slug, id)
	if err != nil {
		return nil, KeyedForm{}, err
	}
	f, err := getKeyedForm(ctx, tx, id, number)
	if err == nil || b.State == BatchClosed {
		err = b.Correctable(f)
	}
	return b, f, err
}

func (s *Service) replaceResponse(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	by actor.Actor,
	b *Batch,
	number int64,
	token string,
	parsed ParsedForm,
) error {
	old, err := getKeyedForm(ctx, tx, b.ID, number)
	if err != nil {
		return err
	}
	e, err := s.enteredResponse(ctx, tx, b, token, parsed.Answers)
	if err != nil {
		return err
	}
	response, err := s.Intake.CorrectEntry(ctx, tx, leaves, by, old.Response, e)
	if err != nil || response == old.Response {
		return err // nil for a repeated request
	}
	if err := insertKeyedForm(ctx, tx, b.ID, KeyedForm{
		Number:     number,
		Attempt:    old.Attempt + 1,
		Response:   response,
		KeyedBy:    by.ID,
		Unreadable: parsed.Unreadable,
	}); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, "correct-entry", "response", old.Response, intake.ReasonKeying)
}

// KeyedAnswers returns what was entered for a form, so that it can be
// corrected. The access is logged first.
func (s *Service) KeyedAnswers(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	number int64,
) (progress *BatchProgress, values KeyedValues, err error) {
	if err := requireEnter(by); err != nil {
		return nil, nil, err
	}
	var keyed KeyedForm
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, keyed, err = correctableForm(ctx, tx, by, slug, id, number); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "read-response", "response", keyed.Response, "correct data entry")
	}); err != nil {
		return nil, nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if progress, err = s.batchProgress(ctx, tx, by, slug, id); err != nil {
			return err
		}
		views, monitoring, err := intake.EnteredAnswers(ctx, tx, slug, keyed.Response, progress.Paper.Form)
		if err != nil {
			return err
		}
		values = progress.Paper.Format(views, keyed.Unreadable)
		maps.Copy(values, progress.Paper.Format(monitoring, nil))
		return nil
	})
	return progress, values, err
}
