package page

import (
	"cmp"
	"context"
	"html"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Link is a link.
type Link struct{ Text, Href string }

// Council is the council of the site.
type Council struct {
	Name          string
	Service       string // "" is "Folkmoot"
	Demonstration bool
	Note          string // what visitors of a demonstration must know
	Style         string // path of a style sheet with the council's colour; "" is that of the program
	Logo          string // path of a picture instead of the mark of the program; "" for none
	Languages     string // tags of the languages that readers can choose, with spaces between them; "" is all
}

// Chrome is what is around every page of a site.
type Chrome struct {
	Council Council
	Nav     []Link
	Assets  Assets
	Staff   *Staff // nil for visitors
	Gallery bool   // the site has the gallery, and so the pseudo-languages
	Feed    string // path of the feed of the site; "" if there is none

	// Menu returns the menu beside a page of the staff area, or nil. It may be nil.
	Menu func(*http.Request) (*Menu, error)

	Cache *Cache // of what is rendered once; nil: render it each time
}

// Cache caches the rendered headers and footers of a site, and the fixed parts of pages.
type Cache struct {
	frames sync.Map
	filled filledPages
}

// Staff is the header of the staff area.
type Staff struct {
	Name     string // of the signed-in person
	Links    []Link
	Sections []StaffSection   // of Links
	New      map[string]int64 // by Href of a link: how much there is new; at most 99
}

// StaffSection is a heading in the navigation of the staff area, with the links below it.
type StaffSection struct {
	Text string // in English
	From int    // index of its first link in Staff.Links; it ends where the next section begins
}

// Menu is a menu beside the pages about one thing, such as a consultation. On narrow screens it is
// folded above them.
type Menu struct {
	Label  string // of the navigation: "This consultation"
	Title  Link   // the thing itself, with its first page
	Groups []MenuGroup
	Path   string // of the current page; set by Write
}

// MenuGroup is a group of links in a menu.
type MenuGroup struct {
	Text  string
	Links []Link
}

// Current is the value of aria-current for the link to href: "page", "true" for a page below it, or "".
func (m *Menu) Current(href string) string {
	switch {
	case m.Path == href:
		return "page"
	case href != m.Title.Href && strings.HasPrefix(m.Path, href+"/"):
		return "true"
	}
	return ""
}

// StaffView is embedded in the views of the staff area. Such pages are not cached or indexed.
type StaffView struct{}

// NoStore marks the page as not cacheable.
func (StaffView) NoStore() bool { return true }

// NoIndex asks search engines not to index the page.
func (StaffView) NoIndex() bool { return true }

// IsStaffPage marks the page as part of the staff area.
func (StaffView) IsStaffPage() bool { return true }

type chromeKey struct{}

// WithChrome returns a context in which pages have the Chrome that of returns. Without it, as in tests, pages have an
// empty frame.
func WithChrome(ctx context.Context, of func(context.Context) Chrome) context.Context {
	return context.WithValue(ctx, chromeKey{}, of)
}

// chromeOf returns the Chrome of ctx.
func chromeOf(ctx context.Context) Chrome {
	var c Chrome
	if of, ok := ctx.Value(chromeKey{}).(func(context.Context) Chrome); ok {
		c = of(ctx)
	}
	c.Assets = assets
	c.Council.Service = cmp.Or(c.Council.Service, "Folkmoot")
	return c
}

// exampleChrome is the Chrome of examples.
func exampleChrome(isStaff bool) Chrome {
	var staff *Staff
	if isStaff {
		staff = &Staff{Name: "An officer", Links: []Link{{"Consultations", "/staff/consultations"}, {"People", "/staff/people"}}}
	}
	return Chrome{
		Staff:  staff,
		Assets: assets,
		Council: Council{Name: "Exampleshire County Council", Service: "Folkmoot", Demonstration: true,
			Note: "Exampleshire and everything on this page are invented."},
		Nav: []Link{{"Have your say", "/consultations"}, {"What changed", "/progress"}, {"Public record", "/record"}},
	}
}

// navItem is a link of the navigation with its state.
type navItem struct {
	Link
	Current string // for aria-current: "page", "true" for a page below it, or ""
	New     int64  // how much there is new
}

// PublicNav returns the main navigation. Staff pages do not have it.
func (f frame) PublicNav() []navItem {
	if f.Staff != nil {
		return nil
	}
	return f.navItems(f.Nav)
}

// IsLow reports whether the header and the banners are one line each.
func (f frame) IsLow() bool { return f.Slim || f.Staff != nil }

// Crumbs returns the pages above a page of the staff area: “My work”, the section, the thing that the menu beside the page
// is about, and the page of it.
func (f frame) Crumbs() (all []Link) {
	if f.Staff == nil || !strings.HasPrefix(f.Path, staffPath+"/") {
		return nil
	}
	var section Link
	for _, l := range f.Staff.Links {
		switch {
		case l.Href == staffPath:
			all = append(all, Link{f.say(l.Text), l.Href})
		case strings.HasPrefix(f.Path, l.Href+"/") && len(l.Href) > len(section.Href):
			section = Link{f.say(l.Text), l.Href}
		}
	}
	if section.Href != "" {
		all = append(all, section)
	}
	if f.Beside == nil || !strings.HasPrefix(f.Path, f.Beside.Title.Href+"/") {
		return all
	}
	all = append(all, f.Beside.Title)
	for _, g := range f.Beside.Groups {
		for _, l := range g.Links {
			if l.Href != f.Beside.Title.Href && strings.HasPrefix(f.Path, l.Href+"/") {
				return append(all, l)
			}
		}
	}
	return all
}

// withoutLink returns main without a link back to one of the pages above it.
func withoutLink(main string, above []Link) string {
	for _, l := range above {
		const end = "</a>"
		link := `<a href="` + html.EscapeString(l.Href) + `" class="govuk-back-link">`
		if from := strings.Index(main, link); from >= 0 {
			to := from + strings.Index(main[from:], end) + len(end)
			return main[:from] + main[to:]
		}
	}
	return main
}

// staffPath is the first page of the staff area.
const staffPath = "/staff"

// staffSearchPath is the page with what the search field above every staff page finds. It is below none of the links.
const staffSearchPath = "/staff/search"

// navGroup is a part of the navigation of the staff area.
type navGroup struct {
	Text  string // in English; "" for links without a heading
	Items []navItem
}

// IsCurrent reports whether the page is below one of the links.
func (g navGroup) IsCurrent() bool {
	return slices.ContainsFunc(g.Items, func(i navItem) bool { return i.Current != "" })
}

// StaffNav returns the navigation of the staff area.
func (f frame) StaffNav() (groups []navGroup) {
	all := f.navItems(f.Staff.Links)
	for i := range all {
		all[i].New = f.Staff.New[all[i].Href]
	}
	from, text := 0, ""
	for _, s := range f.Staff.Sections {
		if s.From > from {
			groups = append(groups, navGroup{text, all[from:s.From]})
		}
		from, text = s.From, s.Text
	}
	return append(groups, navGroup{text, all[from:]})
}

// NewForStaff returns how much there is new behind all links of the staff area.
func (f frame) NewForStaff() (n int64) {
	for _, more := range f.Staff.New {
		n += more
	}
	return n
}

func (f frame) navItems(links []Link) (all []navItem) {
	section, length := -1, 0 // the link to the page or, with the longest path, to a page above it
	for i, link := range links {
		all = append(all, navItem{Link: link})
		above := link.Href != "/" && f.Path != staffSearchPath && strings.HasPrefix(f.Path, link.Href+"/")
		if (f.Path == link.Href || above) && len(link.Href) > length {
			section, length = i, len(link.Href)
		}
	}
	switch {
	case section < 0:
	case f.Path == links[section].Href:
		all[section].Current = "page"
	default:
		all[section].Current = "true"
	}
	return all
}
