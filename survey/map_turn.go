package survey

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/outline"
)

// Without scripts, the map of a question Q is an image that sends the form, and a browser adds where
// it was clicked. Buttons change what was marked:
//
//	Q--at-W.x, Q--at-W.y   a click on the map W pixels wide, one of MapWidths, counted from its top left corner
//	Q--remove = N          remove the Nth mark, counted from 1
//	Q--join = line, area   join all pins, in their order
//
// [Form.Turn] marks or changes the places, and asks to show the page again.

// MapWidths are the widths, in pixels, in which maps are drawn to be clicked on: for narrow and wide
// windows.
var MapWidths = [...]int{280, 600}

// MapClick returns the name of the image that is the map of q, W pixels wide.
func (q *Question) MapClick(width int) string { return q.ID + "--at-" + strconv.Itoa(width) }

// MapRemove returns the name of the buttons that remove marks of q.
func (q *Question) MapRemove() string { return q.ID + "--remove" }

// MapJoin returns the name of the buttons that join pins of q.
func (q *Question) MapJoin() string { return q.ID + "--join" }

// actOnMaps carries out what was asked of the maps of steps first to last. It returns sent with the
// places that result and the ID of the question, or sent itself and "".
func (p *plan) actOnMaps(first, last int, sent Raw) (result Raw, id string) {
	for i := first; i < last; i++ {
		q := p.steps[i].q
		if q.Kind != Places || q.onMap == nil {
			continue
		}
		marks, acted := q.actOnMap(sent)
		if !acted {
			continue
		}
		sent, id = maps.Clone(sent), q.ID
		if sent[q.ID] = nil; len(marks) > 0 {
			sent[q.ID] = []string{outline.Format(marks)}
		}
	}
	return sent, id
}

// actOnMap returns the marks of q after what was asked of its map. acted is false if nothing was.
func (q *Question) actOnMap(sent Raw) (marks []outline.Shape, acted bool) {
	if len(sent[q.ID]) == 1 {
		marks, _ = outline.Parse(sent[q.ID][0]) // what cannot be read begins anew
	}
	for _, width := range MapWidths {
		view := q.onMap.outline.View(width)
		x, okX := coordinate(sent, q.MapClick(width)+".x", view.Width)
		y, okY := coordinate(sent, q.MapClick(width)+".y", view.Height)
		// The Enter key in another field presses the first button of the form, at 0, 0.
		if okX && okY && (x > 0 || y > 0) && len(marks) < MaxMarks {
			place := view.At(float64(x), float64(y)).Round(q.MapDecimals())
			return append(marks, outline.NewPin(q.onMap.outline.Box().Nearest(place))), true
		}
	}
	if n, ok := coordinate(sent, q.MapRemove(), len(marks)); ok && n >= 1 {
		return slices.Delete(marks, n-1, n), true
	}
	if kind := outline.Kind(strings.Join(sent[q.MapJoin()], "")); kind == outline.Line || kind == outline.Area {
		return joined(marks, kind), true
	}
	return nil, false
}

// coordinate returns the number from 0 to most in a field.
func coordinate(sent Raw, name string, most int) (n int, ok bool) {
	values := sent[name]
	if len(values) != 1 || len(values[0]) > 5 {
		return 0, false
	}
	n, err := strconv.Atoi(values[0])
	return n, err == nil && 0 <= n && n <= most
}

// joined returns marks with the pins joined to one line or area, if there are enough of them.
func joined(marks []outline.Shape, kind outline.Kind) (all []outline.Shape) {
	var points []outline.Point
	for _, mark := range marks {
		if mark.Kind == outline.Pin {
			points = append(points, mark.Points()...)
		} else {
			all = append(all, mark)
		}
	}
	if len(points) < 2 || kind == outline.Area && len(points) < 3 {
		return marks
	}
	return append(all, outline.Shape{Kind: kind, Parts: [][][]outline.Point{{points}}})
}
