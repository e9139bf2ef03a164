package place

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Names returns the names of the places on day that are as large as smallest or larger, the largest first.
func Names(ctx context.Context, tx *db.Tx, smallest Kind, day time.Time) (names []string, err error) {
	return names, eachLarge(ctx, tx, smallest, func(p Place) error {
		if p.ValidOn(day) {
			names = append(names, p.Name)
		}
		return nil
	})
}

// Large returns the places that are as large as smallest or larger, the largest first, also those that there no longer are.
func Large(ctx context.Context, tx *db.Tx, smallest Kind) (all []Place, err error) {
	return all, eachLarge(ctx, tx, smallest, func(p Place) error {
		all = append(all, p)
		return nil
	})
}

func eachLarge(ctx context.Context, tx *db.Tx, smallest Kind, fn func(Place) error) error {
	return db.ReadEach(ctx, tx, scanPlace, positionByKind, byKind, fn,
		`SELECT `+placeColumns+` FROM place_place`, `kind_order <= $1`, int64(smallest.order()))
}
