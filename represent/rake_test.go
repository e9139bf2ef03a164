package represent

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// crossed returns the cells and margins of a table of people.
func crossed(people [][]int64, rows, columns []float64) (cells []Cell, margins []Margin) {
	for i, row := range people {
		for j, n := range row {
			cells = append(cells, Cell{[]int{i, j}, n})
		}
	}
	return cells, []Margin{{"rows", rows}, {"columns", columns}}
}

// wide are limits that bound nothing.
var wide = Limits{Least: 0, Most: 1e9, Tolerance: 1e-10, Rounds: 1000}

// The weighted tables are those of the examples.
func TestRakingGivesTheTablesOfTheExamples(t *testing.T) {
	for _, example := range readExamples[struct {
		Name    string
		People  [][]int64
		Rows    []float64
		Columns []float64
		Rounds  int // after which Want is; 0 is until the totals are reached
		Want    [][]float64
	}](t, "rake.json") {
		cells, margins := crossed(example.People, example.Rows, example.Columns)
		l := wide
		l.Rounds = cmp.Or(example.Rounds, l.Rounds)
		w, err := Rake(cells, margins, l)
		if err != nil || w.Converged == (example.Rounds > 0) {
			t.Fatalf("%s: %+v, %v", example.Name, w, err)
		}
		whole := 0.0
		for _, n := range example.Rows {
			whole += n
		}
		for i, c := range cells {
			got := w.Of[i] * float64(c.People) * whole / float64(w.People)
			if want := example.Want[c.In[0]][c.In[1]]; math.Abs(got-want) > 0.00501 {
				t.Errorf("%s: cell %v is %.3f, want %.2f", example.Name, c.In, got, want)
			}
		}
	}
}

// rakeNaively rakes one person at a time, in any number of margins, as it is written in textbooks.
func rakeNaively(cells []Cell, margins []Margin, rounds int) []float64 {
	var people []int // the cell of each person
	for i, c := range cells {
		for range c.People {
			people = append(people, i)
		}
	}
	weights := slices.Repeat([]float64{1}, len(people))
	for range rounds {
		for m, margin := range margins {
			for g := -1; g < len(margin.Target); g++ {
				sum, count, known, reached := 0.0, 0.0, 0.0, 0.0
				present := map[int]bool{}
				for p, i := range people {
					if in := cells[i].In[m]; in >= 0 {
						known++
						present[in] = true
					}
					if cells[i].In[m] == g {
						sum, count = sum+weights[p], count+1
					}
				}
				for other := range present {
					reached += margin.Target[other]
				}
				want := count // of those who are not known
				if g >= 0 {
					want = margin.Target[g] / reached * known
				}
				for p, i := range people {
					if cells[i].In[m] == g {
						weights[p] *= want / sum
					}
				}
			}
		}
	}
	byCell := make([]float64, len(cells))
	for p, i := range people {
		byCell[i] = weights[p]
	}
	return byCell
}

func drawCells(t *rapid.T, fewest int64) (cells []Cell, margins []Margin) {
	sizes := []int{rapid.IntRange(2, 4).Draw(t, "groups"), rapid.IntRange(2, 3).Draw(t, "groups"), 2}
	for m, size := range sizes {
		margin := Margin{ID: string(rune('a' + m))}
		for range size {
			margin.Target = append(margin.Target, float64(rapid.IntRange(1, 9).Draw(t, "target")))
		}
		margins = append(margins, margin)
	}
	for a := -1; a < sizes[0]; a++ {
		for b := range sizes[1] {
			for c := range sizes[2] {
				cells = append(cells, Cell{[]int{a, b, c}, rapid.Int64Range(fewest, 9).Draw(t, "people")})
			}
		}
	}
	return cells, margins
}

// Raking cells gives what raking people one by one gives.
func TestRakingIsAsNaiveRaking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells, margins := drawCells(t, 1)
		l := wide
		l.Rounds, l.Tolerance = 7, 1e-300
		w, err := Rake(cells, margins, l)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range rakeNaively(cells, margins, w.Rounds) {
			if math.Abs(w.Of[i]-want) > 1e-9*max(1, want) {
				t.Fatalf("cell %v: %v, want %v", cells[i].In, w.Of[i], want)
			}
		}
	})
}

// Weights are within their limits, reach the targets if they converge, and say how far they are off if not. Twice as many
// people, other units of the targets and another order change nothing.
func TestWeightsHaveTheirProperties(t *testing.T) {
	converged := 0
	rapid.Check(t, func(t *rapid.T) {
		cells, margins := drawCells(t, 0)
		people := int64(0)
		for _, c := range cells {
			people += c.People
		}
		w, err := Rake(cells, margins, Limits{})
		if people == 0 || err != nil {
			return
		}
		if w.People != people || w.Converged != (w.LargestError <= StandardLimits.Tolerance) || w.Rounds > StandardLimits.Rounds {
			t.Fatalf("%+v of %d people", w, people)
		}
		least, most, off := math.Inf(1), 0.0, 0.0
		for m, margin := range margins {
			sums, here := make([]float64, len(margin.Target)), make([]bool, len(margin.Target))
			known, reached := 0.0, 0.0
			for i, c := range cells {
				if c.People > 0 {
					least, most = min(least, w.Of[i]), max(most, w.Of[i])
				}
				if g := c.In[m]; g >= 0 && c.People > 0 {
					sums[g] += w.Of[i] * float64(c.People)
					known += float64(c.People)
					here[g] = true
				}
			}
			for g, target := range margin.Target {
				if here[g] {
					reached += target
				} else if !slices.Contains(w.Missing, Missing{margin.ID, g}) {
					t.Fatalf("group %d of %s has no one and is not missing: %+v", g, margin.ID, w)
				}
			}
			for g, target := range margin.Target {
				if here[g] {
					off = max(off, math.Abs(sums[g]-target/reached*known)/float64(people))
				}
			}
		}
		if least < w.Limits.Least || most > w.Limits.Most || least != w.Smallest || most != w.Largest || off > w.LargestError+1e-9 {
			t.Fatalf("weights from %v to %v, off by %v: %+v", least, most, off, w)
		}
		if w.DesignEffect < 1-1e-12 || math.Abs(w.DesignEffect*w.EffectiveSize-float64(people)) > 1e-6 {
			t.Fatalf("design effect %v and size %v of %d", w.DesignEffect, w.EffectiveSize, people)
		}
		if w.Converged {
			converged++
		}
		var double []Cell
		for _, c := range slices.Backward(cells) {
			double = append(double, Cell{c.In, 2 * c.People})
		}
		var percent []Margin
		for _, m := range margins {
			scaled := Margin{ID: m.ID}
			for _, target := range m.Target {
				scaled.Target = append(scaled.Target, target*12.5)
			}
			percent = append(percent, scaled)
		}
		again, err := Rake(double, percent, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range cells {
			if got := again.Of[len(cells)-1-i]; cells[i].People > 0 && math.Abs(got-w.Of[i]) > 1e-4 {
				t.Fatalf("cell %v: %v, and %v of twice as many in another order", cells[i].In, w.Of[i], got)
			}
		}
	})
	if converged == 0 {
		t.Error("no weights converged")
	}
}

// Kish: three people of weight 1 and one of weight 3 count as 36 ÷ 12 = 3 people.
func TestEffectiveSizeIsThatOfKish(t *testing.T) {
	cells := []Cell{{[]int{0}, 3}, {[]int{1}, 1}}
	if n := EffectiveSize(cells, []float64{1, 3}); n != 3 {
		t.Errorf("%v people, want 3", n)
	}
	w, err := Rake(cells, []Margin{{"m", []float64{1, 1}}}, Limits{})
	if err != nil || !w.Converged || math.Abs(w.DesignEffect-4.0/3) > 1e-9 || w.Trimmed != 0 {
		t.Errorf("%+v, %v: 2/3 and 2 also count as 3 people", w, err)
	}
}

// A group that would need more than the largest weight is cut, and the error is stated.
func TestWeightsAreTrimmed(t *testing.T) {
	cells := []Cell{{[]int{0}, 99}, {[]int{1}, 1}}
	w, err := Rake(cells, []Margin{{"m", []float64{1, 1}}}, Limits{Least: 0.2, Most: 5, Tolerance: 1e-6, Rounds: 50})
	if err != nil || w.Converged || w.Of[1] != 5 || w.Trimmed != 1 || math.Abs(w.LargestError-0.45) > 0.001 || w.Rounds != 50 {
		t.Errorf("%+v, %v", w, err)
	}
}

func TestRakingRefusesWhatItCannotWeight(t *testing.T) {
	one := []Cell{{[]int{0}, 1}}
	for name, err := range map[string]error{
		"no people":     second(Rake([]Cell{{[]int{0}, 0}}, []Margin{{"m", []float64{1}}}, Limits{})),
		"no group":      second(Rake([]Cell{{[]int{1}, 1}}, []Margin{{"m", []float64{1}}}, Limits{})),
		"no target":     second(Rake(one, []Margin{{"m", []float64{0, 1}}}, Limits{})),
		"negative":      second(Rake(one, []Margin{{"m", []float64{-1}}}, Limits{})),
		"not a number":  second(Rake(one, []Margin{{"m", []float64{math.NaN()}}}, Limits{})),
		"margins":       second(Rake(one, nil, Limits{})),
		"negative cell": second(Rake([]Cell{{[]int{0}, -1}}, []Margin{{"m", []float64{1}}}, Limits{})),
		"limits":        second(Rake(one, []Margin{{"m", []float64{1}}}, Limits{Least: 2, Most: 3, Rounds: 1, Tolerance: 1})),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func second(_ Weights, err error) error { return err }
