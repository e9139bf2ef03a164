package moderation

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// PublishedQuery selects what of the published responses to read.
type PublishedQuery struct {
	Question    string // id of the only question whose answers are read
	Submissions bool   // only letters, petitions and events are read
	At          string // cursor of the page of that list; "" for the first
}

// PublishedQuestion is a question with a page of its published answers, in a random
// order that stays the same.
type PublishedQuestion struct {
	ID, Question   string
	Texts          []PublishedText
	Previous, Next string // cursors of the neighbouring pages, or ""
}

// PublishedText is a published answer.
type PublishedText struct {
	Attribution
	Text string
}

// PublishedResponses is what is published of a consultation: the first page of each list,
// or a page of one.
type PublishedResponses struct {
	Consultation *consult.Consultation
	Questions    []PublishedQuestion
	Submissions  db.Page[PublishableSubmission]
}

// publishedPageSize is the number of answers to a question, and of submissions, on a
// page.
const publishedPageSize = 20

// PublishedResponses returns what is published of a consultation, or fault.NotFound
// if it has no page with published responses.
func (s *Service) PublishedResponses(ctx context.Context, slug string, q PublishedQuery) (all PublishedResponses, err error) {
	defer fault.Wrap(&err, "show the published responses to %s", slug)
	return all, s.DB.View(ctx, func(tx *db.Tx) (err error) {
		all, err = s.publishedResponses(ctx, tx, slug, q)
		return err
	})
}

// HasPublished reports whether a consultation has a page with published responses. It
// reads no response.
func (s *Service) HasPublished(ctx context.Context, slug string) (yes bool, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		_, _, err := s.publicConsultation(ctx, tx, slug)
		if yes = err == nil; fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
	return yes, err
}

// publicConsultation returns a consultation that has a page with published responses,
// or fault.NotFound. The settings are nil if only submissions are published.
func (s *Service) publicConsultation(
	ctx context.Context,
	tx *db.Tx,
	slug string,
) (*consult.Consultation, *PublishingSettings, error) {
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return nil, nil, err
	}
	p, err := GetPublishingSettings(ctx, tx, slug)
	if err != nil {
		return nil, nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, nil, err
	}
	hasSubmissions, err := db.One(ctx, tx, db.Bool, `SELECT COUNT(*) > 0 FROM moderation_submission_review
		WHERE consultation = $1 AND state = 'approved'`, slug)
	if err != nil {
		return nil, nil, err
	}
	if p == nil && !hasSubmissions || c.Stage == consult.StageDraft || c.Stage == consult.StageWithdrawn {
		return nil, nil, fault.New(fault.NotFound, "No responses to this consultation have been published.")
	}
	if (p == nil || !p.BeforeClose) && now.Before(c.GraceEnds()) {
		return nil, nil, fault.New(fault.NotFound, "Responses to this consultation will be published after it closes.")
	}
	return c, p, nil
}

func (s *Service) publishedResponses(
	ctx context.Context,
	tx *db.Tx,
	slug string,
	q PublishedQuery,
) (all PublishedResponses, err error) {
	c, p, err := s.publicConsultation(ctx, tx, slug)
	if err != nil {
		return all, err
	}
	all = PublishedResponses{Consultation: c}
	if q.Question == "" {
		if all.Submissions, err = publishedSubmissions(ctx, tx, slug, q.At); err != nil {
			return all, err
		}
	}
	if p == nil || q.Submissions {
		return all, nil
	}
	for _, id := range p.TextQuestions {
		if q.Question != "" && q.Question != id {
			continue
		}
		question, err := s.publishedAnswers(ctx, tx, slug, p, id, q.At)
		if err != nil {
			return all, err
		}
		if len(question.Texts) > 0 || question.Next != "" || question.Previous != "" {
			all.Questions = append(all.Questions, question)
		}
	}
	return all, nil
}

// byPosition is the order of the published answers to a question.
var byPosition = db.Order{Columns: []db.Column{{Name: "position"}}}

// publishedAnswers returns a page of the published answers to a question. It reads only
// responses with a decision that is not a rejection: the page is public and must be
// cheap.
func (s *Service) publishedAnswers(
	ctx context.Context,
	tx *db.Tx,
	slug string,
	p *PublishingSettings,
	id, at string,
) (q PublishedQuestion, err error) {
	q.ID = id
	found, err := db.Sift(at, publishedPageSize, db.Window{Rows: publishedPageSize}, func(at string, size int) (db.Page[answerReview], error) {
		return db.ReadPage(ctx, tx, scanAnswerReview, func(v answerReview) []any { return []any{v.position} },
			db.PageQuery{Order: byPosition, At: at, Size: size}, `SELECT `+answerReviewColumns+` FROM moderation_answer_review`,
			`consultation = $1 AND question = $2 AND state <> 'rejected'`, slug, id)
	}, func(rows []answerReview) ([]*PublishableAnswer, error) {
		return s.reviewedAnswers(ctx, tx, slug, p, rows)
	})
	for _, r := range found.Items {
		if attribution, ok := r.publicAttribution(); ok {
			q.Question = r.Label
			q.Texts = append(q.Texts, PublishedText{attribution, r.Text})
		}
	}
	q.Previous, q.Next = found.Previous, found.Next
	return q, err
}

// position returns the place of a published answer: a digest that differs between
// questions, so that the positions of two answers do not reveal that they are from the
// same person.
func (p *PublishingSettings) position(r PublishableAnswer) string {
	return digest.Labelled(p.seed, r.Question, r.Response).ID()
}

// byDay is the order of the published submissions, the latest day first.
var byDay = db.Order{Columns: []db.Column{{Name: "day"}, {Name: "submission"}}, Descending: true}

// publishedSubmissions returns a page of the published submissions.
func publishedSubmissions(ctx context.Context, tx *db.Tx, slug, at string) (db.Page[PublishableSubmission], error) {
	return db.Sift(at, publishedPageSize, db.Window{Rows: publishedPageSize}, func(at string, size int) (db.Page[[2]string], error) {
		return db.ReadPage(ctx, tx, func(r db.Row) (v [2]string, err error) { return v, r.Scan(&v[0], &v[1]) },
			func(v [2]string) []any { return []any{v[0], v[1]} }, db.PageQuery{Order: byDay, At: at, Size: size},
			`SELECT day, submission FROM moderation_submission_review`, `consultation = $1 AND state = 'approved'`, slug)
	}, func(rows [][2]string) ([]*PublishableSubmission, error) {
		var revisions []*entry.Revision
		for _, row := range rows {
			r, err := entry.GetSubmission(ctx, tx, slug, row[1])
			if err != nil {
				return nil, err
			}
			revisions = append(revisions, r)
		}
		all, err := publishableSubmissions(ctx, tx, revisions)
		for i, s := range all {
			if s != nil && s.State != Approved {
				all[i] = nil
			}
		}
		return all, err
	})
}

// PublishedAnswers returns the published answers of one response.
func (s *Service) PublishedAnswers(
	ctx context.Context,
	tx *db.Tx,
	slug string,
	row intake.ResponseRow,
) (all []PublishableAnswer, err error) {
	p, err := GetPublishingSettings(ctx, tx, slug)
	if err != nil || p == nil {
		return nil, err
	}
	reviews, err := answerReviews(ctx, tx, []string{row.ID})
	if err != nil {
		return nil, err
	}
	answers, err := s.publishableAnswers(ctx, tx, p, row)
	for _, r := range answers {
		r.applyReview(reviews)
		if attribution, ok := r.publicAttribution(); ok {
			r.Attribution = attribution
			all = append(all, r)
		}
	}
	return all, err
}
