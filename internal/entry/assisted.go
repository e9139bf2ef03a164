package entry

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// AssistedResponse is a response that is given aloud, to somebody who types it in.
type AssistedResponse struct {
	*consult.Consultation
	Form  *survey.Form
	Draft *intake.Draft
}

// AssistedChannels are the channels of a Talk.
var AssistedChannels = []intake.Channel{intake.Phone, intake.InPerson}

// BeginAssistedResponse makes the key of a talk about slug. Nothing in it is required: a
// person who is asked aloud may pass over every question.
func (s *Service) BeginAssistedResponse(
	ctx context.Context,
	by actor.Actor,
	slug, edition string,
	channel intake.Channel,
) (key intake.Key, err error) {
	defer fault.Wrap(&err, "begin a talk")
	if err := requireEnter(by); err != nil {
		return key, err
	}
	if !slices.Contains(AssistedChannels, channel) {
		return key, fault.New(fault.Invalid, "Select whether you are speaking by telephone or in person.")
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := consult.GetOwned(ctx, tx, by, slug)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := c.Accepts(now, time.Time{}); err != nil {
			return err
		}
		form, err := s.paperForm(ctx, tx, slug, edition)
		if err != nil {
			return err
		}
		key = s.Intake.Keys.New(slug, now)
		return consult.SavePaperForm(ctx, tx, slug, form)
	})
	return key, err
}

// GetAssistedResponse returns what was said so far under key.
func (s *Service) GetAssistedResponse(
	ctx context.Context,
	by actor.Actor,
	slug, edition string,
	key intake.Key,
) (t *AssistedResponse, err error) {
	if err := requireEnter(by); err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := consult.GetOwned(ctx, tx, by, slug)
		if err != nil {
			return err
		}
		t = &AssistedResponse{Consultation: c}
		t.Draft, err = intake.GetDraft(ctx, tx, slug, key)
		if err == nil {
			t.Form, err = s.Intake.Form(ctx, tx, t.Draft.FormVersion)
			return err
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		if t.Form, err = s.paperForm(ctx, tx, slug, edition); err == nil {
			t.Draft = &intake.Draft{Key: key, Consultation: slug, FormVersion: t.Form.Version(), Edition: edition, Answers: survey.Raw{}}
		}
		return err
	})
	return t, err
}

// SubmitAssistedResponse keeps what was said as a response. The person may take it back with
// the code of its key, like everybody else. Sent twice, it is kept once.
func (s *Service) SubmitAssistedResponse(
	ctx context.Context,
	by actor.Actor,
	t *AssistedResponse,
	channel intake.Channel,
	answers survey.Answers,
) (err error) {
	defer fault.Wrap(&err, "end a talk")
	if err := requireEnter(by); err != nil {
		return err
	}
	if !slices.Contains(AssistedChannels, channel) {
		return fault.New(fault.Invalid, "Select whether you are speaking by telephone or in person.")
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := t.Accepts(now, s.Intake.Keys.StartedAt(t.Draft.Key, t.Slug)); err != nil {
			return err
		}
		day := now.In(t.Closes.Local().Location()).Format(time.DateOnly)
		id, again, err := s.Intake.Enter(ctx, tx, leaves, by, intake.EnteredResponse{Consultation: t.Slug, Channel: channel, ReceivedOn: day,
			Form: t.Form, Answers: answers, Key: &t.Draft.Key})
		if err != nil || again {
			return err
		}
		return audit.Append(ctx, tx, by, "key-response", "response", id, string(channel))
	})
	return err
}
