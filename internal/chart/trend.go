package chart

import (
	"cmp"
	"math"
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Reading is a measurement. Lower and Upper are the ends of its interval, or both nil.
type Reading struct {
	Date         time.Time
	Value        float64
	Lower, Upper *float64
	Period       string // that it is about, as the table shows it; "" is Date
}

// Trend shows measurements over time, from the baseline towards the target, beside their table.
type Trend struct {
	ID, Title    string
	Lang         string // of Title; "" is the language of the page
	Description  string
	From, To     string // dates at the two ends
	Lines        []Line
	Intervals    []Line
	Dots         []Dot
	Target       *Level // nil if there is none
	Baseline     *Level
	Measurements []Measurement
	Thinned      string // how many measurements the figure and its table leave out; "" if none
}

type (
	// Line joins two measurements. X are percentages and Y pixels.
	Line struct {
		X1, X2 string
		Y1, Y2 int
	}

	// Dot is a measurement in the figure. Anchor is that of its text.
	Dot struct {
		X      string
		Y      int
		TextY  int
		Text   string // "" if it has no room
		Anchor string
	}

	// Level is a horizontal line with its name.
	Level struct {
		Y, TextY int
		Text     string
		X        string // of its name: "0%" or "100%"
		Anchor   string // of its name
	}

	// Measurement is a row of the table.
	Measurement struct{ Date, Text, Interval string }
)

// Sizes of a trend: in pixels, and as parts of the width.
const (
	TrendHeight = 150
	trendTop    = 24
	trendBottom = 126
	trendStart  = 0.03
	trendEnd    = 0.97
	MaxDots     = 40 // more would touch each other
)

// thin returns at most n of the readings, evenly spread, with the first and the last. n is at least 2.
func thin(readings []Reading, n int) []Reading {
	if len(readings) <= n {
		return readings
	}
	some := make([]Reading, n)
	for i := range some {
		some[i] = readings[i*(len(readings)-1)/(n-1)]
	}
	return some
}

// TrendPanel is one of several figures with the same scale.
type TrendPanel struct {
	ID, Title string
	Readings  []Reading
}

// NewTrends returns the figures of those panels that have at least two readings. A height means the same value in each.
func NewTrends(
	p *locale.Printer, lang string, panels []TrendPanel, most int, target *float64, due time.Time, format func(*float64) string,
) (all []*Trend) {
	s := newSpan(nil, target)
	for _, panel := range panels {
		if len(panel.Readings) >= 2 {
			s = s.with(thin(panel.Readings, most))
		}
	}
	for _, panel := range panels {
		if t := newTrend(p, panel.ID, panel.Title, lang, panel.Readings, most, nil, target, due, format, s); t != nil {
			all = append(all, t)
		}
	}
	return all
}

// span is the values between the bottom and the top of a figure.
type span struct{ low, high float64 }

func newSpan(values ...*float64) span {
	s := span{math.Inf(1), math.Inf(-1)}
	for _, v := range values {
		if v != nil {
			s.low, s.high = min(s.low, *v), max(s.high, *v)
		}
	}
	return s
}

// with returns s with readings and their intervals.
func (s span) with(readings []Reading) span {
	for _, r := range readings {
		one := newSpan(&r.Value, r.Lower, r.Upper)
		s.low, s.high = min(s.low, one.low), max(s.high, one.high)
	}
	return s
}

func (s span) y(v float64) int {
	if s.high <= s.low {
		return (trendTop + trendBottom) / 2
	}
	return trendBottom - int((v-s.low)/(s.high-s.low)*(trendBottom-trendTop)+.5)
}

// NewTrend returns the figure of readings, which are in the order of their dates, or nil if there are fewer than two. Of more
// than most readings it shows some: Trend.Thinned says so. most is between 2 and MaxDots.
// due is the date of the target. baseline and target can be nil. format returns a value with its unit.
func NewTrend(
	p *locale.Printer, id, title, lang string, readings []Reading, most int, baseline, target *float64, due time.Time,
	format func(*float64) string,
) *Trend {
	return newTrend(p, id, title, lang, readings, most, baseline, target, due, format,
		newSpan(baseline, target).with(thin(readings, most)))
}

func newTrend(
	p *locale.Printer, id, title, lang string, readings []Reading, most int, baseline, target *float64, due time.Time,
	format func(*float64) string, s span,
) *Trend {
	if len(readings) < 2 {
		return nil
	}
	t := &Trend{ID: id, Title: title, Lang: lang}
	if some := thin(readings, most); len(some) < len(readings) {
		t.Thinned = p.Say("The figure and its table show %d of %d measurements.", len(some), len(readings))
		readings = some
	}
	first, last := readings[0], readings[len(readings)-1]
	end := last.Date
	if target != nil && due.After(end) {
		end = due
	}
	t.From, t.To = p.Date(first.Date), p.Date(end)
	y := s.y
	x := func(d time.Time) float64 {
		return trendStart + (trendEnd-trendStart)*float64(d.Sub(first.Date))/float64(max(end.Sub(first.Date), 1))
	}
	texts := make([]string, len(readings))
	for i, r := range readings {
		texts[i] = format(&r.Value)
		if i > 0 {
			before := readings[i-1]
			t.Lines = append(t.Lines, Line{percent(x(before.Date)), percent(x(r.Date)), y(before.Value), y(r.Value)})
		}
		at := Measurement{Date: cmp.Or(r.Period, p.Date(r.Date)), Text: texts[i]}
		if r.Lower != nil && r.Upper != nil {
			t.Intervals = append(t.Intervals, Line{percent(x(r.Date)), percent(x(r.Date)), y(*r.Lower), y(*r.Upper)})
			at.Interval = p.Say("%s to %s", format(r.Lower), format(r.Upper))
		}
		dot := Dot{X: percent(x(r.Date)), Y: y(r.Value), TextY: y(r.Value) - 9}
		switch {
		case i == 0:
			dot.Text, dot.Anchor = texts[i], "start"
		case i == len(readings)-1:
			dot.Text, dot.Anchor = texts[i], "middle"
			if x(r.Date) > .85 {
				dot.Anchor = "end"
			}
		}
		t.Dots = append(t.Dots, dot)
		t.Measurements = append(t.Measurements, at)
	}
	named := func(at int, name string) *Level {
		l := level(at, name)
		if l.X, l.Anchor = "100%", "end"; x(last.Date) > .7 && abs(y(last.Value)-at) < 30 && abs(y(first.Value)-at) >= 30 {
			l.X, l.Anchor = "0%", "start" // away from the last value
		}
		return l
	}
	if baseline != nil {
		t.Baseline = named(y(*baseline), p.Say("Baseline: %s", format(baseline)))
	}
	if target != nil {
		t.Target = named(y(*target), p.Say("Target: %s", format(target)))
	}
	t.Description = p.Say("Line chart from %s on %s to %s on %s. The table shows the same figures.",
		texts[0], first.Date, texts[len(texts)-1], last.Date)
	return t
}

// level returns a line at y. Its name is below it near the top and above it elsewhere, so that it stays in the figure.
func level(y int, text string) *Level {
	if y <= (trendTop+trendBottom)/2 {
		return &Level{Y: y, TextY: y - 6, Text: text}
	}
	return &Level{Y: y, TextY: y + 16, Text: text}
}

func abs(n int) int { return max(n, -n) }
