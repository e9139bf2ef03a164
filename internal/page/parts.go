package page

import "strconv"

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
	SummaryRow struct{ Key, Value, Href, Action string }

	// DocumentCard is a link to a document. Facts tell readers what to expect, like "PDF, 12 pages, 340 kB, published
	// 27 May 2016".
	DocumentCard struct{ Title, Href, Facts, Note string }

	// Figure is a number with its label.
	Figure struct{ Number, Label string }

	// Pager links to the previous and the next page by title.
	Pager struct{ Previous, Next *Link }

	// Pagination links to the pages of a list.
	Pagination struct {
		Previous, Next string
		Pages          []PageLink
	}

	// PageLink is a number in a Pagination, or a gap between numbers.
	PageLink struct {
		Number       int
		Href         string
		Current, Gap bool
	}
)

// HasLinks reports whether there is a previous or a next page.
func (p Pager) HasLinks() bool { return p.Previous != nil || p.Next != nil }

// HasPages reports whether there is more than one page.
func (p Pagination) HasPages() bool { return len(p.Pages) > 1 }

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

// Bar is a row of a chart.
type Bar struct {
	Label  string
	Value  float64
	Text   string // text beside the bar, like "412 (34%)"
	Hidden bool   // the number is not published: there is no bar, and Text says so
	Lang   string // of Label; "" is the language of the page
}

// ShareTable is a table of numbers, each with a bar for its share of Total.
type ShareTable struct {
	Caption string
	Label   string // heading of the labels; "" is "Answer"
	Number  string // heading of the numbers; "" is "Responses"
	Bars    []Bar
	Total   float64 // value of a full bar; 0 is the largest value
}

// Chart shows the answers to a question as a table with bars in its rows, so that the chart and its data are never
// apart.
type Chart struct {
	ID, Title, Caption string
	Lang               string // of Title; "" is the language of the page
	Bars               []Bar
	Label, Number      string  // headings; "" is "Answer" and "Responses"
	Total              float64 // value of a full bar; 0 is the largest value
}

// Table returns the table of the chart.
func (c Chart) Table() ShareTable {
	return ShareTable{Caption: c.Title, Label: c.Label, Number: c.Number, Bars: c.Bars, Total: c.Total}
}

// scaledBar is a Bar with its width.
type scaledBar struct {
	Bar
	Width string
}

// BarsWithWidths returns the bars with their widths in percent. The width of a hidden bar is 0, and hidden values do
// not influence the others.
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
