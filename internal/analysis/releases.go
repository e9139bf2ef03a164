package analysis

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// ReleaseRef names a release of a consultation.
type ReleaseRef struct {
	Consultation string
	Number       int64
}

var byConsultation = db.Order{Columns: []db.Column{{Name: "consultation"}, {Name: "number", Number: true}}}

// EachReleaseRef calls fn with the releases of all consultations, without reading them.
func EachReleaseRef(ctx context.Context, tx *db.Tx, fn func(ReleaseRef) error) error {
	return db.ReadEach(ctx, tx, func(r db.Row) (ref ReleaseRef, err error) { return ref, r.Scan(&ref.Consultation, &ref.Number) },
		func(ref ReleaseRef) []any { return []any{ref.Consultation, ref.Number} }, byConsultation, fn,
		`SELECT consultation, number FROM analysis_release`, "")
}

// LatestReleased returns the n consultations of which results were first released last, the latest first.
func LatestReleased(ctx context.Context, tx *db.Tx, n int) (slugs []string, err error) {
	return db.All(ctx, tx, db.Text,
		`SELECT consultation FROM analysis_release WHERE number = 1 ORDER BY released_at DESC, consultation DESC LIMIT $1`, n)
}
