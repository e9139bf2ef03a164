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
		c.Staff = s.staff(a)
	}
	if s.Council != nil {
		c.Council = s.Council(ctx)
	}
	return c
}

// DeskLink is a part of the back office, shown to those who may use it.
type DeskLink struct {
	page.Link
	Needs actor.Capability
	Says  string // what is done there; "" where nothing needs to be said
}

// AddDesk adds to the navigation of the back office. says, if it is given, is
// the sentence about it on the first page.
func (s *Site) AddDesk(text, href string, needs actor.Capability, says ...string) {
	s.desk = append(s.desk, DeskLink{page.Link{Text: text, Href: href}, needs, strings.Join(says, " ")})
}

// DeskLinks returns the parts of the back office that a may use.
func (s *Site) DeskLinks(a actor.Actor) (all []DeskLink) {
	for _, link := range s.desk {
		if a.May(link.Needs) {
			all = append(all, link)
		}
	}
	return all
}

// staff is what stands above a page that a reads.
func (s *Site) staff(a actor.Actor) *page.Staff {
	if a.ID == "" {
		return nil
	}
	staff := &page.Staff{Name: a.Name}
	for _, link := range s.desk {
		if a.May(link.Needs) {
			staff.Links = append(staff.Links, link.Link)
		}
	}
	return staff
}
