package strategy

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// save stores s, replacing the strategy of that slug. Versions are only ever added. Its error may be
// definition.SettingErrors; the transaction must not be committed then.
func (s *Strategy) save(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO strategy_strategy (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (slug) DO UPDATE SET title = excluded.title, summary = excluded.summary, starts = excluded.starts,
			ends = excluded.ends, needs = excluded.needs, source = excluded.source, invented = excluded.invented, language = excluded.language,
			report_months = excluded.report_months, follows = excluded.follows`,
		s.Slug, s.Title, s.Summary, db.Time(s.From), db.Time(s.To), db.JSON(nonNil(s.Needs)), db.JSON(s.Source), s.Invented, s.Language,
		s.ReportEvery, s.Follows)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	for i, v := range s.Versions {
		wrong.Add(v.save(ctx, tx, s.Slug), "versions", i)
	}
	position := 0
	for i, a := range s.Aims {
		wrong.Add(a.save(ctx, tx, s.Slug, i), "aims", i, "ref")
		for j, o := range a.Objectives {
			position++
			wrong.Add(o.save(ctx, tx, a.Ref, position), "aims", i, "objectives", j, "ref")
		}
	}
	return wrong.Err()
}

func (v *Version) save(ctx context.Context, tx *db.Tx, slug string) error {
	n, err := tx.Exec(ctx, `
		INSERT INTO strategy_version (`+versionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (strategy, id) DO NOTHING`,
		slug, v.ID, v.Kind, db.Time(v.Date), v.Title, v.Body, v.Changes, v.Consultation, db.JSON(v.Source))
	if err != nil || n == 1 {
		return err
	}
	existing, err := db.One(
		ctx,
		tx,
		scanVersion,
		`SELECT `+versionColumns+` FROM strategy_version WHERE strategy = $1 AND id = $2`,
		slug,
		v.ID,
	)
	if err == nil && db.JSON(existing.Version) != db.JSON(*v) {
		err = fault.Newf(
			fault.Conflict,
			"Version %q of strategy %q already exists with different text. People have been asked about it, "+
				"so add a new version with a different id.",
			v.ID,
			slug,
		)
	}
	return err
}

func (a *Aim) save(ctx context.Context, tx *db.Tx, slug string, position int) error {
	n, err := tx.Exec(ctx, `
		INSERT INTO strategy_aim (ref, strategy, position, title, summary) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (ref) DO UPDATE SET position = excluded.position, title = excluded.title, summary = excluded.summary
		WHERE strategy_aim.strategy = excluded.strategy`,
		a.Ref, slug, position, a.Title, a.Summary)
	if err == nil && n == 0 {
		err = errRefTaken("aim", a.Ref)
	}
	return err
}

func (o *Objective) save(ctx context.Context, tx *db.Tx, aim string, position int) error {
	n, err := tx.Exec(ctx, `
		INSERT INTO strategy_objective (ref, aim, position, title, measure, unit, baseline, target, due, owner, as_published, needs,
			better, every_months, source)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (ref) DO UPDATE SET aim = excluded.aim, position = excluded.position, title = excluded.title,
			measure = excluded.measure, unit = excluded.unit, baseline = excluded.baseline, target = excluded.target,
			due = excluded.due, owner = excluded.owner, as_published = excluded.as_published, needs = excluded.needs,
			better = excluded.better, every_months = excluded.every_months, source = excluded.source
		WHERE EXISTS (SELECT 1 FROM strategy_aim was JOIN strategy_aim becomes ON becomes.strategy = was.strategy
			WHERE was.ref = strategy_objective.aim AND becomes.ref = excluded.aim)`,
		o.Ref, aim, position, o.Title, o.Measure, o.Unit, o.Baseline, o.Target, db.Time(o.By), o.Owner, o.AsPublished, db.JSON(nonNil(o.Needs)),
		o.Better, o.Every, db.JSON(o.Source))
	if err == nil && n == 0 {
		err = errRefTaken("objective", o.Ref)
	}
	if err != nil {
		return err
	}
	for _, r := range o.Readings {
		_, err := tx.Exec(ctx, `
			INSERT INTO strategy_reading (objective, dated, value, note, source, invented) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (objective, dated) DO UPDATE SET value = excluded.value, note = excluded.note,
				source = excluded.source, invented = excluded.invented`,
			o.Ref, db.Time(r.Date), r.Value, r.Note, db.JSON(r.Source), r.Invented)
		if err != nil {
			return err
		}
	}
	return nil
}

func errRefTaken(what, ref string) error {
	return fault.Newf(fault.Conflict, "Reference %q is already used for another %s. Use a different reference.", ref, what)
}

// nonNil returns an empty list for nil, so that it is stored as [] and not null.
func nonNil(r []string) []string {
	if r == nil {
		return []string{}
	}
	return r
}
