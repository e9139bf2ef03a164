package moderation

import (
	"context"
	"encoding/json"
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

// PublishingSettings says which answers of a consultation can be published. An answer is
// published only if its respondent agreed in the questionnaire's consent question
// ([survey.Consent]); no setting can replace that consent.
type PublishingSettings struct {
	TextQuestions []string // the questions whose answers can be published
	BeforeClose   bool     // publish before the consultation closes
	Organisations OrganisationSettings
	Version       int64  // increases with each change; 0 before the first
	seed          string // of the random order of published answers
}

// OrganisationSettings says which answers show that a response is from an organisation,
// and give its name. The zero value names no organisation. Individuals are never named.
type OrganisationSettings struct {
	OrganisationQuestion string // asks whom the response is from
	OrganisationOption   string // means that it is from an organisation
	NameQuestion         string // asks for its name
}

// Attribution says who wrote a published text: an individual or an organisation.
type Attribution struct {
	Organisation bool
	Name         string // of an organisation that agreed to be named; otherwise ""
}

const publishingColumns = `text_questions, before_close, seed, version, org_question, org_option, org_name_question`

func scanPublishingSettings(r db.Row) (*PublishingSettings, error) {
	p, texts := &PublishingSettings{}, ""
	o := &p.Organisations
	if err := r.Scan(&texts, &p.BeforeClose, &p.seed, &p.Version,
		&o.OrganisationQuestion, &o.OrganisationOption, &o.NameQuestion); err != nil {
		return nil, err
	}
	return p, json.Unmarshal([]byte(texts), &p.TextQuestions)
}

// GetPublishingSettings returns the settings of a consultation, or nil if it has none.
func GetPublishingSettings(ctx context.Context, tx *db.Tx, slug string) (*PublishingSettings, error) {
	p, err := db.One(ctx, tx, scanPublishingSettings,
		`SELECT `+publishingColumns+` FROM moderation_publishing WHERE consultation = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return p, err
}

// SetPublishingSettings saves the settings of a consultation. The questions and
// options that they name must be in the form, so that respondents were asked. If
// p.Version is not the current version, it is fault.Conflict.
func (s *Service) SetPublishingSettings(ctx context.Context, by actor.Actor, slug string, p PublishingSettings) (err error) {
	defer fault.Wrap(&err, "set the publishing settings of %s", slug)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		form, err := s.mainForm(ctx, tx, slug)
		if err != nil {
			return err
		}
		return p.save(ctx, tx, by, slug, form)
	})
}

// save checks and saves p if p.Version is the current version, and logs the change.
func (p *PublishingSettings) save(ctx context.Context, tx *db.Tx, by actor.Actor, slug string, form *survey.Form) error {
	if err := p.check(form); err != nil {
		return err
	}
	texts, err := json.Marshal(p.TextQuestions)
	if err != nil {
		return err
	}
	n, err := tx.Exec(
		ctx,
		`INSERT INTO moderation_publishing (consultation, `+publishingColumns+`)
		VALUES ($1, $2, $3, $4, $5 + 1, $6, $7, $8)
		ON CONFLICT (consultation) DO UPDATE SET text_questions = excluded.text_questions,
			before_close = excluded.before_close, version = excluded.version, org_question = excluded.org_question,
			org_option = excluded.org_option, org_name_question = excluded.org_name_question
		WHERE moderation_publishing.version = $5`,
		slug,
		string(texts),
		p.BeforeClose,
		db.NewID(),
		p.Version,
		p.Organisations.OrganisationQuestion,
		p.Organisations.OrganisationOption,
		p.Organisations.NameQuestion,
	)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "Someone else has changed this. Open the page again.")
	}
	return audit.Append(
		ctx,
		tx,
		by,
		"set-publishing-settings",
		"consultation",
		slug,
		strings.Join(p.TextQuestions, " "),
	)
}

// mainForm returns the form of the first edition of a consultation, which names the
// questions on staff pages.
func (s *Service) mainForm(ctx context.Context, tx *db.Tx, slug string) (*survey.Form, error) {
	refs, err := consult.Forms(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	if len(refs) == 0 {
		return nil, fault.New(fault.Conflict, "This consultation has no questionnaire.")
	}
	return s.Intake.Form(ctx, tx, refs[0].Version)
}

// hasOption reports whether the form has the question, with one answer and choice
// among its options, outside the equality monitoring pages.
func hasOption(form *survey.Form, question, choice string) bool {
	q, page := form.Question(question)
	return q != nil && !page.Monitoring && q.Kind == survey.Single &&
		slices.ContainsFunc(q.Options, func(o survey.Option) bool { return o.ID == choice })
}

// check returns fault.Invalid if p does not fit the form.
func (p *PublishingSettings) check(form *survey.Form) error {
	if form.ConsentQuestion() == nil {
		return fault.New(
			fault.Invalid,
			"Add the question “May we publish what you write?” to the questionnaire. "+
				"Without it, no answer can be published.",
		)
	}
	if len(p.TextQuestions) == 0 {
		return fault.New(fault.Invalid, "Select at least one question whose answers can be published.")
	}
	for _, id := range p.TextQuestions {
		if q, page := form.Question(id); q == nil || page.Monitoring || q.Kind != survey.LongText && q.Kind != survey.ShortText {
			return fault.New(fault.Invalid, "Select only questions that people answer in their own words.")
		}
	}
	if o := p.Organisations; o != (OrganisationSettings{}) {
		q, page := form.Question(o.NameQuestion)
		switch {
		case !hasOption(form, o.OrganisationQuestion, o.OrganisationOption) ||
			q == nil || page.Monitoring || q.Kind != survey.ShortText:
			return fault.New(
				fault.Invalid,
				"To name organisations, select both the answer that shows the response is from an organisation "+
					"and the question that asks for its name.",
			)
		case slices.Contains(p.TextQuestions, o.NameQuestion):
			return fault.New(
				fault.Invalid,
				"The organisation’s name cannot also be published as an answer. "+
					"Remove it from the answers that can be published.",
			)
		}
	}
	return nil
}

// attribution returns who wrote the answers. An organisation is named only if it gave
// consent and no part of its name was redacted.
func (p *PublishingSettings) attribution(answers survey.Answers) (a Attribution) {
	o := p.Organisations
	if o == (OrganisationSettings{}) ||
		!slices.Contains(answers.Get(o.OrganisationQuestion).Options, o.OrganisationOption) {
		return a
	}
	a.Organisation = true
	name := strings.TrimSpace(answers.Get(o.NameQuestion).Text)
	if _, named := answers.PublishingConsent(); named && !strings.Contains(name, intake.RedactionMark) {
		a.Name = name
	}
	return a
}
