package consult

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// Number is something that a higher feature counts for each consultation.
type Number struct {
	Slug Slug
	N    int64
}

// ScanNumber scans a row with a slug and a number.
func ScanNumber(row db.Row) (n Number, err error) { return n, row.Scan(&n.Slug, &n.N) }

// OwnedAmong returns those of slugs that belong to the organisation of by, by slug.
func OwnedAmong(ctx context.Context, tx *db.Tx, by actor.Actor, slugs []Slug) (map[Slug]*Consultation, error) {
	all, err := Among(ctx, tx, slugs...)
	maps.DeleteFunc(all, func(_ Slug, c *Consultation) bool { return !by.ActsFor(c.Org) })
	return all, err
}

// Among returns those of slugs that exist, by slug.
func Among(ctx context.Context, tx *db.Tx, slugs ...Slug) (map[Slug]*Consultation, error) {
	all := map[Slug]*Consultation{}
	slugs = slices.Sorted(slices.Values(slugs))
	for some := range slices.Chunk(slices.Compact(slugs), 100) {
		found, err := db.All(ctx, tx, scanConsultation, `SELECT `+selected+` FROM consult_consultation
			WHERE slug IN (`+db.Placeholders(1, len(some))+`)`, db.Args(some)...)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			all[c.Slug] = c
		}
	}
	return all, nil
}

// maxCurrent is how many consultations ListOpen and ListUnreported return.
const maxCurrent = 50

// ListOpen returns the consultations of an organisation that are open at now, those that close
// first before the others.
func ListOpen(ctx context.Context, tx *db.Tx, org string, now time.Time) ([]*Consultation, error) {
	return db.All(ctx, tx, scanConsultation, `SELECT `+selected+` FROM consult_consultation
		WHERE org = $1 AND stage = 'published' AND NOT register AND closes_at > $2 AND opens_at <= $2
		ORDER BY closes_at, slug LIMIT $3`, org, db.Time(now), maxCurrent)
}

// ListUnreported returns the consultations of an organisation that have closed and have no
// published results, those that closed last before the others.
func ListUnreported(ctx context.Context, tx *db.Tx, org string, now time.Time) ([]*Consultation, error) {
	return db.All(ctx, tx, scanConsultation, `SELECT `+selected+` FROM consult_consultation
		WHERE org = $1 AND stage = 'published' AND NOT register AND closes_at <= $2
		ORDER BY closes_at DESC, slug LIMIT $3`, org, db.Time(now), maxCurrent)
}

// EachOpen calls fn with the slugs of all consultations that are open at now, of every organisation.
func EachOpen(ctx context.Context, tx *db.Tx, now time.Time, fn func(Slug) error) error {
	return db.EachText(ctx, tx, "slug", fn, `SELECT slug FROM consult_consultation`,
		`stage = 'published' AND NOT register AND closes_at > $1 AND opens_at <= $1`, db.Time(now))
}
