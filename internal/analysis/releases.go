package analysis

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
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

// PublishedRelease is the head of a release with the consultation that it is of.
type PublishedRelease struct {
	Consultation string // slug
	Title        string // of the consultation
	Language     string // of Title; "" is the language of the council
	Head
	PublishedAt time.Time // when the results were first published: before ReleasedAt if that was elsewhere
}

// firstPublished returns when the results of a release were first published. reported is when the council first reported on
// the consultation, or zero: a consultation can be added to this website years after that.
func firstPublished(number int64, released, reported time.Time) time.Time {
	if number == 1 && !reported.IsZero() && released.Sub(reported) > 24*time.Hour {
		return reported
	}
	return released
}

// ListPublished returns the page of up to size releases of all consultations at the cursor at, those first that were released
// last.
func ListPublished(ctx context.Context, tx *db.Tx, at string, size int) (p db.Page[PublishedRelease], err error) {
	p, err = db.ReadPage(ctx, tx, func(row db.Row) (r PublishedRelease, err error) {
		return r, row.Scan(&r.Consultation, &r.Number, &r.Checksum, &r.Reason, db.ScanTime(&r.ReleasedAt))
	}, func(r PublishedRelease) []any { return []any{db.Time(r.ReleasedAt), r.Consultation, r.Number} },
		db.PageQuery{Order: byRelease, At: at, Size: size}, `SELECT consultation, `+headColumns+` FROM analysis_release`, "")
	if err != nil {
		return p, err
	}
	slugs := make([]consult.Slug, len(p.Items))
	for i, r := range p.Items {
		slugs[i] = r.Consultation
	}
	of, err := consult.Among(ctx, tx, slugs...)
	if err != nil {
		return p, err
	}
	reported, err := consult.ReportedAt(ctx, tx, slugs...)
	for i, r := range p.Items {
		p.Items[i].PublishedAt = firstPublished(r.Number, r.ReleasedAt, reported[r.Consultation])
		if c := of[r.Consultation]; c != nil {
			p.Items[i].Title, p.Items[i].Language = c.Title, c.Language
		}
	}
	return p, err
}

var byRelease = db.Order{Descending: true,
	Columns: []db.Column{{Name: "released_at"}, {Name: "consultation"}, {Name: "number", Number: true}}}

// LastReleasedAny returns when results of any consultation were last released, or zero.
func LastReleasedAny(ctx context.Context, tx *db.Tx) (at time.Time, err error) {
	_, err = db.One(ctx, tx, func(row db.Row) (none struct{}, err error) { return none, row.Scan(db.ScanTime(&at)) },
		`SELECT COALESCE(MAX(released_at), '') FROM analysis_release`)
	return at, err
}
