package site

import (
	"cmp"
	"context"
	"slices"
	"sort"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/locale"
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
	NeedsAny    []actor.Capability // one of these is needed as well, if there are any
	ForAll      bool               // Needs is needed for all organisations
	Description string             // what staff do there; "" if the text is enough
	Order       int                // sorts the links; see Sections

	// New returns how much there is new for a person, or 0. It may be nil.
	New func(context.Context, actor.Actor) int64
}

// Section is a heading in the navigation of the staff area.
type Section struct {
	From int    // the least StaffLink.Order of its links; they end where the next section begins
	Text string // in English
}

// Sections are the headings of the staff area. Links before the first have none. A person who uses few links sees all of
// them without headings.
var Sections = []Section{
	{20, locale.Key("Decide")},
	{30, locale.Key("Plan and report")},
	{40, locale.Key("Evidence and places")},
	{50, locale.Key("Administration")},
}

// mostWithoutSections is the most links that are shown without headings. They fit in a line or two.
const mostWithoutSections = 9

// StaffSections returns the sections of links, which are sorted: those that have any, or none if there are few links.
func StaffSections(links []StaffLink) (sections []page.StaffSection) {
	if len(links) <= mostWithoutSections {
		return nil
	}
	for i, s := range Sections {
		from := sort.Search(len(links), func(j int) bool { return links[j].Order >= s.From })
		if from < len(links) && (i+1 == len(Sections) || links[from].Order < Sections[i+1].From) {
			sections = append(sections, page.StaffSection{Text: s.Text, From: from})
		}
	}
	return sections
}

// AddStaffLinks adds links to the navigation of the staff area, which is sorted by Order.
func (s *Site) AddStaffLinks(links ...StaffLink) {
	s.staffLinks = append(s.staffLinks, links...)
	slices.SortStableFunc(s.staffLinks, func(a, b StaffLink) int { return cmp.Compare(a.Order, b.Order) })
}

// shownTo reports whether a may use the section.
func (l StaffLink) shownTo(a actor.Actor) bool {
	return a.May(l.Needs) && (!l.ForAll || a.MayForAll(l.Needs)) && (len(l.NeedsAny) == 0 || slices.ContainsFunc(l.NeedsAny, a.May))
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
	links := s.StaffLinks(a)
	staff.Sections = StaffSections(links)
	for _, link := range links {
		staff.Links = append(staff.Links, link.Link)
		if link.New == nil {
			continue
		}
		if staff.New == nil {
			staff.New = map[string]int64{}
		}
		staff.New[link.Href] = link.New(ctx, a)
	}
	return staff
}
