package offer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/skill"
)

const selectEntries = `SELECT content, agreed FROM offer_entry`

func scan(r db.Row) (*Entry, error) {
	e, content := &Entry{}, ""
	if err := r.Scan(&content, &e.Agreed); err != nil {
		return nil, err
	}
	return e, json.Unmarshal([]byte(content), e)
}

// Get returns the entry ref, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Entry, error) {
	return db.One(ctx, tx, scan, selectEntries+` WHERE ref = $1`, ref)
}

// GetMany returns the existing entries among refs, by reference.
func GetMany(ctx context.Context, tx *db.Tx, refs []string) (map[string]*Entry, error) {
	all := map[string]*Entry{}
	for some := range slices.Chunk(refs, 200) {
		found, err := db.All(ctx, tx, scan, selectEntries+` WHERE ref IN (`+db.Placeholders(1, len(some))+`)`, db.Args(some)...)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			all[e.Ref] = e
		}
	}
	return all, nil
}

// GetOpen returns the entry ref if it is open on day, and otherwise fault.NotFound: what has expired is hidden.
func GetOpen(ctx context.Context, tx *db.Tx, ref string, day time.Time) (*Entry, error) {
	e, err := Get(ctx, tx, ref)
	if err == nil && !e.OpenOn(day) {
		err = fault.New(fault.NotFound, "This is no longer offered or wanted.")
	}
	return e, err
}

// newest is the order of the public list: what was changed last comes first.
var newest = db.Order{Columns: []db.Column{{Name: "updated"}, {Name: "ref"}}, Descending: true}

func positionOf(e *Entry) []any { return []any{db.Time(e.Updated), e.Ref} }

// Query selects open entries. The zero value is all of them.
type Query struct {
	Direction Direction
	Kind      skill.Kind
	Skill     string
	Place     string // with what is offered in parts of it, or in what it is a part of
	Need      string
}

// Find returns a page of the entries that are open on day and that q selects, the last changed first.
func Find(ctx context.Context, tx *db.Tx, q Query, day time.Time, at string, size int) (db.Page[*Entry], error) {
	where, args, err := q.where(ctx, tx, day)
	if err != nil {
		return db.Page[*Entry]{}, err
	}
	return db.ReadPage(ctx, tx, scan, positionOf, db.PageQuery{Order: newest, At: at, Size: size}, selectEntries, where, args...)
}

// EachOpen calls fn with each entry that is open on day, the last changed first.
func EachOpen(ctx context.Context, tx *db.Tx, day time.Time, fn func(*Entry) error) error {
	where, args, err := Query{}.where(ctx, tx, day)
	if err != nil {
		return err
	}
	return db.ReadEach(ctx, tx, scan, positionOf, newest, fn, selectEntries, where, args...)
}

func (q Query) where(ctx context.Context, tx *db.Tx, day time.Time) (string, []any, error) {
	args := []any{db.Time(dayOf(day))}
	where := []string{`agreed = ''`, `expires >= $1`}
	for _, f := range []struct{ column, value string }{
		{"direction", string(q.Direction)}, {"kind", string(q.Kind)}, {"skill", q.Skill}, {"need", q.Need},
	} {
		if f.value != "" {
			args = append(args, f.value)
			where = append(where, fmt.Sprintf("%s = $%d", f.column, len(args)))
		}
	}
	if q.Place == "" {
		return strings.Join(where, " AND "), args, nil
	}
	around, err := place.Around(ctx, tx, q.Place)
	if err != nil {
		return "", nil, err
	}
	args = append(args, q.Place)
	in := fmt.Sprintf("p.place = $%d", len(args))
	if len(around) > 0 {
		in += ` OR p.own AND p.place IN (` + db.Placeholders(len(args)+1, len(around)) + `)`
		args = append(args, db.Args(around)...)
	}
	where = append(where, `EXISTS (SELECT 1 FROM offer_place p WHERE p.entry = offer_entry.ref AND (`+in+`))`)
	return strings.Join(where, " AND "), args, nil
}

// Sorts are the orders of the list of all entries, open or not.
var Sorts = db.Sorts[*Entry]{
	{Name: "title", Order: db.Order{Columns: []db.Column{{Name: "title"}, {Name: "ref"}}},
		Position: func(e *Entry) []any { return []any{e.Title, e.Ref} }},
	{Name: "expires", Order: db.Order{Columns: []db.Column{{Name: "expires"}, {Name: "ref"}}},
		Position: func(e *Entry) []any { return []any{db.Time(e.Expires), e.Ref} }},
}

// ListAll returns a page of all entries of all organisations, sorted by one of Sorts.
func ListAll(ctx context.Context, tx *db.Tx, by db.Sort, at string, size int) (db.Page[*Entry], error) {
	order, position := Sorts.In(by)
	return db.ReadPage(ctx, tx, scan, position, db.PageQuery{Order: order, At: at, Size: size}, selectEntries, "")
}

// Places returns the references of the places that entries name.
func Places(ctx context.Context, tx *db.Tx) (refs []string, err error) {
	return refs, db.EachText(ctx, tx, "place", func(ref string) error {
		refs = append(refs, ref)
		return nil
	}, `SELECT DISTINCT place FROM offer_place`, `own`)
}

// Close takes an entry out of the open list while it is agreed under something. It returns fault.Conflict if it is not open.
func Close(ctx context.Context, tx *db.Tx, ref, under string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE offer_entry SET agreed = $2 WHERE ref = $1 AND agreed = '' AND expires >= $3`,
		ref, under, db.Time(dayOf(now)))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "This is no longer offered or wanted.")
	}
	return err
}

// Reopen puts an entry back when what it was agreed under has ended. One that has expired meanwhile stays hidden.
func Reopen(ctx context.Context, tx *db.Tx, ref, under string) error {
	_, err := tx.Exec(ctx, `UPDATE offer_entry SET agreed = '' WHERE ref = $1 AND agreed = $2`, ref, under)
	return err
}

// checkReferences checks that what e names exists.
func (e *Entry) checkReferences(ctx context.Context, tx *db.Tx) error {
	var wrong definition.SettingErrors
	wrong.Add(account.RequireOrg(ctx, tx, e.Org), "organisation")
	wrong.Add(place.Require(ctx, tx, e.Places), "places")
	if e.Need != "" {
		err := evidence.RequireNeeds(ctx, tx, []string{e.Need})
		if mistakes, ok := err.(definition.SettingErrors); ok {
			err = mistakes[0].Err
		}
		wrong.Add(err, "need")
	}
	return wrong.Err()
}

func (e *Entry) save(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO offer_entry (ref, org, title, direction, kind, skill, need, expires, updated, agreed, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10)
		ON CONFLICT (ref) DO UPDATE SET title = excluded.title, direction = excluded.direction, kind = excluded.kind,
			skill = excluded.skill, need = excluded.need, expires = excluded.expires, updated = excluded.updated,
			content = excluded.content`,
		e.Ref, e.Org, e.Title, string(e.Direction), string(e.Kind()), e.Skill, e.Need, db.Time(e.Expires), db.Time(e.Updated), db.JSON(e))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM offer_place WHERE entry = $1`, e.Ref); err != nil {
		return err
	}
	rows := make([][]any, 0, len(e.Places))
	for _, ref := range e.Places {
		rows = append(rows, []any{e.Ref, ref, true})
	}
	for _, ref := range e.Places {
		around, err := place.Around(ctx, tx, ref)
		if err != nil {
			return err
		}
		for _, larger := range around {
			rows = append(rows, []any{e.Ref, larger, false})
		}
	}
	_, err = tx.Insert(ctx, `offer_place (entry, place, own)`, rows, `ON CONFLICT DO NOTHING`)
	return err
}
