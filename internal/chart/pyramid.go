package chart

import "github.com/folkmoot/folkmoot/internal/locale"

// Pyramid shows how many people of two groups there are, by age: one to the left, the other to the right, on one measure. The
// table with the same numbers is beside it.
type Pyramid struct {
	ID, Title, Caption string
	Lang               string    // of Title, Sides and the labels
	Sides              [2]string // the groups
	Rows               []PyramidRow
}

// PyramidRow is an age.
type PyramidRow struct {
	Label string
	Bars  [2]PyramidBar
}

// PyramidBar is how many people of a group and an age there are.
type PyramidBar struct {
	Value       float64
	Text        string // the number, or why it is hidden
	Hidden      bool   // there is no bar
	Description string // for those who do not see the bar
	Width       string // percentage of half of the figure
}

// NewPyramid returns the figure of rows, the youngest first, which it shows last. It returns nil if it would have no bar. Hidden
// values do not influence the others.
func NewPyramid(words *locale.Printer, id, title, lang string, sides [2]string, rows []PyramidRow) *Pyramid {
	p := &Pyramid{ID: id, Title: title, Lang: lang, Sides: sides}
	most := 0.0
	for _, row := range rows {
		for _, b := range row.Bars {
			if !b.Hidden {
				most = max(most, b.Value)
			}
		}
	}
	if most == 0 {
		return nil
	}
	for i := range rows {
		row := rows[len(rows)-1-i]
		for side := range row.Bars {
			b := &row.Bars[side]
			if b.Width = percent(b.Value / most); b.Hidden {
				b.Value, b.Width = 0, "0"
			}
			b.Description = words.Say("%s, %s: %s", sides[side], row.Label, b.Text)
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}
