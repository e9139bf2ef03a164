package place

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Correction is what was corrected of the published figures of a table about one place.
type Correction struct {
	Place, Table string
	Version      int64     // of the table afterwards
	Changed      time.Time // day
	Why          string
	Changes      []Change // Before is never nil
}

// MaxWhy is how many characters a reason for a correction has at most.
const MaxWhy = 500

// corrections returns those of changes that change a figure which is published already, or remove one.
func corrections(changes []Change) []Change {
	return slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Before == nil })
}

// checkWhy returns fault.Invalid if changes correct published figures without a reason.
func checkWhy(changes []Change, why string) error {
	return CheckWhy(len(corrections(changes)) > 0, why)
}

// CheckWhy returns fault.Invalid if why is missing for a correction of published figures, or is too long.
func CheckWhy(corrects bool, why string) error {
	why = strings.TrimSpace(why)
	switch n := len([]rune(why)); {
	case corrects && n == 0:
		return fault.New(fault.Invalid, "Enter why published figures are corrected. We will show it with the old and the new figures.")
	case n > MaxWhy:
		return fault.Newf(fault.Invalid, "The reason for the correction must be %d characters or fewer.", MaxWhy)
	}
	return nil
}

const correctionColumns = `place, table_ref, version, changed, why, changes`

func scanCorrection(r db.Row) (c Correction, err error) {
	var changes string
	if err := r.Scan(&c.Place, &c.Table, &c.Version, db.ScanTime(&c.Changed), &c.Why, &changes); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(changes), &c.Changes)
}

// saveCorrections stores what changes correct of a table, which has a version afterwards.
func saveCorrections(ctx context.Context, tx *db.Tx, table string, version int64, changes []Change, why string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	byPlace, order := map[string][]Change{}, []string{}
	for _, c := range corrections(changes) {
		if byPlace[c.Place] == nil {
			order = append(order, c.Place)
		}
		byPlace[c.Place] = append(byPlace[c.Place], c)
	}
	var rows [][]any
	for _, p := range order {
		rows = append(rows, []any{p, table, version, db.Time(now.UTC().Truncate(24 * time.Hour)), strings.TrimSpace(why), db.JSON(byPlace[p])})
	}
	_, err = tx.Insert(ctx, `place_correction (`+correctionColumns+`)`, rows, "")
	return err
}

// shownCorrections is how many corrections the page of a place shows. The files of the tables have all.
const shownCorrections = 50

// CorrectionsOf returns the latest corrections of figures about a place, the newest first.
func CorrectionsOf(ctx context.Context, tx *db.Tx, ref string) ([]Correction, error) {
	return db.All(ctx, tx, scanCorrection, `SELECT `+correctionColumns+` FROM place_correction WHERE place = $1
		ORDER BY changed DESC, version DESC, table_ref LIMIT $2`, ref, shownCorrections)
}

// EachCorrection calls fn with every correction of a table, the oldest first.
func EachCorrection(ctx context.Context, tx *db.Tx, table string, fn func(Correction) error) error {
	return db.ReadEach(ctx, tx, scanCorrection, func(c Correction) []any { return []any{c.Version, c.Place} },
		db.Order{Columns: []db.Column{{Name: "version", Number: true}, {Name: "place"}}}, fn,
		`SELECT `+correctionColumns+` FROM place_correction`, `table_ref = $1`, table)
}

// HasCorrections reports whether a table has any.
func HasCorrections(ctx context.Context, tx *db.Tx, table string) (bool, error) {
	return db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM place_correction WHERE table_ref = $1)`, table)
}
