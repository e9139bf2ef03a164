package council

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/db"
)

func scan(r db.Row) (*Profile, error) {
	var body string
	if err := r.Scan(&body); err != nil {
		return nil, err
	}
	p := &Profile{}
	return p, json.Unmarshal([]byte(body), p)
}

// Get returns the details of the council, or fault.NotFound before Define.
func Get(ctx context.Context, tx *db.Tx) (*Profile, error) {
	return db.One(ctx, tx, scan, `SELECT body FROM council_profile WHERE id = 'this'`)
}

func save(ctx context.Context, tx *db.Tx, p *Profile) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO council_profile (id, body) VALUES ('this', $1)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body`, string(body))
	return err
}
