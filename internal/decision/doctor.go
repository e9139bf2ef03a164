package decision

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
)

// CheckActionLinks reports actions that name a key issue or a need that does not
// exist. A key issue may be defined after its action, so defining the action does
// not refuse it.
func CheckActionLinks(ctx context.Context, tx *db.Tx, report func(problem string)) (checked string, err error) {
	n := 0
	err = action.Each(ctx, tx, func(a *action.Action) error {
		n++
		issues, err := IssuesForAction(ctx, tx, a.Ref, a.Issues)
		if err != nil {
			return err
		}
		needs, err := evidence.GetMany(ctx, tx, a.Needs)
		if err != nil {
			return err
		}
		exists := map[string]bool{}
		for _, i := range issues {
			exists["key issue "+i.Ref] = true
		}
		for _, n := range needs {
			exists["need "+n.Ref] = true
		}
		check := func(what string) {
			if !exists[what] {
				report(fmt.Sprintf("The action %s refers to the %s, which does not exist. Define it, or correct the reference.", a.Ref, what))
			}
		}
		for _, ref := range a.Issues {
			check("key issue " + ref)
		}
		for _, ref := range a.Needs {
			check("need " + ref)
		}
		return nil
	})
	return fmt.Sprintf("the links of %d actions", n), err
}
