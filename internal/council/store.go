package council

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
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

// SamePersonMayApprove reports whether the council lets people approve changes to records of this kind that they wrote
// themselves.
func SamePersonMayApprove(ctx context.Context, tx *db.Tx, kind string) (bool, error) {
	p, err := Get(ctx, tx)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return p.Approval[kind] == SamePerson, nil
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
