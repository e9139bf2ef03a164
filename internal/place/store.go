package place

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const placeColumns = `ref, code, name, kind, parent, starts, ends, tile_column, tile_row, invented`

func scanPlace(r db.Row) (p Place, err error) {
	return p, r.Scan(&p.Ref, &p.Code, &p.Name, &p.Kind, &p.Within, db.ScanTime(&p.From), db.ScanTime(&p.Until),
		&p.Column, &p.Row, &p.Invented)
}

// Get returns the place ref, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (Place, error) {
	return db.One(ctx, tx, scanPlace, `SELECT `+placeColumns+` FROM place_place WHERE ref = $1`, ref)
}

// byKind is the order of lists of places: the largest first.
var byKind = db.Order{Columns: []db.Column{{Name: "kind_order", Number: true}, {Name: "name"}, {Name: "ref"}}}

func positionByKind(p Place) []any { return []any{int64(p.Kind.order()), p.Name, p.Ref} }

// ListPage returns a page of all places: the largest kind first, by name.
func ListPage(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Place], error) {
	return db.ReadPage(ctx, tx, scanPlace, positionByKind, db.PageQuery{Order: byKind, At: at, Size: size},
		`SELECT `+placeColumns+` FROM place_place`, "")
}

// Each calls fn for every place, the largest kind first.
func Each(ctx context.Context, tx *db.Tx, fn func(Place) error) error {
	return db.ReadEach(ctx, tx, scanPlace, positionByKind, byKind, fn, `SELECT `+placeColumns+` FROM place_place`, "")
}

// WithinPage returns a page of the places that are part of the place ref.
func WithinPage(ctx context.Context, tx *db.Tx, ref, at string, size int) (db.Page[Place], error) {
	return db.ReadPage(ctx, tx, scanPlace, positionByKind, db.PageQuery{Order: byKind, At: at, Size: size},
		`SELECT `+placeColumns+` FROM place_place`, `parent = $1`, ref)
}

// maxAround bounds how many places a place is a part of, so that a circle of places has an end.
const maxAround = 20

// Around returns the references of the places that the place ref is a part of, the smallest first.
func Around(ctx context.Context, tx *db.Tx, ref string) (refs []string, err error) {
	for len(refs) < maxAround {
		p, err := Get(ctx, tx, ref)
		if fault.Is(err, fault.NotFound) || err == nil && p.Within == "" {
			return refs, nil
		}
		if err != nil {
			return nil, err
		}
		ref = p.Within
		refs = append(refs, ref)
	}
	return refs, nil
}

// Tiles returns the places of the tile map on day, the largest kind first.
func Tiles(ctx context.Context, tx *db.Tx, day time.Time) (all []Place, err error) {
	return all, eachLarge(ctx, tx, District, func(p Place) error {
		if p.Column > 0 && p.ValidOn(day) {
			all = append(all, p)
		}
		return nil
	})
}

// ForArea returns the place with the name of an area, as consultations write it. If several have it, it is the one that
// there still is and that is largest. It is fault.NotFound if there is none.
func ForArea(ctx context.Context, tx *db.Tx, area string) (Place, error) {
	if Fold(area) == "" {
		return Place{}, fault.New(fault.NotFound, "There is no such place.")
	}
	return db.One(ctx, tx, scanPlace, `SELECT `+placeColumns+` FROM place_place WHERE folded = $1
		ORDER BY CASE WHEN ends = $2 THEN 0 ELSE 1 END, kind_order, ref LIMIT 1`, Fold(area), db.Time(time.Time{}))
}

// GetMany returns the existing places among refs, the largest first.
func GetMany(ctx context.Context, tx *db.Tx, refs []string) ([]Place, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	all, err := db.All(ctx, tx, scanPlace,
		`SELECT `+placeColumns+` FROM place_place WHERE ref IN (`+db.Placeholders(1, len(refs))+`)`, db.Args(refs)...)
	Sort(all)
	return all, err
}

// Require returns nil if all places refs exist, and otherwise definition.SettingErrors whose paths are the indexes of those
// that do not. Features call it before they store references.
func Require(ctx context.Context, tx *db.Tx, refs []string) error {
	var wrong definition.SettingErrors
	for i, ref := range refs {
		_, err := Get(ctx, tx, ref)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("place", ref,
				fault.Newf(fault.Invalid, "There is no place with reference %q. Add the place first, or correct the reference.", ref))
		}
		wrong.Add(err, i)
	}
	return wrong.Err()
}

// Options returns all places, for fields that name some.
func Options(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	return all, Each(ctx, tx, func(p Place) error {
		all = append(all, edit.Option{Value: p.Ref, Label: edit.Name(p.Name)})
		return nil
	})
}

func savePlace(ctx context.Context, tx *db.Tx, p Place) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO place_place (`+placeColumns+`, folded, kind_order) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (ref) DO UPDATE SET code = excluded.code, name = excluded.name, kind = excluded.kind, parent = excluded.parent,
			starts = excluded.starts, ends = excluded.ends, tile_column = excluded.tile_column, tile_row = excluded.tile_row,
			invented = excluded.invented, folded = excluded.folded, kind_order = excluded.kind_order`,
		p.Ref, p.Code, p.Name, string(p.Kind), p.Within, db.Time(p.From), db.Time(p.Until), p.Column, p.Row, p.Invented,
		Fold(p.Name), p.Kind.order())
	return err
}

const tableColumns = `ref, title, measure, says, whole, base, source, address, licence, dated, note, invented, categories,
	comparisons, version`

func scanTable(r db.Row) (t *Table, err error) {
	t = &Table{}
	var categories, comparisons string
	err = r.Scan(&t.Ref, &t.Title, &t.Measure, &t.Says, &t.Whole, &t.Base, &t.Source, &t.Address, &t.Licence, db.ScanTime(&t.Date), &t.Note,
		&t.Invented, &categories, &comparisons, &t.Version)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(categories), &t.Categories); err != nil {
		return nil, err
	}
	if len(t.Categories) == 0 {
		t.Categories = nil
	}
	if err := json.Unmarshal([]byte(comparisons), &t.Compare); err != nil {
		return nil, err
	}
	if len(t.Compare) == 0 {
		t.Compare = nil // as a file without comparisons
	}
	return t, nil
}

// GetTable returns the table ref without its figures, or fault.NotFound.
func GetTable(ctx context.Context, tx *db.Tx, ref string) (*Table, error) {
	return db.One(ctx, tx, scanTable, `SELECT `+tableColumns+` FROM place_table WHERE ref = $1`, ref)
}

// EachTable calls fn for every table by title, without its figures.
func EachTable(ctx context.Context, tx *db.Tx, fn func(*Table) error) error {
	return db.ReadEach(ctx, tx, scanTable, func(t *Table) []any { return []any{t.Title, t.Ref} },
		db.Order{Columns: []db.Column{{Name: "title"}, {Name: "ref"}}}, fn, `SELECT `+tableColumns+` FROM place_table`, "")
}

// ListTables returns the page of up to size tables at the cursor at, those of the latest day first, without their figures.
func ListTables(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[*Table], error) {
	return db.ReadPage(ctx, tx, scanTable, func(t *Table) []any { return []any{db.Time(t.Date), t.Ref} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "dated"}, {Name: "ref"}}, Descending: true}, At: at, Size: size},
		`SELECT `+tableColumns+` FROM place_table`, "")
}

func saveTable(ctx context.Context, tx *db.Tx, t *Table) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO place_table (`+tableColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (ref) DO UPDATE SET title = excluded.title, measure = excluded.measure, says = excluded.says, whole = excluded.whole,
			base = excluded.base, source = excluded.source, address = excluded.address, licence = excluded.licence,
			dated = excluded.dated, note = excluded.note,
			invented = excluded.invented, categories = excluded.categories, comparisons = excluded.comparisons, version = excluded.version`,
		t.Ref, t.Title, string(t.Measure), string(t.Says), t.Whole, t.Base, t.Source, t.Address, string(t.Licence), db.Time(t.Date),
		t.Note, t.Invented,
		db.JSON(append([]string{}, t.Categories...)), db.JSON(append([]Comparison{}, t.Compare...)), t.Version)
	return err
}

func scanRow(r db.Row) (row Row, err error) {
	var text string
	if err := r.Scan(&row.Place, &text); err != nil {
		return row, err
	}
	return row, json.Unmarshal([]byte(text), &row.Figures)
}

// readRows returns the figures of a table, by place.
func readRows(ctx context.Context, tx *db.Tx, table string) (all []Row, err error) {
	return all, db.ReadEach(ctx, tx, scanRow, func(r Row) []any { return []any{r.Place} },
		db.Order{Columns: []db.Column{{Name: "place"}}}, func(r Row) error {
			all = append(all, r)
			return nil
		}, `SELECT place, figures FROM place_figures`, `table_ref = $1`, table)
}

// saveRows stores the figures of a table about the places in rows. A place without figures has no row.
func saveRows(ctx context.Context, tx *db.Tx, table string, rows []Row) error {
	var stored [][]any
	for _, r := range rows {
		if len(r.Figures) > 0 {
			stored = append(stored, []any{r.Place, table, db.JSON(r.Figures)})
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM place_figures WHERE place = $1 AND table_ref = $2`, r.Place, table); err != nil {
			return err
		}
	}
	_, err := tx.Insert(ctx, `place_figures (place, table_ref, figures)`, stored,
		`ON CONFLICT (place, table_ref) DO UPDATE SET figures = excluded.figures`)
	return err
}

// Known are the figures of a table about one place.
type Known struct {
	Table   *Table
	Figures Figures
}

// KnownOf returns the figures about the place ref, by the titles of their tables.
func KnownOf(ctx context.Context, tx *db.Tx, ref string) (all []Known, err error) {
	rows, err := db.All(ctx, tx, scanRow, `SELECT table_ref, figures FROM place_figures WHERE place = $1 ORDER BY table_ref LIMIT 200`, ref)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	have := map[string]Figures{}
	for _, r := range rows {
		have[r.Place] = r.Figures // the first column is the table
	}
	return all, EachTable(ctx, tx, func(t *Table) error {
		if f := have[t.Ref]; f != nil {
			all = append(all, Known{t, f})
		}
		return nil
	})
}

// InTable is a place with its figures in one table.
type InTable struct {
	Place
	Figures Figures
}

// TablePage returns a page of the places with figures in a table: the largest kind first, by name.
func TablePage(ctx context.Context, tx *db.Tx, table, at string, size int) (out db.Page[InTable], err error) {
	places, err := db.ReadPage(ctx, tx, scanPlace, positionByKind, db.PageQuery{Order: byKind, At: at, Size: size},
		`SELECT `+placeColumns+` FROM place_place`,
		`EXISTS (SELECT 1 FROM place_figures f WHERE f.place = place_place.ref AND f.table_ref = $1)`, table)
	if err != nil || len(places.Items) == 0 {
		return out, err
	}
	all, err := withFigures(ctx, tx, table, places.Items)
	return db.Paged(places, all), err
}

// TilesWith returns the places of the tile map on day with their figures in a table.
func TilesWith(ctx context.Context, tx *db.Tx, day time.Time, table string) ([]InTable, error) {
	tiles, err := Tiles(ctx, tx, day)
	if err != nil {
		return nil, err
	}
	return withFigures(ctx, tx, table, tiles)
}

// withFigures adds the figures of a table to places.
func withFigures(ctx context.Context, tx *db.Tx, table string, places []Place) (all []InTable, err error) {
	if len(places) == 0 {
		return nil, nil
	}
	args := []any{table}
	for _, p := range places {
		args = append(args, p.Ref)
	}
	rows, err := db.All(ctx, tx, scanRow, `SELECT place, figures FROM place_figures WHERE table_ref = $1
		AND place IN (`+db.Placeholders(2, len(places))+`)`, args...)
	have := map[string]Figures{}
	for _, r := range rows {
		have[r.Place] = r.Figures
	}
	for _, p := range places {
		all = append(all, InTable{p, have[p.Ref]})
	}
	return all, err
}
