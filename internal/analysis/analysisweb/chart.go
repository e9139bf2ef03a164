package analysisweb

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// newBarChart returns a chart with a bar for each answer, or nil if all counts are
// hidden. Bars show the share of people who answered; hidden counts have none. lang
// is the language of names; "" is that of the page.
func newBarChart(p *locale.Printer, id string, names []string, lang string, table disclose.ReleasedTable) *page.Chart {
	base, shown := table.Answered.Number()
	if table.Withheld != disclose.NotWithheld || len(table.Cells) == 0 || !shown {
		return nil
	}
	c := &page.Chart{
		ID:     "chart-" + id,
		Title:  p.Count(base, "%d person answered", "%d people answered"),
		Number: p.Say("People"),
		Total:  float64(base),
	}
	for i, name := range names {
		b := page.Bar{Label: name, Lang: lang, Text: barText(p, table, i)}
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

// stackedChart shows the share of each answer in each row of a matrix, from the
// same released cells as the table below it.
//
// Horizontal positions are percentages of the width and vertical ones are pixels,
// so that the chart narrows with the page and its text does not.
type stackedChart struct {
	ID, Title, Description string
	Lang                   string // of Title and of the answers
	Height                 int
	Labels                 []chartLabel
	Parts                  []chartPart
	Key                    []chartKey
}

type chartLabel struct {
	Y      int
	Text   string
	IsNote bool // text in place of a bar
}

type chartPart struct {
	Y        int
	X, Width string // "12.5%"
	Colour   string
}

// chartKey is the colour of an answer.
type chartKey struct{ Colour, Text string }

// Sizes in pixels, but for labelLength.
const (
	lineHeight  = 22 // of a label
	stackHeight = 26
	stackGap    = 14
	labelLength = 38 // characters in a line on a phone
)

// opinionColours is a diverging colour scale. Neighbours also differ in lightness,
// for people who cannot distinguish the colours.
var opinionColours = []string{"#2b6ca3", "#5b93c0", "#9cc3dd", "#b1b4b6", "#f0bd94", "#d98444", "#b85a14"}

// pickColours returns n colours spread evenly over opinionColours, or nil if there
// are not enough.
func pickColours(n int) []string {
	if n < 2 || n > len(opinionColours) {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = opinionColours[i*(len(opinionColours)-1)/(n-1)]
	}
	return out
}

// newStackedChart returns a chart with one bar for each row, or nil if there would
// be none. A row with hidden counts has no bar, because the size of a gap would
// reveal a single hidden count.
func newStackedChart(p *locale.Printer, id, title string, answers []string, rows []analysis.Row) *stackedChart {
	palette := pickColours(len(answers))
	c := &stackedChart{ID: "chart-" + id, Title: title}
	var descriptions []string
	for _, row := range rows {
		c.addLabel(row.Text)
		base, _ := row.Answered.Number()
		if row.Hidden > 0 || base == 0 || palette == nil {
			c.Labels = append(c.Labels, chartLabel{c.Height + 17, p.Say("not shown in the chart: see the table"), true})
			descriptions = append(descriptions, p.Say("%s: not shown in the chart", row.Text))
		} else {
			descriptions = append(descriptions, row.Text+": "+c.addBar(p, answers, palette, row, base))
		}
		c.Height += stackHeight + stackGap
	}
	if len(c.Parts) == 0 {
		return nil
	}
	for i, answer := range answers {
		c.Key = append(c.Key, chartKey{palette[i], answer})
	}
	c.Height -= stackGap
	c.Description = p.Say("Stacked bar chart of the answers. %s. The table below shows the same figures.",
		strings.Join(descriptions, "; "))
	return c
}

// addBar adds a bar and returns its description.
func (c *stackedChart) addBar(p *locale.Printer, answers, palette []string, row analysis.Row, base int64) string {
	var parts []string
	sum := int64(0)
	for i, cell := range row.Cells {
		n, _ := cell.Number()
		if n > 0 {
			c.Parts = append(c.Parts, chartPart{c.Height, percent(sum, base), percent(n, base), palette[i]})
		}
		sum += n
		parts = append(parts, answers[i]+" "+barText(p, row.ReleasedTable, i))
	}
	return strings.Join(parts, ", ")
}

// percent formats n of base as a percentage with one decimal place.
func percent(n, base int64) string {
	tenths := (2*n*1000 + base) / (2 * base)
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}

// addLabel adds text, in as many lines as it needs, above the next bar.
func (c *stackedChart) addLabel(text string) {
	line := ""
	flush := func() {
		c.Height += lineHeight
		c.Labels = append(c.Labels, chartLabel{Y: c.Height - 6, Text: line})
		line = ""
	}
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > labelLength {
			flush()
		}
		line = strings.TrimSpace(line + " " + word)
	}
	flush()
}
