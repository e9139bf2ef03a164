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
			return db.EachText(ctx, tx, "ref", func(ref string) (err error) {
				files["decisions/"+ref+".yaml"], err = Get(ctx, tx, ref)
				return err
			}, `SELECT ref FROM decision_decision`, `latest`)
		},
	}
	return []definition.Kind{decisions.Kind()}
}
