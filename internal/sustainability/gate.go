package sustainability

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Gate returns nil if an activity may be agreed: the rules do not ask for a check of it, or its long-term effects, or those of what
// it is a part of, are recorded and no review of them is overdue. Otherwise the error is an *edit.LinkedError.
func Gate(ctx context.Context, tx *db.Tx, a edit.Activity) error {
	rules, err := GetRules(ctx, tx)
	if err != nil || len(a.Names) == 0 {
		return err
	}
	kind, _, _ := strings.Cut(a.Names[0], ":")
	if !slices.Contains(rules.Before, Subject(kind)) {
		return nil
	}
	day, err := today(ctx, tx)
	if err != nil {
		return err
	}
	found, err := covering(ctx, tx, slices.Concat(a.Names, a.Covered))
	if err != nil {
		return err
	}
	missing := &edit.LinkedError{
		Href: RecordsPath + "/new?" + url.Values{"activities": a.Names[:1]}.Encode(),
		Err: fault.Newf(fault.Invalid, "The long-term effects of “%s” are not recorded. Publish what it does to people now, in 5 years and "+
			"in 25 years before it is agreed.", a.Title),
	}
	for _, l := range found {
		switch {
		case !l.Checked: // the reason why there is none is for what was agreed before
		case l.Review.IsZero() || !l.Review.Before(day):
			return nil
		default:
			missing.Href = RecordsPath + "/" + l.Ref
			missing.Err = fault.Newf(fault.Invalid, "The long-term effects “%s” are due for review. Review them before “%s” is agreed.",
				l.Title, a.Title)
		}
	}
	return missing
}

// Gates returns a gate that asks each of all, in their order.
func Gates(all ...edit.GateFunc) edit.GateFunc {
	return func(ctx context.Context, tx *db.Tx, a edit.Activity) error {
		for _, gate := range all {
			if err := gate(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	}
}
