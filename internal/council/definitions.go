package council

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Definitions returns the kinds of definition files of this feature: council.yaml.
func (s *Service) Definitions() []definition.Kind {
	profile := definition.FileKind[Definition]{
		Pattern: "council.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def Definition) error {
			return s.DefineIn(ctx, l.Tx, l.By, def)
		},
		Count: func(Definition) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			p, err := Get(ctx, tx)
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			files["council.yaml"] = p
			return err
		},
	}
	return []definition.Kind{profile.Kind()}
}
