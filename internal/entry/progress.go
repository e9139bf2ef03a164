package entry

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// BatchProgress is a batch with its paper form and the number of forms entered.
type BatchProgress struct {
	*Batch
	Paper      *PaperForm
	KeyedCount int64
}

// GetBatch returns batch id of consultation slug, which must belong to by's
// organisation.
func (s *Service) GetBatch(ctx context.Context, by actor.Actor, slug, id string) (progress *BatchProgress, err error) {
	if err := requireEnter(by); err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error { progress, err = s.batchProgress(ctx, tx, by, slug, id); return err })
	return progress, err
}

func (s *Service) batchProgress(ctx context.Context, tx *db.Tx, by actor.Actor, slug, id string) (*BatchProgress, error) {
	b, err := ownBatch(ctx, tx, by, slug, id)
	if err != nil {
		return nil, err
	}
	form, err := s.Intake.Form(ctx, tx, b.FormVersion)
	if err != nil {
		return nil, err
	}
	progress := &BatchProgress{Batch: b, Paper: NewPaperForm(form.On(survey.Day(b.ReceivedOn)))}
	progress.KeyedCount, err = lastKeyedNumber(ctx, tx, id)
	return progress, err
}

// ownBatch returns batch id of consultation slug, which must belong to by's organisation.
func ownBatch(ctx context.Context, tx *db.Tx, by actor.Actor, slug, id string) (*Batch, error) {
	if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
		return nil, err
	}
	return getBatch(ctx, tx, slug, id)
}

// BatchReport is a batch and the work done on it, with a page of its forms.
type BatchReport struct {
	*BatchProgress
	db.Page[KeyedForm]
	Sample      []int64 // numbers of the forms to enter twice; nil until the first entry is finished
	SecondCount int64   // number of forms entered a second time
	NextSecond  int64   // number of the next form that the actor can enter a second time, or 0
	Agreement   Agreement
}

// BatchReport returns batch id of consultation slug with the page of its forms at the
// cursor at.
func (s *Service) BatchReport(ctx context.Context, by actor.Actor, slug, id, at string) (report *BatchReport, err error) {
	if err := requireEnter(by); err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		report = &BatchReport{}
		if report.BatchProgress, err = s.batchProgress(ctx, tx, by, slug, id); err != nil {
			return err
		}
		if report.Page, err = keyedFormPage(ctx, tx, id, at); err != nil || report.State == BatchKeying {
			return err
		}
		sample, err := countSample(ctx, tx, id)
		if err != nil {
			return err
		}
		report.Sample, report.SecondCount = report.Batch.Sample(report.KeyedCount), sample.keyed
		if report.State == BatchChecking {
			if report.NextSecond, err = nextSecondKeying(ctx, tx, id, by.ID); err != nil {
				return err
			}
		}
		report.Agreement, err = readAgreement(ctx, tx, id)
		return err
	})
	return report, err
}

// Overview is the data entry overview of a consultation: a page of its batches, and the
// number of responses by channel.
type Overview struct {
	*consult.Consultation
	db.Page[BatchLine]
	Channels map[intake.Channel]int64
	Editions []consult.FormRef
}

// Overview returns the data entry overview of slug with the page of its batches at the
// cursor at, sorted by one of BatchSorts.
func (s *Service) Overview(ctx context.Context, by actor.Actor, slug string, sort db.Sort, at string) (o *Overview, err error) {
	if err := requireEnter(by); err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		o = &Overview{}
		if o.Consultation, err = consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		if o.Page, err = batchPage(ctx, tx, slug, sort, at); err != nil {
			return err
		}
		if o.Channels, err = intake.CountByChannel(ctx, tx, slug); err != nil {
			return err
		}
		o.Editions, err = consult.Forms(ctx, tx, slug)
		return err
	})
	return o, err
}

// Editions returns consultation slug and references to the forms that can be entered.
func (s *Service) Editions(ctx context.Context, by actor.Actor, slug string) (c *consult.Consultation, all []consult.FormRef, err error) {
	if err := requireEnter(by); err != nil {
		return nil, nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if c, err = consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		all, err = consult.Forms(ctx, tx, slug)
		return err
	})
	return c, all, err
}
