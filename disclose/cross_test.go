package disclose

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
)

// crossWorld is a random consultation with two questions.
type crossWorld struct {
	cells         [][]int64 // by answer to the first question, and by group; the states of the questions are the last
	rows, columns Side
}

func (w crossWorld) cross() Cross {
	c := Cross{Rows: w.rows, Columns: w.columns}
	for _, row := range w.cells {
		c.Cells = append(c.Cells, counts(row...))
	}
	return c
}

// withSides sets the one-way tables of w, as they are released.
func (w crossWorld) withSides(rowTopic, columnTopic Topic) crossWorld {
	height, width := len(w.cells), len(w.cells[0])
	rows, columns := make([]int64, height), make([]int64, width)
	for i, row := range w.cells {
		for j, n := range row {
			rows[i], columns[j] = rows[i]+n, columns[j]+n
		}
	}
	sideOf := func(question string, totals []int64, topic Topic) Side {
		answers := totals[:len(totals)-1]
		t := singleChoiceTable(topic, answers...)
		t.States.PreferNotToSay, t.States.Skipped = NewCount(0), NewCount(totals[len(totals)-1])
		s := SideOf(question, Standard().Release(t), topic)
		if s.Withheld == NotWithheld && len(s.Totals) < len(totals) { // no one skipped the question
			s.Totals, s.States = append(s.Totals, newCell(0)), 1
			if topic == Proposal {
				s.Open = 1
			}
		}
		return s
	}
	w.rows, w.columns = sideOf("view", rows, rowTopic), sideOf("group", columns, columnTopic)
	return w
}

// skewed returns random weights of n categories, a few of which have most people.
func skewed(rng *rand.Rand, n int, most int) []float64 {
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = 1
		for range rng.IntN(most + 1) {
			weights[i] *= rng.Float64()
		}
	}
	return weights
}

func pick(rng *rand.Rand, weights []float64) int {
	best, at := -1.0, 0
	for i, w := range weights {
		if x := w * rng.Float64(); x > best {
			best, at = x, i
		}
	}
	return at
}

// randomCross returns a table of people with answers in skewed groups.
func randomCross(rng *rand.Rand, answers, groups, people int) crossWorld {
	w := crossWorld{cells: make([][]int64, answers+1)}
	for i := range w.cells {
		w.cells[i] = make([]int64, groups+1)
	}
	byGroup := make([][]float64, groups+1)
	for i := range byGroup {
		byGroup[i] = skewed(rng, answers, 3)
	}
	size := skewed(rng, groups, 4)
	for range people {
		group, answer := pick(rng, size), answers
		if rng.IntN(15) == 0 {
			group = groups
		}
		if rng.IntN(20) > 0 {
			answer = pick(rng, byGroup[group])
		}
		w.cells[answer][group]++
	}
	return w.withSides(Proposal, []Topic{Monitoring, Sensitive}[rng.IntN(2)])
}

// side returns the side of a question with these totals as published, and no states.
func side(question string, topic Topic, totals ...int64) Side {
	t := singleChoiceTable(topic, totals...)
	t.States.PreferNotToSay, t.States.Skipped = NewCount(0), NewCount(0)
	return SideOf(question, Standard().Release(t), topic)
}

// crossOf returns a cross whose sides are the tables of its rows and columns.
func crossOf(topic Topic, cells ...[]int64) Cross {
	var c Cross
	rows, columns := make([]int64, len(cells)), make([]int64, len(cells[0]))
	for i, row := range cells {
		for j, n := range row {
			rows[i], columns[j] = rows[i]+n, columns[j]+n
		}
		c.Cells = append(c.Cells, counts(row...))
	}
	c.Rows, c.Columns = side("view", Proposal, rows...), side("group", topic, columns...)
	return c
}

func TestReleaseCross(t *testing.T) {
	for _, test := range []struct {
		name  string
		cross Cross
		want  string
		why   Reason
	}{
		{"large counts are shown", crossOf(Monitoring, []int64{40, 30}, []int64{20, 50}), "[[40 30] [20 50]]", NotWithheld},
		{"a small count is hidden with three others", crossOf(Monitoring, []int64{40, 3, 60}, []int64{20, 50, 20}, []int64{30, 30, 30}),
			"[[[c] [c] 60] [20 50 20] [[c] [c] 30]]", NotWithheld},
		{"so is a zero", crossOf(Monitoring, []int64{40, 0, 60}, []int64{20, 50, 20}, []int64{30, 30, 30}),
			"[[[c] [c] 60] [20 50 20] [[c] [c] 30]]", NotWithheld},
		{"nine is small for a sensitive subject", crossOf(Sensitive, []int64{40, 9, 60}, []int64{20, 50, 20}, []int64{30, 30, 30}),
			"[[[c] [c] 60] [20 50 20] [[c] [c] 30]]", NotWithheld},
		{"a group of one mind is hidden", crossOf(Monitoring, []int64{39, 80, 60}, []int64{1, 50, 20}, []int64{0, 30, 30}),
			"[[[c] 80 [c]] [[c] 50 [c]] [[c] 30 [c]]]", NotWithheld},
		{"an answer that no one gave is no secret", crossOf(Monitoring, []int64{40, 30}, []int64{20, 50}, []int64{0, 0}),
			"[[40 30] [20 50] [0 0]]", NotWithheld},
		{"two groups that hide each other", crossOf(Monitoring, []int64{40, 3}, []int64{20, 50}), "[]", CannotProtect},
		{"a one-way table is withheld", crossOf(Monitoring, []int64{2, 1}, []int64{3, 1}), "[]", TooFewAnswers},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Standard().ReleaseCross(test.cross)
			if fmt.Sprint(got.Cells) != test.want || got.Withheld != test.why {
				t.Errorf("got %v %q, want %s %q", got.Cells, got.Withheld, test.want, test.why)
			}
			if again := (Policy{}).ReleaseCross(test.cross); again.Withheld == NotWithheld {
				t.Error("the zero Policy released the table")
			}
			if text, err := json.Marshal(test.cross); err == nil {
				t.Errorf("a Cross was encoded: %s", text)
			}
		})
	}
}

// Groups of few people are merged to the broader groups that the caller names, not hidden.
func TestCrossMergesGroupsFirst(t *testing.T) {
	c := crossOf(Monitoring, []int64{60, 9, 5, 6}, []int64{50, 0, 2, 14})
	c.Columns.Broader = [][]int{{0, 1, 1, 1}}
	got := Standard().ReleaseCross(c)
	if fmt.Sprint(got.Cells, got.Columns, got.ColumnGroups, got.Shares) != "[[60 20] [50 16]] [110 36] [0 1 1 1] [[55 56] [45 44]]" {
		t.Errorf("%+v", got)
	}
	// In all crosses of the question, whichever needs it.
	other := crossOf(Monitoring, []int64{70, 5, 4, 12}, []int64{40, 4, 3, 8})
	other.Rows.Question, other.Columns = "other", c.Columns
	for _, out := range Standard().ReleaseCrosses(other, c) {
		if len(out.Columns) != 2 {
			t.Errorf("%+v", out)
		}
	}
}

// The total of merged groups is hidden if the hidden totals of the one-way table would follow from it.
func TestMergedTotalsDoNotRevealTheOneWayTable(t *testing.T) {
	c := crossOf(Monitoring, []int64{60, 30, 2, 7, 22}, []int64{50, 20, 1, 6, 28})
	if fmt.Sprint(c.Columns.Totals) != "[110 50 [c] [c] 50]" {
		t.Fatal(c.Columns.Totals)
	}
	c.Columns.Broader = [][]int{{0, 1, 1, 2, 2}}
	got := Standard().ReleaseCross(c)
	if fmt.Sprint(got.Columns) != "[110 [c] [c]]" {
		t.Errorf("%v: 50 and 3, 13 and 50", got.Columns)
	}
	if fmt.Sprint(got.Cells) != "[[60 [c] [c]] [50 [c] [c]]]" {
		t.Errorf("%v", got.Cells)
	}
	c.Columns.Broader = [][]int{{0, 1, 2, 2, 3}}
	if got = Standard().ReleaseCross(c); fmt.Sprint(got.Columns) != "[110 50 16 50]" {
		t.Errorf("%v: both hidden totals are in one group", got.Columns)
	}
}

// A table that counts other people than its one-way tables, or people several times, is withheld: a question of which
// people could choose several answers is not a side of a cross.
func TestCrossCountsTheSamePeople(t *testing.T) {
	for name, spoil := range map[string]func(*Cross){
		"another total":           func(c *Cross) { c.Rows.Totals[0] = newCell(71) },
		"a row is missing":        func(c *Cross) { c.Cells = c.Cells[1:] },
		"a cell is missing":       func(c *Cross) { c.Cells[0] = c.Cells[0][1:] },
		"a negative count":        func(c *Cross) { c.Cells[0][0], c.Cells[1][0] = NewCount(-1), NewCount(61) },
		"groups with a gap":       func(c *Cross) { c.Columns.Broader = [][]int{{0, 2}} },
		"too few groups":          func(c *Cross) { c.Columns.Broader = [][]int{{0}} },
		"a state among answers":   func(c *Cross) { c.Columns.States, c.Columns.Broader = 1, [][]int{{0, 0}} },
		"the same question twice": func(c *Cross) { c.Columns.Question = c.Rows.Question },
	} {
		c := crossOf(Monitoring, []int64{40, 30}, []int64{20, 50})
		if spoil(&c); Standard().ReleaseCross(c).Withheld != DifferentPeople {
			t.Errorf("%s: %q", name, Standard().ReleaseCross(c).Withheld)
		}
	}
	one, two := crossOf(Monitoring, []int64{40, 30}, []int64{20, 50}), crossOf(Monitoring, []int64{41, 30}, []int64{20, 50})
	two.Rows.Question, two.Columns.Question = "other view", "other group"
	if out := Standard().ReleaseCrosses(one, two); out[0].Withheld != NotWithheld || out[1].Withheld != DifferentPeople {
		t.Errorf("%q, %q", out[0].Withheld, out[1].Withheld)
	}
}
