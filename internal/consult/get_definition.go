package consult

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/db"
)

// GetDefinition returns the current definition of slug, or fault.NotFound.
func GetDefinition(ctx context.Context, tx *db.Tx, slug Slug) (*Definition, error) {
	text, err := definitionText(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	def := &Definition{}
	return def, json.Unmarshal([]byte(text), def)
}
