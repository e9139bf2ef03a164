package chart

import (
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Scale shows answers on a scale as one bar for each row. On a scale with two sides, the bars are centred on its
// middle. Answers that are no opinion are apart, in a hatch, at the end of the row.
type Scale struct {
	ID, Title string
	Lang      string // of Title, the answers and the labels
	Key       []Key
	Rows      []Bar100
}

// Key is the colour of an answer.
type Key struct{ Class, Text string }

// Bar100 is a row of a Scale.
type Bar100 struct {
	Label       string
	Note        string // in place of the bar, if it cannot be shown
	Description string // for those who do not see the bar
	Middle      string // position of the middle, if it is between two answers
	Segments    []Segment
}

// Segment is the part of a bar for one answer.
type Segment struct {
	Class           string // its colour: see chart.css
	X, Width, Share string
	Text            string // position of the middle, for its text
	Fit             string // class that hides Share where the segment is too narrow for it
}

// IsHatched reports whether the segment is for an answer that is no opinion.
func (s Segment) IsHatched() bool { return s.Class == hatched }

// Values are how people answered one row.
type Values struct {
	Label  string
	Base   int64    // people who answered
	Counts []int64  // of each option
	Shares []string // of each option, as it is published: "28%" or a symbol
	Texts  []string // of each option, for the description: "323 (28%)"
	Hidden bool     // a count is hidden: there is no bar, because the size of a gap would reveal it
}

const hatched = "other"

// sides are the colours of one side of a scale, from the end to the middle.
var sides = map[int][]int{0: {}, 1: {2}, 2: {3, 1}, 3: {3, 2, 1}}

const (
	maxOneSided = 6    // colours of a scale with one side
	gapToOthers = 0.03 // between the opinions and the other answers, as a part of the width
)

// colours returns the classes of the options, or nil if there are too many.
func colours(options []Option) []string {
	opinions, others, middle, neutral := scaleOf(options)
	classes := make([]string, len(options))
	for _, i := range others {
		classes[i] = hatched
	}
	n := len(opinions)
	switch {
	case n < 2 || len(others) > 2:
		return nil
	case middle < 0 && n > maxOneSided, middle > len(sides)-1:
		return nil
	case middle < 0:
		for i, o := range opinions {
			classes[o] = fmt.Sprintf("s%d", 1+(2*i*(maxOneSided-1)+n-1)/(2*(n-1)))
		}
		return classes
	}
	for i, step := range sides[middle] {
		classes[opinions[i]], classes[opinions[n-1-i]] = fmt.Sprintf("p%d", step), fmt.Sprintf("m%d", step)
	}
	if neutral {
		classes[opinions[middle]] = "n0"
	}
	return classes
}

// NewScale returns the figure of rows, or nil if it would have no bar or if there are too many answers for it.
func NewScale(p *locale.Printer, id, title, lang string, options []Option, rows []Values) *Scale {
	classes := colours(options)
	if classes == nil {
		return nil
	}
	s := &Scale{ID: id, Title: title, Lang: lang}
	opinions, others, middle, neutral := scaleOf(options)
	for _, i := range append(append([]int(nil), opinions...), others...) {
		s.Key = append(s.Key, Key{classes[i], options[i].Text})
	}
	var g geometry
	for _, row := range rows {
		if row.canBeShown() {
			g.fit(row, opinions, others, middle, neutral)
		}
	}
	drawn := false
	for _, row := range rows {
		bar := Bar100{Label: row.Label}
		if !row.canBeShown() {
			if bar.Note = p.Say("not shown in the chart: see the table"); row.Hidden {
				bar.Note = p.Say("[c] a number is hidden, so there is no bar: see the table")
			}
			s.Rows = append(s.Rows, bar)
			continue
		}
		drawn = true
		g.draw(&bar, row, classes, opinions, others, middle, neutral)
		var parts []string
		for i, o := range options {
			parts = append(parts, o.Text+" "+row.Texts[i])
		}
		bar.Description = row.Label + ": " + strings.Join(parts, ", ")
		s.Rows = append(s.Rows, bar)
	}
	if !drawn {
		return nil
	}
	return s
}

func (v Values) canBeShown() bool { return !v.Hidden && v.Base > 0 }

// part is the share of people who gave answer i.
func (v Values) part(i int) float64 { return float64(v.Counts[i]) / float64(v.Base) }

// geometry is the room that all bars of a figure share.
type geometry struct{ before, after, others float64 }

// reach returns how far the opinions of v lie before and after the middle, and the width of the other answers.
func reach(v Values, opinions, others []int, middle int, neutral bool) (r geometry) {
	for i, o := range opinions {
		switch {
		case middle < 0 || i > middle || i == middle && !neutral:
			r.after += v.part(o)
		case i == middle:
			r.before, r.after = r.before+v.part(o)/2, r.after+v.part(o)/2
		default:
			r.before += v.part(o)
		}
	}
	for _, o := range others {
		r.others += v.part(o)
	}
	return r
}

func (g *geometry) fit(v Values, opinions, others []int, middle int, neutral bool) {
	r := reach(v, opinions, others, middle, neutral)
	g.before, g.after, g.others = max(g.before, r.before), max(g.after, r.after), max(g.others, r.others)
}

func (g *geometry) draw(bar *Bar100, v Values, classes []string, opinions, others []int, middle int, neutral bool) {
	room := g.before + g.after + g.others
	unit := 1.0
	if g.others > 0 {
		unit -= gapToOthers
	}
	unit /= room
	at := (g.before - reach(v, opinions, others, middle, neutral).before) * unit
	if middle >= 0 && !neutral {
		bar.Middle = percent(g.before * unit)
	}
	add := func(o int) {
		if v.Counts[o] == 0 {
			return
		}
		width := v.part(o) * unit
		bar.Segments = append(bar.Segments, Segment{
			Class: classes[o], X: percent(at), Width: percent(width), Text: percent(at + width/2), Share: v.Shares[o], Fit: fitFor(width),
		})
		at += width
	}
	for _, o := range opinions {
		add(o)
	}
	at = 1 - g.others*unit
	for _, o := range others {
		add(o)
	}
}

// fitFor returns the class of the narrowest figure in which a segment has room for its share: any, from a tablet, on a
// wide page, or none.
func fitFor(width float64) string {
	switch {
	case width >= .115:
		return "any"
	case width >= .06:
		return "medium"
	case width >= .04:
		return "wide"
	}
	return "none"
}
