package action

import (
	"cmp"
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Definitions returns the kinds of definition files of this feature: actions. They
// are exported into one file for each strategy, because the order of actions in a
// plan matters.
func (s *Service) Definitions() []definition.Kind {
	actions := definition.FileKind[Definition]{
		One: "action", Many: "actions", Pattern: "actions/*.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def Definition) error {
			return s.DefineIn(ctx, l.Tx, l.By, def)
		},
		Count: func(d Definition) int { return len(d.Actions) },
		Names: func(d Definition, defines func(kind, ref string)) {
			for _, a := range d.Actions {
				defines("action", a.Ref)
			}
		},
		Export: exportAll,
	}
	return []definition.Kind{actions.Kind()}
}

// exportAll adds the actions to files.
func exportAll(ctx context.Context, tx *db.Tx, files map[string]any) error {
	strategies, err := strategy.Outlines(ctx, tx)
	if err != nil {
		return err
	}
	strategyOf := map[string]string{} // by objective
	for _, st := range strategies {
		for _, o := range st.Objectives {
			strategyOf[o.Ref] = st.Slug
		}
	}
	return Each(ctx, tx, func(a *Action) error {
		name := "actions/" + cmp.Or(strategyOf[a.Objective], "other") + ".yaml"
		plan, ok := files[name].(*Definition)
		if !ok {
			plan = &Definition{}
			files[name] = plan
		}
		plan.Actions = append(plan.Actions, *a)
		return nil
	})
}
