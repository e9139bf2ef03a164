package forwardplan

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

func scan(row db.Row) (*Entry, error) {
	e := &Entry{}
	var body string
	if err := row.Scan(&body, &e.Edition, db.ScanTime(&e.Since)); err != nil {
		return nil, err
	}
	return e, json.Unmarshal([]byte(body), e)
}

const selectEntry = `SELECT body, edition, since FROM forwardplan_entry`

// Get returns an entry as it is published, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Entry, error) {
	e, err := db.One(ctx, tx, scan, selectEntry+` WHERE latest AND ref = $1`, ref)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We cannot find that entry of the forward plan.")
	}
	return e, err
}

// PageSize is the number of entries on a page of the plan.
const PageSize = 20

// List returns the page of all entries at the cursor at, the latest meeting first.
func List(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[*Entry], error) {
	return db.ReadPage(ctx, tx, scan, func(e *Entry) []any { return []any{db.Time(e.Meeting), e.Ref} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "meeting"}, {Name: "ref"}}, Descending: true}, At: at, Size: size},
		selectEntry, `latest`)
}

// Coming returns the entries of which the meeting is on a day or later, the first first: at most n.
func Coming(ctx context.Context, tx *db.Tx, today time.Time, n int) ([]*Entry, error) {
	return db.All(ctx, tx, scan, selectEntry+` WHERE latest AND meeting >= $1 ORDER BY meeting, ref LIMIT $2`,
		db.Time(day(today)), n)
}

// save stores e as a new edition and adds an entry to the public record, unless it equals the latest edition.
func (e *Entry) save(ctx context.Context, tx *db.Tx, w *record.Writer, stored *Entry, since time.Time) (changed bool, err error) {
	body := db.JSON(e)
	if stored.Edition > 0 && db.JSON(stored) == body {
		return false, nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE forwardplan_entry SET latest = FALSE WHERE ref = $1`, e.Ref); err != nil {
		return false, err
	}
	e.Edition = stored.Edition + 1
	_, err = tx.Exec(ctx, `
		INSERT INTO forwardplan_entry (ref, edition, latest, recorded, since, title, meeting, body)
		VALUES ($1, $2, TRUE, $3, $4, $5, $6, $7)`,
		e.Ref, e.Edition, db.Time(now), db.Time(since), e.Title, db.Time(e.Meeting), body)
	if err != nil {
		return false, err
	}
	w.Add(e.Leaf())
	return true, nil
}

// Leaf returns the entry in the public record of this edition of e. Its commitment needs no salt, because the body is public.
func (e *Entry) Leaf() receipt.Leaf {
	number := struct {
		*Entry
		Number int64 `json:"edition"`
	}{e, e.Edition}
	return receipt.Leaf{Subject: "forward-plan/" + e.Ref, Kind: "publication", Commitment: digest.Of(db.JSON(number))}
}

// EachLeaf calls yield with the leaf of each edition of an entry, and where it is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	order := db.Order{Columns: []db.Column{{Name: "ref"}, {Name: "edition", Number: true}}}
	return db.ReadEach(ctx, tx, scan, func(e *Entry) []any { return []any{e.Ref, e.Edition} }, order, func(e *Entry) error {
		yield(e.Leaf(), "table forwardplan_entry, "+e.Ref)
		return nil
	}, selectEntry, "")
}

// GetRules returns the rules of the council, which are those of the law unless it has others.
func GetRules(ctx context.Context, tx *db.Tx) (*Rules, error) {
	law, err := eia.GetRules(ctx, tx)
	if err != nil {
		return nil, err
	}
	r := &Rules{Jurisdiction: law.Jurisdiction}
	body, err := db.One(ctx, tx, db.Text, `SELECT body FROM forwardplan_rules WHERE id = 'this'`)
	if fault.Is(err, fault.NotFound) {
		r.FullDays, r.GeneralDays = fullDays, generalDays
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), r)
	}
	return r, err
}
