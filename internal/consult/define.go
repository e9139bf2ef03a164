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

// Load is Define for a definition that stands in a file: if the file says what it
// said when it was loaded last, it does not undo what officers changed since.
func (s *Service) Load(ctx context.Context, by actor.Actor, def Definition) error {
	return s.define(ctx, by, def, true)
}

func (s *Service) define(ctx context.Context, by actor.Actor, def Definition, file bool) (err error) {
	defer fault.Wrap(&err, "define consultation %s", def.Slug)
	if !by.May(actor.Draft) {
		return fault.New(fault.Forbidden, "You may not draft consultations.")
	}
	if def.Org == "" && by.Org != actor.Any {
		def.Org = by.Org
	}
	if org := cmp.Or(def.Org, actor.Council); !by.In(org) {
		return fault.New(fault.Forbidden, "You may not draft consultations for another organisation.")
	}
	next, forms, err := def.read()
	if err != nil {
		return err
	}
	text, err := json.Marshal(&def)
	if err != nil {
		return err
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		c := *next // the transaction may run twice
		d := defining{Service: s, by: by, def: &def, text: string(text), forms: forms, c: &c}
		if !file {
			return d.run(ctx, tx, w)
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(text))
		if last, err := loaded(ctx, tx, def.Slug); err != nil || last == sum {
			return err
		}
		if err := d.run(ctx, tx, w); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE consult_consultation SET loaded = $1 WHERE slug = $2`, sum, def.Slug)
		return err
	})
	return err
}

// loaded names the definition that slug was last given by a file, or is "".
func loaded(ctx context.Context, tx *db.Tx, slug Slug) (sum string, err error) {
	sum, err = db.One(ctx, tx, db.Text, `SELECT loaded FROM consult_consultation WHERE slug = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return sum, err
}

// defining is one Define on its way.
type defining struct {
	*Service
	by    actor.Actor
	def   *Definition
	text  string
	forms []*survey.Form

	c      *Consultation
	last   *Definition // that was in force before; nil for a new consultation
	before []*Act      // what the clock did first
	act    *Act        // what this does; nil if nobody needs to know
}

func (d *defining) run(ctx context.Context, tx *db.Tx, w *record.Writer) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	old, err := Get(ctx, tx, d.c.Slug)
	switch {
	case fault.Is(err, fault.NotFound):
		if err := save(ctx, tx, d.c, d.text); err != nil { // forms and words refer to it
			return err
		}
	case err != nil:
		return err
	default:
		if same, err := d.follow(ctx, tx, old, now); same || err != nil {
			return err
		}
	}
	if err := d.putForms(ctx, tx, now); err != nil {
		return err
	}
	if err := d.entrust(ctx, tx); err != nil {
		return err
	}
	if err := index(ctx, tx, d.c); err != nil {
		return err
	}
	if err := d.publish(now); err != nil {
		return err
	}
	return conclude(ctx, tx, w, d.by, d.c, d.text, now, d.before, d.act)
}

// follow makes d.c the successor of old. It reports whether there is nothing
// to do.
func (d *defining) follow(ctx context.Context, tx *db.Tx, old *Consultation, now time.Time) (same bool, err error) {
	if !d.by.In(old.Org) {
		return false, fault.New(fault.Conflict, "Another consultation has this address. Choose another.")
	}
	text, err := definitionOf(ctx, tx, old.Slug)
	if err != nil || text == d.text {
		return true, err
	}
	var last Definition
	if err := json.Unmarshal([]byte(text), &last); err != nil {
		return false, err
	}
	d.last = &last
	d.before = old.settle(now)
	d.c.Told, d.c.Acts, d.c.Version = old.Told, old.Acts, old.Version
	if old.Stage == Drafting {
		return false, nil
	}
	if !d.by.May(actor.Publish) {
		return false, fault.New(fault.Forbidden, "You may not change a consultation that is published.")
	}
	if (old.Register == nil) != (d.c.Register == nil) {
		return false, fault.New(fault.Conflict, "A consultation that was held here and an entry of the register cannot become each other. Use another slug.")
	}
	if old.Register != nil {
		return false, nil
	}
	if d.def.Opens != last.Opens || d.def.Closes != last.Closes || d.def.Zone != last.Zone || d.c.Grace != old.Grace {
		return false, fault.New(fault.Conflict, "The dates of a published consultation do not change with its definition. Extend or reopen it, with a reason.")
	}
	given, err := d.count(ctx, tx)
	if err != nil {
		return false, err
	}
	if frozen := Frozen(&last, d.def); given > 0 && len(frozen) > 0 {
		return false, fault.Newf(fault.Conflict, "%d people have answered, and rely on what they were told. %s", given, frozen)
	}
	d.c.Stage, d.c.Opens, d.c.Closes = old.Stage, old.Opens, old.Closes
	d.act, err = reasoned(ActAmended, now, d.def.Change)
	if err != nil || d.def.Change == last.Change {
		return false, fault.New(fault.Invalid, "This consultation is published. Say in change why it now reads differently; everybody can read it.")
	}
	return false, nil
}

// putForms brings the forms in use to those of the definition. Those that were
// public stay, for the responses given on them and for whoever is in the middle
// of one.
func (d *defining) putForms(ctx context.Context, tx *db.Tx, now time.Time) error {
	refs, err := Forms(ctx, tx, d.c.Slug)
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
		given, err := d.count(ctx, tx)
		if err != nil {
			return err
		}
		d.act.Reason += fmt.Sprintf(" The questions changed. Responses given before (%d) stay with the form they were given on.", given)
		changes, err := d.whatChanged(ctx, tx, refs, now)
		if err != nil {
			return err
		}
		if err := keepChanges(ctx, tx, d.c.Slug, changes); err != nil {
			return err
		}
		if err := d.countable(ctx, tx, given); err != nil {
			return err
		}
	}
	return replaceForms(ctx, tx, d.c.Slug, d.forms, d.c.Stage != Drafting)
}

func (d *defining) count(ctx context.Context, tx *db.Tx) (int64, error) {
	if d.Responses == nil {
		return 0, nil
	}
	return d.Responses.Count(ctx, tx, d.c.Slug)
}

// publish publishes a draft whose definition says so. What has already closed
// is brought in for the record and not held to the check before publication:
// what it lacked cannot be mended now.
func (d *defining) publish(now time.Time) error {
	if !d.def.Published && d.c.Register == nil {
		return nil
	}
	if !d.by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You may not publish consultations. Leave out published, and ask somebody who may.")
	}
	if d.c.Register != nil || d.c.Stage != Drafting {
		return nil
	}
	past := !d.c.Closes.IsZero() && !now.Before(d.c.Closes.End())
	if !past {
		if err := refusal(d.c.Slug, d.c.Check(len(d.forms) > 0)); err != nil {
			return err
		}
	}
	act, err := d.c.publish(now, past)
	if err != nil {
		return err
	}
	act.Reason = strings.TrimSpace(d.def.Change)
	d.act = act
	return nil
}
