package moderation

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// PublishedQuestion is a question with its published answers, in a random order that
// stays the same.
type PublishedQuestion struct {
	ID, Question string
	Texts        []PublishedText
}

// PublishedText is a published answer.
type PublishedText struct {
	Attribution
	Text string
}

// PublishedResponses is everything that is published of a consultation.
type PublishedResponses struct {
	Consultation *consult.Consultation
	Questions    []PublishedQuestion
	Submissions  []PublishableSubmission
}

// PublishedResponses returns what is published of a consultation, or fault.NotFound
// if it has no page with published responses.
func (s *Service) PublishedResponses(ctx context.Context, slug string) (all PublishedResponses, err error) {
	defer fault.Wrap(&err, "show the published responses to %s", slug)
	return all, s.DB.View(ctx, func(tx *db.Tx) (err error) {
		all, err = s.publishedResponses(ctx, tx, slug)
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
) (all PublishedResponses, err error) {
	c, p, err := s.publicConsultation(ctx, tx, slug)
	if err != nil {
		return all, err
	}
	submissions, err := s.publishableSubmissions(ctx, tx, slug)
	if err != nil {
		return all, err
	}
	submissions = slices.DeleteFunc(submissions, func(s PublishableSubmission) bool { return s.State != Approved })
	all = PublishedResponses{Consultation: c, Submissions: submissions}
	if p == nil {
		return all, nil
	}
	found, err := s.approvedAnswers(ctx, tx, slug, p)
	if err != nil {
		return all, err
	}
	slices.SortFunc(found, func(a, b PublishableAnswer) int {
		return strings.Compare(p.sortKey(a), p.sortKey(b))
	})
	for _, id := range p.TextQuestions {
		question := PublishedQuestion{ID: id}
		for _, r := range found {
			if r.Question == id {
				question.Question = r.Label
				question.Texts = append(question.Texts, PublishedText{r.Attribution, r.Text})
			}
		}
		if len(question.Texts) > 0 {
			all.Questions = append(all.Questions, question)
		}
	}
	return all, nil
}

// sortKey returns the key by which published answers are ordered: a digest that
// differs between questions, so that the positions of two answers do not reveal that
// they are from the same person.
func (p *PublishingSettings) sortKey(r PublishableAnswer) string {
	sum := digest.Labelled(p.seed, r.Question, r.Response)
	return string(sum[:])
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
	reviews, err := answerReviews(ctx, tx, slug)
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
