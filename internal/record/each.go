package record

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// EachEntry calls fn for every entry of the record, without holding all of them in
// memory.
func EachEntry(ctx context.Context, tx *db.Tx, fn func(Entry)) error {
	const batch = 1000
	epochs, err := Epochs(ctx, tx)
	if err != nil {
		return err
	}
	for _, epoch := range epochs {
		for before := epoch.Size; before > 0; {
			entries, err := Entries(ctx, tx, epoch.Number, before, batch)
			if err != nil {
				return err
			}
			if len(entries) == 0 {
				break
			}
			for _, e := range entries {
				fn(e)
			}
			before = entries[len(entries)-1].Index
		}
	}
	return nil
}
