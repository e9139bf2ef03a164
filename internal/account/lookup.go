package account

import (
	"context"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// sameName is how many people of one name are considered.
const sameName = 10

// Colleagues returns where fields find the people of the council who may sign in and have a capability, by their names.
func Colleagues(can actor.Capability) *edit.Lookup {
	options := func(people []*Person) (all []edit.Option) {
		named := map[string]bool{}
		for _, p := range people {
			if p.State == Active && p.Actor().May(can) && !named[p.Name] {
				named[p.Name] = true
				all = append(all, edit.Option{Value: p.Name, Label: edit.Name(p.Name)})
			}
		}
		return all
	}
	return &edit.Lookup{
		Page: func(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[edit.Option], error) {
			people, err := peopleInOrg(ctx, tx, actor.CouncilOrg, "name", at, size)
			return db.Paged(people, options(people.Items)), err
		},
		Get: func(ctx context.Context, tx *db.Tx, names []string) ([]edit.Option, error) {
			people, err := db.All(ctx, tx, scanPerson,
				selectPerson+` WHERE p.org = $1 AND p.name IN (`+db.Placeholders(2, len(names))+`)
				ORDER BY p.name, p.id LIMIT `+strconv.Itoa(sameName*len(names)),
				append([]any{actor.CouncilOrg}, db.Args(names)...)...)
			return options(people), err
		},
	}
}
