package place

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Hardship is what the figures say about how deprived and how rural a place is. A table is nil if it has no figure.
type Hardship struct {
	Place
	Tenth       int // of the most deprived small area in it, from 1, the most deprived, to 10; 0 without a figure
	Deprivation *Table
	Rural       int64 // small areas in it that are rural
	Areas       int64 // small areas in it
	Rurality    *Table
}

// HardshipOf returns what the figures say about the existing places among refs, the largest first. Averages are not used: they
// hide the most deprived small areas of a district.
func HardshipOf(ctx context.Context, tx *db.Tx, refs []string) (all []Hardship, err error) {
	places, err := GetMany(ctx, tx, refs)
	if err != nil || len(places) == 0 {
		return nil, err
	}
	for _, p := range places {
		all = append(all, Hardship{Place: p})
	}
	err = eachSaid(ctx, tx, Deprivation, places, func(i int, t *Table, f Figures) {
		for n, category := range t.Shown() {
			if f[category] > 0 {
				all[i].Tenth, all[i].Deprivation = n+1, t
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return all, eachSaid(ctx, tx, Rurality, places, func(i int, t *Table, f Figures) {
		if shown := t.Shown(); len(shown) > 0 && t.Total(f) > 0 {
			all[i].Rural, all[i].Areas, all[i].Rurality = int64(f[shown[0]]), int64(t.Total(f)), t
		}
	})
}

// eachSaid calls fn with the figures about each of places in the latest table that says something, if there are any.
func eachSaid(ctx context.Context, tx *db.Tx, says Says, places []Place, fn func(i int, t *Table, f Figures)) error {
	t, err := db.One(ctx, tx, scanTable,
		`SELECT `+tableColumns+` FROM place_table WHERE says = $1 ORDER BY dated DESC, ref LIMIT 1`, string(says))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	known, err := withFigures(ctx, tx, t.Ref, places)
	for i, k := range known {
		if len(k.Figures) > 0 {
			fn(i, t, k.Figures)
		}
	}
	return err
}

// WorstTenth returns the tenth of the most deprived of places, or 0 if there is no figure about any.
func WorstTenth(places []Hardship) (tenth int) {
	for _, p := range places {
		if p.Tenth > 0 && (tenth == 0 || p.Tenth < tenth) {
			tenth = p.Tenth
		}
	}
	return tenth
}
