package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const orgColumns = `id, name, kind, made_at, suspended_at, suspended_why`

func scanOrg(r db.Row) (o Org, err error) {
	return o, r.Scan(&o.ID, &o.Name, &o.Kind, db.ScanTime(&o.Made), db.ScanTime(&o.Suspended), &o.Why)
}

// GetOrg returns organisation id, or fault.NotFound.
func GetOrg(ctx context.Context, tx *db.Tx, id string) (Org, error) {
	o, err := db.One(ctx, tx, scanOrg, `SELECT `+orgColumns+` FROM account_org WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "We cannot find that organisation.")
	}
	return o, err
}

// Orgs returns all organisations in the order of their ids.
func Orgs(ctx context.Context, tx *db.Tx) ([]Org, error) {
	return db.All(ctx, tx, scanOrg, `SELECT `+orgColumns+` FROM account_org ORDER BY id`)
}

const personColumns = `id, org, email, folded, name, state, roles, lang, password, totp, totp_step, epoch, invented, version`

const selectPerson = `SELECT p.id, p.org, o.kind, p.email, p.folded, p.name, p.state, p.roles, p.lang, p.password, p.totp, p.totp_step, p.epoch, p.invented, p.version, o.suspended_at <> ''
	FROM account_person p JOIN account_org o ON o.id = p.org`

func scanPerson(r db.Row) (*Person, error) {
	p, roles := &Person{}, ""
	err := r.Scan(&p.ID, &p.Org, &p.OrgKind, &p.Email, &p.folded, &p.Name, &p.State, &roles, &p.Lang, &p.password, &p.totp, &p.step, &p.epoch, &p.Invented, &p.version, &p.OrgShut)
	p.Roles = splitRoles(roles)
	return p, err
}

var errNoPerson = fault.New(fault.NotFound, "We cannot find that person.")

// Get returns person id, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, id string) (*Person, error) {
	p, err := db.One(ctx, tx, scanPerson, selectPerson+` WHERE p.id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = errNoPerson
	}
	return p, err
}

// ByEmail returns the person with this address, however it is spelt, or
// fault.NotFound.
func ByEmail(ctx context.Context, tx *db.Tx, email string) (*Person, error) {
	p, err := db.One(ctx, tx, scanPerson, selectPerson+` WHERE p.folded = $1`, fold(email))
	if fault.Is(err, fault.NotFound) {
		err = errNoPerson
	}
	return p, err
}

// inOrg returns the people of org.
func inOrg(ctx context.Context, tx *db.Tx, org string) ([]*Person, error) {
	return db.All(ctx, tx, scanPerson, selectPerson+` WHERE p.org = $1 ORDER BY p.folded`, org)
}

func insertPerson(ctx context.Context, tx *db.Tx, p *Person) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO account_person (`+personColumns+`, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14) ON CONFLICT DO NOTHING`,
		p.ID, p.Org, p.Email, p.folded, p.Name, string(p.State), joinRoles(p.Roles), p.Lang, p.password, blob(p.totp), p.step, p.epoch, p.Invented, db.Time(now))
	if err == nil && n == 0 {
		err = errTaken
	}
	return err
}

var errTaken = fault.New(fault.Conflict, "That email address cannot be invited. If you cannot see the person in your list, ask whoever runs this installation.")

// updatePerson writes p over the version that was read.
func updatePerson(ctx context.Context, tx *db.Tx, p *Person) error {
	n, err := tx.Exec(ctx, `UPDATE account_person SET email = $3, folded = $4, name = $5, state = $6, roles = $7, lang = $8,
		password = $9, totp = $10, totp_step = $11, epoch = $12, version = version + 1 WHERE id = $1 AND version = $2`,
		p.ID, p.version, p.Email, p.folded, p.Name, string(p.State), joinRoles(p.Roles), p.Lang, p.password, blob(p.totp), p.step, p.epoch)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Somebody else changed this account at the same time. Open the page again.")
	}
	p.version++
	return err
}

// blob is b, and never NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
