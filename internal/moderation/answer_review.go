package moderation

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// The decisions about an answer or a submission.
const (
	Approved        = "approved"
	ApprovedUnnamed = "unnamed" // approved without the name of the organisation
	Rejected        = "rejected"
)

// PublishableAnswer is a written answer whose respondent gave consent to publish it.
type PublishableAnswer struct {
	Attribution
	Response, Question, Label, Text string
	State                           string // "" before the decision
	Changed                         bool   // the text or the name has changed since the decision
}

// Digest returns a digest of the text and the name that an officer decides about. A
// text or name that has changed since needs another decision.
func (r *PublishableAnswer) Digest() string {
	if r.Name != "" {
		return digest.Labelled("folkmoot/named-answer/v1", r.Name, r.Text).ID()
	}
	return digest.Labelled("folkmoot/answer/v1", r.Text).ID()
}

// publicAttribution reports whether r is published, and returns the attribution under
// which it is.
func (r *PublishableAnswer) publicAttribution() (Attribution, bool) {
	switch r.State {
	case Approved:
		return r.Attribution, true
	case ApprovedUnnamed:
		return Attribution{Organisation: r.Organisation}, true
	}
	return Attribution{}, false
}

// publishableAnswers returns the answers of a response that can be published once
// they are approved.
func (s *Service) publishableAnswers(
	ctx context.Context,
	tx *db.Tx,
	p *PublishingSettings,
	row intake.ResponseRow,
) (all []PublishableAnswer, err error) {
	if row.State != intake.Counted || row.TextsDeleted {
		return nil, nil
	}
	_, answers, err := s.Intake.ParseAnswers(ctx, tx, row.FormVersion, row.Answers)
	if err != nil {
		return nil, err
	}
	if agreed, _ := answers.PublishingConsent(); !agreed {
		return nil, nil
	}
	attribution := p.attribution(answers)
	for _, t := range intake.FreeTexts(answers) {
		if t.Choice == "" && slices.Contains(p.TextQuestions, t.Question) {
			all = append(all, PublishableAnswer{
				Attribution: attribution,
				Response:    row.ID,
				Question:    t.Question,
				Label:       t.Label,
				Text:        t.Text,
			})
		}
	}
	return all, nil
}

// applyReview sets State and Changed from the decision about r, if there is one.
func (r *PublishableAnswer) applyReview(reviews map[[2]string]answerReview) {
	v := reviews[[2]string{r.Response, r.Question}]
	r.State = v.state
	if v.state != "" && v.digest != r.Digest() {
		r.State, r.Changed = "", true
	}
}

type answerReview struct{ response, question, state, digest, position string }

const answerReviewColumns = `response, question, state, digest, position`

func scanAnswerReview(r db.Row) (v answerReview, err error) {
	return v, r.Scan(&v.response, &v.question, &v.state, &v.digest, &v.position)
}

// answerReviews returns the decisions about answers of these responses, by response and
// question.
func answerReviews(ctx context.Context, tx *db.Tx, responses []string) (map[[2]string]answerReview, error) {
	reviews := map[[2]string]answerReview{}
	if len(responses) == 0 {
		return reviews, nil
	}
	rows, err := db.All(ctx, tx, scanAnswerReview, `SELECT `+answerReviewColumns+` FROM moderation_answer_review
		WHERE response IN (`+db.Placeholders(1, len(responses))+`)`, db.Args(responses)...)
	for _, v := range rows {
		reviews[[2]string{v.response, v.question}] = v
	}
	return reviews, err
}

// reviewedAnswers returns for each of reviews the answer that it is about, with the
// decision, or nil if it can no longer be published.
func (s *Service) reviewedAnswers(
	ctx context.Context,
	tx *db.Tx,
	slug string,
	p *PublishingSettings,
	reviews []answerReview,
) ([]*PublishableAnswer, error) {
	var ids []string
	byKey := map[[2]string]answerReview{}
	at := map[[2]string]int{}
	for i, v := range reviews {
		ids = append(ids, v.response)
		key := [2]string{v.response, v.question}
		byKey[key], at[key] = v, i
	}
	slices.Sort(ids)
	rows, err := intake.GetResponses(ctx, tx, slug, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	all := make([]*PublishableAnswer, len(reviews))
	for _, row := range rows {
		answers, err := s.publishableAnswers(ctx, tx, p, row)
		if err != nil {
			return nil, err
		}
		for _, r := range answers {
			if i, ok := at[[2]string{r.Response, r.Question}]; ok {
				r.applyReview(byKey)
				all[i] = &r
			}
		}
	}
	return all, nil
}

// AnswerRef is an answer as an officer has read it.
type AnswerRef struct{ Response, Question, Digest string }

// maxReviewed is the largest number of answers or submissions in one decision.
const maxReviewed = 500

var errTooMany = fault.Newf(fault.Invalid, "Select no more than %d at a time.", maxReviewed)

// ReviewAnswers saves the same decision about each of answers: Approved, ApprovedUnnamed
// or Rejected, with an audit entry for each. It leaves out those that have changed since
// by read them, and returns how many it decided about.
func (s *Service) ReviewAnswers(
	ctx context.Context,
	by actor.Actor,
	slug, state string,
	answers []AnswerRef,
) (done int, err error) {
	defer fault.Wrap(&err, "review answers to %s", slug)
	switch {
	case state != Approved && state != ApprovedUnnamed && state != Rejected:
		return 0, errNoDecision
	case len(answers) == 0:
		return 0, errNothingSelected
	case len(answers) > maxReviewed:
		return 0, errTooMany
	}
	return done, s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		p, err := GetPublishingSettings(ctx, tx, slug)
		if err != nil {
			return err
		}
		done = 0
		for _, a := range answers {
			switch err := s.reviewAnswer(ctx, tx, by, slug, p, a, state); {
			case err == nil:
				done++
			case !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound):
				return err
			}
		}
		return nil
	})
}

// The errors of a form with decisions.
var (
	errNoDecision      = fault.New(fault.Invalid, "Select whether to publish this.")
	errNothingSelected = fault.New(fault.Invalid, "Select what you have decided about.")
)

// ReviewAnswer saves the decision whether to publish an answer, as ReviewAnswers does. If
// the answer has changed since by read it, it is fault.Conflict.
func (s *Service) ReviewAnswer(
	ctx context.Context,
	by actor.Actor,
	slug, id, question, digest, state string,
) (err error) {
	defer fault.Wrap(&err, "review an answer to %s", slug)
	if state != Approved && state != ApprovedUnnamed && state != Rejected {
		return errNoDecision
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		p, err := GetPublishingSettings(ctx, tx, slug)
		if err != nil {
			return err
		}
		return s.reviewAnswer(ctx, tx, by, slug, p, AnswerRef{id, question, digest}, state)
	})
}

// reviewAnswer saves the decision about an answer, with its audit entry.
func (s *Service) reviewAnswer(
	ctx context.Context,
	tx *db.Tx,
	by actor.Actor,
	slug string,
	p *PublishingSettings,
	a AnswerRef,
	state string,
) error {
	row, err := intake.GetResponse(ctx, tx, slug, a.Response)
	if err != nil {
		return err
	}
	var answers []PublishableAnswer
	if p != nil {
		if answers, err = s.publishableAnswers(ctx, tx, p, row); err != nil {
			return err
		}
	}
	i := slices.IndexFunc(answers, func(r PublishableAnswer) bool { return r.Question == a.Question })
	if i < 0 {
		return fault.New(fault.Conflict, "The respondent did not agree to publish this, or it has been deleted.")
	}
	if a.Digest != answers[i].Digest() {
		return fault.New(fault.Conflict, "Someone else has changed this. Open the page again.")
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO moderation_answer_review
		(response, question, state, digest, actor, at, consultation, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (response, question) DO UPDATE SET state = excluded.state, digest = excluded.digest,
			actor = excluded.actor, at = excluded.at`,
		a.Response, a.Question, state, a.Digest, by.ID, db.Time(now), slug, p.position(answers[i])); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, reviewActs[state], "response", a.Response, a.Question)
}

// reviewActs are the names of the decisions about an answer in the audit log.
var reviewActs = map[string]string{
	Approved:        "publish-answer",
	ApprovedUnnamed: "publish-answer-without-name",
	Rejected:        "do-not-publish-answer",
}
