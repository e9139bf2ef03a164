package disclose

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// eachExplanation calls yield with every table that agrees with what is shown of a cross without merged groups, and
// with the numbers of all people.
func eachExplanation(w crossWorld, out ReleasedCross, yield func(cells [][]int64)) {
	height, width := len(w.cells), len(w.cells[0])
	cells, left := make([][]int64, height), make([]int64, width) // people left for the hidden cells of a column
	people := int64(0)
	for _, row := range w.cells {
		for _, n := range row {
			people += n
		}
	}
	for k := range left {
		if left[k] = people; out.Columns[k].shown {
			left[k] = out.Columns[k].n
		}
	}
	for r := range cells {
		cells[r] = make([]int64, width)
		for k := range width {
			if c := out.Cells[r][k]; c.shown {
				cells[r][k] = c.n
				left[k] -= c.n
			}
		}
	}
	lastHidden := func(r, k int) bool {
		for i := r + 1; i < height; i++ {
			if !out.Cells[i][k].shown {
				return false
			}
		}
		return true
	}
	var fill func(r, k int, room int64)
	fill = func(r, k int, room int64) {
		if k == width {
			if room != 0 {
				return
			}
			if r++; r == height {
				sum := int64(0)
				for _, row := range cells {
					for _, n := range row {
						sum += n
					}
				}
				if sum == people {
					yield(cells)
				}
				return
			}
			k, room = 0, out.Rows[r].n
			for j := range width {
				if out.Cells[r][j].shown {
					room -= cells[r][j]
				}
			}
		}
		if out.Cells[r][k].shown {
			fill(r, k+1, room)
			return
		}
		from, to := int64(0), min(room, left[k])
		if out.Columns[k].shown && lastHidden(r, k) {
			from = left[k]
		}
		for n := from; n <= to; n++ {
			cells[r][k] = n
			left[k] -= n
			fill(r, k+1, room-n)
			left[k] += n
		}
		cells[r][k] = 0
	}
	room := out.Rows[0].n
	for k := range width {
		if out.Cells[0][k].shown {
			room -= cells[0][k]
		}
	}
	fill(0, 0, room)
}

// findByRunning returns the hidden cell that a reader finds who runs this program on every table that could be behind a
// release, and keeps those that it releases in the same way, if the one-way tables do not tell it.
func findByRunning(p Policy, w crossWorld, out ReleasedCross) string {
	height, width := len(out.Rows), len(out.Columns)
	same, plainly := make([]interval, height*width), make([]interval, height*width)
	eachExplanation(w, out, func(cells [][]int64) {
		other := crossWorld{cells: cells}.withSides(w.rows.Topic, w.columns.Topic)
		if !reflect.DeepEqual(other.rows, w.rows) || !reflect.DeepEqual(other.columns, w.columns) {
			return
		}
		released := reflect.DeepEqual(p.ReleaseCross(other.cross()), out)
		for r := range cells {
			for k, n := range cells[r] {
				plainly[r*width+k].add(n)
				if released {
					same[r*width+k].add(n)
				}
			}
		}
	})
	for r := range height {
		for k, c := range out.Cells[r] {
			at := r*width + k
			if !c.shown && same[at].from == same[at].to && plainly[at].from < plainly[at].to {
				return fmt.Sprintf("cell %d %d is %d\n%s", r, k, same[at].from, describeCross(w, out))
			}
		}
	}
	return ""
}

// A reader who runs this program on every possible table finds no hidden number, and finds some if the program does not
// look for tables that it releases in the same way.
func TestRunningTheProgramRevealsNoNumberOfACross(t *testing.T) {
	weak := Standard()
	weak.disabled = ruleAmbiguous
	for _, p := range []Policy{Standard(), weak} {
		rng, tried, found := rand.New(rand.NewPCG(5, 13)), 0, ""
		for range 300 {
			w := randomCross(rng, 2, 3, 60+rng.IntN(60))
			out := p.ReleaseCross(w.cross())
			if out.Withheld != NotWithheld || out.Hidden == 0 {
				continue
			}
			if tried++; found == "" {
				found = findByRunning(p, w, out)
			}
		}
		if tried < 30 {
			t.Errorf("only %d tables were tried", tried)
		}
		if p.enabled(ruleAmbiguous) != (found == "") {
			t.Errorf("disabled %b: found %q", p.disabled, found)
		}
	}
}
