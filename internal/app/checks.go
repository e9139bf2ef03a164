package app

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
)

// Audit recomputes the record, the responses and the releases from one state of
// the database. It calls report for each difference, and returns in words what it
// looked at.
func (a *App) Audit(ctx context.Context, report func(problem string)) (checked string, err error) {
	return a.check(ctx, report, func(f feature.Feature) []feature.Check { return f.Audit })
}

// Doctor calls report for each thing that no rule refuses and that needs
// attention, such as a reference to something that does not exist.
func (a *App) Doctor(ctx context.Context, report func(problem string)) error {
	_, err := a.check(ctx, report, func(f feature.Feature) []feature.Check { return f.Doctor })
	return err
}

func (a *App) check(ctx context.Context, report func(string), of func(feature.Feature) []feature.Check) (checked string, err error) {
	err = a.DB.View(ctx, func(tx *db.Tx) error {
		var parts []string
		for _, f := range a.features {
			for _, c := range of(f) {
				part, err := c.Run(ctx, tx, report)
				if err != nil {
					return err
				}
				if part != "" {
					parts = append(parts, part)
				}
			}
		}
		checked = "Checked " + strings.Join(parts, ", ") + "."
		return nil
	})
	return checked, err
}
