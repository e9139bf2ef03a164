package outcome

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
)

const selectIndicators = `SELECT content, version FROM outcome_indicator`

func scan(r db.Row) (*Indicator, error) {
	i, content := &Indicator{}, ""
	if err := r.Scan(&content, &i.Version); err != nil {
		return nil, err
	}
	return i, json.Unmarshal([]byte(content), i)
}

// Get returns the indicator ref, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Indicator, error) {
	return db.One(ctx, tx, scan, selectIndicators+` WHERE ref = $1`, ref)
}

// GetMany returns the existing indicators among refs, by reference.
func GetMany(ctx context.Context, tx *db.Tx, refs []string) (map[string]*Indicator, error) {
	have := map[string]*Indicator{}
	for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(refs))), 200) {
		all, err := db.All(ctx, tx, scan, selectIndicators+` WHERE ref IN (`+db.Placeholders(1, len(some))+`)`, db.Args(some)...)
		if err != nil {
			return nil, err
		}
		for _, i := range all {
			have[i.Ref] = i
		}
	}
	return have, nil
}

// byTheme is the order of lists of indicators.
var byTheme = db.Order{Columns: []db.Column{{Name: "theme_order", Number: true}, {Name: "title"}, {Name: "ref"}}}

func positionByTheme(i *Indicator) []any { return []any{int64(i.Theme.order()), i.Title, i.Ref} }

// List returns a page of all indicators, by theme and title.
func List(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[*Indicator], error) {
	return db.ReadPage(ctx, tx, scan, positionByTheme, db.PageQuery{Order: byTheme, At: at, Size: size}, selectIndicators, "")
}

// ListOf returns a page of the indicators with readings about a place.
func ListOf(ctx context.Context, tx *db.Tx, place, at string, size int) (db.Page[*Indicator], error) {
	return db.ReadPage(ctx, tx, scan, positionByTheme, db.PageQuery{Order: byTheme, At: at, Size: size}, selectIndicators,
		`EXISTS (SELECT 1 FROM outcome_reading r WHERE r.indicator = outcome_indicator.ref AND r.place = $1)`, place)
}

// ListFor returns a page of the indicators that are context for a need.
func ListFor(ctx context.Context, tx *db.Tx, need, at string, size int) (db.Page[*Indicator], error) {
	return db.ReadPage(ctx, tx, scan, positionByTheme, db.PageQuery{Order: byTheme, At: at, Size: size}, selectIndicators,
		`EXISTS (SELECT 1 FROM outcome_need n WHERE n.indicator = outcome_indicator.ref AND n.need = $1)`, need)
}

func (i *Indicator) save(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO outcome_indicator (ref, title, theme_order, dated, version, content) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (ref) DO UPDATE SET title = excluded.title, theme_order = excluded.theme_order, dated = excluded.dated,
			version = excluded.version, content = excluded.content`,
		i.Ref, i.Title, i.Theme.order(), db.Time(i.Source.Date), i.Version, db.JSON(i))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM outcome_need WHERE indicator = $1`, i.Ref); err != nil {
		return err
	}
	var rows [][]any
	for _, need := range i.Needs {
		rows = append(rows, []any{need, i.Ref})
	}
	_, err = tx.Insert(ctx, `outcome_need (need, indicator)`, rows, `ON CONFLICT DO NOTHING`)
	return err
}

// checkReferences checks that what i names exists.
func (i *Indicator) checkReferences(ctx context.Context, tx *db.Tx) error {
	return evidence.RequireNeeds(ctx, tx, i.Needs)
}

const selectReadings = `SELECT content FROM outcome_reading`

func scanReading(r db.Row) (x Reading, err error) {
	content, err := db.Text(r)
	if err != nil {
		return x, err
	}
	return x, json.Unmarshal([]byte(content), &x)
}

// byPeriod is the order of the readings of an indicator: the latest first.
var byPeriod = db.Order{Columns: []db.Column{{Name: "ends"}, {Name: "starts"}, {Name: "place"}}, Descending: true}

func positionByPeriod(r Reading) []any { return []any{db.Time(r.To), db.Time(r.From), r.Place} }

// Readings returns a page of the readings of an indicator, the latest first.
func Readings(ctx context.Context, tx *db.Tx, indicator, at string, size int) (db.Page[Reading], error) {
	return db.ReadPage(ctx, tx, scanReading, positionByPeriod, db.PageQuery{Order: byPeriod, At: at, Size: size}, selectReadings,
		`indicator = $1`, indicator)
}

// EachReading calls fn for every reading of an indicator, the latest first.
func EachReading(ctx context.Context, tx *db.Tx, indicator string, fn func(Reading) error) error {
	return db.ReadEach(ctx, tx, scanReading, positionByPeriod, byPeriod, fn, selectReadings, `indicator = $1`, indicator)
}

// IndicatorReading is a reading with the reference of its indicator.
type IndicatorReading struct {
	Indicator string
	Reading
}

func scanIndicatorReading(r db.Row) (x IndicatorReading, err error) {
	var content string
	if err := r.Scan(&x.Indicator, &content); err != nil {
		return x, err
	}
	return x, json.Unmarshal([]byte(content), &x.Reading)
}

// AllReadings returns a page of the readings of all indicators, by indicator, place and period.
func AllReadings(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[IndicatorReading], error) {
	order := db.Order{Columns: []db.Column{{Name: "indicator"}, {Name: "place"}, {Name: "ends"}, {Name: "starts"}}}
	return db.ReadPage(ctx, tx, scanIndicatorReading, func(x IndicatorReading) []any {
		return []any{x.Indicator, x.Place, db.Time(x.To), db.Time(x.From)}
	}, db.PageQuery{Order: order, At: at, Size: size}, `SELECT indicator, content FROM outcome_reading`, "")
}

// ShownReadings is how many readings of a place a page shows. The files have all.
const ShownReadings = 40

// readingsOf returns the latest readings of an indicator about a place, the earliest first.
func readingsOf(ctx context.Context, tx *db.Tx, indicator, place string) ([]Reading, error) {
	all, err := db.All(ctx, tx, scanReading, selectReadings+` WHERE indicator = $1 AND place = $2 ORDER BY ends DESC, starts DESC LIMIT $3`,
		indicator, place, ShownReadings)
	slices.Reverse(all)
	return all, err
}

// ReadingsOf returns the latest readings of an indicator about each of places, the earliest first.
func ReadingsOf(ctx context.Context, tx *db.Tx, indicator string, places []string) (map[string][]Reading, error) {
	have := map[string][]Reading{}
	for _, ref := range places {
		some, err := readingsOf(ctx, tx, indicator, ref)
		if err != nil {
			return nil, err
		}
		if len(some) > 0 {
			have[ref] = some
		}
	}
	return have, nil
}

// Period is a period that an indicator has readings of.
type Period struct{ From, To time.Time }

func scanPeriod(r db.Row) (p Period, err error) {
	return p, r.Scan(db.ScanTime(&p.From), db.ScanTime(&p.To))
}

// Periods returns the periods that an indicator has readings of, the latest first.
func Periods(ctx context.Context, tx *db.Tx, indicator string) (all []Period, err error) {
	return all, db.ReadEach(ctx, tx, scanPeriod, func(p Period) []any { return []any{db.Time(p.To), db.Time(p.From)} },
		db.Order{Columns: byPeriod.Columns[:2], Descending: true}, func(p Period) error {
			all = append(all, p)
			return nil
		}, `SELECT DISTINCT starts, ends FROM outcome_reading`, `indicator = $1`, indicator)
}

// Places returns the references of the places that an indicator has readings of.
func Places(ctx context.Context, tx *db.Tx, indicator string) (refs []string, err error) {
	return refs, db.EachText(ctx, tx, "place", func(ref string) error {
		refs = append(refs, ref)
		return nil
	}, `SELECT DISTINCT place FROM outcome_reading`, `indicator = $1`, indicator)
}

// Correction is a published reading that was corrected or withdrawn.
type Correction struct {
	Version int64     // of the readings afterwards
	Changed time.Time // day
	Why     string
	Change
}

// Change is a reading that differs between two versions of an indicator. Before or After is nil if there is none.
type Change struct {
	Before *Reading `json:"before"`
	After  *Reading `json:"after"`
}

// key is that of the reading which c changes.
func (c Change) key() key {
	if c.After != nil {
		return c.After.key()
	}
	return c.Before.key()
}

func scanCorrection(r db.Row) (c Correction, err error) {
	var content string
	if err := r.Scan(&c.Version, db.ScanTime(&c.Changed), &c.Why, &content); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(content), &c.Change)
}

var newestCorrection = db.Order{
	Columns: []db.Column{{Name: "version", Number: true}, {Name: "place"}, {Name: "ends"}, {Name: "starts"}}, Descending: true}

// Corrections returns a page of the corrections of an indicator, the newest first.
func Corrections(ctx context.Context, tx *db.Tx, indicator, at string, size int) (db.Page[Correction], error) {
	return db.ReadPage(ctx, tx, scanCorrection, func(c Correction) []any {
		k := c.key()
		return []any{c.Version, k.place, db.Time(k.to), db.Time(k.from)}
	}, db.PageQuery{Order: newestCorrection, At: at, Size: size},
		`SELECT version, changed, why, content FROM outcome_correction`, `indicator = $1`, indicator)
}

// saveChanges stores changes of the readings of an indicator, which has a version afterwards. What they correct is kept with why.
func saveChanges(ctx context.Context, tx *db.Tx, indicator string, version int64, changes []Change, why string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	day := db.Time(now.UTC().Truncate(24 * time.Hour))
	var readings, corrections [][]any
	for _, c := range changes {
		k := c.key()
		if c.Before != nil {
			corrections = append(corrections,
				[]any{indicator, version, k.place, db.Time(k.to), db.Time(k.from), day, strings.TrimSpace(why), db.JSON(c)})
		}
		if c.After != nil {
			readings = append(readings, []any{indicator, k.place, db.Time(k.to), db.Time(k.from), db.JSON(c.After)})
			continue
		}
		_, err := tx.Exec(ctx, `DELETE FROM outcome_reading WHERE indicator = $1 AND place = $2 AND ends = $3 AND starts = $4`,
			indicator, k.place, db.Time(k.to), db.Time(k.from))
		if err != nil {
			return err
		}
	}
	if _, err := tx.Insert(ctx, `outcome_reading (indicator, place, ends, starts, content)`, readings,
		`ON CONFLICT (indicator, place, ends, starts) DO UPDATE SET content = excluded.content`); err != nil {
		return err
	}
	_, err = tx.Insert(ctx, `outcome_correction (indicator, version, place, ends, starts, changed, why, content)`, corrections, "")
	return err
}
