package evidence

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// Definitions returns the kinds of definition files of this feature: needs.
func (s *Service) Definitions() []definition.Kind {
	needs := definition.FileKind[Definition]{
		One: "need", Many: "needs", Pattern: "evidence/*.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def Definition) error {
			return s.DefineIn(ctx, l.Tx, l.By, def)
		},
		Count: func(d Definition) int { return len(d.Needs) },
		Names: func(d Definition, defines func(kind, ref string)) {
			for _, n := range d.Needs {
				defines("need", n.Ref)
			}
		},
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			all, err := All(ctx, tx)
			if len(all) > 0 {
				files["evidence/needs.yaml"] = &Definition{Needs: all}
			}
			return err
		},
	}
	return []definition.Kind{needs.Kind()}
}
