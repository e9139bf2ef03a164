package strategy

import (
	"context"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/db"
)

const readingColumns = `objective, dated, value, note, source, invented`

type readingRow struct {
	objective string
	Reading
}

func scanReading(r db.Row) (x readingRow, err error) {
	var source string
	if err := r.Scan(&x.objective, db.ScanTime(&x.Date), &x.Value, &x.Note, &source, &x.Invented); err != nil {
		return x, err
	}
	x.Source, err = parseSource(source)
	return x, err
}

func listReadings(ctx context.Context, tx *db.Tx, objective string) (all []Reading, err error) {
	rows, err := db.All(ctx, tx, scanReading, `
		SELECT `+readingColumns+` FROM strategy_reading WHERE objective = $1 ORDER BY dated`, objective)
	for _, r := range rows {
		all = append(all, r.Reading)
	}
	return all, err
}

// readingsOf returns those readings of objectives that d has, by objective. It names the objectives, because PostgreSQL reads
// every measurement for a condition on their strategies while it has no statistics, as during an import.
func (d depth) readingsOf(ctx context.Context, tx *db.Tx, objectives []any) (map[string][]Reading, error) {
	of := map[string][]Reading{}
	if !d.readings && d.until == "" {
		return of, nil
	}
	for some := range slices.Chunk(objectives, maxInQuery) {
		in, args := db.In(1, some)
		query := `SELECT ` + readingColumns + ` FROM strategy_reading WHERE objective IN ` + in + ` ORDER BY objective, dated`
		if !d.readings {
			query, args = `SELECT objective, dated, value, note, r.source, invented FROM strategy_objective o
				JOIN strategy_reading r ON r.objective = o.ref
				AND r.dated = (SELECT MAX(x.dated) FROM strategy_reading x WHERE x.objective = o.ref AND x.dated <= $`+
				strconv.Itoa(len(args)+1)+`) WHERE o.ref IN `+in, append(args, d.until)
		}
		rows, err := db.All(ctx, tx, scanReading, query, args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			of[r.objective] = append(of[r.objective], r.Reading)
		}
	}
	return of, nil
}

// DatedReading is a reading with the objective that it is of.
type DatedReading struct {
	Objective, Title string // reference and title of the objective
	Reading
}

// LatestReadings returns the latest n readings of objectives, the newest first.
func LatestReadings(ctx context.Context, tx *db.Tx, n int, objectives ...string) ([]DatedReading, error) {
	if len(objectives) == 0 {
		return nil, nil
	}
	in, args := db.In(1, db.Args(objectives))
	rows, err := db.All(ctx, tx, scanReading, `SELECT `+readingColumns+` FROM strategy_reading WHERE objective IN `+in+`
		ORDER BY dated DESC, objective LIMIT $`+strconv.Itoa(len(args)+1), append(args, n)...)
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	_, err = db.All(ctx, tx, func(r db.Row) (none struct{}, err error) {
		var ref, title string
		err = r.Scan(&ref, &title)
		titles[ref] = title
		return none, err
	}, `SELECT ref, title FROM strategy_objective WHERE ref IN `+in, args...)
	all := make([]DatedReading, len(rows))
	for i, r := range rows {
		all[i] = DatedReading{r.objective, titles[r.objective], r.Reading}
	}
	return all, err
}

// ListAllReadings returns the page of up to size readings of all objectives at the cursor at, objective by objective. They have
// no titles.
func ListAllReadings(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[DatedReading], error) {
	rows, err := db.ReadPage(ctx, tx, scanReading, func(r readingRow) []any { return []any{r.objective, db.Time(r.Date)} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "objective"}, {Name: "dated"}}}, At: at, Size: size},
		`SELECT `+readingColumns+` FROM strategy_reading`, "")
	items := make([]DatedReading, len(rows.Items))
	for i, r := range rows.Items {
		items[i] = DatedReading{Objective: r.objective, Reading: r.Reading}
	}
	return db.Paged(rows, items), err
}

// ReadingsPageSize is how many readings a page of them has.
const ReadingsPageSize = 50

// ListReadings returns the page of readings of an objective at the cursor at, the newest first.
func ListReadings(ctx context.Context, tx *db.Tx, objective, at string) (p db.Page[Reading], err error) {
	rows, err := db.ReadPage(ctx, tx, scanReading, func(r readingRow) []any { return []any{db.Time(r.Date)} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "dated"}}, Descending: true}, At: at, Size: ReadingsPageSize},
		`SELECT `+readingColumns+` FROM strategy_reading`, `objective = $1`, objective)
	items := make([]Reading, len(rows.Items))
	for i, r := range rows.Items {
		items[i] = r.Reading
	}
	return db.Paged(rows, items), err
}
