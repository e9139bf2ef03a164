package information

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

const setColumns = `id, content, made_at`

func scanSet(r db.Row) (s Set, err error) {
	var content string
	if err := r.Scan(&s.ID, &content, db.ScanTime(&s.At)); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(content), &s)
}

// GetSet returns the figures id, or fault.NotFound.
func GetSet(ctx context.Context, tx *db.Tx, id string) (Set, error) {
	return db.One(ctx, tx, scanSet, `SELECT `+setColumns+` FROM information_figures WHERE id = $1`, id)
}

// ListSets returns a page of all figures, those of the latest day first.
func ListSets(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Set], error) {
	return db.ReadPage(ctx, tx, scanSet, func(s Set) []any { return []any{db.Time(s.AsAt), s.ID} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "as_at"}, {Name: "id"}}, Descending: true}, At: at, Size: size},
		`SELECT `+setColumns+` FROM information_figures`, "")
}

// allSets returns all figures, those of the latest day first.
func allSets(ctx context.Context, tx *db.Tx) ([]Set, error) {
	return db.All(ctx, tx, scanSet, `SELECT `+setColumns+` FROM information_figures ORDER BY as_at DESC, id DESC`)
}

// insertSet stores s, unless it is stored already, and reports whether it was not.
func insertSet(ctx context.Context, tx *db.Tx, s *Set) (added bool, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO information_figures (id, kind, as_at, content, made_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO NOTHING`, s.ID, s.Kind, db.Time(s.AsAt), db.JSON(s), db.Time(now))
	if err != nil || n == 1 {
		return n == 1, err
	}
	stored, err := GetSet(ctx, tx, s.ID)
	if err == nil && db.JSON(stored) != db.JSON(s) {
		err = fault.Newf(fault.Conflict, "Different figures with the id %q are saved already. Use another id.", s.ID)
	}
	return false, err
}

// setOptions returns all figures, published or not, for the field of a release.
func setOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	sets, err := allSets(ctx, tx)
	for i := range sets {
		all = append(all, edit.Option{Value: sets[i].ID, Label: sets[i].Name(), Org: actor.CouncilOrg})
	}
	return all, err
}

func scanRelease(r db.Row) (x *Release, err error) {
	var content string
	if err := r.Scan(&content); err != nil {
		return nil, err
	}
	x = &Release{}
	if err := json.Unmarshal([]byte(content), x); err != nil {
		return nil, err
	}
	for _, s := range x.Figures {
		x.Sets = append(x.Sets, s.ID)
	}
	return x, nil
}

// Get returns the latest release with this reference, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Release, error) {
	return db.One(ctx, tx, scanRelease, `SELECT r.content FROM information_release r JOIN information_latest l
		ON r.ref = l.ref AND r.number = l.number WHERE l.ref = $1`, ref)
}

// GetNumber returns the release with this reference and number, or fault.NotFound.
func GetNumber(ctx context.Context, tx *db.Tx, ref string, number int64) (*Release, error) {
	return db.One(ctx, tx, scanRelease, `SELECT content FROM information_release WHERE ref = $1 AND number = $2`, ref, number)
}

// Content returns the text to which the entry of r in the public record commits.
func (r *Release) Content() string { return db.JSON(r) }

// Earlier returns the numbers and dates of the releases that r replaced, the last first.
func (r *Release) Earlier(ctx context.Context, tx *db.Tx) ([]Version, error) {
	return db.All(ctx, tx, func(row db.Row) (v Version, err error) { return v, row.Scan(&v.Number, db.ScanTime(&v.Published)) },
		`SELECT number, published FROM information_release WHERE ref = $1 AND number < $2 ORDER BY number DESC`, r.Ref, r.Number)
}

// Version is the number and the date of a release.
type Version struct {
	Number    int64
	Published time.Time
}

// Line is a release in a list.
type Line struct {
	Ref, Title string
	AsAt       time.Time
}

// List returns a page of the latest releases, those of the latest day first.
func List(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Line], error) {
	return db.ReadPage(ctx, tx, func(r db.Row) (l Line, err error) { return l, r.Scan(&l.Ref, &l.Title, db.ScanTime(&l.AsAt)) },
		func(l Line) []any { return []any{db.Time(l.AsAt), l.Ref} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "as_at"}, {Name: "ref"}}, Descending: true}, At: at, Size: size},
		`SELECT ref, title, as_at FROM information_latest`, "")
}

// near returns the releases whose days are so near to those of s that both count nearly the same people.
func (s *Set) near(ctx context.Context, tx *db.Tx) ([]*Release, error) {
	return db.All(ctx, tx, scanRelease, `SELECT content FROM information_release WHERE as_at > $1 AND as_at < $2
		ORDER BY as_at, ref, number`,
		db.Time(s.AsAt.Add(-2*closeTime)), db.Time(s.AsAt.Add(2*closeTime)))
}

// insert stores r as the latest release of its reference.
func (r *Release) insert(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `INSERT INTO information_release (ref, number, kind, title, as_at, published, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.Ref, r.Number, r.Kind, r.Title, db.Time(r.AsAt), db.Time(r.Published), r.Content()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO information_latest (ref, number, title, as_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (ref) DO UPDATE SET number = excluded.number, title = excluded.title, as_at = excluded.as_at`,
		r.Ref, r.Number, r.Title, db.Time(r.AsAt))
	return err
}

// EachLeaf calls yield with the leaf of each release, and where it is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	type row struct {
		ref, content string
		number       int64
	}
	rows, err := db.All(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.ref, &x.number, &x.content) },
		`SELECT ref, number, content FROM information_release ORDER BY ref, number`)
	for _, x := range rows {
		yield(leafOf(x.ref, x.number, x.content), fmt.Sprintf("table information_release, %s %d", x.ref, x.number))
	}
	return err
}
