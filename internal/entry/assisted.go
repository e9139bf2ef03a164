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

// AssistedResponse is a phone or face-to-face response that a member of staff
// enters.
type AssistedResponse struct {
	*consult.Consultation
	Form  *survey.Form
	Draft *intake.Draft
}

// AssistedChannels are the channels of an assisted response.
var AssistedChannels = []intake.Channel{intake.Phone, intake.InPerson}

// BeginAssistedResponse returns the key of a new assisted response to slug. No
// question is required, because people can decline any question they are asked
// aloud.
func (s *Service) BeginAssistedResponse(
	ctx context.Context,
	by actor.Actor,
	slug, edition string,
	channel intake.Channel,
) (key intake.Issued, err error) {
	defer fault.Wrap(&err, "begin assisted response")
	if err := requireEnter(by); err != nil {
		return key, err
	}
	if !slices.Contains(AssistedChannels, channel) {
		return key, fault.New(fault.Invalid, "Select whether you are speaking by phone or in person.")
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
		key = s.Intake.Keys.Issue(slug, now)
		return consult.SavePaperForm(ctx, tx, slug, form)
	})
	return key, err
}

// GetAssistedResponse returns the answers saved so far under key.
func (s *Service) GetAssistedResponse(
	ctx context.Context,
	by actor.Actor,
	slug, edition string,
	key intake.Issued,
) (response *AssistedResponse, err error) {
	if err := requireEnter(by); err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := consult.GetOwned(ctx, tx, by, slug)
		if err != nil {
			return err
		}
		response = &AssistedResponse{Consultation: c}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		defer func() {
			if err == nil {
				response.Form = response.Form.On(c.Closes.DayOf(now))
			}
		}()
		response.Draft, err = intake.GetDraft(ctx, tx, slug, key.Key)
		if err == nil {
			response.Draft.Issued = key
			response.Form, err = s.Intake.Form(ctx, tx, response.Draft.FormVersion)
			return err
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		if response.Form, err = s.paperForm(ctx, tx, slug, edition); err == nil {
			response.Draft = &intake.Draft{
				Issued:       key,
				Consultation: slug,
				FormVersion:  response.Form.Version(),
				Edition:      edition,
				Answers:      survey.Raw{},
			}
		}
		return err
	})
	return response, err
}

// SubmitAssistedResponse submits the answers as a response. The person can
// withdraw it with the withdrawal code of its key. It is idempotent by key.
func (s *Service) SubmitAssistedResponse(
	ctx context.Context,
	by actor.Actor,
	response *AssistedResponse,
	channel intake.Channel,
	answers survey.Answers,
) (err error) {
	defer fault.Wrap(&err, "submit assisted response")
	if err := requireEnter(by); err != nil {
		return err
	}
	if !slices.Contains(AssistedChannels, channel) {
		return fault.New(fault.Invalid, "Select whether you are speaking by phone or in person.")
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := response.Accepts(now, response.Draft.Started); err != nil {
			return err
		}
		day := string(response.Closes.DayOf(now))
		id, duplicate, err := s.Intake.Enter(
			ctx,
			tx,
			leaves,
			by,
			intake.EnteredResponse{Consultation: response.Slug, Channel: channel, ReceivedOn: day,
				Form: response.Form, Answers: answers, Key: &response.Draft.Key},
		)
		if err != nil {
			return err
		}
		if duplicate {
			return s.Intake.CheckSame(ctx, tx, response.Slug, response.Draft.Key, response.Form, answers)
		}
		return audit.Append(ctx, tx, by, "enter-response", "response", id, string(channel))
	})
	return err
}
