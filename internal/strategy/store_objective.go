package strategy

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
)

// GetObjective returns the objective ref with its readings and the slug of its strategy, or fault.NotFound.
func GetObjective(ctx context.Context, tx *db.Tx, ref string) (*Objective, error) {
	o, err := getObjective(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	return &o.Objective, nil
}

// GetObjectiveBrief is GetObjective without readings.
func GetObjectiveBrief(ctx context.Context, tx *db.Tx, ref string) (*Objective, error) {
	o, err := getBriefObjective(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	return &o.Objective, nil
}

// ObjectiveLanguages returns the language of each objective, by reference, whose strategy is in another language than
// the council's.
func ObjectiveLanguages(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	of := map[string]string{}
	_, err := db.All(ctx, tx, func(r db.Row) (ref string, err error) {
		var lang string
		err = r.Scan(&ref, &lang)
		of[ref] = lang
		return ref, err
	}, `SELECT o.ref, s.language FROM strategy_objective o JOIN strategy_aim a ON a.ref = o.aim JOIN strategy_strategy s ON s.slug = a.strategy
		WHERE s.language <> ''`)
	return of, err
}

const selectObjective = `
	SELECT o.ref, o.aim, o.title, o.measure, o.unit, o.baseline, o.target, o.due, o.owner, o.as_published, o.needs,
		o.better, o.every_months, o.source, a.strategy, s.language
	FROM strategy_objective o JOIN strategy_aim a ON a.ref = o.aim JOIN strategy_strategy s ON s.slug = a.strategy`

type objectiveRow struct {
	Objective
	aim string
}

// ListObjectives returns the page of up to size objectives of all strategies at the cursor at, without their measurements.
func ListObjectives(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Objective], error) {
	rows, err := db.ReadPage(ctx, tx, scanObjective, func(o objectiveRow) []any { return []any{o.Ref} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "o.ref"}}}, At: at, Size: size}, selectObjective, "")
	items := make([]Objective, len(rows.Items))
	for i, o := range rows.Items {
		items[i] = o.Objective
	}
	return db.Paged(rows, items), err
}

func scanObjective(r db.Row) (o objectiveRow, err error) {
	var needs, source string
	err = r.Scan(&o.Ref, &o.aim, &o.Title, &o.Measure, &o.Unit, &o.Baseline, &o.Target,
		db.ScanTime(&o.By), &o.Owner, &o.AsPublished, &needs, &o.Better, &o.Every, &source, &o.Strategy, &o.Language)
	if err != nil {
		return o, err
	}
	if o.Needs, err = parseRefs(needs); err != nil {
		return o, err
	}
	o.Source, err = parseSource(source)
	return o, err
}

// ObjectiveLink is the reference and title of an objective.
type ObjectiveLink struct{ Ref, Title, Language string }

// ObjectivesFor returns the objectives that give a need as a reason.
func ObjectivesFor(ctx context.Context, tx *db.Tx, need string) (found []ObjectiveLink, err error) {
	type objective struct {
		ObjectiveLink
		needs string
	}
	all, err := db.All(ctx, tx, func(r db.Row) (o objective, err error) { return o, r.Scan(&o.Ref, &o.Title, &o.Language, &o.needs) },
		`SELECT o.ref, o.title, s.language, o.needs FROM strategy_strategy s JOIN strategy_aim a ON a.strategy = s.slug
			JOIN strategy_objective o ON o.aim = a.ref ORDER BY o.ref`)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		needs, err := parseRefs(o.needs)
		if err != nil {
			return nil, err
		}
		if slices.Contains(needs, need) {
			found = append(found, o.ObjectiveLink)
		}
	}
	return found, nil
}
