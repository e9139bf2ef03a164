package entry

import (
	"github.com/folkmoot/folkmoot/outline"
	"github.com/folkmoot/folkmoot/survey"
)

// nearOnPaper is how far apart, as a part of the size of a map, two people set the same cross.
const nearOnPaper = 0.03

// samePlaces reports whether a and b, two entries of the marks on a printed map, are the same marks in the same order, as
// near to each other as two people read them. The first entry stands.
func samePlaces(q *survey.Question, a, b survey.Answer) bool {
	if q.Kind != survey.Places || a.State != survey.Answered || b.State != survey.Answered {
		return false
	}
	first, ok := q.ParseMarks(a.Text)
	second, ok2 := q.ParseMarks(b.Text)
	if !ok || !ok2 || len(first) != len(second) {
		return false
	}
	box := q.Outline().Box()
	near := func(p, r outline.Point) bool {
		return distance(p.Lon, r.Lon) <= nearOnPaper*float64(box.East-box.West) &&
			distance(p.Lat, r.Lat) <= nearOnPaper*float64(box.North-box.South)
	}
	for i := range first {
		p, r := first[i].Points(), second[i].Points()
		if first[i].Kind != second[i].Kind || len(p) != len(r) {
			return false
		}
		for j := range p {
			if !near(p[j], r[j]) {
				return false
			}
		}
	}
	return true
}

func distance(a, b int) float64 { return float64(max(a-b, b-a)) }
