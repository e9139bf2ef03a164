package strategy

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Definitions returns the kinds of definition files of this feature: the duties
// of the council, and strategies.
func (s *Service) Definitions() []definition.Kind {
	duties := definition.FileKind[DutyDefinition]{
		Pattern: "duties.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def DutyDefinition) error {
			return s.DefineDutiesIn(ctx, l.Tx, l.Record, l.By, def)
		},
		Count: func(DutyDefinition) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			def, err := Duties(ctx, tx)
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			files["duties.yaml"] = def
			return err
		},
	}
	strategies := definition.FileKind[Definition]{
		One: "strategy", Many: "strategies", Pattern: "strategies/*.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def Definition) error {
			return s.DefineIn(ctx, l.Tx, l.Record, l.By, def)
		},
		Count: func(Definition) int { return 1 },
		Names: func(def Definition, defines func(kind, ref string)) {
			defines("strategy", def.Slug)
			for _, o := range def.Objectives() {
				defines("objective", o.Ref)
			}
		},
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			all, err := listAll(ctx, tx)
			for _, st := range all {
				files["strategies/"+st.Slug+".yaml"] = st
			}
			return err
		},
	}
	return []definition.Kind{duties.Kind(), strategies.Kind()}
}
