package page

import (
	"cmp"
	"context"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/internal/actor"
)

// Link is a place to go to.
type Link struct{ Text, Href string }

// Council is whose site this is.
type Council struct {
	Name          string
	Service       string // "Folkmoot" without it
	Demonstration bool
	Note          string // what a visitor must know of a demonstration
}

// Chrome is what stands around every page of a site.
type Chrome struct {
	Council Council
	Nav     []Link
	Assets  Assets
	Staff   *Staff // nil: a visitor reads this

	kept *sync.Map // of the site: place to around; nil outside of one
}

// Staff is what stands above a page of the back office.
type Staff struct {
	Name  string // of who is signed in
	Links []Link
}

// DeskLink is a part of the back office, shown to those who may use it.
type DeskLink struct {
	Link
	Needs actor.Capability
	Says  string // what is done there; "" where nothing needs to be said
}

// AddDesk adds to the navigation of the back office. says, if it is given, is
// the sentence about it on the first page.
func (s *Site) AddDesk(text, href string, needs actor.Capability, says ...string) {
	s.desk = append(s.desk, DeskLink{Link{text, href}, needs, strings.Join(says, " ")})
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
func (s *Site) staff(a actor.Actor) *Staff {
	if a.ID == "" {
		return nil
	}
	staff := &Staff{Name: a.Name}
	for _, link := range s.desk {
		if a.May(link.Needs) {
			staff.Links = append(staff.Links, link.Link)
		}
	}
	return staff
}

// Desk is embedded in the views of the back office. What stands there is kept in
// no cache and found by no search engine.
type Desk struct{}

// NoStore implements what Page asks of a view.
func (Desk) NoStore() bool { return true }

// NoIndex implements what Page asks of a view.
func (Desk) NoIndex() bool { return true }

// OnDesk implements what Page asks of a view.
func (Desk) OnDesk() bool { return true }

type siteKey struct{}

// chromeOf is the chrome of the site that a request came through. A page that
// is written outside of one, in a test, has a bare frame.
func chromeOf(ctx context.Context) Chrome {
	c := Chrome{Assets: assets}
	if s, ok := ctx.Value(siteKey{}).(*Site); ok {
		c.Nav, c.kept = s.Nav, &s.around
		if a, ok := ctx.Value(actorKey{}).(actor.Actor); ok {
			c.Staff = s.staff(a)
		}
		if s.Council != nil {
			c.Council = s.Council(ctx)
		}
	}
	c.Council.Service = cmp.Or(c.Council.Service, "Folkmoot")
	return c
}

// exampleChrome is what the examples of pages have around them.
func exampleChrome(desk bool) Chrome {
	var staff *Staff
	if desk {
		staff = &Staff{Name: "An officer", Links: []Link{{"Consultations", "/staff/consultations"}, {"People", "/staff/people"}}}
	}
	return Chrome{
		Staff:  staff,
		Assets: assets,
		Council: Council{Name: "Exampleshire County Council", Service: "Folkmoot", Demonstration: true,
			Note: "Exampleshire is invented, and so is everything on this page."},
		Nav: []Link{{"Have your say", "/consultations"}, {"What changed", "/progress"}, {"Public record", "/record"}},
	}
}

// place is a Link of the navigation, which knows whether it leads to where the
// reader is.
type place struct {
	Link
	Current string // for aria-current: "page", "true" further in, or ""
}

// PublicPlaces is the navigation as it stands on this page. Staff have their own
// instead.
func (f frame) PublicPlaces() []place {
	if f.Staff != nil {
		return nil
	}
	return f.places(f.Nav)
}

// DeskPlaces is the navigation of the back office as it stands on this page.
func (f frame) DeskPlaces() []place { return f.places(f.Staff.Links) }

func (f frame) places(links []Link) (all []place) {
	for _, link := range links {
		p := place{Link: link}
		switch {
		case f.Path == link.Href:
			p.Current = "page"
		case link.Href != "/" && strings.HasPrefix(f.Path, link.Href+"/"):
			p.Current = "true"
		}
		all = append(all, p)
	}
	return all
}
