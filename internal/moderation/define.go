package moderation

import (
	"context"
	"reflect"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Define applies the publishing settings of a definition file. It changes them only
// if they differ from last, the definition that was applied before (nil if there is
// none), so that changes made in the staff area stay. Settings that were changed in
// both places are fault.Conflict.
func (s *Service) Define(ctx context.Context, tx *db.Tx, by actor.Actor, last, next *consult.Definition) error {
	if last == nil {
		last = &consult.Definition{}
	}
	var wrong definition.SettingErrors
	wrong.Add(s.definePublishing(ctx, tx, by, last, next), "publishing")
	return wrong.Err()
}

// publishingFromDefinition returns the settings of a definition file, or nil.
func publishingFromDefinition(def *consult.PublishingRules) *PublishingSettings {
	if def == nil {
		return nil
	}
	p := &PublishingSettings{
		TextQuestions: def.TextQuestions,
		BeforeClose:   def.BeforeClose,
	}
	if o := def.Organisations; o != nil {
		p.Organisations = OrganisationSettings{
			OrganisationQuestion: o.OnBehalf.Question,
			OrganisationOption:   o.OnBehalf.Answer,
			NameQuestion:         o.NameQuestion,
		}
	}
	return p
}

func (s *Service) definePublishing(
	ctx context.Context,
	tx *db.Tx,
	by actor.Actor,
	last, next *consult.Definition,
) error {
	old, is := publishingFromDefinition(last.Publishing), publishingFromDefinition(next.Publishing)
	if reflect.DeepEqual(old, is) {
		return nil
	}
	// Users who publish the consultation may change the settings too: a moderator still
	// reviews every answer before it is published.
	if !by.May(actor.Moderate) && !by.May(actor.Publish) {
		return fault.New(
			fault.Forbidden,
			"You do not have permission to change publishing settings. "+
				"Remove publishing from the definition, or ask a colleague who has permission.",
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
			"The publishing settings were changed in the staff area. "+
				"Put the same settings in the definition, or change them in the staff area.",
		)
	case is == nil:
		if _, err := tx.Exec(ctx, `DELETE FROM moderation_publishing WHERE consultation = $1`, next.Slug); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "set-publishing-settings", "consultation", next.Slug, "")
	}
	form, err := s.mainForm(ctx, tx, next.Slug)
	if err != nil {
		return err
	}
	is.Version = version
	if err := is.save(ctx, tx, by, next.Slug, form); err != nil {
		if message := fault.Message(err); fault.Is(err, fault.Invalid) && message != "" {
			return fault.Newf(fault.Invalid, "Publishing settings (%q): %s", "publishing", message)
		}
		return err
	}
	return nil
}
