package consult

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// Define makes the consultation that def describes, or brings the one that is
// there to it. The same definition again changes nothing. What is published
// changes only with a reason, which the public can read, and keeps its dates:
// those move by extending and reopening.
func (s *Service) Define(ctx context.Context, by actor.Actor, def Definition) error {
	return s.define(ctx, by, def, false)
}

// DefineFromFile is Define for a definition that stands in a file: if the file says what it
// said when it was loaded last, it does not undo what officers changed since.
func (s *Service) DefineFromFile(ctx context.Context, by actor.Actor, def Definition) error {
	return s.define(ctx, by, def, true)
}

func (s *Service) define(ctx context.Context, by actor.Actor, def Definition, file bool) (err error) {
	defer fault.Wrap(&err, "define consultation %s", def.Slug)
	if !by.May(actor.Draft) {
		return fault.New(fault.Forbidden, "You do not have permission to draft consultations.")
	}
	if def.Org == "" && by.Org != actor.AnyOrg {
		def.Org = by.Org
	}
	if org := cmp.Or(def.Org, actor.CouncilOrg); !by.ActsFor(org) {
		return fault.New(fault.Forbidden, "You do not have permission to draft consultations for another organisation.")
	}
	next, forms, err := def.build()
	if err != nil {
		return err
	}
	text, err := json.Marshal(&def)
	if err != nil {
		return err
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		c := *next // the transaction may run twice
		d := definitionUpdate{Service: s, actor: by, def: &def, defJSON: string(text), forms: forms, consultation: &c}
		if !file {
			return d.apply(ctx, tx, w)
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(text))
		if last, err := loadedChecksum(ctx, tx, def.Slug); err != nil || last == sum {
			return err
		}
		if err := d.apply(ctx, tx, w); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE consult_consultation SET loaded_checksum = $1 WHERE slug = $2`, sum, def.Slug)
		return err
	})
	return err
}

// loadedChecksum names the definition that slug was last given by a file, or is "".
func loadedChecksum(ctx context.Context, tx *db.Tx, slug Slug) (sum string, err error) {
	sum, err = db.One(ctx, tx, db.Text, `SELECT loaded_checksum FROM consult_consultation WHERE slug = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return sum, err
}

// definitionUpdate is one Define on its way.
type definitionUpdate struct {
	*Service
	actor   actor.Actor
	def     *Definition
	defJSON string
	forms   []*survey.Form

	consultation *Consultation
	previous     *Definition // that was in force before; nil for a new consultation
	clockActs    []*Act      // what the clock did first
	act          *Act        // what this does; nil if nobody needs to know
}

func (d *definitionUpdate) apply(ctx context.Context, tx *db.Tx, w *record.Writer) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	old, err := Get(ctx, tx, d.consultation.Slug)
	switch {
	case fault.Is(err, fault.NotFound):
		if err := saveConsultation(ctx, tx, d.consultation, d.defJSON); err != nil { // forms and words refer to it
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
	if err := d.applyPolicies(ctx, tx); err != nil {
		return err
	}
	if err := indexWords(ctx, tx, d.consultation); err != nil {
		return err
	}
	if err := d.publish(now); err != nil {
		return err
	}
	return saveWithActs(ctx, tx, w, d.actor, d.consultation, d.defJSON, now, d.clockActs, d.act)
}

// replace makes d.c the successor of old. It reports whether there is nothing
// to do.
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
			"You cannot change a consultation run on this website into a register entry, or a register entry into a consultation. Use a different slug.",
		)
	}
	if old.Register != nil {
		return false, nil
	}
	if d.def.Opens != last.Opens || d.def.Closes != last.Closes || d.def.Zone != last.Zone || d.consultation.Grace != old.Grace {
		return false, fault.New(
			fault.Conflict,
			"You cannot change the dates of a published consultation in its definition. Extend or reopen it instead, and give a reason.",
		)
	}
	given, err := d.countResponses(ctx, tx)
	if err != nil {
		return false, err
	}
	if frozen := BrokenPromises(&last, d.def); given > 0 && len(frozen) > 0 {
		return false, fault.Newf(fault.Conflict, "%d people have already responded, based on what was published. %s", given, frozen)
	}
	d.consultation.Stage, d.consultation.Opens, d.consultation.Closes = old.Stage, old.Opens, old.Closes
	d.act, err = newActWithReason(ActAmended, now, d.def.ChangeReason)
	if err != nil || d.def.ChangeReason == last.ChangeReason {
		return false, fault.New(
			fault.Invalid,
			"This consultation is published. Enter the reason for the change in “change”. We will show it on the consultation page.",
		)
	}
	return false, nil
}

// updateForms brings the forms in use to those of the definition. Those that were
// public stay, for the responses given on them and for whoever is in the middle
// of one.
func (d *definitionUpdate) updateForms(ctx context.Context, tx *db.Tx, now time.Time) error {
	refs, err := Forms(ctx, tx, d.consultation.Slug)
	if err != nil {
		return err
	}
	var was, is []string
	for _, ref := range refs {
		was = append(was, ref.Version)
	}
	for _, f := range d.forms {
		is = append(is, f.Version())
	}
	if slices.Equal(was, is) {
		return nil
	}
	if d.act != nil {
		given, err := d.countResponses(ctx, tx)
		if err != nil {
			return err
		}
		d.act.Reason += fmt.Sprintf(
			" The questions changed. Earlier responses (%d) are kept with the version of the questionnaire people answered.",
			given,
		)
		changes, err := d.questionChanges(ctx, tx, refs, now)
		if err != nil {
			return err
		}
		if err := saveQuestionChanges(ctx, tx, d.consultation.Slug, changes); err != nil {
			return err
		}
		if err := d.checkCountable(ctx, tx, given); err != nil {
			return err
		}
	}
	return replaceForms(ctx, tx, d.consultation.Slug, d.forms, d.consultation.Stage != StageDraft)
}

func (d *definitionUpdate) countResponses(ctx context.Context, tx *db.Tx) (int64, error) {
	if d.Responses == nil {
		return 0, nil
	}
	return d.Responses.Count(ctx, tx, d.consultation.Slug)
}

// publish publishes a draft whose definition says so. What has already closed
// is brought in for the record and not held to the check before publication:
// what it lacked cannot be mended now.
func (d *definitionUpdate) publish(now time.Time) error {
	if !d.def.Published && d.consultation.Register == nil {
		return nil
	}
	if !d.actor.May(actor.Publish) {
		return fault.New(
			fault.Forbidden,
			"You do not have permission to publish consultations. Remove “published” from the definition and ask a colleague who can publish.",
		)
	}
	if d.consultation.Register != nil || d.consultation.Stage != StageDraft {
		return nil
	}
	past := !d.consultation.Closes.IsZero() && !now.Before(d.consultation.Closes.End())
	if !past {
		if err := blockingError(d.consultation.Slug, d.consultation.Check(len(d.forms) > 0)); err != nil {
			return err
		}
	}
	act, err := d.consultation.publish(now, past)
	if err != nil {
		return err
	}
	act.Reason = strings.TrimSpace(d.def.ChangeReason)
	d.act = act
	return nil
}
