package retention

import (
	"cmp"
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Define applies the retention periods of a definition file. It changes only the
// periods that differ from last, the definition that was applied before (nil if
// there is none), so that changes made in the staff area stay. A period that was
// changed in both places is fault.Conflict.
func (s *Service) Define(ctx context.Context, tx *db.Tx, by actor.Actor, last, next *consult.Definition) error {
	if last == nil {
		last = &consult.Definition{}
	}
	was, is := map[string]Rule{}, map[string]Rule{}
	for _, r := range last.Retention {
		was[r.What] = Rule(r)
	}
	var wrong definition.SettingErrors
	for i, r := range next.Retention {
		rule := Rule(r)
		if _, twice := is[r.What]; twice {
			err := fault.Newf(fault.Invalid, "The definition sets a retention period for %q twice. Keep one.", r.What)
			wrong.Add(err, "retention", i, "what")
		}
		if _, ok := findCategory(r.What); !ok {
			wrong.Add(fault.Newf(
				fault.Invalid,
				"You cannot set a retention period for %q. Use drafts, contacts, monitoring or words.",
				r.What,
			), "retention", i, "what")
		} else if err := rule.check(); err != nil {
			wrong.Add(fault.Newf(fault.Invalid, "Retention period for %q: %s", r.What, fault.Message(err)), "retention", i)
		}
		is[r.What] = rule
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	for _, d := range Categories {
		old, is := was[d.What], is[d.What]
		if old == is {
			continue
		}
		if !by.May(actor.ManageRetention) {
			return fault.Newf(
				fault.Forbidden,
				"You do not have permission to set the retention period for %q. "+
					"Remove it from the definition, or ask a colleague who has permission.",
				d.What,
			)
		}
		now, err := storedRule(ctx, tx, next.Slug, d.What)
		switch {
		case err != nil:
			return err
		case now == is:
			continue
		case now != old:
			return fault.Newf(
				fault.Conflict,
				"The retention period for %q was changed in the staff area (months: %d, days: %d). "+
					"Put the same period in the definition, or change it in the staff area.",
				d.What,
				cmp.Or(now, d.Rule).Months,
				cmp.Or(now, d.Rule).Days,
			)
		}
		if err := checkNotLonger(ctx, tx, next.Slug, cmp.Or(now, d.Rule), cmp.Or(is, d.Rule)); err != nil {
			return err
		}
		if (is == Rule{}) {
			_, err = tx.Exec(ctx, `DELETE FROM retention_rule WHERE consultation = $1 AND subject = $2`, next.Slug, d.What)
		} else {
			err = is.save(ctx, tx, next.Slug)
		}
		if err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, by, "set-retention-period", "consultation", next.Slug, d.What+": "+is.Why); err != nil {
			return err
		}
	}
	return nil
}
