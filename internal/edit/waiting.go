package edit

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
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
		proposed, err := proposedTo(ctx, tx, by, kinds, state)
		if err != nil {
			return nil, err
		}
		for _, c := range append(found, proposed...) {
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

// OwedPart is a section that a person fills in.
type OwedPart struct {
	Copy  *Copy
	Owed  Owed
	Title string // of the section; "" if it has none
}

// latest is the order of the copies of a kind in one state.
var latest = db.Order{Columns: []db.Column{{Name: "changed_at"}, {Name: "id"}}, Descending: true}

// OwedBy returns the sections of drafts that by fills in and that still lack something, by the name with which colleagues
// wrote it down.
func OwedBy(ctx context.Context, tx *db.Tx, by actor.Actor, kinds []Kind) (all []OwedPart, err error) {
	for i := range kinds {
		k := &kinds[i]
		if k.Owed == nil || !k.Parts || !by.May(k.Write) {
			continue
		}
		for _, state := range []State{Draft, Returned} {
			page, err := db.ReadPage(ctx, tx, scanCopy, func(c *Copy) []any { return []any{db.Time(c.ChangedAt), c.ID} },
				db.PageQuery{Order: latest, Size: maxWaiting}, `SELECT `+copyColumns+` FROM edit_copy`,
				`kind = $1 AND org = $2 AND state = $3`, k.Name, by.OwnOrg(), state)
			if err != nil {
				return nil, err
			}
			for _, c := range page.Items {
				owed, err := k.owedBy(ctx, tx, by, c)
				if err != nil {
					return nil, err
				}
				all = append(all, owed...)
			}
		}
	}
	return all, nil
}

// owedBy returns the sections of c that by fills in and of which a field that is asked for is empty, or that the rules of
// the feature refuse as they are.
func (k *Kind) owedBy(ctx context.Context, tx *db.Tx, by actor.Actor, c *Copy) (all []OwedPart, err error) {
	var refused *MistakesError // by the rules; they are read once, and only for people who owe a section
	for _, o := range k.Owed(c.Values) {
		part, ok := k.Part(o.Part)
		if !ok || locale.Fold(o.Who) != locale.Fold(by.Name) {
			continue
		}
		if refused == nil {
			refused = &MistakesError{}
			if k.Lacks != nil {
				err := k.Lacks(ctx, tx, by, c)
				if wrong := k.mistakes(err); wrong != nil {
					refused = wrong
				} else if err != nil {
					return nil, err
				}
			}
		}
		names := part.Names()
		if part.lacks(c.Values) || slices.ContainsFunc(refused.Mistakes, func(m Mistake) bool { return slices.Contains(names, m.Field) }) {
			all = append(all, OwedPart{c, o, part.Title})
		}
	}
	return all, nil
}

// lacks reports whether v has nothing in p, or not all that p asks for.
func (p Part) lacks(v Values) bool {
	empty := func(v Values, f *Field) bool { return (f.Required || f.Expected) && len(v[f.Name]) == 0 }
	for _, f := range p.Fields {
		if empty(v, f) {
			return true
		}
		for _, row := range v.Rows(f.Name) {
			for i := range f.Columns {
				if empty(row, &f.Columns[i]) {
					return true
				}
			}
		}
	}
	return len(v.Only(p.Names())) == 0
}
