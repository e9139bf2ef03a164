package app

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/place"
)

// areaNames returns the areas that a councillor can represent: the places down to wards, and the areas of consultations.
func areaNames(ctx context.Context, tx *db.Tx) ([]string, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	names, err := place.Names(ctx, tx, place.Ward, now)
	if err != nil {
		return nil, err
	}
	listed := map[string]bool{}
	for _, name := range names {
		listed[place.Fold(name)] = true
	}
	areas, err := consult.Areas(ctx, tx)
	for _, a := range areas {
		if !listed[a.Value] {
			names = append(names, a.Name)
		}
	}
	return names, err
}
