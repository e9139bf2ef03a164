package app

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
)

// Doctor tells report each thing that no rule refuses and that a person should
// look at: times that no longer say what they said, and links that lead
// nowhere.
func (a *App) Doctor(ctx context.Context, report func(string)) error {
	return a.DB.View(ctx, func(tx *db.Tx) error {
		if err := checkMovedTimes(ctx, tx, report); err != nil {
			return err
		}
		return checkActionLinks(ctx, tx, report)
	})
}

// checkMovedTimes finds consultations that were announced before a government moved
// its clocks, and that still have a door to turn.
func checkMovedTimes(ctx context.Context, tx *db.Tx, report func(string)) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	slugs, err := consult.Slugs(ctx, tx)
	if err != nil {
		return err
	}
	for _, slug := range slugs {
		c, err := consult.Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		if state := c.StateAt(now); state != consult.Open && state != consult.Forthcoming {
			continue
		}
		for _, door := range []struct {
			does string
			at   consult.CivilTime
		}{{"opens", c.Opens}, {"closes", c.Closes}} {
			if door.at.ZoneRulesChanged() {
				report(
					fmt.Sprintf(
						"The consultation %s %s at %s, which is no longer %s in %s: the rules of that time zone have changed. Tell people, or set the time anew.",
						slug,
						door.does,
						door.at.At.UTC().Format("2006-01-02 15:04 MST"),
						door.at.Wall,
						door.at.Zone,
					),
				)
			}
		}
	}
	return nil
}

// checkActionLinks finds actions that say they are there because of a key issue or
// a need, when there is no such thing. An issue may come after its action, so
// nothing refuses the action when it is defined.
func checkActionLinks(ctx context.Context, tx *db.Tx, report func(string)) error {
	actions, err := action.All(ctx, tx)
	if err != nil {
		return err
	}
	for _, a := range actions {
		issues, err := decision.IssuesForAction(ctx, tx, a.Ref, a.Issues)
		if err != nil {
			return err
		}
		needs, err := evidence.GetMany(ctx, tx, a.Needs)
		if err != nil {
			return err
		}
		there := map[string]bool{}
		for _, i := range issues {
			there["key issue "+i.Ref] = true
		}
		for _, n := range needs {
			there["need "+n.Ref] = true
		}
		tell := func(what string) {
			if !there[what] {
				report(fmt.Sprintf("The action %s names the %s, which is not there. Define it, or correct the reference.", a.Ref, what))
			}
		}
		for _, ref := range a.Issues {
			tell("key issue " + ref)
		}
		for _, ref := range a.Needs {
			tell("need " + ref)
		}
	}
	return nil
}
