package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const orgColumns = `id, name, kind, created_at, suspended_at, suspend_reason, category, site`

func scanOrg(r db.Row) (o Org, err error) {
	return o, r.Scan(&o.ID, &o.Name, &o.Kind, db.ScanTime(&o.CreatedAt), db.ScanTime(&o.SuspendedAt), &o.SuspendReason, &o.Category, &o.Site)
}

var errOrgNotFound = fault.New(fault.NotFound, "We cannot find that organisation.")

// GetOrg returns organisation id, or fault.NotFound.
func GetOrg(ctx context.Context, tx *db.Tx, id string) (Org, error) {
	o, err := db.One(ctx, tx, scanOrg, `SELECT `+orgColumns+` FROM account_org WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = errOrgNotFound
	}
	return o, err
}

// ListOrgs returns all organisations, sorted by id.
func ListOrgs(ctx context.Context, tx *db.Tx) ([]Org, error) {
	return db.All(ctx, tx, scanOrg, `SELECT `+orgColumns+` FROM account_org ORDER BY id`)
}

// insertOrg adds o. It returns fault.Conflict if its id is in use.
func insertOrg(ctx context.Context, tx *db.Tx, o Org) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(
		ctx,
		`INSERT INTO account_org (`+orgColumns+`) VALUES ($1, $2, $3, $4, '', '', $5, $6) ON CONFLICT (id) DO NOTHING`,
		o.ID, o.Name, string(o.Kind), db.Time(now), o.Category, o.Site,
	)
	if err == nil && n == 0 {
		err = errOrgIDTaken
	}
	return err
}

var errOrgIDTaken = fault.New(fault.Conflict, "Another organisation already uses this short name. Choose a different one.")

const personColumns = `id, org, email, email_folded, name, state, roles, lang, demo, version, area`

const selectPerson = `SELECT p.id, p.org, o.kind, p.email, p.email_folded, p.name, p.state, p.roles, p.lang,
	p.demo, p.version, p.area, o.suspended_at <> ''
	FROM account_person p JOIN account_org o ON o.id = p.org`

func scanPerson(r db.Row) (*Person, error) {
	p, roles := &Person{}, ""
	err := r.Scan(&p.ID, &p.Org, &p.OrgKind, &p.Email, &p.emailFolded, &p.Name, &p.State, &roles, &p.Lang,
		&p.Demo, &p.version, &p.Area, &p.OrgSuspended)
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

// GetPersonByEmail returns the person with this email address, compared by
// FoldCase, or fault.NotFound.
func GetPersonByEmail(ctx context.Context, tx *db.Tx, email string) (*Person, error) {
	p, err := db.One(ctx, tx, scanPerson, selectPerson+` WHERE p.email_folded = $1`, FoldCase(email))
	if fault.Is(err, fault.NotFound) {
		err = errPersonNotFound
	}
	return p, err
}

// byEmail is the order of the people of an organisation.
var byEmail = db.Order{Columns: []db.Column{{Name: "p.email_folded"}}}

func emailPosition(p *Person) []any { return []any{p.emailFolded} }

// PeopleSorts are the orders of the people of an organisation.
var PeopleSorts = db.Sorts[*Person]{
	{Name: "email", Order: byEmail, Position: emailPosition},
	{Name: "name", Order: db.Order{Columns: []db.Column{{Name: "p.name"}, {Name: "p.id"}}},
		Position: func(p *Person) []any { return []any{p.Name, p.ID} }},
	{Name: "state", Order: db.Order{Columns: []db.Column{{Name: "p.state"}, {Name: "p.id"}}},
		Position: func(p *Person) []any { return []any{string(p.State), p.ID} }},
}

// peoplePerPage is the number of people on a page.
const peoplePerPage = 50

// peopleInOrg returns a page of the people of an organisation, sorted by one of PeopleSorts.
func peopleInOrg(ctx context.Context, tx *db.Tx, org string, by db.Sort, at string, size int) (db.Page[*Person], error) {
	order, position := PeopleSorts.In(by)
	return db.ReadPage(ctx, tx, scanPerson, position, db.PageQuery{Order: order, At: at, Size: size}, selectPerson,
		`p.org = $1`, org)
}

// ListManaged returns the page of up to size people, sorted by email address, at the cursor at. by may manage those for
// whom [MayManage] is true.
func ListManaged(ctx context.Context, tx *db.Tx, by actor.Actor, at string, size int) (db.Page[*Person], error) {
	if !by.May(actor.Operate) {
		return peopleInOrg(ctx, tx, by.OwnOrg(), "", at, size)
	}
	return db.ReadPage(ctx, tx, scanPerson, emailPosition, db.PageQuery{Order: byEmail, At: at, Size: size}, selectPerson, "")
}

// eachPersonInOrg calls fn for all people of an organisation.
func eachPersonInOrg(ctx context.Context, tx *db.Tx, org string, fn func(*Person) error) error {
	return db.Each(func(at string) (db.Page[*Person], error) { return peopleInOrg(ctx, tx, org, "", at, peoplePerPage) }, fn)
}

// insertPerson adds p. It returns fault.Conflict if the id or the email address
// is in use.
func insertPerson(ctx context.Context, tx *db.Tx, p *Person) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	p.emailFolded = FoldCase(p.Email)
	n, err := tx.Exec(
		ctx,
		`INSERT INTO account_person (`+personColumns+`, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11) ON CONFLICT DO NOTHING`,
		p.ID, p.Org, p.Email, p.emailFolded, p.Name, string(p.State), joinRoles(p.Roles), p.Lang, p.Demo, p.Area, db.Time(now),
	)
	if err == nil && n == 0 {
		err = errEmailTaken
	}
	return err
}

// errEmailTaken does not say whether another organisation has an account with
// the email address.
var errEmailTaken = fault.New(
	fault.Conflict,
	"You cannot invite that email address. If the person is not in your list, ask the team that runs this service.",
)

// updatePerson stores p. It returns fault.Conflict if the account changed since
// p was read.
func updatePerson(ctx context.Context, tx *db.Tx, p *Person) error {
	n, err := tx.Exec(
		ctx,
		`UPDATE account_person SET email = $3, email_folded = $4, name = $5, state = $6, roles = $7, lang = $8,
		area = $9, version = version + 1 WHERE id = $1 AND version = $2`,
		p.ID, p.version, p.Email, p.emailFolded, p.Name, string(p.State), joinRoles(p.Roles), p.Lang, p.Area,
	)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Someone else has changed this account. Reload the page and try again.")
	}
	p.version++
	return err
}

// Activate makes p, who has accepted an invitation, active.
func Activate(ctx context.Context, tx *db.Tx, p *Person) error {
	p.State = Active
	return updatePerson(ctx, tx, p)
}

// SetEmail changes the email address of p. It returns fault.Conflict if another
// account has it. The caller must have checked that p can read email sent to it.
func SetEmail(ctx context.Context, tx *db.Tx, p *Person, email string) error {
	if err := p.setEmail(ctx, tx, email); err != nil {
		return err
	}
	return updatePerson(ctx, tx, p)
}

// errEmailInUse reveals that an account exists. It is only shown to a person who
// reads the address's email and to administrators.
var errEmailInUse = fault.New(
	fault.Conflict,
	"You cannot use this email address for this account. If you do not know who uses it, "+
		"ask the team that runs this service.",
)

// setEmail changes p without storing it.
func (p *Person) setEmail(ctx context.Context, tx *db.Tx, email string) error {
	other, err := GetPersonByEmail(ctx, tx, email)
	switch {
	case err == nil && other.ID != p.ID:
		return errEmailInUse
	case err != nil && !fault.Is(err, fault.NotFound):
		return err
	}
	p.Email, p.emailFolded = email, FoldCase(email)
	return nil
}
