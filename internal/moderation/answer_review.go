package moderation

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// The verdicts on a reply.
const (
	Approved        = "approved"
	ApprovedUnnamed = "unnamed" // approved, but without the name of the organisation
	Rejected        = "rejected"
)

// PublishableAnswer is the answer of somebody who agreed, to one question.
type PublishableAnswer struct {
	Attribution
	Response, Question, Label, Text string
	State                           string // "" while nobody has decided
	Changed                         bool   // the text is not the one that was decided on
}

// Digest is a digest of what an officer reads before they decide. What was not
// there then, such as a name, is not published without another decision.
func (r *PublishableAnswer) Digest() string {
	if r.Name != "" {
		return intake.Digest("folkmoot/reply/v2", r.Name+"\x00"+r.Text)
	}
	return intake.Digest("folkmoot/reply/v1", r.Text)
}

// publicAttribution reports whether the public sees r, and as whose it sees it.
func (r *PublishableAnswer) publicAttribution() (Attribution, bool) {
	switch r.State {
	case Approved:
		return r.Attribution, true
	case ApprovedUnnamed:
		return Attribution{Organisation: r.Organisation}, true
	}
	return Attribution{}, false
}

// publishableAnswers returns the answers of a response that may be shown, once approved.
func (s *Service) publishableAnswers(
	ctx context.Context,
	tx *db.Tx,
	p *PublishingSettings,
	seen intake.ResponseRow,
) (all []PublishableAnswer, err error) {
	if seen.State != intake.Counted || seen.TextsDeleted {
		return nil, nil
	}
	_, given, err := s.Intake.ParseAnswers(ctx, tx, seen.FormVersion, seen.Answers)
	if err != nil || !p.consented(given) {
		return nil, err
	}
	voice := p.attribution(given)
	for _, t := range intake.FreeTexts(given) {
		if t.Choice == "" && slices.Contains(p.TextQuestions, t.Question) {
			all = append(all, PublishableAnswer{Attribution: voice, Response: seen.ID, Question: t.Question, Label: t.Label, Text: t.Text})
		}
	}
	return all, nil
}

// applyReview tells r what officers said of it.
func (r *PublishableAnswer) applyReview(said map[[2]string]answerReview) {
	v := said[[2]string{r.Response, r.Question}]
	r.State = v.state
	if v.state != "" && v.digest != r.Digest() {
		r.State, r.Changed = "", true
	}
}

type answerReview struct{ response, question, state, digest string }

// answerReviews returns what officers said of the replies to a consultation, by
// response and question.
func answerReviews(ctx context.Context, tx *db.Tx, slug string) (map[[2]string]answerReview, error) {
	rows, err := db.All(ctx, tx, func(r db.Row) (v answerReview, err error) {
		return v, r.Scan(&v.response, &v.question, &v.state, &v.digest)
	},
		`SELECT response, question, state, digest FROM moderation_answer_review WHERE consultation = $1`, slug)
	said := map[[2]string]answerReview{}
	for _, v := range rows {
		said[[2]string{v.response, v.question}] = v
	}
	return said, err
}

// approvedAnswers returns the replies that the public sees. It reads no response but
// those of which one was approved: the page is for everybody, as often as they
// like.
func (s *Service) approvedAnswers(ctx context.Context, tx *db.Tx, slug string, p *PublishingSettings) (all []PublishableAnswer, err error) {
	said, err := answerReviews(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, v := range said {
		if v.state != Rejected {
			ids = append(ids, v.response)
		}
	}
	slices.Sort(ids)
	for some := range slices.Chunk(slices.Compact(ids), 200) {
		found, err := intake.GetResponses(ctx, tx, slug, some)
		if err != nil {
			return nil, err
		}
		for _, seen := range found {
			replies, err := s.publishableAnswers(ctx, tx, p, seen)
			if err != nil {
				return nil, err
			}
			for _, r := range replies {
				r.applyReview(said)
				if voice, ok := r.publicAttribution(); ok {
					r.Attribution = voice
					all = append(all, r)
				}
			}
		}
	}
	return all, nil
}

// answersToReview returns what may be shown of all responses, for those who decide.
func (s *Service) answersToReview(ctx context.Context, tx *db.Tx, slug string, p *PublishingSettings) (all []PublishableAnswer, err error) {
	said, err := answerReviews(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	for after := ""; ; {
		some, err := intake.ListResponses(ctx, tx, slug, intake.Filter{State: intake.Counted}, after, 200)
		if err != nil {
			return nil, err
		}
		for _, seen := range some {
			replies, err := s.publishableAnswers(ctx, tx, p, seen)
			if err != nil {
				return nil, err
			}
			for i := range replies {
				replies[i].applyReview(said)
			}
			all = append(all, replies...)
		}
		if len(some) < 200 {
			return all, nil
		}
		after = some[len(some)-1].ID
	}
}

// ReviewQueue is what officers decide on before anything of it is published.
type ReviewQueue struct {
	Consultation  *consult.Consultation
	Questionnaire *survey.Form
	Settings      *PublishingSettings // nil: nothing is set
	Answers       []PublishableAnswer // those that wait for a decision first
	Submissions   []PublishableSubmission
}

// ReviewQueue returns the replies and letters on which somebody must decide first, then
// the others. That by reads them is written down before.
func (s *Service) ReviewQueue(ctx context.Context, by actor.Actor, slug string) (q ReviewQueue, err error) {
	defer fault.Wrap(&err, "list the replies to %s", slug)
	if !by.May(actor.ReadResponses) {
		return q, fault.New(fault.Forbidden, mayNotRead)
	}
	if err := s.logAccess(ctx, by, actor.Moderate, slug, "list-replies", "consultation", slug, ""); err != nil {
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

// compareUndecided sorts what waits for a decision before what does not.
func compareUndecided(a, b string) int {
	switch {
	case a == "" && b != "":
		return -1
	case a != "" && b == "":
		return 1
	}
	return 0
}

// ReviewAnswer approves or rejects a reply. saw is Seen of the reply that by read: if it
// is another by now, it is to be read again.
func (s *Service) ReviewAnswer(ctx context.Context, by actor.Actor, slug, id, question, saw, state string) (err error) {
	defer fault.Wrap(&err, "decide on a reply to %s", slug)
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
		seen, err := intake.GetResponse(ctx, tx, slug, id)
		if err != nil {
			return err
		}
		var replies []PublishableAnswer
		if p != nil {
			if replies, err = s.publishableAnswers(ctx, tx, p, seen); err != nil {
				return err
			}
		}
		i := slices.IndexFunc(replies, func(r PublishableAnswer) bool { return r.Question == question })
		if i < 0 {
			return fault.New(fault.Conflict, "The respondent did not agree to publish this, or it has been deleted.")
		}
		if saw != replies[i].Digest() {
			return fault.New(fault.Conflict, "Someone else has changed this. Open the page again.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO moderation_answer_review (response, question, state, digest, actor, at, consultation) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (response, question) DO UPDATE SET state = excluded.state, digest = excluded.digest, actor = excluded.actor, at = excluded.at`,
			id, question, state, replies[i].Digest(), by.ID, db.Time(now), slug); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, state+"-reply", "response", id, question)
	})
}

// PublishedQuestion is what the public reads of one question: texts in an order that says
// nothing and stays the same. Of who wrote them it says only what an organisation
// agreed to.
type PublishedQuestion struct {
	Question string
	Texts    []PublishedText
}

// PublishedText is one text that is published.
type PublishedText struct {
	Attribution
	Text string
}

// PublishedResponses is everything that the public reads of what people wrote.
type PublishedResponses struct {
	Consultation *consult.Consultation
	Questions    []PublishedQuestion
	Submissions  []PublishableSubmission
}

// PublishedResponses returns what is published of a consultation.
func (s *Service) PublishedResponses(ctx context.Context, slug string) (shown PublishedResponses, err error) {
	defer fault.Wrap(&err, "show the replies to %s", slug)
	return shown, s.DB.View(ctx, func(tx *db.Tx) (err error) {
		shown, err = s.publishedResponses(ctx, tx, slug)
		return err
	})
}

// HasPublished reports whether there is a page with what is published of a
// consultation, without reading a response.
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

// publicConsultation returns a consultation of which something is published now, and what is
// set for that, which may be nothing where it is letters alone.
func (s *Service) publicConsultation(ctx context.Context, tx *db.Tx, slug string) (*consult.Consultation, *PublishingSettings, error) {
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
	letters, err := db.One(
		ctx,
		tx,
		db.Bool,
		`SELECT COUNT(*) > 0 FROM moderation_submission_review WHERE consultation = $1 AND state = 'approved'`,
		slug,
	)
	if err != nil {
		return nil, nil, err
	}
	if p == nil && !letters || c.Stage == consult.StageDraft || c.Stage == consult.StageWithdrawn {
		return nil, nil, fault.New(fault.NotFound, "No responses to this consultation have been published.")
	}
	if (p == nil || !p.BeforeClose) && now.Before(c.GraceEnds()) {
		return nil, nil, fault.New(fault.NotFound, "Responses to this consultation will be published after it closes.")
	}
	return c, p, nil
}

func (s *Service) publishedResponses(ctx context.Context, tx *db.Tx, slug string) (shown PublishedResponses, err error) {
	c, p, err := s.publicConsultation(ctx, tx, slug)
	if err != nil {
		return shown, err
	}
	letters, err := s.publishableSubmissions(ctx, tx, slug)
	if err != nil {
		return shown, err
	}
	letters = slices.DeleteFunc(letters, func(l PublishableSubmission) bool { return l.State != Approved })
	shown = PublishedResponses{Consultation: c, Submissions: letters}
	if p == nil {
		return shown, nil
	}
	found, err := s.approvedAnswers(ctx, tx, slug, p)
	if err != nil {
		return shown, err
	}
	slices.SortFunc(found, func(a, b PublishableAnswer) int { return strings.Compare(p.sortKey(a), p.sortKey(b)) })
	for _, id := range p.TextQuestions {
		one := PublishedQuestion{}
		for _, r := range found {
			if r.Question == id {
				one.Question, one.Texts = r.Label, append(one.Texts, PublishedText{r.Attribution, r.Text})
			}
		}
		if len(one.Texts) > 0 {
			shown.Questions = append(shown.Questions, one)
		}
	}
	return shown, nil
}

// sortKey is where a reply stands: by a digest, different for each question, so
// that the places of two answers do not tell that one person gave both.
func (p *PublishingSettings) sortKey(r PublishableAnswer) string {
	sum := sha256.Sum256([]byte(p.seed + "\x00" + r.Question + "\x00" + r.Response))
	return string(sum[:])
}

// publishedAnswers returns what of one response is shown to the public.
func (s *Service) PublishedAnswers(
	ctx context.Context,
	tx *db.Tx,
	slug string,
	seen intake.ResponseRow,
) (all []PublishableAnswer, err error) {
	p, err := GetPublishingSettings(ctx, tx, slug)
	if err != nil || p == nil {
		return nil, err
	}
	said, err := answerReviews(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	replies, err := s.publishableAnswers(ctx, tx, p, seen)
	for _, r := range replies {
		r.applyReview(said)
		if voice, ok := r.publicAttribution(); ok {
			r.Attribution = voice
			all = append(all, r)
		}
	}
	return all, err
}
