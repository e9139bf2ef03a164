package draft

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// QuestionChange is a question of a published questionnaire that the working copy
// asks differently.
type QuestionChange struct {
	consult.QuestionDifference
	Edition string
}

// questionChanges compares the forms of two definitions, edition by edition.
func questionChanges(was, is *consult.Definition) (all []QuestionChange) {
	for i := range is.Forms {
		for j := range was.Forms {
			if was.Forms[j].Edition != is.Forms[i].Edition {
				continue
			}
			for _, diff := range consult.CompareForms(&was.Forms[j], &is.Forms[i]) {
				all = append(all, QuestionChange{diff, is.Forms[i].Edition})
			}
		}
	}
	return all
}

// Publish makes version of the working copy of slug what the public reads, and
// ends it. For what is published already, change says why it reads differently
// now and changed of each question whether it still means the same.
func (s *Service) Publish(
	ctx context.Context,
	by actor.Actor,
	slug consult.Slug,
	version int64,
	change string,
	changed []consult.DeclaredChange,
) (err error) {
	defer fault.Wrap(&err, "publish draft %s", slug)
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish consultations.")
	}
	c, err := s.Check(ctx, by, slug)
	switch {
	case err != nil:
		return err
	case c.Version != version:
		return newConflict(c.Draft, nil)
	case len(c.BrokenPromises) > 0:
		return fault.Newf(fault.Conflict, "%d people have already responded, based on what was published. %s", c.ResponseCount, c.BrokenPromises)
	case !c.Ready():
		return fault.New(fault.Invalid, "Fix everything that must be fixed, and give a reason for each issue you have not fixed.")
	}
	if err := checkChangeKinds(c.Changes, changed); err != nil {
		return err
	}
	def := c.Definition
	if !c.Published() {
		now, err := s.DB.Now(ctx)
		if err != nil {
			return err
		}
		if closes, err := consult.ParseCivilTime(def.Closes, def.Zone); err == nil && !now.Before(closes.End()) {
			return fault.New(fault.Invalid, "The closing date has passed. Enter a later date before you publish.")
		}
	}
	def.Published, def.ChangeReason, def.DeclaredChanges = true, strings.TrimSpace(change), changed
	if err := s.Consults.Define(ctx, by, def); err != nil {
		return err
	}
	base, err := json.Marshal(&def)
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := findDraft(ctx, tx, slug)
		if err != nil {
			return err
		}
		if now != nil && now.Version != version { // somebody went on writing meanwhile
			_, err = tx.Exec(ctx, `UPDATE draft_draft SET base = $2 WHERE slug = $1`, slug, string(base))
		} else {
			err = Delete(ctx, tx, slug)
		}
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "publish", "consultation", slug, def.ChangeReason)
	})
}

// checkChangeKinds holds what was said of each change against what there is to say.
func checkChangeKinds(all []QuestionChange, changed []consult.DeclaredChange) error {
	for _, c := range all {
		ok := false
		for _, s := range changed {
			if s.Question != c.Question {
				continue
			}
			ok = s.Kind == consult.WordingChange || s.Kind == consult.MeaningChange
			if c.ChangesMeaning && s.Kind == consult.WordingChange {
				return fault.Newf(
					fault.Invalid,
					"The change to question %q affects more than its wording. %s Select that its meaning has changed.",
					c.Question,
					c.Why,
				)
			}
		}
		if !ok {
			return fault.Newf(fault.Invalid, "Select whether the wording or the meaning of question %q has changed.", c.Question)
		}
	}
	return nil
}

// ChangeStatus extends, closes early, reopens or withdraws the consultation slug, for a reason that
// everybody can read.
func (s *Service) ChangeStatus(ctx context.Context, by actor.Actor, slug consult.Slug, act, closes, reason string) (err error) {
	defer fault.Wrap(&err, "%s %s", act, slug)
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish consultations or change their dates.")
	}
	switch act {
	case "extend":
		err = s.Consults.Extend(ctx, by, slug, closes, reason)
	case "shorten":
		err = s.Consults.CloseEarly(ctx, by, slug, reason)
	case "reopen":
		err = s.Consults.Reopen(ctx, by, slug, closes, reason)
	case "withdraw":
		err = s.Consults.Withdraw(ctx, by, slug, reason)
	default:
		return fault.Newf(fault.Invalid, "Choose whether to extend, close, reopen or withdraw the consultation.")
	}
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, by, act, "consultation", slug, fmt.Sprintf("%s %s", closes, reason))
	})
}
