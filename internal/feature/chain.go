package feature

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Matter is what belongs together in a chain, by reference. Any of it may be
// empty.
type Matter struct {
	Consultation, Strategy, Decision string    // slugs, and the reference of a decision
	Now                              time.Time // of the database
}

// Places of the steps that progress registers. Other features register theirs
// between them.
const (
	OrderEvidence = 100 * (iota + 1)
	OrderDraft
	OrderConsultation
	OrderFindings
	OrderDecision
	OrderAction
	OrderProgress
)

// OrderedStep is a step with its place in the chain.
type OrderedStep struct {
	page.Step
	Order int
}

// ChainFunc returns the matter that the thing called ref belongs to, and the
// steps that follow from it. kind is "consultation", "strategy", "action" or
// "decision".
type ChainFunc func(ctx context.Context, tx *db.Tx, kind, ref string) (Matter, []OrderedStep, error)

// Step is a further step of the chain.
type Step struct {
	Order int
	// Find returns the step of m, or a step without Name if m has none.
	Find func(ctx context.Context, tx *db.Tx, m Matter) (page.Step, error)
}

// chainOf returns what computes the chain of a page, or nil if no feature has
// one.
func chainOf(deps *web.Deps, features []Feature) page.ChainFunc {
	var base ChainFunc
	var more []Step
	for _, f := range features {
		if f.Chain != nil {
			base = f.Chain
		}
		more = append(more, f.Steps...)
	}
	if base == nil {
		return nil
	}
	return func(ctx context.Context, kind, ref string) (chain page.Chain, err error) {
		var steps []OrderedStep
		err = deps.DB.View(ctx, func(tx *db.Tx) error {
			m, all, err := base(ctx, tx, kind, ref)
			if err != nil {
				return err
			}
			for _, s := range more {
				step, err := s.Find(ctx, tx, m)
				if err != nil {
					return err
				}
				if step.Name != "" {
					all = append(all, OrderedStep{step, s.Order})
				}
			}
			steps = all
			return nil
		})
		slices.SortStableFunc(steps, func(a, b OrderedStep) int { return cmp.Compare(a.Order, b.Order) })
		for _, s := range steps {
			chain = append(chain, s.Step)
		}
		return chain, err
	}
}
