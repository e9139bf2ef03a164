package chart

import (
	"math"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Point is a share to show as a dot, with the range in which it could vary by chance.
type Point struct {
	Label, Lang      string
	Share, Low, High float64 // parts of 1
	Mark             float64 // a share to compare with, which is marked if Marked is set
	Marked           bool
	Hidden           string // why there is no dot; "" if there is one
}

// Dots shows shares as dots on one measure, each with its range and a mark to compare with. The table with the same numbers is
// beside it.
type Dots struct {
	ID, Title, Caption string
	Lang               string // of Title
	MarkText           string // what the marks are; "" if there are none
	RangeText          string // what the lines are
	Rows               []DotRow
	Ticks              []string // 0, the middle and the end of the measure
}

// DotRow is a row of Dots. X and Width are percentages.
type DotRow struct {
	Label, Lang       string
	Note              string // in place of the dot
	Description       string // for those who do not see it
	Text              string // the share
	X, Low, Width, At string // of the dot, the line and the mark; At is "" without a mark
}

// NewDots returns the figure of points, or nil if all are hidden. say writes a share. markText says what the marks are.
func NewDots(words *locale.Printer, id, title, lang, markText string, points []Point, say func(float64) string) *Dots {
	d := &Dots{ID: id, Title: title, Lang: lang, MarkText: markText, RangeText: words.Say("Range by chance")}
	end, marked, drawn := 0.0, false, false
	for _, p := range points {
		if p.Hidden == "" {
			end, drawn = max(end, p.High), true
			if p.Marked {
				end, marked = max(end, p.Mark), true
			}
		}
	}
	if !drawn {
		return nil
	}
	if !marked {
		d.MarkText = ""
	}
	end = min(1, max(.1, math.Ceil(end*10-1e-9)/10)) // whole tenths
	d.Ticks = []string{say(0), say(end / 2), say(end)}
	for _, p := range points {
		row := DotRow{Label: p.Label, Lang: p.Lang, Note: p.Hidden}
		if p.Hidden == "" {
			row.Text = say(p.Share)
			row.X, row.Low, row.Width = percent(p.Share/end), percent(p.Low/end), percent((p.High-p.Low)/end)
			row.Description = words.Say("%s: %s. Range by chance: %s to %s.", p.Label, row.Text, say(p.Low), say(p.High))
			if p.Marked {
				row.At = percent(p.Mark / end)
				row.Description += " " + words.Say("%s: %s.", markText, say(p.Mark))
			}
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}
