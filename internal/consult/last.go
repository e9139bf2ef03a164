package consult

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/db"
)

// DefinitionOf returns the definition slug was last given, or fault.NotFound.
func DefinitionOf(ctx context.Context, tx *db.Tx, slug Slug) (*Definition, error) {
	text, err := definitionOf(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	def := &Definition{}
	return def, json.Unmarshal([]byte(text), def)
}
