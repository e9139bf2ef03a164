package account_test

import (
	"context"
	"testing"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// noSessions is the sign-in of people who never signed in.
type noSessions struct{ account.SignIn }

func (noSessions) EndSessions(context.Context, *db.Tx, *account.Person) error { return nil }

// An administrator sets the area of a councillor, from the areas that there are. Other roles cannot set it and have none.
func TestAdministratorSetsTheAreaOfACouncillor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), account.New(d, noSessions{})
		s.Areas = func(context.Context, *db.Tx) ([]string, error) { return []string{"North", "South"}, nil }
		if err := s.CreateDemoAccounts(ctx); err != nil {
			t.Fatal(err)
		}
		by := func(role actor.Role, org string) actor.Actor {
			return actor.Actor{ID: "boss", Org: org, Capabilities: actor.CapabilitiesOf(org == actor.CouncilOrg, role)}
		}
		boss, member := by(account.Administrator, actor.CouncilOrg), "invented-councillor"
		for _, test := range []struct {
			by           actor.Actor
			person, area string
			want         fault.Kind
		}{
			{boss, member, "West", fault.Invalid},
			{boss, "invented-viewer", "North", fault.Conflict},
			{by(account.Publisher, actor.CouncilOrg), member, "North", fault.Forbidden},
			{by(account.Administrator, "invented-partner"), member, "North", fault.NotFound},
		} {
			if err := s.SetArea(ctx, test.by, test.person, test.area); !fault.Is(err, test.want) {
				t.Errorf("%s in %q: %v, want %v", test.person, test.area, err, test.want)
			}
		}
		area := func() (name string) {
			if err := d.View(ctx, func(tx *db.Tx) (err error) {
				name, err = account.AreaOf(ctx, tx, member)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return name
		}
		for _, name := range []string{"North", "South", ""} {
			if err := s.SetArea(ctx, boss, member, name); err != nil || area() != name {
				t.Errorf("the area is %q, want %q: %v", area(), name, err)
			}
		}
		if err := s.SetArea(ctx, boss, member, "South"); err != nil {
			t.Fatal(err)
		}
		s.Areas = nil // its last use is gone
		if err := s.SetArea(ctx, boss, member, "South"); err != nil {
			t.Errorf("the area that they have can be saved again: %v", err)
		}
		if err := s.SetRoles(ctx, boss, member, []account.Role{account.Viewer}); err != nil || area() != "" {
			t.Errorf("without the role they represent %q: %v", area(), err)
		}
	})
}
