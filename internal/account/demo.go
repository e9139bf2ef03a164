package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// demoPeople are the people of the demonstration: one for each role. They are
// named after what they do.
var demoPeople = []Person{
	{
		ID:    "invented-administrator",
		Org:   actor.CouncilOrg,
		Email: "administrator@example.org",
		Name:  "Administrator",
		Roles: []Role{Administrator},
	},
	{ID: "invented-officer", Org: actor.CouncilOrg, Email: "officer@example.org", Name: "Consultation officer", Roles: []Role{Publisher}},
	{ID: "invented-editor", Org: actor.CouncilOrg, Email: "editor@example.org", Name: "Editor", Roles: []Role{Editor}},
	{ID: "invented-analyst", Org: actor.CouncilOrg, Email: "analyst@example.org", Name: "Analyst", Roles: []Role{Analyst}},
	{
		ID:    "invented-equality-officer",
		Org:   actor.CouncilOrg,
		Email: "equality@example.org",
		Name:  "Equality officer",
		Roles: []Role{EqualityOfficer},
	},
	{ID: "invented-action-owner", Org: actor.CouncilOrg, Email: "owner@example.org", Name: "Action owner", Roles: []Role{ActionOwner}},
	{ID: "invented-partner-editor", Org: demoPartnerID, Email: "partner@example.org", Name: "Partner editor", Roles: []Role{PartnerEditor}},
	{ID: "invented-entry-clerk", Org: actor.CouncilOrg, Email: "entry@example.org", Name: "Entry clerk", Roles: []Role{EntryClerk}},
	{ID: "invented-viewer", Org: actor.CouncilOrg, Email: "viewer@example.org", Name: "Viewer", Roles: []Role{Viewer}},
	{ID: "invented-auditor", Org: actor.CouncilOrg, Email: "auditor@example.org", Name: "Auditor", Roles: []Role{Auditor}},
}

const demoPartnerID = "invented-partner"

// CreateDemoAccounts makes the organisations and the people of the demonstration, if
// they are not there. They have no password: they are signed in as by a button,
// which only a demonstration has.
func (s *Service) CreateDemoAccounts(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "make the people of the demonstration")
	if err := s.EnsureCouncil(ctx, ""); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := GetOrg(ctx, tx, demoPartnerID); fault.Is(err, fault.NotFound) {
			if err := insertOrg(ctx, tx, Org{ID: demoPartnerID, Name: "A partner organisation (invented)", Kind: Partner}); err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
		for _, p := range demoPeople {
			p.State, p.Demo, p.emailFolded = Active, true, caseFold(p.Email)
			if err := insertPerson(ctx, tx, &p); err != nil && !fault.Is(err, fault.Conflict) {
				return err
			}
		}
		return nil
	})
}

// ListDemoPeople returns the people of the demonstration who may sign in.
func (s *Service) ListDemoPeople(ctx context.Context) (all []*Person, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
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
		all = nil
		for _, p := range demoPeople { // in the order of the roles
			if p := byID[p.ID]; p != nil {
				all = append(all, p)
			}
		}
		return err
	})
	return all, err
}
