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

// newBarChart is a bar for each answer, as long as its share of those who answered. The
// names of the answers are in lang; "" is the language of the page.
// What is hidden has no bar: its length would tell.
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

// barText is what stands at the end of a bar: the count and its share.
func barText(p *locale.Printer, table disclose.ReleasedTable, i int) string {
	n, shown := table.Cells[i].Number()
	if !shown {
		return p.Say("%s hidden", string(table.Cells[i].Mark()))
	}
	switch share, shown := table.Shares[i].Number(); {
	case shown:
		return fmt.Sprintf("%s (%d%%)", p.Number(n), share)
	case table.Shares[i].Mark() == disclose.Low:
		return p.Say("%s (less than 1%%)", p.Number(n))
	}
	return p.Number(n)
}

// stackedChart shows how each row of a matrix divides into the answers. It is
// drawn from the same released cells as the table below it.
//
// Lengths are percentages of the width and heights are pixels, so that the
// picture narrows with the page and its letters do not.
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
	IsNote bool // a remark in the place of a bar
}

type chartPart struct {
	Y        int
	X, Width string // "12.5%"
	Colour   string
}

// chartKey says which colour is which answer.
type chartKey struct{ Colour, Text string }

const (
	lineHeight  = 22 // of a label
	stackHeight = 26
	stackGap    = 14
	labelLength = 38 // characters, which fit a telephone
)

// opinionColours runs from one end of an opinion to the other. Neighbours differ in
// lightness too, for those who do not see the colours.
var opinionColours = []string{"#2b6ca3", "#5b93c0", "#9cc3dd", "#b1b4b6", "#f0bd94", "#d98444", "#b85a14"}

// pickColours picks n colours out of scale, the ends first.
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

// newStackedChart draws one bar for each row, cut into its answers. A row in which
// something is hidden has none: one gap between two bars is as good as a number.
func newStackedChart(p *locale.Printer, id, title string, answers []string, rows []analysis.Row) *stackedChart {
	palette := pickColours(len(answers))
	c := &stackedChart{ID: "chart-" + id, Title: title}
	var told []string
	for _, row := range rows {
		c.addLabel(row.Text)
		base, _ := row.Answered.Number()
		if row.Hidden > 0 || base == 0 || palette == nil {
			c.Labels = append(c.Labels, chartLabel{c.Height + 17, p.Say("not shown in the chart: see the table"), true})
			told = append(told, p.Say("%s: not shown in the chart", row.Text))
		} else {
			told = append(told, row.Text+": "+c.addBar(p, answers, palette, row, base))
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
	c.Description = p.Say("Stacked bar chart of the answers. %s. The table below shows the same figures.", strings.Join(told, "; "))
	return c
}

// addBar draws one bar and returns it in words.
func (c *stackedChart) addBar(p *locale.Printer, answers, palette []string, row analysis.Row, base int64) string {
	var told []string
	sum := int64(0)
	for i, cell := range row.Cells {
		n, _ := cell.Number()
		if n > 0 {
			c.Parts = append(c.Parts, chartPart{c.Height, percent(sum, base), percent(n, base), palette[i]})
		}
		sum += n
		told = append(told, answers[i]+" "+barText(p, row.ReleasedTable, i))
	}
	return strings.Join(told, ", ")
}

// percent writes n of base with one decimal place.
func percent(n, base int64) string {
	tenths := (2*n*1000 + base) / (2 * base)
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}

// addLabel puts text above what comes next, in as many lines as it needs.
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
