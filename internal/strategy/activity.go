package strategy

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// activityName scans the slug of a strategy into its name as an activity that is assessed.
func activityName(row db.Row) (string, error) {
	slug, err := db.Text(row)
	return edit.ActivityName("strategy", slug), err
}

// ActivityOfObjective returns the strategy of an objective as an activity that is assessed; none for an unknown one.
func ActivityOfObjective(ctx context.Context, tx *db.Tx, objective string) ([]string, error) {
	return db.All(ctx, tx, activityName,
		`SELECT a.strategy FROM strategy_objective o JOIN strategy_aim a ON a.ref = o.aim WHERE o.ref = $1`, objective)
}
