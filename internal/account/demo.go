package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// demoPeople are the people of the demonstration, one for each role in the
// order of Roles, named after the role.
var demoPeople = []Person{
	demoPerson("administrator", "administrator", "Administrator", Administrator),
	demoPerson("officer", "officer", "Consultation officer", Publisher),
	demoPerson("editor", "editor", "Editor", Editor),
	demoPerson("analyst", "analyst", "Analyst", Analyst),
	demoPerson("equality-officer", "equality", "Equality officer", EqualityOfficer),
	demoPerson("head-of-service", "head", "Head of service", HeadOfService),
	demoPerson("councillor", "councillor", "Councillor", Councillor),
	demoPerson("action-owner", "owner", "Action owner", ActionOwner),
	demoPerson("partner-editor", "partner", "Partner editor", PartnerEditor),
	demoPerson("entry-clerk", "entry", "Entry clerk", EntryClerk),
	demoPerson("viewer", "viewer", "Viewer", Viewer),
	demoPerson("auditor", "auditor", "Auditor", Auditor),
}

func demoPerson(id, mailbox, name string, role Role) Person {
	org := actor.CouncilOrg
	if role == PartnerEditor {
		org = demoPartnerID
	}
	return Person{
		ID: "invented-" + id, Org: org, Email: mailbox + "@example.org", Name: name,
		Roles: []Role{role}, State: Active, Demo: true,
	}
}

const demoPartnerID = "invented-partner"

// CreateDemoAccounts creates the organisations and people of the demonstration,
// unless they exist. They have no password: a demonstration signs in as them
// without one, and nothing else does.
func (s *Service) CreateDemoAccounts(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "create the demonstration accounts")
	if err := s.EnsureCouncil(ctx, ""); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := GetOrg(ctx, tx, demoPartnerID); fault.Is(err, fault.NotFound) {
			partner := Org{ID: demoPartnerID, Name: "A partner organisation (invented)", Kind: Partner}
			if err := insertOrg(ctx, tx, partner); err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
		for _, p := range demoPeople {
			if err := insertPerson(ctx, tx, &p); err != nil && !fault.Is(err, fault.Conflict) {
				return err
			}
		}
		return nil
	})
}

// ListDemoPeople returns the people of the demonstration who may sign in, in the
// order of Roles.
func (s *Service) ListDemoPeople(ctx context.Context) (all []*Person, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all, err = ListDemoPeople(ctx, tx)
		return err
	})
	return all, err
}

// ListDemoPeople returns the people of the demonstration who may sign in, in the
// order of Roles.
func ListDemoPeople(ctx context.Context, tx *db.Tx) (all []*Person, err error) {
	found, err := db.All(
		ctx,
		tx,
		scanPerson,
		selectPerson+` WHERE p.demo = TRUE AND p.state = $1 AND o.suspended_at = '' ORDER BY p.id`,
		string(Active),
	)
	byID := map[string]*Person{}
	for _, p := range found {
		byID[p.ID] = p
	}
	for _, p := range demoPeople {
		if p := byID[p.ID]; p != nil {
			all = append(all, p)
		}
	}
	return all, err
}
