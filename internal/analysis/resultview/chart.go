package resultview

import (
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/picture"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Chart is the figure of a question, and the files of it that can be downloaded.
type Chart struct {
	chart.Figure
	Name    string // of the files, without language and ending
	Heading string // the question
	Lang    string // of Heading
	Files   []page.Link
	NoPNG   string // why there is no PNG file; "" if there is one
}

// The formats of files of charts.
const (
	SVG = "svg"
	PNG = "png"
)

// charts returns all charts of v with a figure.
func (v *View) charts() (all []*Chart) {
	var add func(q *Question)
	add = func(q *Question) {
		all = append(all, &q.Chart)
		for i := range q.Comparisons {
			all = append(all, &q.Comparisons[i].Chart)
		}
		for _, part := range [][]Wording{q.Wordings, q.Scales} {
			for i := range part {
				add(&part[i].View)
			}
		}
	}
	for _, part := range [][]Question{v.Questions, v.MonitoringQuestions} {
		for i := range part {
			add(&part[i])
		}
	}
	if v.Groups != nil {
		for i := range v.Groups.Questions {
			all = append(all, &v.Groups.Questions[i].Chart)
		}
	}
	return slices.DeleteFunc(all, func(c *Chart) bool { return c.IsEmpty() })
}

// ChartPath returns the address of the file of a chart in a language. base is that of the release.
func ChartPath(base, name, lang, format string) string {
	return base + "/charts/" + url.PathEscape(name+"."+lang+"."+format)
}

// OfferFiles adds to each chart the links to its files in the language of p. base is the address of the release. Letters that our
// fonts lack would be empty boxes in a PNG file, so it is not offered with them.
func (v *View) OfferFiles(p *locale.Printer, base string) {
	for _, c := range v.charts() {
		c.Files = []page.Link{{Text: p.Say("SVG"), Href: ChartPath(base, c.Name, p.Lang(), SVG)}}
		if missing := picture.Missing(c.Heading + strings.Join(c.Describe(), "")); missing != "" {
			c.NoPNG = p.Say("There is no PNG file, because we have no font with these letters: %s", missing)
			continue
		}
		c.Files = append(c.Files, page.Link{Text: p.Say("PNG"), Href: ChartPath(base, c.Name, p.Lang(), PNG)})
	}
}

// FindChart returns the chart with a name, or nil.
func (v *View) FindChart(name string) *Chart {
	for _, c := range v.charts() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// MarkNotes says what the symbols in c mean.
func (c *Chart) MarkNotes(p *locale.Printer) (notes []string) {
	all := strings.Join(c.Describe(), "\n")
	for _, m := range disclose.Marks {
		if strings.Contains(all, string(m)) {
			notes = append(notes, string(m)+" "+web.MarkLabel(p, m))
		}
	}
	return notes
}

// newRowsFigure returns the figure of the rows of q: a bar for each if their answers are a scale, and otherwise small figures.
func newRowsFigure(p *locale.Printer, q *analysis.Question, names []string, lang string) (f chart.Figure) {
	if f.Scale = newScale(p, q, lang); f.Scale == nil {
		f.Multiples = newMultiples(p, q, names, lang)
	}
	return f
}

// newScale returns the chart of the rows of q, or nil if it has none. A row with
// hidden counts has no bar, because the size of a gap would reveal a single hidden
// count.
func newScale(p *locale.Printer, q *analysis.Question, lang string) *chart.Scale {
	var rows []chart.Values
	for _, row := range q.Rows {
		base, _ := row.Answered.Number()
		v := chart.Values{Label: row.Text, Base: base, Hidden: row.Hidden > 0}
		for i := range row.Cells {
			n, _ := row.Cells[i].Number()
			share, shown := row.Shares[i].Number()
			v.Counts, v.Texts = append(v.Counts, n), append(v.Texts, web.CountText(p, row.ReleasedTable, i))
			if shown {
				v.Shares = append(v.Shares, p.Percent(share))
			} else {
				v.Shares = append(v.Shares, "")
			}
		}
		rows = append(rows, v)
	}
	return chart.NewScale(p, "chart-"+q.ID, q.Text, lang, chartOptions(q.Options), rows)
}

// newMultiples shows the rows of q as small bar charts, for answers that are not a
// scale. The counts of a row that are hidden have no bar.
func newMultiples(p *locale.Printer, q *analysis.Question, names []string, lang string) *chart.Multiples {
	var panels []chart.Bars
	for _, row := range q.Rows {
		if c := web.NewCountChart(p, q.ID+"-"+row.ID, names, lang, row.ReleasedTable); c != nil {
			c.Title, c.Lang, c.Total = row.Text, lang, 0
			base, _ := row.Answered.Number()
			for i := range c.Bars {
				c.Bars[i].Value /= float64(max(base, 1)) // panels compare shares
			}
			panels = append(panels, *c)
		}
	}
	if len(panels) == 0 {
		return nil
	}
	return chart.NewMultiples("chart-"+q.ID, q.Text, lang, panels)
}

func chartOptions(options []analysis.Option) (all []chart.Option) {
	for _, o := range options {
		all = append(all, chart.Option{ID: o.ID, Text: o.Text})
	}
	return all
}
