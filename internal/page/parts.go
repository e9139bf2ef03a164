package page

import (
	"maps"
	"net/url"
)

// The types of the components in templates/parts.html.
type (
	// Tag is a state in a word or two. Colour is a colour of govuk-frontend's tags, or "".
	Tag struct{ Text, Colour string }

	// Details is text that readers can expand. Text is Markdown.
	Details struct{ Summary, Text string }

	// Confirmation is the panel at the end of a task. Title is the h1 of the page.
	Confirmation struct{ Title, Body, Code string }

	// SummaryRow is a question with its answer. If Href is set, the answer can be changed there; Action is the text of
	// the link.
	// A value that is an address leads to ValueHref. Items are shown in place of Value if it is a list; Folded is what it says
	// before it is unfolded, like "25 rows", and "" for a list that is always shown.
	SummaryRow struct {
		Key, Value, Href, Action string
		ValueHref                string
		Items                    [][]SummaryCell
		Folded                   string
	}

	// SummaryCell is a part of an item of a list, with its label; the part by which readers recognise the item has none. A
	// long text is folded under its label.
	SummaryCell struct {
		Label, Text, Href string
		Long              bool
	}

	// DocumentCard is a link to a document. Facts tell readers what to expect, like "PDF, 12 pages, 340 kB, published
	// 27 May 2016".
	DocumentCard struct{ Title, Href, Facts, Note string }

	// Figure is a number with its label.
	Figure struct{ Number, Label string }

	// Pager links to the previous and the next page by title.
	Pager struct{ Previous, Next *Link }

	// Pagination links to the pages of a list: to all of them, or only to the neighbours
	// of a page.
	Pagination struct {
		Previous, Next string
		Pages          []PageLink
		Of             string // the name of the list; "" on pages with a single list
	}

	// PageLink is a number in a Pagination, or a gap between numbers.
	PageLink struct {
		Number       int
		Href         string
		Current, Gap bool
	}
)

// InventedOnce reports whether everything in a section is invented, so that the section says so once and its parts do
// not repeat it.
func InventedOnce[T any](parts []T, invented func(*T) *string) bool {
	if len(parts) < 2 {
		return false
	}
	for i := range parts {
		if *invented(&parts[i]) == "" {
			return false
		}
	}
	for i := range parts {
		*invented(&parts[i]) = ""
	}
	return true
}

// HasLinks reports whether there is a previous or a next page.
func (p Pager) HasLinks() bool { return p.Previous != nil || p.Next != nil }

// HasPages reports whether there is more than one page.
func (p Pagination) HasPages() bool { return len(p.Pages) > 1 || p.Previous != "" || p.Next != "" }

// For returns p as the links to the pages of the list with this name. On a page with several lists, each needs one, so
// that people who listen to the page know which list a link belongs to.
func (p Pagination) For(list string) Pagination {
	p.Of = list
	return p
}

// CursorName is the name of the query parameter with the cursor of a page of a list.
const CursorName = "page"

// Neighbours returns the Pagination of a page with these cursors, "" for none. The links
// lead to path with the rest of query.
func Neighbours(path string, query url.Values, previous, next string) (p Pagination) {
	href := func(cursor string) string {
		if cursor == "" {
			return ""
		}
		with := maps.Clone(query)
		if with == nil {
			with = url.Values{}
		}
		with.Set(CursorName, cursor)
		return path + "?" + with.Encode()
	}
	return Pagination{Previous: href(previous), Next: href(next)}
}

// Paginate returns the Pagination for page at of pages: the first and the last page, and the neighbours of at.
func Paginate(at, pages int, href func(page int) string) Pagination {
	var p Pagination
	if at > 1 {
		p.Previous = href(at - 1)
	}
	if at < pages {
		p.Next = href(at + 1)
	}
	for n := 1; n <= pages; n++ {
		switch {
		case n == 1 || n == pages || n >= at-1 && n <= at+1:
			p.Pages = append(p.Pages, PageLink{Number: n, Href: href(n), Current: n == at})
		case !p.Pages[len(p.Pages)-1].Gap:
			p.Pages = append(p.Pages, PageLink{Gap: true})
		}
	}
	return p
}
