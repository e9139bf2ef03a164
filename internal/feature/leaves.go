package feature

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// LeafKind is a kind of leaf of the public record that a feature can open: it can say to
// which stored data each leaf commits. Several features may open leaves of one kind.
type LeafKind struct {
	Kind string // without the colon and what follows it: "excluded"

	// Open calls yield with every leaf that the stored data must have in the record, and
	// with the place of the data: "table consult_act, park 1". It is nil if a Check of the
	// feature compares these leaves by itself.
	Open func(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error
}

// CheckLeaves opens every leaf of the record. It calls report for each leaf to which no
// stored data belongs or that no feature can open, and for stored data without its leaf.
func CheckLeaves(ctx context.Context, tx *db.Tx, features []Feature, report func(string)) (checked string, err error) {
	stored := map[receipt.Leaf]string{} // what must be in the record
	opened, byCheck := map[string]bool{}, map[string]bool{}
	for _, f := range features {
		for _, kind := range f.Leaves {
			if kind.Open == nil {
				byCheck[kind.Kind] = true
				continue
			}
			opened[kind.Kind] = true
			if err := kind.Open(ctx, tx, func(leaf receipt.Leaf, place string) { stored[leaf] = place }); err != nil {
				return "", err
			}
		}
	}
	n := len(stored)
	err = record.EachEntry(ctx, tx, func(e record.Entry) {
		kind, _, _ := strings.Cut(e.Leaf.Kind, ":")
		switch _, known := stored[e.Leaf]; {
		case known:
			delete(stored, e.Leaf)
		case opened[kind]:
			report(fmt.Sprintf("entry %d of the record, %s of %s: what it commits to is not in the database, or has been changed",
				e.Index, e.Leaf.Kind, e.Leaf.Subject))
		case !byCheck[kind]:
			report(fmt.Sprintf("entry %d of the record: there is nothing that can open entries of the kind %s", e.Index, e.Leaf.Kind))
		}
	})
	var missing []string
	for _, place := range stored {
		missing = append(missing, place+": the record has no entry for it as it is now")
	}
	slices.Sort(missing)
	for _, problem := range missing {
		report(problem)
	}
	return fmt.Sprintf("%d publications and changes of consultations", n), err
}
