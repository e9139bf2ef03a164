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
