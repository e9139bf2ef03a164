package draft

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// QuestionChange is a question of a published questionnaire that the draft changes.
type QuestionChange struct {
	consult.QuestionDifference
	Edition string // the version of the questionnaire

	// As an officer has saved them:
	Kind consult.ChangeKind // "" if none is chosen
	Note string
}

// questionChanges compares the questions of two definitions, version by version.
func questionChanges(published, draft *consult.Definition) (all []QuestionChange) {
	for i := range draft.Forms {
		for j := range published.Forms {
			if published.Forms[j].Edition != draft.Forms[i].Edition {
				continue
			}
			for _, diff := range consult.CompareForms(&published.Forms[j], &draft.Forms[i]) {
				all = append(all, QuestionChange{QuestionDifference: diff, Edition: draft.Forms[i].Edition})
			}
		}
	}
	return all
}

// Publish publishes the given version of the draft of slug. If the version is not the
// latest, the error is a [*ConflictError]. Package consult writes the entry in the audit log.
//
// For a consultation that is already published, reason says why it changes, and changed says for each changed
// question whether its wording or its meaning changes.
func (s *Service) Publish(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, reason string, changed []consult.DeclaredChange,
) (err error) {
	defer fault.Wrap(&err, "publish draft %s", slug)
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish consultations.")
	}
	lost := false
	if version, lost, err = s.rebase(ctx, by, slug, version); err != nil {
		return err
	}
	_, err = s.Edit.Publish(ctx, by, s.publishingKind(slug, version, reason, changed), slug, version.Number())
	if lost && fault.Is(err, fault.Forbidden) {
		return errApprovalLost
	}
	return firstMistake(err)
}

var errApprovalLost = fault.New(fault.Conflict,
	"The published consultation has changed since this was approved, in parts that the draft changes too. "+
		"The draft has been merged with those changes. Check it, then submit it for approval again.")

// MergePublished stores the given version of the draft of slug with what has changed in the published consultation since. If
// both have changed the same, an approved draft must be approved again.
func (s *Service) MergePublished(ctx context.Context, by actor.Actor, slug consult.Slug, version Version) (err error) {
	defer fault.Wrap(&err, "merge draft %s", slug)
	if !by.May(actor.Draft) {
		return forbidden()
	}
	_, _, err = s.rebase(ctx, by, slug, version)
	return err
}

// ApproveAndPublish is Publish for a draft that was submitted, by a person who approves it in the same transaction. What has
// changed in the published consultation since is not merged: it was not submitted.
func (s *Service) ApproveAndPublish(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, reason string, changed []consult.DeclaredChange,
) (err error) {
	defer fault.Wrap(&err, "approve and publish draft %s", slug)
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish consultations.")
	}
	kind := s.publishingKind(slug, version.next(), reason, changed) // the approval is a version of its own
	_, err = s.Edit.ApproveAndPublish(ctx, by, kind, slug, version.Number())
	if edit.AsConflict(err) != nil {
		return fault.New(fault.Conflict,
			"The published consultation has changed since this was submitted. Return it, so that it is submitted again with those changes.")
	}
	return firstMistake(err)
}

// firstMistake returns the first mistake in err, or err.
func firstMistake(err error) error {
	if wrong := edit.AsMistakes(err); len(wrong) > 0 {
		return wrong[0].Err
	}
	return err
}

// publishingKind is kind with a Publish that publishes the given version of the draft of slug.
func (s *Service) publishingKind(slug consult.Slug, version Version, reason string, changed []consult.DeclaredChange) *edit.Kind {
	kind := s.kind()
	kind.Publish = func(ctx context.Context, l *definition.Loading, slug string, _ edit.Values) error {
		c, err := s.check(ctx, l.Tx, l.By, slug)
		if err != nil {
			return err
		}
		if err := checkPublishable(ctx, l.Tx, c, version, changed); err != nil {
			return err
		}
		def := c.Definition
		def.Published, def.ChangeReason, def.DeclaredChanges = true, strings.TrimSpace(reason), changed
		if err := deleteChangeNotes(ctx, l.Tx, consult.Slug(slug)); err != nil {
			return err
		}
		return s.Consults.DefineIn(ctx, l.Tx, l.Record, l.By, def)
	}
	return kind
}

// MayApproveAndPublish reports whether by may approve and publish d in one step.
func (s *Service) MayApproveAndPublish(ctx context.Context, by actor.Actor, d *Draft) (may bool, err error) {
	defer fault.Wrap(&err, "find who may approve and publish %s", d.Slug)
	may, same, err := s.Edit.MayApprove(ctx, by, s.kind(), d.copy)
	return may && d.copy.MayApproveAndPublish(by, same), err
}

// NeedsApproval reports whether another person must approve d before it is published.
func (s *Service) NeedsApproval(ctx context.Context, d *Draft) (needs bool, err error) {
	defer fault.Wrap(&err, "find who may publish %s", d.Slug)
	approved := d.State == edit.Approved && !d.LosesApproval()
	if approved || s.Edit.SamePersonMayApprove == nil {
		return !approved, nil
	}
	return needs, s.DB.View(ctx, func(tx *db.Tx) error {
		same, err := s.Edit.SamePersonMayApprove(ctx, tx, s.kind().Name)
		needs = !same
		return err
	})
}

// rebase stores the draft of slug with what has been changed in the published consultation since, such as by an
// extension. It returns the version that is the given one afterwards, and whether the draft is not approved any more: it
// stays approved as long as it changes the same.
func (s *Service) rebase(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version,
) (rebased Version, lost bool, err error) {
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		rebased = version
		d, err := getDraft(ctx, tx, by, slug)
		if err != nil {
			return err
		}
		if d.Version != version {
			return newConflict(d, nil)
		}
		if !d.copy.Pending() || d.copy.Seen() == d.Version.seen() {
			return nil
		}
		lost = d.LosesApproval()
		c, err := s.Edit.SaveIn(ctx, tx, by, s.kind(), slug, edit.Save{
			Version: version.Number(), Seen: version.seen(), Values: ValuesOf(&d.Definition), Rebased: len(d.clashes) == 0})
		if err == nil {
			rebased = newVersion(c.Version, c.Base)
		}
		return err
	})
	return rebased, lost, err
}

// checkReady returns why the draft of slug cannot be submitted for approval, or nil.
func (s *Service) checkReady(ctx context.Context, l *definition.Loading, slug consult.Slug) error {
	c, err := s.check(ctx, l.Tx, l.By, slug)
	if err == nil {
		err = c.notReady()
	}
	return err
}

// notReady returns what has to be done before the draft is published, or nil.
func (c *CheckResult) notReady() error {
	switch {
	case len(c.BrokenPromises) > 0:
		return fault.Newf(fault.Conflict, "People have already responded, based on what was published. %s", c.BrokenPromises)
	case !c.Ready():
		return fault.New(fault.Invalid,
			"Fix everything that must be fixed, and give a reason for each issue you have not fixed.")
	}
	return nil
}

// CheckPublishable returns the check of the given version of the draft of slug, or why that
// version cannot be published.
func (s *Service) CheckPublishable(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, changed []consult.DeclaredChange,
) (c *CheckResult, err error) {
	defer fault.Wrap(&err, "check whether %s can be published", slug)
	if !by.May(actor.Publish) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to publish consultations.")
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if c, err = s.check(ctx, tx, by, slug); err != nil {
			return err
		}
		return checkPublishable(ctx, tx, c, version, changed)
	})
	return c, err
}

// checkPublishable returns why the given version of a draft cannot be published, or nil.
func checkPublishable(
	ctx context.Context, tx *db.Tx, c *CheckResult, version Version, changed []consult.DeclaredChange,
) error {
	if c.Version != version {
		return newConflict(c.Draft, nil)
	}
	if err := c.notReady(); err != nil {
		return err
	}
	if err := checkChangeKinds(c.Changes, changed); err != nil {
		return err
	}
	if c.Published() {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	closes, err := consult.ParseCivilTime(c.Definition.Closes, c.Definition.Zone)
	if err == nil && !now.Before(closes.End()) { // DefineIn refuses a date that cannot be parsed
		return fault.New(fault.Invalid, "The closing date has passed. Enter a later date before you publish.")
	}
	return nil
}

// checkChangeKinds returns an error if changed does not say for each of all whether the wording or the meaning
// changes, or says that only the wording changes where that cannot be true.
func checkChangeKinds(all []QuestionChange, changed []consult.DeclaredChange) error {
	for _, c := range all {
		name := c.NewText
		if name == "" {
			name = c.OldText
		}
		declared := false
		for _, s := range changed {
			if s.Question != c.Question {
				continue
			}
			declared = s.Kind == consult.WordingChange || s.Kind == consult.MeaningChange
			if c.ChangesMeaning && s.Kind == consult.WordingChange {
				return fault.Newf(fault.Invalid,
					"The change to question “%s” affects more than its wording. %s Select that its meaning has changed.",
					name, locale.Lazy(c.Why))
			}
		}
		if !declared {
			return fault.Newf(fault.Invalid, "Select whether the wording or the meaning of question “%s” has changed.", name)
		}
	}
	return nil
}

// StatusChange is a change of the status of a published consultation.
type StatusChange string

// The status changes. Their values are those of the form field.
const (
	Extend     StatusChange = "extend"
	CloseEarly StatusChange = "close-early"
	Reopen     StatusChange = "reopen"
	Withdraw   StatusChange = "withdraw"
)

// ChangeStatus extends, closes, reopens or withdraws the consultation slug. closes is the new closing date and
// time, for Extend and Reopen. reason is published.
func (s *Service) ChangeStatus(
	ctx context.Context, by actor.Actor, slug consult.Slug, change StatusChange, closes, reason string,
) error {
	switch change {
	case Extend:
		return s.Consults.Extend(ctx, by, slug, closes, reason)
	case CloseEarly:
		return s.Consults.CloseEarly(ctx, by, slug, reason)
	case Reopen:
		return s.Consults.Reopen(ctx, by, slug, closes, reason)
	case Withdraw:
		return s.Consults.Withdraw(ctx, by, slug, reason)
	}
	return fault.New(fault.Invalid, "Choose whether to extend, close, reopen or withdraw the consultation.")
}
