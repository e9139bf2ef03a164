package entry

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// SentGroupResponse is what the sender of a group response is shown once.
type SentGroupResponse struct {
	Receipt        *receipt.Receipt
	WithdrawalCode intake.Code
}

// SendGroupResponse submits a group response as one response, and then deletes it. Only
// the sender may.
func (s *Service) SendGroupResponse(
	ctx context.Context,
	slug string,
	link GroupLink,
) (sent *SentGroupResponse, problems []survey.Problem, err error) {
	defer fault.Wrap(&err, "send group response")
	r, err := s.GetGroupResponse(ctx, slug, link)
	if err != nil {
		return nil, nil, err
	}
	if r.Role != RoleSender {
		return nil, nil, fault.New(fault.Forbidden, "Only the person who started this response can send it. Tell them it is ready.")
	}
	answers, problems := r.Form.Check(r.RawAnswers)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	response := intake.NewResponse(r.Form, answers)
	response.Key, response.Address, response.Consultation = r.key.Key, r.key.Address, slug
	got, err := s.Intake.Receiver.Submit(ctx, &response)
	if err != nil {
		return nil, nil, err
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error { return deleteGroupResponses(ctx, tx, []string{r.ID}) }); err != nil {
		return nil, nil, err
	}
	return &SentGroupResponse{got, r.key.Key.WithdrawalCode()}, nil, nil
}

// ResendGroupResponse returns what SendGroupResponse returned for a response that was
// sent with link before, because its answer may have been lost.
func (s *Service) ResendGroupResponse(ctx context.Context, slug string, link GroupLink) (*SentGroupResponse, error) {
	key, ok := s.Intake.Keys.Open(slug, link.Address, link.Code)
	if !ok {
		return nil, errNoGroupResponse
	}
	status, err := s.Intake.FindResponse(ctx, slug, key.Key)
	if err != nil {
		return nil, err
	}
	return &SentGroupResponse{status.Receipt, key.Key.WithdrawalCode()}, nil
}

// Title returns the title of a consultation and its language, or "" if it cannot be read.
func (s *Service) Title(ctx context.Context, slug string) (title, lang string) {
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := consult.Get(ctx, tx, slug)
		if err == nil {
			title, lang = c.Title, c.Language
		}
		return err
	}); err != nil {
		return "", ""
	}
	return title, lang
}

// GroupSentOn returns the day on which the group response at address was sent, or "".
func (s *Service) GroupSentOn(ctx context.Context, slug string, address intake.Address) (day string, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error { day, err = intake.SentOn(ctx, tx, slug, address); return err })
	return day, err
}

func deleteGroupResponses(ctx context.Context, tx *db.Tx, ids []string) error {
	for _, id := range ids {
		for _, from := range []string{
			`entry_group_answer WHERE group_response`,
			`entry_group_link WHERE group_response`,
			`entry_group_response WHERE id`,
		} {
			if _, err := tx.Exec(ctx, `DELETE FROM `+from+` = $1`, id); err != nil {
				return err
			}
		}
	}
	return nil
}
