package page

import "strconv"

// The types that the parts in templates/parts.html take.
type (
	// Tag is a state in a word. Colour is one of govuk-frontend's, or "".
	Tag struct{ Text, Colour string }

	// Details is text that opens when asked for. Text is Markdown.
	Details struct{ Summary, Text string }

	// Confirmation is the end of a task, and the h1 of its page.
	Confirmation struct{ Title, Body, Code string }

	// SummaryRow is a question and its answer; with Href, the answer can be
	// changed, and Action says so.
	SummaryRow struct{ Key, Value, Href, Action string }

	// DocumentCard is a document to read or take away. Facts are what a reader
	// wants to know before: "PDF, 12 pages, 340 kB, published 27 May 2016".
	DocumentCard struct{ Title, Href, Facts, Note string }

	// Figure is one number that matters, and what it counts.
	Figure struct{ Number, Label string }

	// Pager leads to the page before and the page after, of which Text is the
	// title.
	Pager struct{ Previous, Next *Link }

	// Pagination leads to every page of a list.
	Pagination struct {
		Previous, Next string
		Pages          []PageLink
	}

	// PageLink is one number of a Pagination, or a gap between two.
	PageLink struct {
		Number       int
		Href         string
		Current, Gap bool
	}
)

// HasLinks reports whether there is anywhere to go.
func (p Pager) HasLinks() bool { return p.Previous != nil || p.Next != nil }

// HasPages reports whether there is more than one page.
func (p Pagination) HasPages() bool { return len(p.Pages) > 1 }

// Paginate is the Pagination on page at of so many pages: the first, the last,
// and those beside at.
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

// Bar is one line of a chart.
type Bar struct {
	Label  string
	Value  float64
	Text   string // what stands beside the bar: "412 (34%)"
	Hidden bool   // the number may not be told; Text says so, and there is no bar
	Lang   string // of Label; "" is that of the page
}

// ShareTable is a table of numbers, each with a bar as long as its share of Of.
type ShareTable struct {
	Caption string
	Label   string // over what is counted; "Answer" without it
	Number  string // over the numbers; "Responses" without it
	Bars    []Bar
	Total   float64 // the value of a whole line; 0 is the largest
}

// Chart is a picture of a question's answers. Its bars stand in the rows of the
// table that says the same, so that neither can be had without the other.
type Chart struct {
	ID, Title, Caption string
	Lang               string // of Title; "" is that of the page
	Bars               []Bar
	Label, Number      string  // "Answer" and "Responses" without them
	Total              float64 // the value of a whole line; 0 is the largest
}

// Table is the chart as its table.
func (c Chart) Table() ShareTable {
	return ShareTable{Caption: c.Title, Label: c.Label, Number: c.Number, Bars: c.Bars, Total: c.Total}
}

// scaledBar is a Bar with its length.
type scaledBar struct {
	Bar
	Width string
}

// BarsWithWidths measures the bars. All begin at nothing, so their lengths compare as
// their values do. The length of a hidden one is nowhere on the page.
func (t ShareTable) BarsWithWidths() (all []scaledBar) {
	whole := t.Total
	for _, b := range t.Bars {
		if t.Total == 0 && !b.Hidden {
			whole = max(whole, b.Value)
		}
	}
	for _, b := range t.Bars {
		d := scaledBar{Bar: b, Width: "0"}
		if whole > 0 && !b.Hidden && b.Value > 0 {
			d.Width = strconv.FormatFloat(100*min(b.Value/whole, 1), 'f', 1, 64) + "%"
		}
		all = append(all, d)
	}
	return all
}
