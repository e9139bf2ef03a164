package page

import (
	"cmp"
	"context"
	"strings"
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
}

type siteKey struct{}

// chromeOf is the chrome of the site that a request came through. A page that
// is written outside of one, in a test, has a bare frame.
func chromeOf(ctx context.Context) Chrome {
	c := Chrome{Assets: assets}
	if s, ok := ctx.Value(siteKey{}).(*Site); ok {
		c.Nav = s.Nav
		if s.Council != nil {
			c.Council = s.Council(ctx)
		}
	}
	c.Council.Service = cmp.Or(c.Council.Service, "Folkmoot")
	return c
}

// exampleChrome is what the examples of pages have around them.
func exampleChrome() Chrome {
	return Chrome{
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

// Places is the navigation as it stands on this page.
func (f frame) Places() (all []place) {
	for _, link := range f.Nav {
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
