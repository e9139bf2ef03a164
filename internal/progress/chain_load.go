package progress

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Refs are the references of everything that a chain connects. Any of them may
// be empty.
type Refs struct {
	Consultation, Strategy, Decision string
	Now                              time.Time // of the database
}

// Chain returns the steps from evidence to progress for a consultation, strategy,
// decision or action. Linked items have the same chain, whichever of them it
// starts from.
func (s *Service) Chain(ctx context.Context, kind, ref string) (steps []Step, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		steps, _, err = s.ChainTx(ctx, tx, kind, ref)
		return err
	})
	return steps, err
}

// ChainTx is Chain in the caller's transaction. It also returns what the chain
// connects.
func (s *Service) ChainTx(ctx context.Context, tx *db.Tx, kind, ref string) (steps []Step, refs Refs, err error) {
	defer fault.Wrap(&err, "chain of %s %s", kind, ref)
	t := &chainData{}
	if t.today, err = tx.Now(ctx); err != nil {
		return nil, refs, err
	}
	if err := t.loadStart(ctx, tx, kind, ref); err != nil {
		return nil, refs, err
	}
	if err := t.loadLinked(ctx, tx); err != nil {
		return nil, refs, err
	}
	if t.consultation != nil && s.Released != nil {
		if t.released, err = s.Released(ctx, tx, t.consultation.Slug); err != nil {
			return nil, refs, err
		}
	}
	return t.steps(), t.refs(), nil
}

func (t *chainData) refs() Refs {
	refs := Refs{Now: t.today}
	if t.consultation != nil {
		refs.Consultation = t.consultation.Slug
	}
	if t.strategy != nil {
		refs.Strategy = t.strategy.Slug
	}
	if t.decision != nil {
		refs.Decision = t.decision.Ref
	}
	return refs
}

// loadStart reads the item that kind and ref name, and the items that it refers to.
func (t *chainData) loadStart(ctx context.Context, tx *db.Tx, kind, ref string) (err error) {
	switch kind {
	case "consultation":
		t.consultation, err = consult.Get(ctx, tx, ref)
		return err
	case "strategy":
		t.strategy, err = strategy.GetBrief(ctx, tx, ref)
		return err
	case "decision":
		d, err := decision.Get(ctx, tx, ref)
		if err != nil {
			return err
		}
		return t.fromDecision(ctx, tx, d)
	case "action":
		return t.fromAction(ctx, tx, ref)
	}
	return fault.Newf(fault.Invalid, "The steps must start from a consultation, strategy, decision or action, not %q.", kind)
}

func (t *chainData) fromAction(ctx context.Context, tx *db.Tx, ref string) error {
	a, err := action.Get(ctx, tx, ref)
	if err != nil {
		return err
	}
	t.first = ref
	if a.Objective != "" {
		o, err := strategy.GetObjectiveBrief(ctx, tx, a.Objective)
		if err != nil {
			return err
		}
		t.strategy, err = strategy.GetBrief(ctx, tx, o.Strategy)
		return err
	}
	issues, err := decision.IssuesForAction(ctx, tx, a.Ref, a.Issues)
	if err != nil || len(issues) == 0 {
		return err
	}
	if issues[0].Decision == "" {
		t.consultation, err = consult.Get(ctx, tx, issues[0].Consultation)
		return err
	}
	d, err := decision.Get(ctx, tx, issues[0].Decision)
	if err != nil {
		return err
	}
	return t.fromDecision(ctx, tx, d)
}

func (t *chainData) fromDecision(ctx context.Context, tx *db.Tx, d *decision.Decision) (err error) {
	if d.Kind == decision.Outcome {
		t.decision = d
	}
	if d.Strategy != "" {
		if t.strategy, err = strategy.GetBrief(ctx, tx, d.Strategy); err != nil {
			return err
		}
	}
	if d.Consultation != "" {
		t.consultation, err = consult.Get(ctx, tx, d.Consultation)
	}
	return err
}

// loadLinked reads the other linked items.
func (t *chainData) loadLinked(ctx context.Context, tx *db.Tx) (err error) {
	if t.consultation == nil && t.strategy != nil {
		if err := t.findConsultation(ctx, tx); err != nil {
			return err
		}
	}
	if t.strategy == nil && t.consultation != nil {
		if err := t.findStrategy(ctx, tx); err != nil {
			return err
		}
	}
	if t.consultation != nil {
		if err := t.findFeedback(ctx, tx); err != nil {
			return err
		}
	}
	return t.findActions(ctx, tx)
}

// findConsultation uses the last consultation named by a version of the strategy. Drafts are not public.
func (t *chainData) findConsultation(ctx context.Context, tx *db.Tx) error {
	for _, v := range t.strategy.Versions {
		if v.Consultation == "" {
			continue
		}
		c, err := consult.Get(ctx, tx, v.Consultation)
		switch {
		case fault.Is(err, fault.NotFound):
		case err != nil:
			return err
		case c.Stage != consult.StageDraft:
			t.consultation = c
		}
	}
	return nil
}

func (t *chainData) findStrategy(ctx context.Context, tx *db.Tx) error {
	slug := t.consultation.Strategy
	if slug == "" {
		var err error
		if slug, err = strategy.SlugForConsultation(ctx, tx, t.consultation.Slug); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	found, err := strategy.GetBrief(ctx, tx, slug)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	t.strategy = found
	return err
}

func (t *chainData) findFeedback(ctx context.Context, tx *db.Tx) error {
	answer, err := decision.GetFeedback(ctx, tx, t.consultation.Slug)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil {
		t.feedback = answer
	}
	if t.decision != nil {
		return nil
	}
	all, err := decision.ForConsultation(ctx, tx, t.consultation.Slug)
	for _, d := range all {
		if d.Kind == decision.Outcome {
			t.decision = d
		}
	}
	return err
}

// findActions reads how the actions of the strategy and those linked to key issues of the decision are going.
func (t *chainData) findActions(ctx context.Context, tx *db.Tx) (err error) {
	if t.first != "" {
		t.set.Refs = append(t.set.Refs, t.first)
	}
	if t.strategy != nil {
		t.set.Add(action.Set{Objectives: t.strategy.ObjectiveRefs()})
	}
	if t.decision != nil {
		for _, i := range t.decision.Issues {
			t.set.Add(action.Set{Issues: []string{i.Ref}, Refs: i.Actions})
		}
	}
	if t.actions, err = action.ProgressOf(ctx, tx, t.set); err != nil {
		return err
	}
	if t.strategy == nil && t.first == "" && t.actions.Total > 0 {
		t.first, err = action.First(ctx, tx, t.set)
	}
	return err
}
