package eia

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// AssessmentActivity begins the names of assessments among what covers an activity: an action that reduces the impact found
// in an assessment is agreed as a part of it.
const AssessmentActivity = kindName + ":"

// Gate returns nil if an activity may be agreed: a published assessment of it, or of what it is a part of, is current. An
// approved reason why none is needed, or is made later, is an assessment too. A decision cannot be assessed later. Otherwise the
// error is an *edit.LinkedError.
func Gate(ctx context.Context, tx *db.Tx, a edit.Activity) error {
	day, err := today(ctx, tx)
	if err != nil {
		return err
	}
	var other covering
	for _, name := range slices.Concat(a.Names, a.Covered) {
		if ref, ok := strings.CutPrefix(name, AssessmentActivity); ok {
			exists, err := assessmentExists(ctx, tx, ref)
			if err != nil || exists {
				return err
			}
			continue
		}
		current, one, err := covers(ctx, tx, name, day, a.Decided)
		if err != nil || current {
			return err
		}
		if one.Ref != "" {
			other = one
		}
	}
	start := url.Values{"activities": slices.Concat(a.Names, a.Covered)[:1]}
	missing := &edit.LinkedError{Href: RecordsPath + "/new?" + start.Encode(),
		Err: fault.Newf(fault.Invalid,
			"No equality impact assessment covers “%s”. Publish one, or the reason why none is needed, before it is agreed.", a.Title)}
	switch {
	case other.Ref == "":
		return missing
	case a.Decided && other.needed == NeedPlanned:
		missing.Err = fault.Newf(fault.Invalid, "The assessment “%s” is only planned. Publish it before “%s” is decided.", other.Title, a.Title)
	default:
		missing.Err = fault.Newf(fault.Invalid, "The assessment “%s” is due for review. Review it before “%s” is agreed.",
			other.Title, a.Title)
	}
	missing.Href = RecordsPath + "/" + other.Ref
	return missing
}

// covering is an assessment that covers an activity.
type covering struct {
	Named
	needed    Need
	currentTo string
}

// covers reports whether a current assessment covers an activity; of what is decided, one that is not only planned. If only
// others do, it returns one of them.
func covers(ctx context.Context, tx *db.Tx, activity string, day time.Time, decided bool) (current bool, other covering, err error) {
	all, err := db.All(ctx, tx, func(r db.Row) (x covering, err error) {
		return x, r.Scan(&x.Ref, &x.Title, &x.needed, &x.currentTo)
	}, `SELECT a.ref, a.title, a.needed, a.current_to FROM eia_assessment a JOIN eia_activity c ON c.assessment = a.ref
		WHERE c.activity = $1 AND a.needed <> 'not-recorded' ORDER BY a.current_to, a.ref`, activity)
	for _, x := range all {
		if x.currentTo >= day.Format(time.DateOnly) && !(decided && x.needed == NeedPlanned) {
			return true, covering{}, nil
		}
		other = x
	}
	return false, other, err
}

// assessmentExists reports whether there is an assessment with this reference, or a draft with this id.
func assessmentExists(ctx context.Context, tx *db.Tx, ref string) (bool, error) {
	_, err := Get(ctx, tx, ref)
	if !fault.Is(err, fault.NotFound) {
		return err == nil, err
	}
	return edit.ExistsIn(ctx, tx, &edit.Kind{Name: kindName}, ref)
}
