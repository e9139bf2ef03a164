package analysis

import (
	"cmp"
	"math"
	"slices"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// WeightCandidate is a question about people by which answers may be weighted, if the benchmarks are of the same groups, ages and
// area.
type WeightCandidate struct {
	// ID is that of the question, or represent.Disability, which is derived from two questions.
	ID         string
	Variable   *tally.Variable // of the question, or of the first of two
	Benchmarks []BenchmarkUse  // affected users first
	variables  []string        // IDs
	area       string
}

// BenchmarkUse is a benchmark with why answers cannot be weighted to it.
type BenchmarkUse struct {
	represent.Benchmark
	Reason represent.Reason
}

// Usable reports whether answers can be weighted to a benchmark of c.
func (c *WeightCandidate) Usable() bool { return c.used() != nil }

// used returns the first benchmark to which answers can be weighted, or nil.
func (c *WeightCandidate) used() *BenchmarkUse {
	at := slices.IndexFunc(c.Benchmarks, func(b BenchmarkUse) bool { return b.Reason == represent.Compared })
	if at < 0 {
		return nil
	}
	return &c.Benchmarks[at]
}

// Used returns the benchmark to which answers are weighted. Call it only if c is usable.
func (c *WeightCandidate) Used() represent.Benchmark { return c.used().Benchmark }

// weightCandidates returns the questions among variables by which answers may be weighted, as if every group had enough people.
func weightCandidates(variables []tally.Variable, known []represent.Benchmark, area string, reworded map[string]bool) (
	all []WeightCandidate,
) {
	variable := func(id string) *tally.Variable {
		at := slices.IndexFunc(variables, func(v tally.Variable) bool { return v.ID == id })
		if at < 0 {
			return nil
		}
		return &variables[at]
	}
	for i := range variables {
		v := &variables[i]
		if v.Question == nil || v.Part != "" || v.Multiple || !hasOneAnswer(v.Question.Kind) || v.ID == equalityOptInID || reworded[v.ID] {
			continue
		}
		c := WeightCandidate{ID: v.ID, Variable: v, variables: []string{v.ID}, area: area}
		switch {
		case v.ID == equality.ConditionQuestion && variable(equality.LimitationQuestion) != nil:
			c.ID, c.variables = string(represent.Disability), []string{v.ID, equality.LimitationQuestion}
		case v.ID == equality.LimitationQuestion && variable(equality.ConditionQuestion) != nil:
			continue
		}
		for _, b := range known {
			if string(b.Question) == c.ID || isDisability(c.ID) && isDisability(string(b.Question)) {
				c.Benchmarks = append(c.Benchmarks, BenchmarkUse{Benchmark: b})
			}
		}
		if !v.Monitoring && c.Benchmarks == nil {
			continue
		}
		slices.SortStableFunc(c.Benchmarks, func(a, b BenchmarkUse) int { return cmp.Compare(a.Population, b.Population) })
		people := map[string]int64{}
		for _, id := range c.groups() {
			people[id] = represent.MinAnswered
		}
		c.check(people)
		all = append(all, c)
	}
	return all
}

// groups returns the IDs of the groups of c, before those are joined that a benchmark joins.
func (c *WeightCandidate) groups() (all []string) {
	if c.ID == string(represent.Disability) {
		return []string{equality.Disabled, equality.NotDisabled}
	}
	for _, category := range c.Variable.Categories {
		all = append(all, category.ID)
	}
	return all
}

// group returns the group of people with these answers to the variables of c, or "".
func (c *WeightCandidate) group(answers []tally.Group) string {
	if c.ID != string(represent.Disability) {
		return answers[0].Category
	}
	switch {
	case answers[0].Category == "no" || answers[1].Category == "not-at-all":
		return equality.NotDisabled
	case answers[1].Category == "a-lot" || answers[1].Category == "a-little":
		return equality.Disabled
	}
	return ""
}

// like returns people by group as respondents, beside b, with groups joined as joinGroups does.
func (c *WeightCandidate) like(people map[string]int64, b represent.Benchmark) (
	r represent.Respondents, _ represent.Benchmark, joined map[string]string,
) {
	r.Basis, r.Answered = place.Basis(c.ID, c.area), represent.Known(0)
	for _, id := range c.groups() {
		g := represent.Group{ID: id, Count: represent.Known(people[id])}
		r.Groups, r.Answered = append(r.Groups, g), represent.Sum(r.Answered, g.Count)
	}
	merged := map[string]string{}
	for _, category := range c.Variable.Categories {
		for _, id := range category.Merges {
			merged[id] = category.ID
		}
	}
	return joinGroups(r, b, merged, c.Variable.Monitoring)
}

// check sets why the people who answered, by group, cannot be weighted to each benchmark.
func (c *WeightCandidate) check(people map[string]int64) {
	for i := range c.Benchmarks {
		r, b, _ := c.like(people, c.Benchmarks[i].Benchmark)
		c.Benchmarks[i].Reason = represent.Weightable(r, b)
		if c.Benchmarks[i].Reason == represent.Compared && !slices.ContainsFunc(r.Groups, func(g represent.Group) bool {
			n, _ := g.Count.Number()
			share, _ := b.Share(g.ID)
			return n > 0 && share > 0
		}) {
			c.Benchmarks[i].Reason = represent.NoPeople
		}
	}
}

// Weighting says by what the answers in Tables are weighted. The weights are of all counted responses, also if a filter chooses some.
type Weighting struct {
	represent.Weights              // nil Of if there is no question in On
	On                []WeightedOn // what was asked for and can be done
	Not               []WeightCandidate
}

// WeightedOn is a question by which answers are weighted.
type WeightedOn struct {
	WeightCandidate
	Unknown int64    // responses without an answer, or of people whom the benchmark leaves out
	Missing []string // IDs of groups of the benchmark without respondents
	joined  map[string]string
	margin  represent.Margin
	ids     []string // of the groups of margin
}

// index returns the index in the margin of people with these answers, or -1.
func (w *WeightedOn) index(answers []tally.Group) int {
	id := w.group(answers)
	if joined, is := w.joined[id]; is {
		id = joined
	}
	return slices.Index(w.ids, id)
}

// weigh returns weights by which the respondents have the shares of benchmarks in the questions asked for, and the tally.Weighting
// with them, which is nil if none of the questions can be used.
func weigh(columns *tally.Columns, candidates []WeightCandidate) (*Weighting, *tally.Weighting, error) {
	var variables []string
	for _, c := range candidates {
		variables = append(variables, c.variables...)
	}
	strata, err := columns.Strata(variables...)
	if err != nil {
		return nil, nil, err
	}
	w, first := &Weighting{}, 0
	var answers []func(s *tally.Stratum) []tally.Group
	for _, c := range candidates {
		from, to := first, first+len(c.variables)
		first = to
		of := func(s *tally.Stratum) (all []tally.Group) {
			for v := from; v < to; v++ {
				g := tally.Group{State: survey.Answered}
				if s.In[v] >= 0 {
					g = strata.Groups[v][s.In[v]]
				}
				all = append(all, g)
			}
			return all
		}
		people := map[string]int64{}
		for i := range strata.All {
			people[c.group(of(&strata.All[i]))] += strata.All[i].People
		}
		c.Benchmarks = slices.Clone(c.Benchmarks)
		if c.check(people); !c.Usable() {
			w.Not = append(w.Not, c)
			continue
		}
		on := WeightedOn{WeightCandidate: c, margin: represent.Margin{ID: c.ID}}
		var b represent.Benchmark
		_, b, on.joined = c.like(people, c.Used())
		for _, p := range b.People {
			on.ids, on.margin.Target = append(on.ids, p.ID), append(on.margin.Target, float64(p.N))
		}
		w.On, answers = append(w.On, on), append(answers, of)
	}
	if w.On == nil {
		return w, nil, nil
	}
	out := &tally.Weighting{Strata: strata}
	return w, out, w.rake(out, answers)
}

// rake sets the weights of w and of its strata. answers has those to the variables of each question in w.On.
func (w *Weighting) rake(out *tally.Weighting, answers []func(s *tally.Stratum) []tally.Group) (err error) {
	var margins []represent.Margin
	for _, on := range w.On {
		margins = append(margins, on.margin)
	}
	var cells []represent.Cell
	cellOf, known := make([]int, len(out.Strata.All)), map[string]int{}
	for i := range out.Strata.All {
		s := &out.Strata.All[i]
		in, key := make([]int, len(w.On)), make([]byte, len(w.On))
		for m := range w.On {
			in[m] = w.On[m].index(answers[m](s))
			key[m] = byte(in[m] + 1) // tally has fewer than 255 groups
		}
		at, is := known[string(key)]
		if !is {
			at = len(cells)
			cells, known[string(key)] = append(cells, represent.Cell{In: in}), at
		}
		cells[at].People += s.People
		cellOf[i] = at
	}
	if w.Weights, err = represent.Rake(cells, margins, represent.Limits{}); err != nil {
		return err
	}
	for _, at := range cellOf {
		out.Of = append(out.Of, int64(math.Round(w.Of[at]*1e6)))
	}
	for m := range w.On {
		w.On[m].Unknown = w.Unknown[m]
		for _, missing := range w.Missing {
			if missing.Margin == w.On[m].ID {
				w.On[m].Missing = append(w.On[m].Missing, w.On[m].ids[missing.Group])
			}
		}
	}
	return nil
}
