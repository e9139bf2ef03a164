package edit

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// maxWaiting is how many copies of each state Waiting looks at.
const maxWaiting = 50

// Waiting returns the copies that wait for by: to approve, to change because they were returned, and to publish; those
// that have waited longest first. kinds are all kinds of records.
func (s *Service) Waiting(ctx context.Context, tx *db.Tx, by actor.Actor, kinds []Kind) (all []*Copy, err error) {
	for _, state := range []State{Submitted, Returned, Approved} {
		found, err := listByState(ctx, tx, by.OwnOrg(), state)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == c.Kind && by.May(k.Write) })
			if i < 0 {
				continue
			}
			waits := slices.Contains(c.Writers, by.ID)
			if state == Submitted {
				if waits, _, err = s.mayApprove(ctx, tx, by, &kinds[i], c); err != nil {
					return nil, err
				}
			}
			if waits {
				all = append(all, c)
			}
		}
	}
	return all, nil
}

// longestWaiting is the order of the copies of an organisation in one state.
var longestWaiting = db.Order{Columns: []db.Column{{Name: "changed_at"}, {Name: "kind"}, {Name: "id"}}}

func listByState(ctx context.Context, tx *db.Tx, org string, state State) ([]*Copy, error) {
	page, err := db.ReadPage(ctx, tx, scanCopy, func(c *Copy) []any { return []any{db.Time(c.ChangedAt), c.Kind, c.ID} },
		db.PageQuery{Order: longestWaiting, Size: maxWaiting}, `SELECT `+copyColumns+` FROM edit_copy`,
		`org = $1 AND state = $2`, org, state)
	return page.Items, err
}

// FindIn is Get in the transaction of the caller.
func (s *Service) FindIn(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, address string) (*Copy, error) {
	if !by.May(k.Write) {
		return nil, notFound()
	}
	return FindIn(ctx, tx, by, k, address)
}

// FindIn returns the copy of a record that by's organisation may see, whatever by may do.
func FindIn(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, address string) (*Copy, error) {
	return find(ctx, tx, by, k, address)
}
