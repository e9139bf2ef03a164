package page

import (
	"net/url"
	"slices"
)

// FilteredList is what the page of a list has besides its items: filters, the number of items that they leave, and
// the links to other pages and to a feed. Everything chosen is in the address.
type FilteredList struct {
	Path    string // of the list
	Href    string // of its first page as it is filtered
	Hidden  []Link // what the form keeps and the reader chooses elsewhere: Text is the name, Href the value
	Selects []FilterSelect

	SearchLabel string // of the input for words, called q; "" if there is none
	Search      string // the words

	TabsLabel string // "Filter actions by status"
	Tabs      []FilterTab
	Heading   string     // how many items there are: "3 overdue actions"
	Chosen    []UserText // what the selects are set to
	ClearHref string     // without what the selects are set to, or "" if that is nothing
	Pages     Pagination
	FeedHref  string
	FeedText  string
}

// FilterSelect is a property by which a list can be filtered. Without options it is not shown.
type FilterSelect struct {
	Name, Label string
	All         string // the text of the option that leaves all items
	Options     []FilterOption
}

// NewFilterSelect returns the select called name for values that are their own texts, in
// the language lang. all is the text of the option that leaves all items.
func NewFilterSelect(name, label, all, chosen string, values []string, lang string) FilterSelect {
	s := FilterSelect{Name: name, Label: label, All: all}
	for _, v := range values {
		s.Options = append(s.Options, FilterOption{Value: v, Text: v, Lang: lang, Chosen: v == chosen})
	}
	return s
}

// FilterOption is a value of a FilterSelect. Lang is the language of the text, or "".
type FilterOption struct {
	Value, Text, Lang string
	Chosen            bool
}

// FilterTab leads to the items that have a state.
type FilterTab struct {
	Text    string
	Count   int64
	Href    string
	Current bool
}

// Filter is the parts of an address that filter a list: names and values, "" for what is not chosen. The first is
// chosen with the tabs.
type Filter [][2]string

// query returns f without what is not chosen. The names of set and their values replace those of f.
func (f Filter) query(set ...[2]string) url.Values {
	q := url.Values{}
	for _, part := range slices.Concat(f, set) {
		if q.Del(part[0]); part[1] != "" {
			q.Set(part[0], part[1])
		}
	}
	return q
}

// href returns the address of the list at path for f, changed by set.
func (f Filter) href(path string, set ...[2]string) string {
	q := f.query(set...)
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// NewFilteredList returns the list at path as f filters it. previous and next are the cursors of the neighbouring
// pages, and feed is the path of its feed.
func NewFilteredList(path string, f Filter, feed, previous, next string) FilteredList {
	l := FilteredList{Path: path, Href: f.href(path), FeedHref: f.href(feed), Pages: Neighbours(path, f.query(), previous, next)}
	if tab := f[0]; tab[1] != "" {
		l.Hidden = []Link{{Text: tab[0], Href: tab[1]}}
	}
	if slices.ContainsFunc(f[1:], func(part [2]string) bool { return part[1] != "" }) {
		l.ClearHref = f[:1].href(path)
	}
	return l
}

// AddTab adds the link to the items with a state, which value selects. The other filters stay.
func (l *FilteredList) AddTab(f Filter, value, text string, count int64) {
	l.Tabs = append(l.Tabs, FilterTab{text, count, f.href(l.Path, [2]string{f[0][0], value}), f[0][1] == value})
}

// AddSelect adds a select, unless it has no options, and what it is set to.
func (l *FilteredList) AddSelect(s FilterSelect) {
	if len(s.Options) == 0 {
		return
	}
	l.Selects = append(l.Selects, s)
	for _, o := range s.Options {
		if o.Chosen {
			l.Chosen = append(l.Chosen, UserText{Text: o.Text, Lang: o.Lang})
		}
	}
}
