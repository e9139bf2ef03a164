package intake

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Contact is the encrypted address of a respondent who asked to be told the
// outcome. The id is random and not linked to a response.
type Contact struct {
	ID     string
	Sealed []byte
}

// Contacts returns up to limit contacts of consultation with an id greater than
// after, in the order of their ids.
func Contacts(ctx context.Context, tx *db.Tx, consultation, after string, limit int) ([]Contact, error) {
	return db.All(ctx, tx, func(row db.Row) (c Contact, err error) { return c, row.Scan(&c.ID, &c.Sealed) },
		`SELECT id, sealed FROM intake_contact WHERE consultation = $1 AND id > $2 ORDER BY id LIMIT $3`, consultation, after, limit)
}
