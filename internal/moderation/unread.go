package moderation

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// readAnswers adds their answers to the responses of a page, and logs first that by reads each.
func (s *Service) readAnswers(ctx context.Context, by actor.Actor, slug string, page []ListedResponse) error {
	err := s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.ReadResponses, slug, mayNotRead); err != nil {
			return err
		}
		for i := range page {
			act, kind, id := readAct, "response", page[i].ID
			if letter := page[i].Letter; letter != nil {
				act, kind, id = readSubmissionAct, "submission", letter.ID
			}
			if err := audit.Append(ctx, tx, by, act, kind, id, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.DB.View(ctx, func(tx *db.Tx) error {
		for i := range page {
			r := &page[i]
			if r.Letter != nil {
				continue
			}
			if r.Questionnaire, r.ParsedAnswers, err = s.Intake.ParseAnswers(ctx, tx, r.FormVersion, r.Answers); err != nil {
				return err
			}
		}
		return nil
	})
}

// The audit entries of reading a response, and a letter, email, petition or event.
const (
	readAct           = "read-response"
	readSubmissionAct = "read-submission"
)

// NextUnread returns the id of the first response after r in the list that by has not read, or "".
func (s *Service) NextUnread(ctx context.Context, by actor.Actor, slug string, r intake.ResponseRow) (id string, err error) {
	defer fault.Wrap(&err, "find the next response to %s", slug)
	return id, s.DB.View(ctx, func(tx *db.Tx) error {
		q := Query{}
		if q.Unread, err = audit.Newest(ctx, tx); err != nil {
			return err
		}
		found, err := db.Sift(r.After(), 1, db.Window{Rows: PageSize, Limit: 40 * PageSize},
			func(at string, size int) (db.Page[intake.ResponseRow], error) {
				return intake.ListResponses(ctx, tx, slug, q.Filter, "", at, size)
			}, func(rows []intake.ResponseRow) ([]*ListedResponse, error) {
				return s.chooseResponses(ctx, tx, by, &q, nil, rows)
			})
		if len(found.Items) > 0 {
			id = found.Items[0].ID
		}
		return err
	})
}
