package analysisweb

import (
	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// newBarChart returns a chart with a bar for each answer, or nil if all counts are
// hidden. Bars show the share of people who answered; hidden counts have none. lang
// is the language of names; "" is that of the page.
func newBarChart(p *locale.Printer, id string, names []string, lang string, table disclose.ReleasedTable) *chart.Bars {
	base, shown := table.Answered.Number()
	if table.Withheld != disclose.NotWithheld || len(table.Cells) == 0 || !shown {
		return nil
	}
	c := &chart.Bars{
		ID:     "chart-" + id,
		Title:  p.Count(base, "%d person answered", "%d people answered"),
		Number: p.Say("People"),
		Total:  float64(base),
	}
	for i, name := range names {
		b := chart.Bar{Label: name, Lang: lang, Text: barText(p, table, i)}
		if n, shown := table.Cells[i].Number(); shown {
			b.Value = float64(n)
		} else {
			b.Hidden = true
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

// barText is the label of a bar: the count and its percentage.
func barText(p *locale.Printer, table disclose.ReleasedTable, i int) string {
	n, shown := table.Cells[i].Number()
	if !shown {
		return p.Say("%s hidden", string(table.Cells[i].Mark()))
	}
	switch share, shown := table.Shares[i].Number(); {
	case shown:
		return p.Number(n) + " (" + p.Percent(share) + ")"
	case table.Shares[i].Mark() == disclose.Low:
		return p.Say("%s (less than 1%%)", p.Number(n))
	}
	return p.Number(n)
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
			v.Counts, v.Texts = append(v.Counts, n), append(v.Texts, barText(p, row.ReleasedTable, i))
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
		if c := newBarChart(p, q.ID+"-"+row.ID, names, lang, row.ReleasedTable); c != nil {
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
