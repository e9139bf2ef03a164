package consult

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// Define creates the consultation that def describes, or updates an existing
// one to match it. Defining the same again changes nothing. A published
// consultation changes only with a new reason, which is shown publicly, and its
// dates change only through Extend, CloseEarly and Reopen.
//
// Errors are fault.Invalid for an invalid definition, fault.Forbidden, and
// fault.Conflict for a change that is not allowed after publication.
func (s *Service) Define(ctx context.Context, by actor.Actor, def Definition) (err error) {
	defer fault.Wrap(&err, "define consultation %s", def.Slug)
	d, err := s.newDefinitionUpdate(by, def) // outside the transaction, because it parses all forms
	if err != nil {
		return err
	}
	return s.update(ctx, func(tx *db.Tx, w *record.Writer) error { return d.apply(ctx, tx, w) })
}

// DefineIn is Define in the transaction of the caller.
func (s *Service) DefineIn(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, def Definition) (err error) {
	defer fault.Wrap(&err, "define consultation %s", def.Slug)
	d, err := s.newDefinitionUpdate(by, def)
	if err != nil {
		return err
	}
	return d.apply(ctx, tx, w)
}

// DefineFromFile is Define for a definition loaded from a file. If the file has
// not changed since it was last loaded, it does nothing, so that reloading does
// not undo later changes by officers.
func (s *Service) DefineFromFile(ctx context.Context, by actor.Actor, def Definition) error {
	d, err := s.newDefinitionUpdate(by, def)
	if err != nil {
		return err
	}
	return s.update(ctx, func(tx *db.Tx, w *record.Writer) error { return d.applyFile(ctx, tx, w) })
}

// applyFile is apply for a definition loaded from a file, unless it is the one that was last
// loaded.
func (d *definitionUpdate) applyFile(ctx context.Context, tx *db.Tx, w *record.Writer) (err error) {
	defer fault.Wrap(&err, "define consultation %s", d.def.Slug)
	checksum := digest.Of(d.defJSON).Hex()
	if last, err := loadedChecksum(ctx, tx, d.def.Slug); err != nil || last == checksum {
		return err
	}
	if err := d.apply(ctx, tx, w); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE consult_consultation SET loaded_checksum = $1 WHERE slug = $2`, checksum, d.def.Slug)
	return err
}

// newDefinitionUpdate validates def and checks that by may define it.
func (s *Service) newDefinitionUpdate(by actor.Actor, def Definition) (*definitionUpdate, error) {
	if !by.May(actor.Draft) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to draft consultations.")
	}
	if def.Org == "" && by.Org != actor.AnyOrg {
		def.Org = by.Org
	}
	if org := cmp.Or(def.Org, actor.CouncilOrg); !by.ActsFor(org) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to draft consultations for another organisation.")
	}
	c, forms, err := def.build()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(&def)
	if err != nil {
		return nil, err
	}
	return &definitionUpdate{Service: s, actor: by, def: &def, defJSON: string(text), forms: forms, consultation: c}, nil
}

// loadedChecksum returns the checksum of the definition that was last loaded
// from a file for slug, or "".
func loadedChecksum(ctx context.Context, tx *db.Tx, slug Slug) (sum string, err error) {
	sum, err = db.One(ctx, tx, db.Text, `SELECT loaded_checksum FROM consult_consultation WHERE slug = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return sum, err
}

// definitionUpdate is the state of one Define within its transaction.
type definitionUpdate struct {
	*Service
	actor   actor.Actor
	def     *Definition
	defJSON string
	forms   []*survey.Form

	consultation *Consultation
	previous     *Definition // in force before; nil for a new consultation
	clockActs    []*Act      // openings and closings that were not recorded yet
	act          *Act        // the public act of this update; nil if there is none
}

// apply runs the update in a transaction. It works on a copy of d, because a
// transaction may run twice.
func (d definitionUpdate) apply(ctx context.Context, tx *db.Tx, w *record.Writer) error {
	c := *d.consultation
	d.consultation = &c
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	old, err := Get(ctx, tx, d.consultation.Slug)
	switch {
	case fault.Is(err, fault.NotFound):
		if err := saveConsultation(ctx, tx, d.consultation, d.defJSON); err != nil { // first, because form and search rows refer to it
			return err
		}
	case err != nil:
		return err
	default:
		if same, err := d.replace(ctx, tx, old, now); same || err != nil {
			return err
		}
	}
	if err := d.updateForms(ctx, tx, now); err != nil {
		return err
	}
	var wrong definition.SettingErrors
	wrong.Add(d.applyPolicies(ctx, tx))
	wrong.Add(indexWords(ctx, tx, d.consultation))
	wrong.Add(d.publish(now))
	if err := wrong.Err(); err != nil {
		return err
	}
	if old != nil && old.Stage != StageDraft {
		if err := noteNewDate(ctx, tx, old.Slug, old.Feedback, d.consultation.Feedback, now); err != nil {
			return err
		}
	}
	return saveWithActs(ctx, tx, w, d.actor, d.consultation, d.defJSON, now, d.clockActs, d.act)
}

// replace checks that d.consultation may replace old and carries over what does
// not come from the definition. It reports whether there is nothing to change.
func (d *definitionUpdate) replace(ctx context.Context, tx *db.Tx, old *Consultation, now time.Time) (same bool, err error) {
	if !d.actor.ActsFor(old.Org) {
		return false, fault.New(fault.Conflict, "Another consultation already uses this web address. Choose a different one.")
	}
	text, err := definitionText(ctx, tx, old.Slug)
	if err != nil || text == d.defJSON {
		return true, err
	}
	var last Definition
	if err := json.Unmarshal([]byte(text), &last); err != nil {
		return false, err
	}
	d.previous = &last
	d.clockActs = old.recordClock(now)
	d.consultation.Recorded, d.consultation.ActCount, d.consultation.Version = old.Recorded, old.ActCount, old.Version
	if old.Stage == StageDraft {
		return false, nil
	}
	if !d.actor.May(actor.Publish) {
		return false, fault.New(fault.Forbidden, "You do not have permission to change a published consultation.")
	}
	if (old.Register == nil) != (d.consultation.Register == nil) {
		return false, fault.New(
			fault.Conflict,
			"You cannot change a consultation run on this website into a register entry, or a register entry into a consultation. "+
				"Use a different slug.",
		)
	}
	if old.Register != nil {
		return false, nil
	}
	if d.def.Opens != last.Opens || d.def.Closes != last.Closes || d.def.Zone != last.Zone || d.consultation.Grace != old.Grace {
		return false, fault.New(
			fault.Conflict,
			"You cannot change the dates of a published consultation in its definition. "+
				"Extend or reopen it instead, and give a reason.",
		)
	}
	responses, err := d.countResponses(ctx, tx)
	if err != nil {
		return false, err
	}
	if broken := BrokenPromises(&last, d.def); responses > 0 && len(broken) > 0 {
		return false, fault.Newf(fault.Conflict, "People have already responded, based on what was published. %s", broken)
	}
	d.consultation.Stage, d.consultation.Opens, d.consultation.Closes = old.Stage, old.Opens, old.Closes
	d.act, err = newActWithReason(ActAmended, now, d.def.ChangeReason)
	if err != nil || d.def.ChangeReason == last.ChangeReason {
		return false, fault.New(
			fault.Invalid,
			"This consultation is published. Enter the reason for the change in “change”. "+
				"We will show it on the consultation page.",
		)
	}
	return false, nil
}

// updateForms puts the forms of the definition into use. Forms that were public
// stay stored, for the responses to them and for people who are still answering
// one.
func (d *definitionUpdate) updateForms(ctx context.Context, tx *db.Tx, now time.Time) error {
	refs, err := Forms(ctx, tx, d.consultation.Slug)
	if err != nil {
		return err
	}
	var before, after []string
	for _, ref := range refs {
		before = append(before, ref.Version)
	}
	for _, f := range d.forms {
		after = append(after, f.Version())
	}
	if slices.Equal(before, after) {
		return nil
	}
	if d.act != nil {
		responses, err := d.countResponses(ctx, tx)
		if err != nil {
			return err
		}
		d.act.Reason += fmt.Sprintf(
			" The questions changed. Earlier responses (%d) are kept with the version of the questionnaire people answered.",
			responses,
		)
		changes, err := d.questionChanges(ctx, tx, refs, now)
		if err != nil {
			return err
		}
		if err := saveQuestionChanges(ctx, tx, d.consultation.Slug, changes); err != nil {
			return err
		}
		if err := d.checkCountable(ctx, tx, responses); err != nil {
			return err
		}
	}
	return replaceForms(ctx, tx, d.consultation.Slug, d.forms, d.consultation.Stage != StageDraft)
}

func (d *definitionUpdate) countResponses(ctx context.Context, tx *db.Tx) (int64, error) {
	if d.CountResponses == nil {
		return 0, nil
	}
	return d.CountResponses(ctx, tx, d.consultation.Slug)
}

// publish publishes a draft whose definition says published. A published
// consultation that has not closed must pass the same checks when it is changed,
// so that nothing they require is removed before it opens. A consultation that
// has already closed is added for the record without the checks before
// publication, because its faults can no longer be fixed.
func (d *definitionUpdate) publish(now time.Time) error {
	draft := d.consultation.Stage == StageDraft
	if draft && !d.def.Published && d.consultation.Register == nil {
		return nil
	}
	if !d.actor.May(actor.Publish) {
		return fault.New(
			fault.Forbidden,
			"You do not have permission to publish consultations. "+
				"Remove “published” from the definition and ask a colleague who can publish.",
		)
	}
	past := !d.consultation.Closes.IsZero() && !now.Before(d.consultation.Closes.End())
	if d.consultation.Register == nil && d.consultation.Stage != StageWithdrawn && !past {
		if err := blockingMistakes(d.consultation.Slug, d.consultation.Check(len(d.forms) > 0)); err != nil {
			return err
		}
	}
	if d.consultation.Register != nil || !draft {
		return nil
	}
	act, err := d.consultation.publish(now, past)
	if err != nil {
		return err
	}
	act.Reason = strings.TrimSpace(d.def.ChangeReason)
	d.act = act
	return nil
}
