package definition

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Export hands to put every file of the folder that describes the installation on
// d, as Load reads it: what is published, in its latest version. Loaded again into
// the same installation, it changes nothing. Responses, releases and drafts are
// not included.
func Export(ctx context.Context, d *db.DB, kinds []Kind, put func(name string, data []byte) error) error {
	files := map[string]any{}
	err := d.View(ctx, func(tx *db.Tx) error {
		clear(files)
		for _, k := range kinds {
			if k.Export == nil {
				continue
			}
			if err := k.Export(ctx, tx, files); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data, err := Encode(files[name])
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if err := put(name, data); err != nil {
			return err
		}
	}
	return nil
}
