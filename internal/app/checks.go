package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
)

// Audit recomputes the record, the responses and the releases from one state of
// the database, and compares every other row with its fingerprint. It calls report
// for each difference, and returns in words what it looked at and what it did not.
func (a *App) Audit(ctx context.Context, report func(problem string)) (checked string, err error) {
	err = a.DB.View(ctx, func(tx *db.Tx) error {
		checked, err = a.auditIn(ctx, tx, report)
		return err
	})
	return checked, err
}

// wholeChecks are the checks of an audit that concern all features.
func (a *App) wholeChecks() []feature.Check {
	return []feature.Check{
		{Run: a.fingerprints.Check},
		{Run: func(ctx context.Context, tx *db.Tx, report func(string)) (string, error) {
			return feature.CheckLeaves(ctx, tx, a.features, report)
		}},
	}
}

func (a *App) auditIn(ctx context.Context, tx *db.Tx, report func(problem string)) (checked string, err error) {
	checks := a.wholeChecks()
	for _, f := range a.features {
		checks = append(checks, f.Audit...)
	}
	checked, err = run(ctx, tx, report, checks)
	not := a.notAudited
	if !a.fingerprints.HasKey() {
		not += ", rows by their fingerprints (the key record.key is missing)"
	}
	return "Checked " + checked + ".\nNot checked: " + not + ".", err
}

// Doctor calls report for each thing that no rule refuses and that needs
// attention, such as a reference to something that does not exist.
func (a *App) Doctor(ctx context.Context, report func(problem string)) error {
	return a.DB.View(ctx, func(tx *db.Tx) error {
		if err := a.keys.check(ctx, tx); err != nil {
			report(err.Error())
		}
		for _, f := range a.features {
			if _, err := run(ctx, tx, report, f.Doctor); err != nil {
				return err
			}
		}
		return nil
	})
}

// run runs checks and returns in words what they looked at. A check that fails, because
// what it reads has been damaged, is reported and does not keep the others from running.
func run(ctx context.Context, tx *db.Tx, report func(string), checks []feature.Check) (checked string, err error) {
	var parts []string
	for _, c := range checks {
		part, err := c.Run(ctx, tx, report)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err != nil {
			report(fmt.Sprintf("a check could not be finished: %v", err))
			continue
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", "), nil
}
