package evidence

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const columns = `ref, title, summary, figure, source, address, dated, area, characteristics, invented`

func scan(r db.Row) (n Need, err error) {
	var codes string
	err = r.Scan(&n.Ref, &n.Title, &n.Summary, &n.Figure, &n.Source.Name, &n.Source.Address,
		db.ScanTime(&n.Source.Date), &n.Area, &codes, &n.Invented)
	if err != nil {
		return n, err
	}
	return n, json.Unmarshal([]byte(codes), &n.Characteristics)
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
	return db.ReadPage(ctx, tx, scan, func(n Need) []any { return []any{n.Title, n.Ref} },
		db.PageQuery{Order: byTitle, At: at, Size: size}, `SELECT `+columns+` FROM evidence_need`, "")
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
		INSERT INTO evidence_need (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (ref) DO UPDATE SET title = excluded.title, summary = excluded.summary, figure = excluded.figure,
			source = excluded.source, address = excluded.address, dated = excluded.dated, area = excluded.area,
			characteristics = excluded.characteristics, invented = excluded.invented`,
		n.Ref, n.Title, n.Summary, n.Figure, n.Source.Name, n.Source.Address,
		db.Time(n.Source.Date), n.Area, string(text), n.Invented)
	return err
}
