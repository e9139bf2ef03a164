package action

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// SheetRows returns the published actions of a strategy as rows of a spreadsheet, in the order of the plan, or all actions if
// slug is "".
func (s *Service) SheetRows(ctx context.Context, by actor.Actor, slug string) (rows []edit.SheetRow, err error) {
	if !by.MayForAll(actor.EditRecords) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to edit actions. Ask an administrator for permission to draft.")
	}
	return rows, s.DB.View(ctx, func(tx *db.Tx) error {
		rows = nil
		of := map[string]bool{}
		if slug != "" {
			st, err := strategy.GetBrief(ctx, tx, slug)
			if err != nil {
				return err
			}
			for _, o := range st.Objectives() {
				of[o.Ref] = true
			}
		}
		return Each(ctx, tx, func(a *Action) error {
			if slug == "" || of[a.Objective] {
				rows = append(rows, edit.SheetRow{Ref: a.Ref, Values: a.form().Values()})
			}
			return nil
		})
	})
}
