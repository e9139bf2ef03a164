package site

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/page"

	"github.com/folkmoot/folkmoot/internal/actor"
)

type siteKey struct{}

// chrome returns what stands around the pages of the site.
func (s *Site) chrome(ctx context.Context) page.Chrome {
	c := page.Chrome{Nav: s.Nav, Cache: &s.cache}
	if a, ok := ctx.Value(actorKey{}).(actor.Actor); ok {
		c.Staff = s.staffBar(a)
	}
	if s.Council != nil {
		c.Council = s.Council(ctx)
	}
	return c
}

// StaffLink is a part of the back office, shown to those who may use it.
type StaffLink struct {
	page.Link
	Needs       actor.Capability
	Description string // what is done there; "" where nothing needs to be said
}

// AddStaffLink adds to the navigation of the back office. says, if it is given, is
// the sentence about it on the first page.
//
//locale:message 0 3
func (s *Site) AddStaffLink(text, href string, needs actor.Capability, says ...string) {
	s.staffLinks = append(s.staffLinks, StaffLink{page.Link{Text: text, Href: href}, needs, strings.Join(says, " ")})
}

// StaffLinks returns the parts of the back office that a may use.
func (s *Site) StaffLinks(a actor.Actor) (all []StaffLink) {
	for _, link := range s.staffLinks {
		if a.May(link.Needs) {
			all = append(all, link)
		}
	}
	return all
}

// staffBar is what stands above a page that a reads.
func (s *Site) staffBar(a actor.Actor) *page.Staff {
	if a.ID == "" {
		return nil
	}
	staff := &page.Staff{Name: a.Name}
	for _, link := range s.staffLinks {
		if a.May(link.Needs) {
			staff.Links = append(staff.Links, link.Link)
		}
	}
	return staff
}
