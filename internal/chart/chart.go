// Package chart holds the figures of all pages: bars, scales of opinion, small multiples and trends. It computes their
// geometry and their descriptions; its templates show each figure beside a table of the same numbers.
//
// Horizontal positions are percentages of the width and vertical ones are pixels, so that a figure narrows with its page
// and its text does not. Colours, directions of writing, print and forced colours are in chart.css of package page.
package chart

import (
	"embed"
	"strconv"
)

// Templates are the templates of the figures, which package page parses together with its own.
//
//go:embed templates/*.html
var Templates embed.FS

// Bar is a row of Bars.
type Bar struct {
	Label  string
	Value  float64
	Text   string  // text beside the bar, like "412 (34%)"
	Hidden bool    // the number is not published: there is no bar, and Text says so
	Lang   string  // of Label; "" is the language of the page
	Mark   float64 // a value to compare with, which is marked if Marked is set
	Marked bool
}

// Bars is a table of numbers with a bar in each row, so that the figure and its table are never apart.
type Bars struct {
	ID, Title, Caption string
	Lang               string // of Title; "" is the language of the page
	Bars               []Bar
	Label, Number      string  // headings of the columns; "" is "Answer" and "Responses"
	Total              float64 // value of a full bar; 0 is the largest value
	MarkText           string  // what the marks are; "" if there are none
}

// scaledBar is a Bar with its width.
type scaledBar struct {
	Bar
	Width string
	At    string // position of the mark; "" without one
}

// WithWidths returns the bars with their widths in percent. The width of a hidden bar is 0, and hidden values do not
// influence the others.
func (b Bars) WithWidths() (all []scaledBar) {
	whole := b.whole()
	for _, one := range b.Bars {
		d := scaledBar{Bar: one, Width: "0"}
		if whole > 0 && !one.Hidden && one.Value > 0 {
			d.Width = percent(min(one.Value/whole, 1))
		}
		if whole > 0 && one.Marked && !one.Hidden {
			d.At = percent(min(one.Mark/whole, 1))
		}
		all = append(all, d)
	}
	return all
}

// whole is the value of a full bar.
func (b Bars) whole() float64 {
	whole := b.Total
	for _, one := range b.Bars {
		if b.Total == 0 && !one.Hidden {
			whole = max(whole, one.Value)
		}
	}
	return whole
}

// Multiples is a group of small figures that share one measure: a full bar means the same in each.
type Multiples struct {
	ID, Title string
	Lang      string // of Title; "" is the language of the page
	Panels    []Bars
}

// NewMultiples returns panels as one group. Without a Total of their own, they are drawn to the largest of all their
// values.
func NewMultiples(id, title, lang string, panels []Bars) *Multiples {
	whole := 0.0
	for _, p := range panels {
		whole = max(whole, p.whole())
	}
	m := &Multiples{ID: id, Title: title, Lang: lang}
	for _, p := range panels {
		p.Total = whole
		m.Panels = append(m.Panels, p)
	}
	return m
}

// percent formats a part of 1 as a percentage with one decimal place.
func percent(part float64) string { return strconv.FormatFloat(100*part, 'f', 1, 64) + "%" }
