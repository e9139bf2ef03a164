package action

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// EachSheetRow calls fn with the published actions of a strategy as rows of a spreadsheet, in the order of the plan, or with all
// actions if slug is "". Each page of actions is read in a transaction of its own, because a reader can be slow.
func (s *Service) EachSheetRow(ctx context.Context, by actor.Actor, slug string, fn func(edit.SheetRow) error) error {
	if !by.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to edit actions. Ask an administrator for permission to draft.")
	}
	of := map[string]bool{}
	if slug != "" {
		if err := s.DB.View(ctx, func(tx *db.Tx) error {
			st, err := strategy.GetBrief(ctx, tx, slug)
			if err != nil {
				return err
			}
			for _, ref := range st.ObjectiveRefs() {
				of[ref] = true
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return db.Each(func(at string) (p db.Page[*Action], err error) {
		err = s.DB.View(ctx, func(tx *db.Tx) (err error) {
			p, err = ListPlans(ctx, tx, at)
			return err
		})
		return p, err
	}, func(a *Action) error {
		if slug == "" || of[a.Objective] {
			return fn(edit.SheetRow{Ref: a.Ref, Values: a.form().Values()})
		}
		return nil
	})
}
