package evidence

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// Definitions returns the kinds of definition files of this feature: needs.
func (s *Service) Definitions() []definition.Kind {
	needs := definition.OnePerFile("need", "needs", "evidence/*.yaml", s.Define, func(d Definition) int { return len(d.Needs) })
	needs.Export = func(ctx context.Context, tx *db.Tx, files map[string]any) error {
		all, err := All(ctx, tx)
		if len(all) > 0 {
			files["evidence/needs.yaml"] = &Definition{Needs: all}
		}
		return err
	}
	return []definition.Kind{needs}
}
