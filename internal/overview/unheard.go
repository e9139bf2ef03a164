package overview

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/represent"
)

// Unheard is a group of people far below its share. It follows from the numbers that staff see and from benchmarks alone, so it
// tells no more about respondents than those numbers do.
type Unheard struct {
	Table     *GroupTable
	Group     Group
	Benchmark *represent.Benchmark // affected users if they can be compared, and otherwise residents
	Share     float64              // of the group in Benchmark
	Residents float64              // share of residents, if Benchmark is about affected users; 0 if it is not known
	Shown     int64                // people in the table who are shown
	Acts      []ActSince           // what was done to hear from the group, the latest first
}

// ActSince is something that was done to hear from a group, with the numbers of the group that were shown before it and since.
type ActSince struct {
	reach.Act
	Before  int64
	Counted string // day of the count before it; "" if there was none
}

// A group is far below its share if even the largest number that the count can mean is less than farBelow of it. Groups of which
// fewer than minExpected people would be shown are too small to tell.
const (
	farBelow    = 0.5
	minExpected = 20
	atMostAbove = 9 // how many more people than shown are counted in a group that is not held back
)

// unheard returns the groups of t that are far below their share. The largest group can be held back, so it is none of them. Nothing
// is returned of a table that shows fewer than represent.MinAnswered people.
func (t *GroupTable) unheard() (all []Unheard) {
	b := t.Affected
	if b == nil {
		b = t.Residents
	}
	if b == nil {
		return nil
	}
	shown, largest := int64(0), int64(0)
	for _, g := range t.Groups {
		if slices.ContainsFunc(b.People, func(p represent.People) bool { return p.ID == g.ID }) {
			shown, largest = shown+g.AtLeast, max(largest, g.AtLeast)
		}
	}
	if shown < represent.MinAnswered {
		return nil
	}
	for _, g := range t.Groups {
		share, ok := b.Share(g.ID)
		most := float64(g.AtLeast + atMostAbove)
		if !ok || g.AtLeast == largest || share*float64(shown) < minExpected || most >= farBelow*share*(most+float64(shown-g.AtLeast)) {
			continue
		}
		u := Unheard{Table: t, Group: g, Benchmark: b, Share: share, Shown: shown}
		if b == t.Affected && t.Residents != nil {
			u.Residents, _ = t.Residents.Share(g.ID)
		}
		all = append(all, u)
	}
	return all
}

// Unheard returns the groups far below their share.
func (g *Groups) Unheard() (all []Unheard) {
	for i := range g.Tables {
		all = append(all, g.Tables[i].unheard()...)
	}
	return all
}

// Heard is what staff see about who has responded to a consultation and who has not.
type Heard struct {
	Consultation *consult.Consultation
	Now          time.Time
	Groups       *Groups // nil if no question about people is asked, and once results are released
	Unheard      []Unheard
	Others       []reach.Act // what was done to hear from other groups, the latest first
}

// Heard returns who has not responded to the consultation slug of by's organisation, and what was done. Errors are those of Find.
func (s *Service) Heard(ctx context.Context, by actor.Actor, slug string) (h *Heard, err error) {
	defer fault.Wrap(&err, "who has not responded to %s", slug)
	o, err := s.Get(ctx, by, slug, "")
	if err != nil {
		return nil, err
	}
	if o.Consultation == nil {
		return nil, fault.New(fault.NotFound, "We cannot find that consultation. Check the list of consultations.")
	}
	h = &Heard{Consultation: o.Consultation, Now: o.Now}
	if o.Numbers != nil {
		h.Groups = o.Numbers.Groups
	}
	return h, s.DB.View(ctx, func(tx *db.Tx) error {
		e, err := reach.GetEngagement(ctx, tx, slug)
		if fault.Is(err, fault.NotFound) {
			e, err = &reach.Engagement{}, nil
		}
		if err != nil {
			return err
		}
		shown, err := loadShown(ctx, tx, slug)
		if err != nil {
			return err
		}
		h.add(e, shown)
		return nil
	})
}

// add sets the groups that are not heard from, with what was done. shown is what staff were shown by each count, the latest first.
func (h *Heard) add(e *reach.Engagement, shown []shownGroups) {
	acts := slices.Clone(e.Acts)
	slices.SortStableFunc(acts, func(a, b reach.Act) int { return b.Date.Compare(a.Date) })
	if h.Groups != nil {
		h.Unheard = h.Groups.Unheard()
	}
	for _, a := range acts {
		known := false
		for i := range h.Unheard {
			u := &h.Unheard[i]
			if !a.Concerns(u.Table.ID, u.Group.ID) {
				continue
			}
			known = true
			since := ActSince{Act: a}
			day := a.Date.Format(time.DateOnly)
			if at := slices.IndexFunc(shown, func(s shownGroups) bool { return s.day <= day }); at >= 0 {
				since.Counted, since.Before = shown[at].day, shown[at].of(u.Table.ID, u.Group.ID)
			}
			u.Acts = append(u.Acts, since)
		}
		if !known {
			h.Others = append(h.Others, a)
		}
	}
}

// shownGroups is a row of overview_group_shown.
type shownGroups struct {
	day    string
	tables []GroupTable
}

// of returns the number of a group.
func (s *shownGroups) of(table, group string) int64 {
	for _, t := range s.tables {
		for _, g := range t.Groups {
			if t.ID == table && g.ID == group {
				return g.AtLeast
			}
		}
	}
	return 0
}

// maxShown is how many counts are looked at. Each is of a quarter more responses than the one before.
const maxShown = 60

// loadShown returns what staff were shown by each count, the latest first.
func loadShown(ctx context.Context, tx *db.Tx, slug consult.Slug) ([]shownGroups, error) {
	return db.All(ctx, tx, func(r db.Row) (s shownGroups, err error) {
		var text string
		if err := r.Scan(&s.day, &text); err != nil {
			return s, err
		}
		return s, json.Unmarshal([]byte(text), &s.tables)
	}, `SELECT day, counts FROM overview_group_shown WHERE consultation = $1 ORDER BY received DESC LIMIT $2`, slug, maxShown)
}

// loadGroupsOf returns the numbers of groups of c with what they can be compared with.
func loadGroupsOf(ctx context.Context, tx *db.Tx, c *consult.Consultation) (*Groups, error) {
	stored, err := loadGroups(ctx, tx, c.Slug)
	if err != nil {
		return nil, err
	}
	residents, err := place.Benchmarks(ctx, tx, c.Area)
	if err != nil {
		return nil, err
	}
	affected, err := reach.Benchmarks(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	g := stored.shown()
	g.compare(affected, residents, c.Area, c.AreaQuestion)
	return g, nil
}

// soon is how long before a consultation closes “My work” says that groups are not heard from.
const soon = 21 * 24 * time.Hour

// Silent is a consultation that closes soon, with the number of groups that are far below their share.
type Silent struct {
	Consultation *consult.Consultation
	Groups       int
}

// ClosingUnheard returns the consultations of by's organisation that close soon with groups far below their share.
func ClosingUnheard(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []Silent, err error) {
	var open []consult.Slug
	if err := consult.EachOpen(ctx, tx, now, func(slug consult.Slug) error {
		open = append(open, slug)
		return nil
	}); err != nil {
		return nil, err
	}
	owned, err := consult.OwnedAmong(ctx, tx, by, open)
	if err != nil {
		return nil, err
	}
	for _, slug := range open {
		c := owned[slug]
		if c == nil || c.Closes.At.After(now.Add(soon)) || c.Monitoring == nil && c.AreaQuestion == "" {
			continue
		}
		g, err := loadGroupsOf(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		if n := len(g.Unheard()); n > 0 {
			all = append(all, Silent{c, n})
		}
	}
	return all, nil
}
