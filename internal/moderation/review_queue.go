package moderation

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// ReviewQuery selects a page of what officers decide about before it is published.
type ReviewQuery struct {
	Submissions bool   // letters, petitions and events; otherwise answers
	Reviewed    bool   // those with a decision; otherwise those without one
	At          string // cursor of the page, or "" for the first
}

// ReviewQueue is a page of what officers decide about before it is published.
type ReviewQueue struct {
	Consultation  *consult.Consultation
	Questionnaire *survey.Form
	Settings      *PublishingSettings // nil if none are set: then there are no answers
	Answers       []PublishableAnswer
	Submissions   []PublishableSubmission
	Previous      string // cursors of the neighbouring pages, or ""
	Next          string
	Total         int64 // number of decisions about answers, on all pages; -1 in the other lists
}

// ReviewPageSize is the number of responses whose answers are on a page of a ReviewQueue,
// of decisions or of submissions.
const ReviewPageSize = 20

// The rows that are read for a page with those that have no decision.
var reviewWindow = db.Window{Rows: 100, Limit: 20_000}

// ReviewQueue returns a page of the answers or submissions that can be published. The
// access is logged before anything is read.
func (s *Service) ReviewQueue(ctx context.Context, by actor.Actor, slug string, q ReviewQuery) (list ReviewQueue, err error) {
	defer fault.Wrap(&err, "list answers to %s for review", slug)
	if !by.May(actor.ReadResponses) {
		return list, fault.New(fault.Forbidden, mayNotRead)
	}
	if err := s.logAccess(ctx, by, actor.Moderate, slug, "list-answers-to-review", "consultation", slug, ""); err != nil {
		return list, err
	}
	return list, s.DB.View(ctx, func(tx *db.Tx) error {
		list = ReviewQueue{Total: -1}
		if list.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if list.Questionnaire, err = s.mainForm(ctx, tx, slug); err != nil {
			return err
		}
		if list.Settings, err = GetPublishingSettings(ctx, tx, slug); err != nil {
			return err
		}
		switch {
		case q.Submissions:
			return list.readSubmissions(ctx, tx, slug, q)
		case list.Settings == nil:
			return nil
		case q.Reviewed:
			return s.readReviewed(ctx, tx, slug, q.At, &list)
		}
		return s.readUnreviewed(ctx, tx, slug, q.At, &list)
	})
}

// readUnreviewed sets the answers of list to those without a decision of a page of
// responses.
func (s *Service) readUnreviewed(ctx context.Context, tx *db.Tx, slug, at string, list *ReviewQueue) error {
	found, err := db.Sift(at, ReviewPageSize, reviewWindow, func(at string, size int) (db.Page[intake.ResponseRow], error) {
		return intake.ListResponses(ctx, tx, slug, intake.Filter{State: intake.Counted}, "", at, size)
	}, func(rows []intake.ResponseRow) ([]*[]PublishableAnswer, error) {
		return s.chooseUnreviewed(ctx, tx, list.Settings, rows)
	})
	for _, answers := range found.Items {
		list.Answers = append(list.Answers, answers...)
	}
	list.Previous, list.Next = found.Previous, found.Next
	return err
}

// chooseUnreviewed returns for each of rows the answers that may be published and have no
// decision, or nil if there are none.
func (s *Service) chooseUnreviewed(
	ctx context.Context, tx *db.Tx, settings *PublishingSettings, rows []intake.ResponseRow,
) ([]*[]PublishableAnswer, error) {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	reviews, err := answerReviews(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	chosen := make([]*[]PublishableAnswer, len(rows))
	for i, row := range rows {
		answers, err := s.publishableAnswers(ctx, tx, settings, row)
		if err != nil {
			return nil, err
		}
		var left []PublishableAnswer
		for _, r := range answers {
			if r.applyReview(reviews); r.State == "" {
				left = append(left, r)
			}
		}
		if len(left) > 0 {
			chosen[i] = &left
		}
	}
	return chosen, nil
}

// byResponse is the order of the decisions about answers to a consultation.
var byResponse = db.Order{Columns: []db.Column{{Name: "response"}, {Name: "question"}}}

// readReviewed sets the answers of list to those of a page of decisions. An answer that
// has changed since is among them too.
func (s *Service) readReviewed(ctx context.Context, tx *db.Tx, slug, at string, list *ReviewQueue) (err error) {
	list.Total, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM moderation_answer_review WHERE consultation = $1`, slug)
	if err != nil {
		return err
	}
	found, err := db.Sift(at, ReviewPageSize, db.Window{Rows: ReviewPageSize}, func(at string, size int) (db.Page[answerReview], error) {
		return db.ReadPage(ctx, tx, scanAnswerReview, func(v answerReview) []any { return []any{v.response, v.question} },
			db.PageQuery{Order: byResponse, At: at, Size: size},
			`SELECT `+answerReviewColumns+` FROM moderation_answer_review`, `consultation = $1`, slug)
	}, func(rows []answerReview) ([]*PublishableAnswer, error) {
		return s.reviewedAnswers(ctx, tx, slug, list.Settings, rows)
	})
	list.Answers, list.Previous, list.Next = found.Items, found.Previous, found.Next
	return err
}

// readSubmissions sets the submissions of list to those of a page, with or without a
// decision.
func (list *ReviewQueue) readSubmissions(ctx context.Context, tx *db.Tx, slug string, q ReviewQuery) error {
	found, err := db.Sift(q.At, ReviewPageSize, reviewWindow, func(at string, size int) (db.Page[*entry.Revision], error) {
		return entry.SubmissionPage(ctx, tx, slug, "", at, size)
	}, func(rows []*entry.Revision) ([]*PublishableSubmission, error) {
		all, err := publishableSubmissions(ctx, tx, rows)
		for i, s := range all {
			if s != nil && (s.State != "") != q.Reviewed {
				all[i] = nil
			}
		}
		return all, err
	})
	list.Submissions, list.Previous, list.Next = found.Items, found.Previous, found.Next
	return err
}
