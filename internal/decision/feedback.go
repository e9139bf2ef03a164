package decision

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// FeedbackForm is the data for the page on which an officer writes feedback to respondents.
type FeedbackForm struct {
	*consult.Consultation
	Answer  *Feedback                 // as published; nil if there is none yet
	Release int64                     // number of the latest release; 0 if no results are published
	Figures []analysis.QuotableFigure // the figures of that release
}

// FeedbackForm returns the data of the page for a consultation of by's organisation.
func (s *Service) FeedbackForm(ctx context.Context, by actor.Actor, slug string) (a *FeedbackForm, err error) {
	defer fault.Wrap(&err, "load feedback form of %s", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		a = new(FeedbackForm)
		if a.Consultation, err = ownConsultation(ctx, tx, by, slug); err != nil {
			return err
		}
		if a.Answer, err = GetFeedback(ctx, tx, slug); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		latest, err := analysis.Latest(ctx, tx, slug)
		if err == nil && latest != nil {
			a.Release, a.Figures = latest.Number, latest.QuotableFigures()
		}
		return err
	})
	return a, err
}

func ownConsultation(ctx context.Context, tx *db.Tx, by actor.Actor, slug string) (*consult.Consultation, error) {
	if !by.May(actor.Decide) {
		return nil, forbidden()
	}
	return consult.GetOwned(ctx, tx, by, slug)
}

// The parts of feedback, which are the keys of FieldErrors.
const (
	PartAsked = "asked"
	PartSaid  = "said"
	PartDid   = "did"
	PartNext  = "next"
)

// FieldErrors holds the error of each invalid part of feedback.
type FieldErrors map[string]error

// PreviewFeedback returns a as readers would see it, and the errors in it. It changes nothing.
func (s *Service) PreviewFeedback(ctx context.Context, by actor.Actor, a Feedback) (t RenderedFeedback, wrong FieldErrors, err error) {
	defer fault.Wrap(&err, "preview feedback on %s", a.Consultation)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := ownConsultation(ctx, tx, by, a.Consultation)
		if err != nil {
			return err
		}
		t, wrong = RenderedFeedback{Feedback: &a, Title: c.Title, TitleLanguage: c.Language}, FieldErrors{}
		if strings.TrimSpace(a.Asked) == "" {
			wrong[PartAsked] = fault.New(fault.Invalid, "Enter what you asked people.")
		}
		if a.Incomplete() && strings.TrimSpace(a.Next) == "" {
			wrong[PartDid] = fault.New(fault.Invalid, "Enter what you did, or what happens next.")
		}
		for i, part := range []struct {
			name string
			to   *Prose
		}{{PartAsked, &t.Asked}, {PartSaid, &t.Said}, {PartDid, &t.Did}, {PartNext, &t.Next}} {
			prose, err := s.Figures.expand(ctx, tx, a.texts()[i])
			if *part.to = prose; fault.Is(err, fault.Invalid) {
				wrong[part.name] = err
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	return t, wrong, err
}

// PublishFeedback publishes feedback on a consultation of by's organisation, or a correction of it. The date stays the
// day of first publication. saw is the edition that by has seen, 0 for none: if a colleague has published a different
// text since, PublishFeedback returns fault.Conflict. Publishing the same text again changes nothing.
func (s *Service) PublishFeedback(ctx context.Context, by actor.Actor, saw int64, a Feedback) (err error) {
	defer fault.Wrap(&err, "publish feedback on %s", a.Consultation)
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		c, err := ownConsultation(ctx, tx, by, a.Consultation)
		if err != nil {
			return err
		}
		published, err := GetFeedback(ctx, tx, a.Consultation)
		switch {
		case fault.Is(err, fault.NotFound):
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			y, m, d := now.In(c.Closes.Local().Location()).Date()
			a.Date, a.Language = time.Date(y, m, d, 0, 0, 0, 0, time.UTC), c.Language
			published = &Feedback{}
		case err != nil:
			return err
		default:
			a.Date, a.Language, a.Decision = published.Date, published.Language, published.Decision
			a.Source, a.Invented = published.Source, published.Invented
		}
		if published.Edition != saw && !published.sameText(&a) {
			return fault.New(
				fault.Conflict,
				"A colleague has published different feedback since you opened this page. Their version is shown on this page "+
					"and your text is still in the form. To replace theirs with yours, publish again.",
			)
		}
		if err := a.validate(); err != nil {
			return err
		}
		return s.saveFeedback(ctx, tx, w, by, &a, true)
	})
	return err
}

// sameText reports whether a and b have the same texts.
func (a *Feedback) sameText(b *Feedback) bool {
	return slices.Equal(a.texts(), b.texts())
}
