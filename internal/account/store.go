package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const orgColumns = `id, name, kind, created_at, suspended_at, suspend_reason`

func scanOrg(r db.Row) (o Org, err error) {
	return o, r.Scan(&o.ID, &o.Name, &o.Kind, db.ScanTime(&o.CreatedAt), db.ScanTime(&o.SuspendedAt), &o.SuspendReason)
}

// GetOrg returns organisation id, or fault.NotFound.
func GetOrg(ctx context.Context, tx *db.Tx, id string) (Org, error) {
	o, err := db.One(ctx, tx, scanOrg, `SELECT `+orgColumns+` FROM account_org WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "We cannot find that organisation.")
	}
	return o, err
}

// ListOrgs returns all organisations in the order of their ids.
func ListOrgs(ctx context.Context, tx *db.Tx) ([]Org, error) {
	return db.All(ctx, tx, scanOrg, `SELECT `+orgColumns+` FROM account_org ORDER BY id`)
}

const personColumns = `id, org, email, email_folded, name, state, roles, lang, password, totp, totp_step, session_epoch, demo, version`

const selectPerson = `SELECT p.id, p.org, o.kind, p.email, p.email_folded, p.name, p.state, p.roles, p.lang, p.password, p.totp, p.totp_step, p.session_epoch, p.demo, p.version, o.suspended_at <> ''
	FROM account_person p JOIN account_org o ON o.id = p.org`

func scanPerson(r db.Row) (*Person, error) {
	p, roles := &Person{}, ""
	err := r.Scan(
		&p.ID,
		&p.Org,
		&p.OrgKind,
		&p.Email,
		&p.emailFolded,
		&p.Name,
		&p.State,
		&roles,
		&p.Lang,
		&p.password,
		&p.totp,
		&p.totpStep,
		&p.sessionEpoch,
		&p.Demo,
		&p.version,
		&p.OrgSuspended,
	)
	p.Roles = splitRoles(roles)
	return p, err
}

var errPersonNotFound = fault.New(fault.NotFound, "We cannot find that person.")

// GetPerson returns person id, or fault.NotFound.
func GetPerson(ctx context.Context, tx *db.Tx, id string) (*Person, error) {
	p, err := db.One(ctx, tx, scanPerson, selectPerson+` WHERE p.id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = errPersonNotFound
	}
	return p, err
}

// GetPersonByEmail returns the person with this address, however it is spelt, or
// fault.NotFound.
func GetPersonByEmail(ctx context.Context, tx *db.Tx, email string) (*Person, error) {
	p, err := db.One(ctx, tx, scanPerson, selectPerson+` WHERE p.email_folded = $1`, caseFold(email))
	if fault.Is(err, fault.NotFound) {
		err = errPersonNotFound
	}
	return p, err
}

// peopleInOrg returns the people of org.
func peopleInOrg(ctx context.Context, tx *db.Tx, org string) ([]*Person, error) {
	return db.All(ctx, tx, scanPerson, selectPerson+` WHERE p.org = $1 ORDER BY p.email_folded`, org)
}

func insertPerson(ctx context.Context, tx *db.Tx, p *Person) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(
		ctx,
		`INSERT INTO account_person (`+personColumns+`, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14) ON CONFLICT DO NOTHING`,
		p.ID,
		p.Org,
		p.Email,
		p.emailFolded,
		p.Name,
		string(p.State),
		joinRoles(p.Roles),
		p.Lang,
		p.password,
		nonNil(p.totp),
		p.totpStep,
		p.sessionEpoch,
		p.Demo,
		db.Time(now),
	)
	if err == nil && n == 0 {
		err = errEmailTaken
	}
	return err
}

var errEmailTaken = fault.New(
	fault.Conflict,
	"You cannot invite that email address. If the person is not in your list, ask the team that runs this service.",
)

// updatePerson writes p over the version that was read.
func updatePerson(ctx context.Context, tx *db.Tx, p *Person) error {
	n, err := tx.Exec(
		ctx,
		`UPDATE account_person SET email = $3, email_folded = $4, name = $5, state = $6, roles = $7, lang = $8,
		password = $9, totp = $10, totp_step = $11, session_epoch = $12, version = version + 1 WHERE id = $1 AND version = $2`,
		p.ID,
		p.version,
		p.Email,
		p.emailFolded,
		p.Name,
		string(p.State),
		joinRoles(p.Roles),
		p.Lang,
		p.password,
		nonNil(p.totp),
		p.totpStep,
		p.sessionEpoch,
	)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Someone else has changed this account. Reload the page and try again.")
	}
	p.version++
	return err
}

// nonNil is b, and never NULL.
func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
