package strategy

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Stage is where a strategy is in its life.
type Stage string

// The stages, in their order. Replaced follows Ending or Ended.
const (
	StageDraft     Stage = "draft"
	StageConsulted Stage = "consulted"
	StageApproved  Stage = "approved" // before its period begins
	StageInForce   Stage = "in-force"
	StageEnding    Stage = "ending" // in force, and the next one should be prepared
	StageEnded     Stage = "ended"  // its period is over, and no other strategy has replaced it
	StageReplaced  Stage = "replaced"
)

var stageLabels = map[Stage]locale.LazyMessage{
	StageDraft:     locale.Lazy("Draft"),
	StageConsulted: locale.Lazy("Consulted on"),
	StageApproved:  locale.Lazy("Approved, not in force yet"),
	StageInForce:   locale.Lazy("In force"),
	StageEnding:    locale.Lazy("In force, ending soon"),
	StageEnded:     locale.Lazy("Ended"),
	StageReplaced:  locale.Lazy("Replaced"),
}

// Label returns the name of the stage.
func (s Stage) Label() locale.LazyMessage { return stageLabels[s] }

// Life is what the dates of a strategy say about it on a day.
type Life struct {
	Stage    Stage
	Approved time.Time // when it was approved; zero if that is not recorded
	// Unapproved is set if its period has begun and it has a text, but no approval is recorded. It is not in force then.
	Unapproved bool
	RenewBy    time.Time // when its period ends, if the next strategy should be prepared and there is none; otherwise zero
}

// Life returns where s is in its life. next is the strategy that follows it, or nil.
func (s *Strategy) Life(next *Strategy, plans council.Plans, today time.Time) Life {
	today = startOfDay(today)
	l := Life{Approved: s.approved(today)}
	begun := !s.From.IsZero() && !s.From.After(today)
	known := !l.Approved.IsZero() || len(s.Versions) == 0 // of a strategy without a text, only the period is recorded
	warn := !today.Before(s.renewalWarning(plans))
	switch {
	case !known && s.has(Consulted, today):
		l.Stage, l.Unapproved = StageConsulted, begun
	case !known:
		l.Stage, l.Unapproved = StageDraft, begun
	case !begun && l.Approved.IsZero():
		l.Stage = StageDraft
	case !begun:
		l.Stage = StageApproved
	case next != nil && next.inForce(today):
		l.Stage = StageReplaced
	case s.To.Before(today):
		l.Stage = StageEnded
	case warn:
		l.Stage = StageEnding
	default:
		l.Stage = StageInForce
	}
	if next == nil && warn && begun && today.Before(s.To.AddDate(0, renewalEnds, 0)) {
		l.RenewBy = s.To
	}
	return l
}

// renewalEnds is the number of months after its period for which a strategy without another one after it is brought up. A
// council that has not continued it by then has decided so.
const renewalEnds = 12

// renewalWarning returns the day from which the strategy after s should be prepared.
func (s *Strategy) renewalWarning(plans council.Plans) time.Time {
	return addMonths(s.To, -plans.RenewalMonths)
}

// inForce reports whether the period of s has begun and s has been approved as far as is recorded.
func (s *Strategy) inForce(today time.Time) bool {
	return !s.From.After(today) && (len(s.Versions) == 0 || !s.approved(today).IsZero())
}

// approved returns the day of the first version that was adopted, or of the first publication of its objectives under the
// equality duty, up to today.
func (s *Strategy) approved(today time.Time) (first time.Time) {
	earlier := func(day time.Time) {
		if !day.IsZero() && !day.After(today) && (first.IsZero() || day.Before(first)) {
			first = day
		}
	}
	for _, v := range s.Versions {
		if v.Kind == Adopted {
			earlier(v.Date)
		}
	}
	for _, p := range s.Publications {
		if p.Kind == EqualityObjectives || p.Kind == EqualityOutcomes {
			earlier(p.Date)
		}
	}
	return first
}

// has reports whether s has a version of this kind up to today.
func (s *Strategy) has(kind VersionKind, today time.Time) bool {
	for _, v := range s.Versions {
		if v.Kind == kind && !v.Date.After(today) {
			return true
		}
	}
	return false
}

// GetLife returns the life of s at the time of tx.
func GetLife(ctx context.Context, tx *db.Tx, s *Strategy) (Life, error) {
	lives, err := Lives(ctx, tx, []*Strategy{s})
	if err != nil {
		return Life{}, err
	}
	return lives[0], nil
}

// Lives returns the lives of strategies at the time of tx. It asks as often for one as for a page of them.
func Lives(ctx context.Context, tx *db.Tx, all []*Strategy) (lives []Life, err error) {
	plans, err := council.GetPlans(ctx, tx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	var slugs []any
	for _, s := range all {
		slugs = append(slugs, s.Slug)
	}
	in, args := db.In(1, slugs)
	after, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM strategy_strategy WHERE follows IN `+in+` ORDER BY starts, slug`, args...)
	if err == nil {
		err = loadDetails(ctx, tx, brief, after...)
	}
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		var next *Strategy
		if i := slices.IndexFunc(after, func(a *Strategy) bool { return a.Follows == s.Slug }); i >= 0 {
			next = after[i]
		}
		lives = append(lives, s.Life(next, plans, now))
	}
	return lives, nil
}

// ListToRenew returns the strategies that end soon, or ended lately, and that no other follows, without their details, those
// that end first before the others.
func ListToRenew(ctx context.Context, tx *db.Tx, now time.Time) (all []*Strategy, err error) {
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	today := startOfDay(now)
	found, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM strategy_strategy s
		WHERE starts <= $1 AND ends > $2 AND ends <= $3 AND NOT EXISTS (SELECT 1 FROM strategy_strategy n WHERE n.follows = s.slug)
		ORDER BY ends, slug`,
		db.Time(today), db.Time(addMonths(today, -renewalEnds)), db.Time(addMonths(today, plans.RenewalMonths+1)))
	for _, s := range found {
		if !s.Life(nil, plans, today).RenewBy.IsZero() {
			all = append(all, s)
		}
	}
	return all, err
}
