package intake

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Contact is the sealed address of somebody who asked to hear what happened.
// The id is random and leads to no response.
type Contact struct {
	ID     string
	Sealed []byte
}

// Contacts returns contacts of consultation in the order of their ids, those
// after an id; "" is from the first.
func Contacts(ctx context.Context, tx *db.Tx, consultation, after string, most int) ([]Contact, error) {
	return db.All(ctx, tx, func(row db.Row) (c Contact, err error) { return c, row.Scan(&c.ID, &c.Sealed) },
		`SELECT id, sealed FROM intake_contact WHERE consultation = $1 AND id > $2 ORDER BY id LIMIT $3`, consultation, after, most)
}
