package resultview

import (
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/outline"
)

// newAreaMap returns the map of the areas among which people chose, each with its number and a shade by it: from the
// lightest for none to the darkest for the largest. An area whose number is hidden has its symbol and no shade. It returns
// nil if q has no areas.
func newAreaMap(p *locale.Printer, q *analysis.Question) *form.Map {
	of := &outline.Map{}
	most := int64(0)
	var cells []int
	for i, o := range q.Options {
		shapes, err := outline.Parse(o.Shape)
		if o.Shape == "" || err != nil || len(shapes) != 1 {
			continue
		}
		of.Areas, cells = append(of.Areas, outline.Named{ID: o.ID, Name: o.Text, Shape: shapes[0]}), append(cells, i)
		if n, shown := q.Cells[i].Number(); shown {
			most = max(most, n)
		}
	}
	m := question.DrawOutline(of)
	if m == nil {
		return nil
	}
	for i, cell := range cells {
		area := &m.Areas[i]
		area.Number = cellText(p, q.Cells[cell])
		if n, shown := q.Cells[cell].Number(); shown && most > 0 {
			area.Shade = int((n*4 + most - 1) / most)
		}
	}
	return m
}
