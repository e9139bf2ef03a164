package account

import (
	"cmp"
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Service manages accounts and organisations.
type Service struct {
	DB *db.DB
	// Areas returns the names of the areas that a councillor can represent. With nil there are none.
	Areas func(ctx context.Context, tx *db.Tx) ([]string, error)
	// Renamed is called when a file has changed the details of a partner organisation. It may be nil.
	Renamed func(ctx context.Context, tx *db.Tx, o Org) error
	signIn  SignIn
}

// New returns a service on d that changes how people sign in through s.
func New(d *db.DB, s SignIn) *Service { return &Service{DB: d, signIn: s} }

// GetPerson returns person id. It checks no permission: only use it for a
// request of that person.
func (s *Service) GetPerson(ctx context.Context, id string) (p *Person, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = GetPerson(ctx, tx, id)
		return err
	})
	return p, err
}

// EnsureCouncil creates the council's organisation or gives it this name. With
// an empty name an existing council does not change.
func (s *Service) EnsureCouncil(ctx context.Context, name string) error {
	current := ""
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		org, err := GetOrg(ctx, tx, actor.CouncilOrg)
		current = org.Name
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	}); err != nil || current != "" && (name == "" || current == name) {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		org, err := GetOrg(ctx, tx, actor.CouncilOrg)
		switch {
		case fault.Is(err, fault.NotFound):
			// name itself does not change: Update may run this again, after another
			// node has given the council its name.
			return insertOrg(ctx, tx, Org{ID: actor.CouncilOrg, Name: cmp.Or(name, "The council"), Kind: Council})
		case err != nil || name == "" || org.Name == name:
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE account_org SET name = $2 WHERE id = $1`, actor.CouncilOrg, name)
		return err
	})
}

// AddOrg adds a partner organisation. It needs actor.Operate.
func (s *Service) AddOrg(ctx context.Context, by actor.Actor, id, name string) (err error) {
	defer fault.Wrap(&err, "add organisation %s", id)
	if !by.May(actor.Operate) {
		return fault.New(fault.Forbidden, "You do not have permission to add organisations.")
	}
	if name, err = CheckName(name, errNoOrgName); err != nil {
		return err
	}
	o := Org{ID: id, Name: name, Kind: Partner}
	if err := o.checkID(); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := insertOrg(ctx, tx, o); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "add-organisation", "organisation", id, "")
	})
}

var errNoOrgName = locale.Key("Enter the name of the organisation.")

// checkID returns fault.Invalid if o has an id that cannot be used in addresses.
func (o Org) checkID() error {
	if len(o.ID) > 80 || !slugPattern.MatchString(o.ID) {
		return fault.New(fault.Invalid, "Short name must only include lowercase letters, numbers and hyphens, like fire-service.")
	}
	return nil
}

// CheckSite returns fault.Invalid for an address that cannot be a link to a website.
func CheckSite(address string) error {
	if address == "" || strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return nil
	}
	return fault.New(fault.Invalid, "Enter the full web address, starting with https://.")
}

// RequireOrg returns fault.Invalid if there is no organisation with this id; "" is the council.
func RequireOrg(ctx context.Context, tx *db.Tx, id string) error {
	if id == "" || id == actor.CouncilOrg {
		return nil
	}
	_, err := GetOrg(ctx, tx, id)
	if fault.Is(err, fault.NotFound) {
		return definition.Missing("organisation", id, fault.Newf(fault.Invalid,
			"There is no organisation %q. Add it in organisations.yaml or under Organisations in the staff area, or correct its short name.", id))
	}
	return err
}

// ListOrgs returns the organisations that by may see: all for an operator,
// their own for other people.
func (s *Service) ListOrgs(ctx context.Context, by actor.Actor) (visible []Org, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all, err := ListOrgs(ctx, tx)
		visible = nil
		for _, o := range all {
			if by.May(actor.Operate) || by.ActsFor(o.ID) {
				visible = append(visible, o)
			}
		}
		return err
	})
	return visible, err
}

// PersonNames returns the names of the accounts with these ids, and of
// actor.System. Only show them to staff.
func (s *Service) PersonNames(ctx context.Context, ids []string) (names map[string]string, err error) {
	type pair struct{ id, name string }
	names = map[string]string{actor.System.ID: actor.System.Name}
	if len(ids) == 0 {
		return names, nil
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		found, err := db.All(ctx, tx, func(r db.Row) (p pair, err error) { return p, r.Scan(&p.id, &p.name) },
			`SELECT id, name FROM account_person WHERE id IN (`+db.Placeholders(1, len(ids))+`)`, db.Args(ids)...)
		for _, p := range found {
			names[p.id] = p.name
		}
		return err
	})
	return names, err
}
