package resultview

import (
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

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
