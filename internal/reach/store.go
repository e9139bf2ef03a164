package reach

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// The kinds of records.
const (
	profileKind    = "profile"
	engagementKind = "engagement"
)

// get returns the latest edition of a record, or fault.NotFound.
func get[T any](ctx context.Context, tx *db.Tx, kind, consultation string) (record *T, edition int64, err error) {
	record = new(T)
	var body string
	edition, err = db.One(ctx, tx, func(r db.Row) (n int64, err error) { return n, r.Scan(&body, &n) },
		`SELECT body, edition FROM reach_record WHERE latest AND kind = $1 AND consultation = $2`, kind, consultation)
	if err == nil {
		err = json.Unmarshal([]byte(body), record)
	}
	return record, edition, err
}

// save stores a record as the next edition with an entry in the audit log, unless it equals the latest. Earlier editions are kept.
func save[T any](ctx context.Context, tx *db.Tx, by actor.Actor, kind, act, consultation string, record *T) error {
	old, edition, err := get[T](ctx, tx, kind, consultation)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil && db.JSON(old) == db.JSON(record) {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE reach_record SET latest = FALSE WHERE kind = $1 AND consultation = $2 AND latest`,
		kind, consultation); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO reach_record (kind, consultation, edition, latest, recorded, recorded_by, body)
		VALUES ($1, $2, $3, TRUE, $4, $5, $6)`, kind, consultation, edition+1, db.Time(now), by.ID, db.JSON(record)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, act, "consultation", consultation, "")
}

// eachConsultation calls fn with the consultations that have a record of a kind.
func eachConsultation(ctx context.Context, tx *db.Tx, kind string, fn func(string) error) error {
	return db.EachText(ctx, tx, "consultation", fn, `SELECT consultation FROM reach_record`, `latest AND kind = $1`, kind)
}

// GetProfile returns the profile of the people whom a consultation affects, or fault.NotFound.
func GetProfile(ctx context.Context, tx *db.Tx, consultation string) (*Profile, error) {
	p, edition, err := get[Profile](ctx, tx, profileKind, consultation)
	p.Edition = edition
	return p, err
}

// GetEngagement returns what was done to hear from people, or fault.NotFound.
func GetEngagement(ctx context.Context, tx *db.Tx, consultation string) (*Engagement, error) {
	e, _, err := get[Engagement](ctx, tx, engagementKind, consultation)
	return e, err
}

// The acts in the audit log.
const (
	DefineAct = "define-affected-users"
	EngageAct = "define-engagement"
	UploadAct = "upload-affected-users"
	RemoveAct = "remove-affected-users"
)
