package sharing

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const columns = `ref, title, lead, version, content, updated`

func scan(r db.Row) (*Agreement, error) {
	a := &Agreement{}
	var ref, title, lead, content string
	if err := r.Scan(&ref, &title, &lead, &a.Version, &content, db.ScanTime(&a.Updated)); err != nil {
		return nil, err
	}
	err := json.Unmarshal([]byte(content), a)
	a.Ref = ref
	return a, err
}

// Get returns the published agreement ref, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Agreement, error) {
	a, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM sharing_agreement WHERE ref = $1`, ref)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "We cannot find that data-sharing agreement. Check the list.")
	}
	return a, err
}

// Today returns the civil date.
func Today(ctx context.Context, tx *db.Tx) (time.Time, error) {
	now, err := tx.Now(ctx)
	at := consult.LocalTime(now)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC), err
}

// check returns definition.SettingErrors if a cannot be stored instead of before, which may be nil.
func (a *Agreement) check(ctx context.Context, tx *db.Tx, before *Agreement) error {
	day, err := Today(ctx, tx)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each data-sharing agreement", a.Ref), "ref")
	wrong.Add(a.validate(day, before))
	for i, p := range a.Parties {
		err := account.RequireOrg(ctx, tx, p.Org)
		if err != nil && !fault.Is(err, fault.Invalid) {
			return err
		}
		wrong.Add(err, "parties", i, "organisation")
	}
	return wrong.Err()
}

// save stores a, which is valid, instead of before, which may be nil. Other terms are a new version.
func (a *Agreement) save(ctx context.Context, tx *db.Tx, before *Agreement) (err error) {
	if before != nil {
		if a.Version = before.Version; a.changesTermsOf(before) {
			a.Version++
		}
	}
	a.Version = max(a.Version, 1)
	if a.Updated, err = tx.Now(ctx); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO sharing_agreement (`+columns+`, review, last_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (ref) DO UPDATE SET title = excluded.title, lead = excluded.lead, version = excluded.version, content = excluded.content,
			updated = excluded.updated, review = excluded.review, last_day = excluded.last_day`,
		a.Ref, a.Title, a.Lead, a.Version, db.JSON(a), db.Time(a.Updated), db.Time(a.Next), db.Time(a.Until)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO sharing_version (agreement, version, updated, content) VALUES ($1, $2, $3, $4)
		ON CONFLICT (agreement, version) DO UPDATE SET updated = excluded.updated, content = excluded.content`,
		a.Ref, a.Version, db.Time(a.Updated), db.JSON(a)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM sharing_party WHERE agreement = $1`, a.Ref); err != nil {
		return err
	}
	var parties [][]any
	for _, p := range a.Parties {
		parties = append(parties, []any{a.Ref, p.Org})
	}
	_, err = tx.Insert(ctx, `sharing_party (agreement, org)`, parties, ``)
	return err
}

// Query selects agreements. The zero value is all.
type Query struct {
	Org string // one of the organisations
}

var byTitle = db.Order{Columns: []db.Column{{Name: "title"}, {Name: "ref"}}}

// Find returns a page of the agreements that q selects, by title.
func Find(ctx context.Context, tx *db.Tx, q Query, at string, size int) (db.Page[*Agreement], error) {
	where, args := ``, []any{}
	if q.Org != "" {
		where, args = `EXISTS (SELECT 1 FROM sharing_party p WHERE p.agreement = sharing_agreement.ref AND p.org = $1)`, []any{q.Org}
	}
	return db.ReadPage(ctx, tx, scan, func(a *Agreement) []any { return []any{a.Title, a.Ref} },
		db.PageQuery{Order: byTitle, At: at, Size: size}, `SELECT `+columns+` FROM sharing_agreement`, where, args...)
}

// maxDue is how many agreements Due and ToSign return at most.
const maxDue = 50

// Due returns the agreements whose review is due by until and that have not ended, the earliest first. With an org, only those whose
// entry it keeps.
func Due(ctx context.Context, tx *db.Tx, org string, day, until time.Time) ([]*Agreement, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM sharing_agreement WHERE review <= $1 AND (last_day = '' OR last_day >= $2)
		AND (CAST($3 AS TEXT) = '' OR lead = $3) ORDER BY review, ref LIMIT $4`, db.Time(until), db.Time(day), org, maxDue)
}

// ToSign returns the agreements of an organisation whose present terms it has not signed and that have not ended, by title.
func ToSign(ctx context.Context, tx *db.Tx, org string, day time.Time) ([]*Agreement, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM sharing_agreement
		WHERE EXISTS (SELECT 1 FROM sharing_party p WHERE p.agreement = sharing_agreement.ref AND p.org = $1)
			AND (last_day = '' OR last_day >= $2)
			AND NOT EXISTS (SELECT 1 FROM sharing_signature s WHERE s.agreement = sharing_agreement.ref
				AND s.version = sharing_agreement.version AND s.org = $1 AND s.withdrawn_at = '')
		ORDER BY title, ref LIMIT $3`, org, db.Time(day), maxDue)
}
