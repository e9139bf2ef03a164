package decision

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// Definitions returns the kinds of definition files of this feature: decisions.
func (s *Service) Definitions() []definition.Kind {
	decisions := definition.FileKind[Definition]{
		One: "decision", Many: "decisions", Pattern: "decisions/*.yaml",
		Define: s.DefineIn,
		Count:  func(Definition) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			all, err := All(ctx, tx)
			for _, d := range all {
				if err != nil {
					return err
				}
				files["decisions/"+d.Ref+".yaml"], err = Get(ctx, tx, d.Ref)
			}
			return err
		},
	}
	return []definition.Kind{decisions.Kind()}
}
