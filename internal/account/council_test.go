package account_test

import (
	"sync"
	"testing"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// Several nodes that start at once create one council, and one that knows no name
// does not replace the name that another gave it.
func TestNodesThatStartTogetherNameOneCouncil(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := account.New(d, nil)
		for range 20 {
			var nodes sync.WaitGroup
			for i := range 8 {
				nodes.Go(func() {
					if err := s.EnsureCouncil(t.Context(), []string{"", "Exampleshire"}[i%2]); err != nil {
						t.Error(err)
					}
				})
			}
			nodes.Wait()
			var org account.Org
			if err := d.Update(t.Context(), func(tx *db.Tx) (err error) {
				if org, err = account.GetOrg(t.Context(), tx, actor.CouncilOrg); err != nil {
					return err
				}
				_, err = tx.Exec(t.Context(), `DELETE FROM account_org`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if org.Name != "Exampleshire" {
				t.Fatalf("the council is called %q", org.Name)
			}
		}
	})
}

// The people of an organisation can be sorted by each column that says so.
func TestPeopleAreSorted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := account.New(d, nil)
		if err := s.CreateDemoAccounts(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE account_person SET state = 'invited' WHERE id IN ('invented-analyst', 'invented-viewer')`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		boss := actor.Actor{ID: "boss", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.ManagePeople}}
		dbtest.CheckSorts(t, account.PeopleSorts.Names(), func(by db.Sort, at string) (db.Page[*account.Person], error) {
			_, people, err := s.ListPeople(t.Context(), boss, actor.CouncilOrg, by, at)
			return people, err
		}, func(p *account.Person) []string { return []string{p.Email, p.Name, string(p.State), p.ID} })
	})
}
