package budget

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/ledger"
)

const columns = `id, project, year, state, counted, budget_line, giver, receiver, amount, unit, rate, reverses, fulfils, by_giver,
	by_receiver, dated, note, org, recorded`

func scan(r db.Row) (e Entry, err error) {
	rate := ""
	if err := r.Scan(&e.ID, &e.Project, &e.Year, &e.State, &e.Column, &e.Line, &e.Partner, &e.Receiver, &e.Amount, &e.Unit, &rate,
		&e.Reverses, &e.Fulfils, &e.ByGiver, &e.ByReceiver, db.ScanTime(&e.Day), &e.Note, &e.Org, db.ScanTime(&e.Recorded)); err != nil {
		return e, err
	}
	if rate != "" {
		err = json.Unmarshal([]byte(rate), &e.Rate)
	}
	return e, err
}

func (e *Entry) insert(ctx context.Context, tx *db.Tx) error {
	rate := ""
	if e.Rate != nil {
		rate = db.JSON(e.Rate)
	}
	_, err := tx.Exec(ctx, `INSERT INTO budget_entry (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		e.ID, e.Project, int64(e.Year), string(e.State), string(e.Column), e.Line, e.Partner, e.Receiver, e.Amount, e.Unit, rate,
		e.Reverses, e.Fulfils, e.ByGiver, e.ByReceiver, db.Time(e.Day), e.Note, e.Org, db.Time(e.Recorded))
	return err
}

// byRecorded is the order in which entries were recorded.
var byRecorded = db.Order{Columns: []db.Column{{Name: "project"}, {Name: "recorded"}, {Name: "id"}}}

func positionOf(e Entry) []any { return []any{e.Project, db.Time(e.Recorded), e.ID} }

// Entries returns a page of the entries of all projects.
func Entries(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Entry], error) {
	return db.ReadPage(ctx, tx, scan, positionOf, db.PageQuery{Order: byRecorded, At: at, Size: size},
		`SELECT `+columns+` FROM budget_entry`, "")
}

// Grants returns a page of the money that one organisation promised to another, confirmed by both and not taken back.
func Grants(ctx context.Context, tx *db.Tx, giver, at string, size int) (db.Page[Entry], error) {
	return db.ReadPage(ctx, tx, scan, positionOf, db.PageQuery{Order: byRecorded, At: at, Size: size},
		`SELECT `+columns+` FROM budget_entry`, `state = 'promised' AND counted = 'cash' AND giver = $1 AND by_giver = $2 AND by_receiver = $2
		AND reverses = '' AND NOT EXISTS (SELECT 1 FROM budget_entry b WHERE b.reverses = budget_entry.id)`, giver, true)
}

// Paid returns how much money of a promise was delivered, in pence, as both sides confirm.
func Paid(ctx context.Context, tx *db.Tx, promise string) (int64, error) {
	return db.One(ctx, tx, func(r db.Row) (n int64, err error) { return n, r.Scan(&n) },
		`SELECT COALESCE(SUM(amount), 0) FROM budget_entry WHERE fulfils = $1 AND counted = 'cash' AND by_giver = $2 AND by_receiver = $2`,
		promise, true)
}

// Get returns the money of a project, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Money, error) {
	p, err := project.Get(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	m := &Money{Project: p, Closed: map[ledger.Year]bool{}}
	if err := db.ReadEach(ctx, tx, scan, positionOf, byRecorded, func(e Entry) error {
		m.Entries = append(m.Entries, e)
		return nil
	}, `SELECT `+columns+` FROM budget_entry`, `project = $1`, ref); err != nil {
		return nil, err
	}
	years, err := db.All(ctx, tx, func(r db.Row) (y ledger.Year, err error) { return y, r.Scan(&y) },
		`SELECT year FROM budget_closed WHERE project = $1`, ref)
	if err != nil {
		return nil, err
	}
	for _, y := range years {
		m.Closed[y] = true
	}
	m.Value, err = readJSON[Value](ctx, tx, `SELECT content FROM budget_value WHERE project = $1`, ref)
	return m, err
}

// readJSON returns what a row contains, or the zero value without one.
func readJSON[T any](ctx context.Context, tx *db.Tx, query string, args ...any) (found T, err error) {
	content, err := db.One(ctx, tx, db.Text, query, args...)
	if fault.Is(err, fault.NotFound) {
		return found, nil
	}
	if err != nil {
		return found, err
	}
	return found, json.Unmarshal([]byte(content), &found)
}

// GetSettings returns the rates that the council sets.
func GetSettings(ctx context.Context, tx *db.Tx) (Settings, error) {
	return readJSON[Settings](ctx, tx, `SELECT content FROM budget_settings WHERE id = 'this'`)
}

func (s *Settings) save(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO budget_settings (id, content) VALUES ('this', $1)
		ON CONFLICT (id) DO UPDATE SET content = excluded.content`, db.JSON(s))
	return err
}

func (v *Value) save(ctx context.Context, tx *db.Tx, project string) error {
	_, err := tx.Exec(ctx, `INSERT INTO budget_value (project, content) VALUES ($1, $2)
		ON CONFLICT (project) DO UPDATE SET content = excluded.content`, project, db.JSON(v))
	return err
}
