package consult

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// RetentionRule says how long something of a consultation is kept, where it is not as
// long as usual. What there is and from when it is kept is known above.
type RetentionRule struct {
	What   string `yaml:"what" json:"what"` // drafts, contacts, monitoring or words
	Months int    `yaml:"months" json:"months"`
	Days   int    `yaml:"days" json:"days"` // more than the months
	Why    string `yaml:"why" json:"why"`
}

// PublishingRules says which answers may be published, of those who agree to it.
type PublishingRules struct {
	Consent       AnswerRef          `yaml:"consent" json:"consent"`
	TextQuestions []string           `yaml:"texts" json:"texts"`               // ids of questions that people answer in their own words
	BeforeClose   bool               `yaml:"before-close" json:"before-close"` // while people still answer, too
	Organisations *OrganisationRules `yaml:"organisations" json:"organisations,omitempty"`
}

// OrganisationRules says how it is known that an answer is an organisation's and that
// it agreed to be named. Nobody else is ever named.
type OrganisationRules struct {
	OnBehalf      AnswerRef `yaml:"for" json:"for"`     // whoever chose this answers for an organisation
	NameQuestion  string    `yaml:"name" json:"name"`   // the question in which they write what it is called
	NamingConsent AnswerRef `yaml:"named" json:"named"` // whoever chose this agreed that it is named
}

// AnswerRef is an answer to a question.
type AnswerRef struct {
	Question string `yaml:"question" json:"question"`
	Answer   string `yaml:"answer" json:"answer"`
}

// ResponsePolicies looks after responses once they are in, and stands above. It is told,
// in the transaction, what a definition says of that: last is the definition that
// was in force before, or nil.
type ResponsePolicies interface {
	Define(ctx context.Context, tx *db.Tx, by actor.Actor, last, next *Definition) error
}

// applyPolicies applies the parts of the definition that features above own.
func (d *definitionUpdate) applyPolicies(ctx context.Context, tx *db.Tx) error {
	for _, p := range d.Policies {
		if err := p.Define(ctx, tx, d.actor, d.previous, d.def); err != nil {
			return err
		}
	}
	return nil
}

func (d *Definition) checkPolicies(wrong *problems) {
	if d.Register != nil && (len(d.Retention) > 0 || d.Publishing != nil) {
		wrong.add("People cannot respond to a register entry, so it has no retention or publishing rules. Remove retention and publishing.")
	}
}
