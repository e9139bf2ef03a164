package moderation

import (
	"context"
	"reflect"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Define does what a definition says of how long things are kept and what may be
// published. Only what it says otherwise than last is done, so that what officers
// changed since stays; and where both changed the same, it is refused.
func (s *Service) Define(ctx context.Context, tx *db.Tx, by actor.Actor, last, next *consult.Definition) error {
	if last == nil {
		last = &consult.Definition{}
	}
	return s.definePublishing(ctx, tx, by, last, next)
}

// publishingFromDefinition is what a definition says of publishing as it is kept here.
func publishingFromDefinition(def *consult.PublishingRules) *PublishingSettings {
	if def == nil {
		return nil
	}
	p := &PublishingSettings{
		ConsentQuestion: def.Consent.Question,
		ConsentOption:   def.Consent.Answer,
		TextQuestions:   def.TextQuestions,
		BeforeClose:     def.BeforeClose,
	}
	if o := def.Organisations; o != nil {
		p.Organisations = OrganisationSettings{
			OrganisationQuestion: o.OnBehalf.Question,
			OrganisationOption:   o.OnBehalf.Answer,
			NameQuestion:         o.NameQuestion,
			ConsentQuestion:      o.NamingConsent.Question,
			ConsentOption:        o.NamingConsent.Answer,
		}
	}
	return p
}

func (s *Service) definePublishing(ctx context.Context, tx *db.Tx, by actor.Actor, last, next *consult.Definition) error {
	old, is := publishingFromDefinition(last.Publishing), publishingFromDefinition(next.Publishing)
	if reflect.DeepEqual(old, is) {
		return nil
	}
	// Whoever publishes the consultation may; every reply is still read by somebody
	// who moderates.
	if !by.May(actor.Moderate) && !by.May(actor.Publish) {
		return fault.New(
			fault.Forbidden,
			"You do not have permission to change publishing settings. Remove publishing from the definition, or ask a colleague who has permission.",
		)
	}
	now, err := GetPublishingSettings(ctx, tx, next.Slug)
	if err != nil {
		return err
	}
	version := int64(0)
	if now != nil {
		version, now.Version, now.seed = now.Version, 0, ""
	}
	switch {
	case reflect.DeepEqual(now, is):
		return nil
	case !reflect.DeepEqual(now, old):
		return fault.New(
			fault.Conflict,
			"The publishing settings were changed in the staff area. Put the same settings in the definition, or change them in the staff area.",
		)
	case is == nil:
		if _, err := tx.Exec(ctx, `DELETE FROM moderation_publishing WHERE consultation = $1`, next.Slug); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "set-publishing", "consultation", next.Slug, "")
	}
	form, err := s.mainForm(ctx, tx, next.Slug)
	if err != nil {
		return err
	}
	is.Version = version
	if err := is.save(ctx, tx, by, next.Slug, form); err != nil {
		if say := fault.Message(err); fault.Is(err, fault.Invalid) && say != "" {
			return fault.Newf(fault.Invalid, "Publishing settings (consent %q): %s", is.ConsentQuestion, say)
		}
		return err
	}
	return nil
}
