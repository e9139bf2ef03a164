package consultationreport

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

func scan(row db.Row) (*Report, error) {
	r := &Report{}
	var body string
	if err := row.Scan(&body, db.ScanTime(&r.RecordedAt)); err != nil {
		return nil, err
	}
	return r, json.Unmarshal([]byte(body), r)
}

const selectReport = `SELECT body, recorded FROM consultationreport_report`

// Get returns the latest version of the report on a consultation, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, consultation string) (*Report, error) {
	r, err := db.One(ctx, tx, scan, selectReport+` WHERE latest AND consultation = $1`, consultation)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "We have not published a report on this consultation.")
	}
	return r, err
}

// Versions returns all versions of the report on a consultation, the latest first.
func Versions(ctx context.Context, tx *db.Tx, consultation string) ([]*Report, error) {
	return db.All(ctx, tx, scan, selectReport+` WHERE consultation = $1 ORDER BY edition DESC`, consultation)
}

// EachConsultation calls fn with the consultations that have a report.
func EachConsultation(ctx context.Context, tx *db.Tx, fn func(string) error) error {
	return db.EachText(ctx, tx, "consultation", fn, `SELECT consultation FROM consultationreport_report`, `latest`)
}

// Recent returns the n reports that were published or corrected last, the latest first.
func Recent(ctx context.Context, tx *db.Tx, n int) ([]*Report, error) {
	return db.All(ctx, tx, scan, selectReport+` WHERE latest ORDER BY recorded DESC, consultation DESC LIMIT $1`, n)
}

// save stores r as the version after old and adds an entry to the public record, unless they are equal. It reports whether it
// stored one.
func (r *Report) save(ctx context.Context, tx *db.Tx, w *record.Writer, old *Report, now time.Time) (changed bool, err error) {
	if r.Edition = old.Edition; old.Edition > 0 && db.JSON(r) == db.JSON(old) {
		return false, nil
	}
	r.Edition++
	if _, err := tx.Exec(ctx, `UPDATE consultationreport_report SET latest = FALSE WHERE consultation = $1`, r.Consultation); err != nil {
		return false, err
	}
	body := db.JSON(r)
	_, err = tx.Exec(ctx, `
		INSERT INTO consultationreport_report (consultation, edition, latest, recorded, body) VALUES ($1, $2, TRUE, $3, $4)`,
		r.Consultation, r.Edition, db.Time(now), body)
	if err != nil {
		return false, err
	}
	w.Add(leafOf(r.Consultation, r.Edition, body))
	return true, nil
}

// EachLeaf calls yield with the leaf of each version of a report, and where it is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	type row struct {
		consultation, body string
		edition            int64
	}
	return db.ReadEach(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.consultation, &x.edition, &x.body) },
		func(x row) []any { return []any{x.consultation, x.edition} },
		db.Order{Columns: []db.Column{{Name: "consultation"}, {Name: "edition", Number: true}}}, func(x row) error {
			yield(leafOf(x.consultation, x.edition, x.body),
				fmt.Sprintf("table consultationreport_report, %s version %d", x.consultation, x.edition))
			return nil
		}, `SELECT consultation, edition, body FROM consultationreport_report`, "")
}
