package consult

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// RetentionRule is the retention period of one kind of data of a consultation,
// where it differs from the default.
type RetentionRule struct {
	What   string `yaml:"what" json:"what"` // drafts, contacts, monitoring or words
	Months int    `yaml:"months" json:"months"`
	Days   int    `yaml:"days" json:"days"` // in addition to the months
	Why    string `yaml:"why" json:"why"`
}

// PublishingRules says which answers may be published if the respondent agreed in the
// questionnaire's consent question.
type PublishingRules struct {
	TextQuestions []string           `yaml:"texts" json:"texts"`               // IDs of questions answered in people's own words
	BeforeClose   bool               `yaml:"before-close" json:"before-close"` // also while the consultation is open
	Organisations *OrganisationRules `yaml:"organisations" json:"organisations,omitempty"`
}

// OrganisationRules says which responses are on behalf of an organisation that
// agreed to be named, in the consent question. Only organisations are named.
type OrganisationRules struct {
	OnBehalf     AnswerRef `yaml:"for" json:"for"`   // marks a response on behalf of an organisation
	NameQuestion string    `yaml:"name" json:"name"` // ID of the question for the name of the organisation
}

// AnswerRef is an answer to a question, by the IDs of both.
type AnswerRef struct {
	Question string `yaml:"question" json:"question"`
	Answer   string `yaml:"answer" json:"answer"`
}

// ResponsePolicies stores the retention and publishing rules of a definition.
// Define runs in the transaction of Service.Define; last is the definition in
// force before, or nil. Its error may be definition.SettingErrors.
type ResponsePolicies interface {
	Define(ctx context.Context, tx *db.Tx, by actor.Actor, last, next *Definition) error
}

// applyPolicies passes the definition to each of the ResponsePolicies.
func (d *definitionUpdate) applyPolicies(ctx context.Context, tx *db.Tx) error {
	var wrong definition.SettingErrors
	for _, p := range d.Policies {
		wrong.Add(p.Define(ctx, tx, d.actor, d.previous, d.def))
	}
	return wrong.Err()
}

func (d *Definition) checkPolicies(wrong *problems) {
	if d.Register != nil && (len(d.Retention) > 0 || d.Publishing != nil) {
		wrong.add(sectionAbout, "People cannot respond to a register entry, so it has no retention or publishing rules. "+
			"Remove retention and publishing.").at("register")
	}
}
