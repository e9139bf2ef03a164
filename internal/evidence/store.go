package evidence

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const columns = `ref, title, summary, figure, source, address, dated, kind, quality, gap, places, characteristics, invented, harms, helps`

func scan(r db.Row) (n Need, err error) {
	var codes, places, harms, helps string
	err = r.Scan(&n.Ref, &n.Title, &n.Summary, &n.Figure, &n.Source.Name, &n.Source.Address,
		db.ScanTime(&n.Source.Date), &n.Kind, &n.Quality, &n.Gap, &places, &codes, &n.Invented, &harms, &helps)
	if err != nil {
		return n, err
	}
	for _, part := range []struct {
		text string
		to   any
	}{{places, &n.Places}, {codes, &n.Characteristics}, {harms, &n.Harms}, {helps, &n.Helps}} {
		if err := json.Unmarshal([]byte(part.text), part.to); err != nil {
			return n, err
		}
	}
	return n, nil
}

// Get returns the need ref, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (Need, error) {
	return db.One(ctx, tx, scan, `SELECT `+columns+` FROM evidence_need WHERE ref = $1`, ref)
}

// All returns every need, sorted by reference.
func All(ctx context.Context, tx *db.Tx) ([]Need, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM evidence_need ORDER BY ref`)
}

// byTitle is the order of the list of needs.
var byTitle = db.Order{Columns: []db.Column{{Name: "title"}, {Name: "ref"}}}

// ListPage returns a page of all needs by title.
func ListPage(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Need], error) {
	return Find(ctx, tx, Query{}, at, size)
}

// Query selects evidence. The zero value is all of it.
type Query struct {
	Place, Group string // reference of a place, code of a characteristic
	Kind         Kind
	Quality      Quality
	Since, Until time.Time // dates of the source, Until is excluded; zero for all
	Gaps         bool      // only evidence with a gap
}

// Find returns a page of the evidence that q selects, by title.
func Find(ctx context.Context, tx *db.Tx, q Query, at string, size int) (db.Page[Need], error) {
	var where []string
	var args []any
	add := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where = append(where, condition)
	}
	const labelled = `EXISTS (SELECT 1 FROM evidence_label l WHERE l.need = evidence_need.ref AND l.kind = ? AND l.value = ?)`
	if q.Place != "" {
		add(labelled, placeLabel, q.Place)
	}
	if q.Group != "" {
		add(labelled, groupLabel, q.Group)
	}
	if q.Kind != "" {
		add(`kind = ?`, string(q.Kind))
	}
	if q.Quality != "" {
		add(`quality = ?`, string(q.Quality))
	}
	if !q.Since.IsZero() {
		add(`dated >= ?`, db.Time(q.Since))
	}
	if !q.Until.IsZero() {
		add(`dated < ?`, db.Time(q.Until))
	}
	if q.Gaps {
		add(`gap <> ''`)
	}
	return db.ReadPage(ctx, tx, scan, func(n Need) []any { return []any{n.Title, n.Ref} },
		db.PageQuery{Order: byTitle, At: at, Size: size}, `SELECT `+columns+` FROM evidence_need`, strings.Join(where, " AND "), args...)
}

// Kinds of labels.
const (
	placeLabel = "place"
	groupLabel = "group"
)

// Labels returns the places and the codes of characteristics that some evidence is about.
func Labels(ctx context.Context, tx *db.Tx) (places, groups []string, err error) {
	err = db.ReadEach(ctx, tx, func(r db.Row) (l [2]string, err error) { return l, r.Scan(&l[0], &l[1]) },
		func(l [2]string) []any { return []any{l[0], l[1]} }, db.Order{Columns: []db.Column{{Name: "kind"}, {Name: "value"}}},
		func(l [2]string) error {
			if l[0] == placeLabel {
				places = append(places, l[1])
			} else {
				groups = append(groups, l[1])
			}
			return nil
		}, `SELECT DISTINCT kind, value FROM evidence_label`, "")
	return places, groups, err
}

// GetMany returns the existing needs among refs, in the order of refs.
func GetMany(ctx context.Context, tx *db.Tx, refs []string) ([]Need, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	needs, err := db.All(
		ctx,
		tx,
		scan,
		`SELECT `+columns+` FROM evidence_need WHERE ref IN (`+db.Placeholders(1, len(refs))+`)`,
		db.Args(refs)...)
	Sort(needs, refs)
	return needs, err
}

// RequireNeeds returns nil if all needs refs exist, and otherwise definition.SettingErrors whose paths are the indexes of
// those that do not. Features call it before they store references.
func RequireNeeds(ctx context.Context, tx *db.Tx, refs []string) error {
	var wrong definition.SettingErrors
	for i, ref := range refs {
		_, err := Get(ctx, tx, ref)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("need", ref,
				fault.Newf(fault.Invalid, "There is no need with reference %q. Add the need first, or correct the reference.", ref))
		}
		wrong.Add(err, i)
	}
	return wrong.Err()
}

func save(ctx context.Context, tx *db.Tx, n Need) error {
	codes := n.Characteristics
	if codes == nil {
		codes = []string{}
	}
	text, err := json.Marshal(codes)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO evidence_need (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (ref) DO UPDATE SET title = excluded.title, summary = excluded.summary, figure = excluded.figure,
			source = excluded.source, address = excluded.address, dated = excluded.dated, kind = excluded.kind,
			quality = excluded.quality, gap = excluded.gap, places = excluded.places,
			characteristics = excluded.characteristics, invented = excluded.invented, harms = excluded.harms,
			helps = excluded.helps`,
		n.Ref, n.Title, n.Summary, n.Figure, n.Source.Name, n.Source.Address,
		db.Time(n.Source.Date), string(n.Kind), string(n.Quality), n.Gap, db.JSON(n.Places), string(text), n.Invented, db.JSON(n.Harms),
		db.JSON(n.Helps))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM evidence_label WHERE need = $1`, n.Ref); err != nil {
		return err
	}
	var rows [][]any
	for _, ref := range n.Places {
		rows = append(rows, []any{n.Ref, placeLabel, ref})
	}
	for _, code := range n.Characteristics {
		rows = append(rows, []any{n.Ref, groupLabel, code})
	}
	_, err = tx.Insert(ctx, `evidence_label (need, kind, value)`, rows, `ON CONFLICT DO NOTHING`)
	return err
}
