package page

import (
	"cmp"
	"context"
	"strings"
	"sync"
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

	Cache *Cache // of rendered headers and footers; nil: they are rendered each time
}

// Cache holds the rendered headers and footers of a site.
type Cache struct{ frames sync.Map }

// Staff is what stands above a page of the back office.
type Staff struct {
	Name  string // of who is signed in
	Links []Link
}

// StaffView is embedded in the views of the back office. What stands there is kept in
// no cache and found by no search engine.
type StaffView struct{}

// NoStore implements what Page asks of a view.
func (StaffView) NoStore() bool { return true }

// NoIndex implements what Page asks of a view.
func (StaffView) NoIndex() bool { return true }

// IsStaffPage implements what Page asks of a view.
func (StaffView) IsStaffPage() bool { return true }

type chromeKey struct{}

// WithChrome returns a context in which each page has the chrome that of
// returns. A page written without one, in a test, has a bare frame.
func WithChrome(ctx context.Context, of func(context.Context) Chrome) context.Context {
	return context.WithValue(ctx, chromeKey{}, of)
}

// chromeOf returns the chrome of ctx.
func chromeOf(ctx context.Context) Chrome {
	var c Chrome
	if of, ok := ctx.Value(chromeKey{}).(func(context.Context) Chrome); ok {
		c = of(ctx)
	}
	c.Assets = assets
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

// navItem is a Link of the navigation, which knows whether it leads to where the
// reader is.
type navItem struct {
	Link
	Current string // for aria-current: "page", "true" further in, or ""
}

// PublicNav is the navigation as it stands on this page. Staff have their own
// instead.
func (f frame) PublicNav() []navItem {
	if f.Staff != nil {
		return nil
	}
	return f.navItems(f.Nav)
}

// StaffNav is the navigation of the back office as it stands on this page.
func (f frame) StaffNav() []navItem { return f.navItems(f.Staff.Links) }

func (f frame) navItems(links []Link) (all []navItem) {
	for _, link := range links {
		p := navItem{Link: link}
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
