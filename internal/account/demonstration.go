package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// invented are the people of the demonstration: one for each role. They are
// named after what they do.
var invented = []Person{
	{ID: "invented-administrator", Org: actor.Council, Email: "administrator@example.org", Name: "Administrator", Roles: []Role{Administrator}},
	{ID: "invented-officer", Org: actor.Council, Email: "officer@example.org", Name: "Consultation officer", Roles: []Role{Publisher}},
	{ID: "invented-editor", Org: actor.Council, Email: "editor@example.org", Name: "Editor", Roles: []Role{Editor}},
	{ID: "invented-analyst", Org: actor.Council, Email: "analyst@example.org", Name: "Analyst", Roles: []Role{Analyst}},
	{ID: "invented-equality-officer", Org: actor.Council, Email: "equality@example.org", Name: "Equality officer", Roles: []Role{EqualityOfficer}},
	{ID: "invented-action-owner", Org: actor.Council, Email: "owner@example.org", Name: "Action owner", Roles: []Role{ActionOwner}},
	{ID: "invented-partner-editor", Org: inventedPartner, Email: "partner@example.org", Name: "Partner editor", Roles: []Role{PartnerEditor}},
	{ID: "invented-entry-clerk", Org: actor.Council, Email: "entry@example.org", Name: "Entry clerk", Roles: []Role{EntryClerk}},
	{ID: "invented-viewer", Org: actor.Council, Email: "viewer@example.org", Name: "Viewer", Roles: []Role{Viewer}},
	{ID: "invented-auditor", Org: actor.Council, Email: "auditor@example.org", Name: "Auditor", Roles: []Role{Auditor}},
}

const inventedPartner = "invented-partner"

// Demonstrate makes the organisations and the people of the demonstration, if
// they are not there. They have no password: they are signed in as by a button,
// which only a demonstration has.
func (s *Service) Demonstrate(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "make the people of the demonstration")
	if err := s.EnsureCouncil(ctx, ""); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := GetOrg(ctx, tx, inventedPartner); fault.Is(err, fault.NotFound) {
			if err := insertOrg(ctx, tx, Org{ID: inventedPartner, Name: "A partner organisation (invented)", Kind: Partner}); err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
		for _, p := range invented {
			p.State, p.Invented, p.folded = Active, true, fold(p.Email)
			if err := insertPerson(ctx, tx, &p); err != nil && !fault.Is(err, fault.Conflict) {
				return err
			}
		}
		return nil
	})
}

// Demonstrators returns the people of the demonstration who may sign in.
func (s *Service) Demonstrators(ctx context.Context) (all []*Person, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		found, err := db.All(ctx, tx, scanPerson, selectPerson+` WHERE p.invented = TRUE AND p.state = $1 AND o.suspended_at = '' ORDER BY p.id`, string(Active))
		byID := map[string]*Person{}
		for _, p := range found {
			byID[p.ID] = p
		}
		all = nil
		for _, p := range invented { // in the order of the roles
			if p := byID[p.ID]; p != nil {
				all = append(all, p)
			}
		}
		return err
	})
	return all, err
}
