package place

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Names returns the names of the places on day that are as large as smallest or larger, the largest first.
func Names(ctx context.Context, tx *db.Tx, smallest Kind, day time.Time) (names []string, err error) {
	return names, db.ReadEach(ctx, tx, scanPlace, positionByKind, byKind, func(p Place) error {
		if p.ValidOn(day) {
			names = append(names, p.Name)
		}
		return nil
	}, `SELECT `+placeColumns+` FROM place_place`, `kind_order <= $1`, int64(smallest.order()))
}
