package moderation

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
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

// applyReview sets State and Changed from the decisions of a consultation.
func (r *PublishableAnswer) applyReview(reviews map[[2]string]answerReview) {
	v := reviews[[2]string{r.Response, r.Question}]
	r.State = v.state
	if v.state != "" && v.digest != r.Digest() {
		r.State, r.Changed = "", true
	}
}

type answerReview struct{ response, question, state, digest string }

// answerReviews returns the decisions about answers to a consultation, by response
// and question.
func answerReviews(ctx context.Context, tx *db.Tx, slug string) (map[[2]string]answerReview, error) {
	rows, err := db.All(ctx, tx, func(r db.Row) (v answerReview, err error) {
		return v, r.Scan(&v.response, &v.question, &v.state, &v.digest)
	},
		`SELECT response, question, state, digest FROM moderation_answer_review WHERE consultation = $1`, slug)
	reviews := map[[2]string]answerReview{}
	for _, v := range rows {
		reviews[[2]string{v.response, v.question}] = v
	}
	return reviews, err
}

// approvedAnswers returns the published answers. It reads only responses with a
// decision that is not a rejection: the page is public and must be cheap.
func (s *Service) approvedAnswers(
	ctx context.Context,
	tx *db.Tx,
	slug string,
	p *PublishingSettings,
) (all []PublishableAnswer, err error) {
	reviews, err := answerReviews(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, v := range reviews {
		if v.state != Rejected {
			ids = append(ids, v.response)
		}
	}
	slices.Sort(ids)
	for chunk := range slices.Chunk(slices.Compact(ids), 200) {
		found, err := intake.GetResponses(ctx, tx, slug, chunk)
		if err != nil {
			return nil, err
		}
		for _, row := range found {
			answers, err := s.publishableAnswers(ctx, tx, p, row)
			if err != nil {
				return nil, err
			}
			for _, r := range answers {
				r.applyReview(reviews)
				if attribution, ok := r.publicAttribution(); ok {
					r.Attribution = attribution
					all = append(all, r)
				}
			}
		}
	}
	return all, nil
}

// answersToReview returns the publishable answers of all responses with their decisions.
func (s *Service) answersToReview(
	ctx context.Context,
	tx *db.Tx,
	slug string,
	p *PublishingSettings,
) (all []PublishableAnswer, err error) {
	reviews, err := answerReviews(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	for after := ""; ; {
		rows, err := intake.ListResponses(ctx, tx, slug, intake.Filter{State: intake.Counted}, after, 200)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			answers, err := s.publishableAnswers(ctx, tx, p, row)
			if err != nil {
				return nil, err
			}
			for i := range answers {
				answers[i].applyReview(reviews)
			}
			all = append(all, answers...)
		}
		if len(rows) < 200 {
			return all, nil
		}
		after = rows[len(rows)-1].ID
	}
}

// ReviewQueue is everything that officers decide about before it is published.
type ReviewQueue struct {
	Consultation  *consult.Consultation
	Questionnaire *survey.Form
	Settings      *PublishingSettings // nil if none are set
	Answers       []PublishableAnswer // those without a decision first
	Submissions   []PublishableSubmission
}

// ReviewQueue returns the answers and submissions that can be published, those
// without a decision first. The access is logged before anything is read.
func (s *Service) ReviewQueue(ctx context.Context, by actor.Actor, slug string) (q ReviewQueue, err error) {
	defer fault.Wrap(&err, "list answers to %s for review", slug)
	if !by.May(actor.ReadResponses) {
		return q, fault.New(fault.Forbidden, mayNotRead)
	}
	if err := s.logAccess(ctx, by, actor.Moderate, slug, "list-answers-to-review", "consultation", slug, ""); err != nil {
		return q, err
	}
	return q, s.DB.View(ctx, func(tx *db.Tx) error {
		q = ReviewQueue{}
		if q.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if q.Questionnaire, err = s.mainForm(ctx, tx, slug); err != nil {
			return err
		}
		if q.Submissions, err = s.publishableSubmissions(ctx, tx, slug); err != nil {
			return err
		}
		if q.Settings, err = GetPublishingSettings(ctx, tx, slug); err != nil || q.Settings == nil {
			return err
		}
		if q.Answers, err = s.answersToReview(ctx, tx, slug, q.Settings); err != nil {
			return err
		}
		slices.SortStableFunc(q.Answers, func(a, b PublishableAnswer) int { return compareUndecided(a.State, b.State) })
		return nil
	})
}

// compareUndecided orders states: those without a decision first.
func compareUndecided(a, b string) int {
	switch {
	case a == "" && b != "":
		return -1
	case a != "" && b == "":
		return 1
	}
	return 0
}

// ReviewAnswer saves the decision whether to publish an answer: Approved,
// ApprovedUnnamed or Rejected. digest is the Digest of the answer that by read: if it
// has changed since, it is fault.Conflict.
func (s *Service) ReviewAnswer(
	ctx context.Context,
	by actor.Actor,
	slug, id, question, digest, state string,
) (err error) {
	defer fault.Wrap(&err, "review an answer to %s", slug)
	if state != Approved && state != ApprovedUnnamed && state != Rejected {
		return fault.New(fault.Invalid, "Select whether to publish this.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		p, err := GetPublishingSettings(ctx, tx, slug)
		if err != nil {
			return err
		}
		row, err := intake.GetResponse(ctx, tx, slug, id)
		if err != nil {
			return err
		}
		var answers []PublishableAnswer
		if p != nil {
			if answers, err = s.publishableAnswers(ctx, tx, p, row); err != nil {
				return err
			}
		}
		i := slices.IndexFunc(answers, func(r PublishableAnswer) bool { return r.Question == question })
		if i < 0 {
			return fault.New(fault.Conflict, "The respondent did not agree to publish this, or it has been deleted.")
		}
		if digest != answers[i].Digest() {
			return fault.New(fault.Conflict, "Someone else has changed this. Open the page again.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO moderation_answer_review
			(response, question, state, digest, actor, at, consultation) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (response, question) DO UPDATE SET state = excluded.state, digest = excluded.digest,
				actor = excluded.actor, at = excluded.at`,
			id, question, state, digest, by.ID, db.Time(now), slug); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, reviewActs[state], "response", id, question)
	})
}

// reviewActs are the names of the decisions about an answer in the audit log.
var reviewActs = map[string]string{
	Approved:        "publish-answer",
	ApprovedUnnamed: "publish-answer-without-name",
	Rejected:        "do-not-publish-answer",
}
