package sharing

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// State is whether an agreement is in force, or why not. It is worked out from the day on which it is asked, so that nothing stays
// in force because a task did not run.
type State string

// The states.
const (
	InForceState State = "in-force"
	Undecided    State = "undecided"
	Unsigned     State = "unsigned"
	Future       State = "future"
	Ended        State = "ended"
)

// Label returns the state in words.
func (s State) Label() locale.LazyMessage {
	switch s {
	case InForceState:
		return locale.Lazy("In force")
	case Undecided:
		return locale.Lazy("Not decided yet")
	case Unsigned:
		return locale.Lazy("Not signed by all yet")
	case Future:
		return locale.Lazy("Has not begun yet")
	case Ended:
		return locale.Lazy("Ended")
	}
	return locale.LazyMessage{}
}

// Standing is the state of an agreement on a day.
type Standing struct {
	State
	Missing []string // ids of the organisations that have not signed the present terms
	Overdue bool     // the day of the next review has passed
}

// standing returns the state of a on a day, with the signatures under a.
func (a *Agreement) standing(signed []Signature, day time.Time) (s Standing) {
	for _, p := range a.Parties {
		if !slices.ContainsFunc(signed, func(one Signature) bool {
			return one.Org == p.Org && one.Version == a.Version && one.Withdrawn.IsZero()
		}) {
			s.Missing = append(s.Missing, p.Org)
		}
	}
	over := func(last time.Time) bool {
		return !last.IsZero() && last.Format(time.DateOnly) < day.Format(time.DateOnly)
	}
	switch {
	case over(a.Until):
		s.State = Ended
	case a.Decision.On.IsZero():
		s.State = Undecided
	case len(s.Missing) > 0:
		s.State = Unsigned
	case a.From.Format(time.DateOnly) > day.Format(time.DateOnly):
		s.State = Future
	default:
		s.State = InForceState
	}
	s.Overdue = s.State != Ended && over(a.Next)
	return s
}

// StandingOf returns the state of the agreement ref on a day, or fault.NotFound.
func StandingOf(ctx context.Context, tx *db.Tx, ref string, day time.Time) (s Standing, err error) {
	a, err := Get(ctx, tx, ref)
	if err != nil {
		return s, err
	}
	signed, err := Signatures(ctx, tx, ref)
	return a.standing(signed, day), err
}

// InForce reports whether data can be shared under the agreement ref on a day: it is decided, every organisation has signed its
// present terms, it has begun and has not ended. An overdue review does not end it; StandingOf tells. An agreement that does not
// exist is fault.NotFound, and not false.
func InForce(ctx context.Context, tx *db.Tx, ref string, day time.Time) (bool, error) {
	s, err := StandingOf(ctx, tx, ref, day)
	return s.State == InForceState, err
}

// Listed is an agreement with its state on a day.
type Listed struct {
	*Agreement
	Standing
}

// OnDay returns the agreements of a page with their state on a day.
func OnDay(ctx context.Context, tx *db.Tx, page db.Page[*Agreement], day time.Time) (db.Page[Listed], error) {
	refs := make([]string, len(page.Items))
	for i, a := range page.Items {
		refs[i] = a.Ref
	}
	signed, err := Signatures(ctx, tx, refs...)
	if err != nil {
		return db.Page[Listed]{}, err
	}
	items := make([]Listed, len(page.Items))
	for i, a := range page.Items {
		var own []Signature
		for _, s := range signed {
			if s.Agreement == a.Ref {
				own = append(own, s)
			}
		}
		items[i] = Listed{a, a.standing(own, day)}
	}
	return db.Paged(page, items), nil
}
