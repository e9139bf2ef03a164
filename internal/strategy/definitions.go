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
	duties := definition.OnePerFile("", "", "duties.yaml", s.DefineDuties, func(DutyDefinition) int { return 1 })
	duties.Export = func(ctx context.Context, tx *db.Tx, files map[string]any) error {
		def, err := Duties(ctx, tx)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		files["duties.yaml"] = def
		return err
	}
	strategies := definition.OnePerFile("strategy", "strategies", "strategies/*.yaml", s.Define, func(Definition) int { return 1 })
	strategies.Export = func(ctx context.Context, tx *db.Tx, files map[string]any) error {
		all, err := All(ctx, tx)
		for _, st := range all {
			files["strategies/"+st.Slug+".yaml"] = st
		}
		return err
	}
	return []definition.Kind{duties, strategies}
}
