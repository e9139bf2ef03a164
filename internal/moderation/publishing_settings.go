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

// PublishingSettings says which answers of a consultation may be shown, and how people
// agreed to that. Nothing is shown of anybody who did not.
type PublishingSettings struct {
	ConsentQuestion, ConsentOption string               // where people agree, and the option that says yes
	TextQuestions                  []string             // the questions whose answers may be shown
	BeforeClose                    bool                 // before the close as well
	Organisations                  OrganisationSettings // of organisations; nobody else is named
	Version                        int64
	seed                           string
}

// OrganisationSettings says how it is known that an answer is an organisation's and how that
// agreed to be named. The zero value names nobody.
type OrganisationSettings struct {
	OrganisationQuestion, OrganisationOption string // where they say for whom they answer, and the option that says for an organisation
	NameQuestion                             string // the question in which they write what it is called
	ConsentQuestion, ConsentOption           string // where they agree that it is named, and the option that says yes; Agreed may be the question of Publishing
}

// Attribution is who says something that is published: somebody, or an organisation,
// with its name where it agreed.
type Attribution struct {
	Organisation bool
	Name         string // "": it did not agree, or is none
}

const publishingColumns = `question, choice, text_questions, before_close, seed, version, org_question, org_option, org_name_question, org_consent_question, org_consent_option`

func scanPublishingSettings(r db.Row) (*PublishingSettings, error) {
	p, texts := &PublishingSettings{}, ""
	n := &p.Organisations
	if err := r.Scan(&p.ConsentQuestion, &p.ConsentOption, &texts, &p.BeforeClose, &p.seed, &p.Version, &n.OrganisationQuestion, &n.OrganisationOption, &n.NameQuestion, &n.ConsentQuestion, &n.ConsentOption); err != nil {
		return nil, err
	}
	return p, json.Unmarshal([]byte(texts), &p.TextQuestions)
}

// GetPublishingSettings returns what is set for a consultation, or nil.
func GetPublishingSettings(ctx context.Context, tx *db.Tx, slug string) (*PublishingSettings, error) {
	p, err := db.One(ctx, tx, scanPublishingSettings, `SELECT `+publishingColumns+` FROM moderation_publishing WHERE consultation = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return p, err
}

// SetPublishingSettings sets which answers may be shown. The question at which people
// agree must be one of the form, so that they were asked before they answered.
func (s *Service) SetPublishingSettings(ctx context.Context, by actor.Actor, slug string, p PublishingSettings) (err error) {
	defer fault.Wrap(&err, "set what may be published of %s", slug)
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

// save writes p over the version that it was made from.
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
		`INSERT INTO moderation_publishing (consultation, `+publishingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7 + 1, $8, $9, $10, $11, $12)
		ON CONFLICT (consultation) DO UPDATE SET question = excluded.question, choice = excluded.choice, text_questions = excluded.text_questions, before_close = excluded.before_close, version = excluded.version,
			org_question = excluded.org_question, org_option = excluded.org_option, org_name_question = excluded.org_name_question, org_consent_question = excluded.org_consent_question, org_consent_option = excluded.org_consent_option
		WHERE moderation_publishing.version = $7`,
		slug,
		p.ConsentQuestion,
		p.ConsentOption,
		string(texts),
		p.BeforeClose,
		db.NewID(),
		p.Version,
		p.Organisations.OrganisationQuestion,
		p.Organisations.OrganisationOption,
		p.Organisations.NameQuestion,
		p.Organisations.ConsentQuestion,
		p.Organisations.ConsentOption,
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
		"set-publishing",
		"consultation",
		slug,
		p.ConsentQuestion+"="+p.ConsentOption+": "+strings.Join(p.TextQuestions, " "),
	)
}

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

// hasOption reports whether form asks question, among what it does not ask about
// the person, with choice among its options.
func hasOption(form *survey.Form, question, choice string) bool {
	q, page := form.Question(question)
	return q != nil && !page.Monitoring && q.Kind == survey.Single &&
		slices.ContainsFunc(q.Options, func(o survey.Option) bool { return o.ID == choice })
}

func (p *PublishingSettings) check(form *survey.Form) error {
	if !hasOption(form, p.ConsentQuestion, p.ConsentOption) {
		return fault.New(fault.Invalid, "Select the question and answer that give consent to publish.")
	}
	if len(p.TextQuestions) == 0 {
		return fault.New(fault.Invalid, "Select at least one question whose answers can be published.")
	}
	for _, id := range p.TextQuestions {
		if q, page := form.Question(id); q == nil || page.Monitoring || q.Kind != survey.LongText && q.Kind != survey.ShortText {
			return fault.New(fault.Invalid, "Select only questions that people answer in their own words.")
		}
	}
	if n := p.Organisations; n != (OrganisationSettings{}) {
		q, page := form.Question(n.NameQuestion)
		switch {
		case !hasOption(form, n.OrganisationQuestion, n.OrganisationOption) || !hasOption(form, n.ConsentQuestion, n.ConsentOption) || q == nil || page.Monitoring || q.Kind != survey.ShortText:
			return fault.New(
				fault.Invalid,
				"To name organisations, select all three: the answer that shows the response is from an organisation, the question that asks for its name, and the answer that gives consent to name it.",
			)
		case slices.Contains(p.TextQuestions, n.NameQuestion):
			return fault.New(
				fault.Invalid,
				"The organisation’s name cannot also be published as an answer. Remove it from the answers that can be published.",
			)
		}
	}
	return nil
}

// attribution says who answered: an organisation only where the answers say so, and its
// name only where it agreed to be named and nobody took words out of it.
func (p *PublishingSettings) attribution(given survey.Answers) (v Attribution) {
	n := p.Organisations
	if n == (OrganisationSettings{}) || !slices.Contains(given.Get(n.OrganisationQuestion).Options, n.OrganisationOption) {
		return v
	}
	v.Organisation = true
	if name := strings.TrimSpace(given.Get(n.NameQuestion).Text); slices.Contains(given.Get(n.ConsentQuestion).Options, n.ConsentOption) &&
		!strings.Contains(name, intake.RedactionMark) {
		v.Name = name
	}
	return v
}

// consented reports whether the person, or the organisation, agreed that answers
// are published. Who agreed to be named at the same question agreed to that too.
func (p *PublishingSettings) consented(given survey.Answers) bool {
	chosen := given.Get(p.ConsentQuestion).Options
	return slices.Contains(chosen, p.ConsentOption) ||
		p.Organisations.ConsentQuestion == p.ConsentQuestion && slices.Contains(chosen, p.Organisations.ConsentOption)
}
