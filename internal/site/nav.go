package site

import (
	"cmp"
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/page"
)

type siteKey struct{}

// chrome returns the Chrome of the site's pages.
func (s *Site) chrome(ctx context.Context) page.Chrome {
	c := page.Chrome{Nav: s.Nav, Cache: &s.cache, Gallery: s.Gallery, Feed: s.FeedPath, Menu: s.Menu}
	if a, ok := ctx.Value(actorKey{}).(actor.Actor); ok {
		c.Staff = s.staffBar(ctx, a)
	}
	if s.Council != nil {
		c.Council = s.Council(ctx)
	}
	return c
}

// StaffLink is a section of the staff area. It is shown to staff with the capability Needs.
type StaffLink struct {
	page.Link
	Needs       actor.Capability
	ForAll      bool   // Needs is needed for all organisations
	Description string // what staff do there; "" if the text is enough
	Order       int    // sorts the links

	// New returns how much there is new for a person, or 0. It may be nil.
	New func(context.Context, actor.Actor) int64
}

// AddStaffLinks adds links to the navigation of the staff area, which is sorted by Order.
func (s *Site) AddStaffLinks(links ...StaffLink) {
	s.staffLinks = append(s.staffLinks, links...)
	slices.SortStableFunc(s.staffLinks, func(a, b StaffLink) int { return cmp.Compare(a.Order, b.Order) })
}

// shownTo reports whether a may use the section.
func (l StaffLink) shownTo(a actor.Actor) bool {
	return a.May(l.Needs) && (!l.ForAll || a.MayForAll(l.Needs))
}

// StaffLinks returns the links to the sections that a may use.
func (s *Site) StaffLinks(a actor.Actor) (all []StaffLink) {
	for _, link := range s.staffLinks {
		if link.shownTo(a) {
			all = append(all, link)
		}
	}
	return all
}

// staffBar returns the header of the staff area for a, or nil if a is not signed in.
func (s *Site) staffBar(ctx context.Context, a actor.Actor) *page.Staff {
	if a.ID == "" {
		return nil
	}
	staff := &page.Staff{Name: a.Name}
	for _, link := range s.staffLinks {
		if link.shownTo(a) {
			staff.Links = append(staff.Links, link.Link)
			if link.New == nil {
				continue
			}
			if staff.New == nil {
				staff.New = map[string]int64{}
			}
			staff.New[link.Href] = link.New(ctx, a)
		}
	}
	return staff
}
