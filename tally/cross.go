package tally

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/folkmoot/folkmoot/survey"
)

// Query says what to count.
type Query struct {
	Variables []string // IDs of those whose answers are the rows of tables; nil for every question
	By        string   // ID of the variable whose groups are the columns; "" for everyone together
	Layer     string   // ID of the variable with a table for each of its groups; "" for one table
	Filters   []Filter // who is counted: those who are in all of them
	// Weighted counts each person by Response.Weight, beside the counts of people.
	Weighted bool
	// Weighting has weights in place of Response.Weight, if the query is Weighted; nil for none.
	Weighting *Weighting
	// Workers is how many cores may count at once; 0 is 1. It does not change the result.
	Workers int
}

// Filter selects the people who are in any of several groups of one variable.
type Filter struct {
	Variable string // ID
	Any      []Group
}

// Group is the people in a category of a variable, or those whose answer has a state. The zero Group is
// everyone.
type Group struct {
	Category string             // ID
	State    survey.AnswerState // "" with a Category
}

// Table counts the answers to one variable, by the groups of another. It has exact counts, which must not
// be published: see the package comment.
type Table struct {
	Variable Variable
	Layer    Group // who is counted besides the filters
	// Groups are the columns: everyone, then the categories of Query.By, then the states of its answers. People can
	// be in several categories of a Multiple variable, so that only everyone has all of them once.
	Groups []Group
	States []StateCounts // by group
	Cells  [][]Cell      // by index in Variable.Categories, and by group
	// Numbers has the statistics of a Number variable by group, without weights; nil where no one gave a number.
	Numbers []*NumberSummary
	// Weights has the sums of weights by group and state, in millionths, if the query is Weighted.
	Weights []StateCounts
}

// Cell is how many people of a group are in a category.
type Cell struct {
	Count int64
	Base  int64 // how many of the group answered and were offered the category
	// The same as sums of weights in millionths, if the query is Weighted.
	Weight, BaseWeight int64
}

// Cross counts. The tables are in the order of the variables, and those of one variable in the order of the
// layers. Two equal queries give equal tables, in whatever order responses were added.
func (c *Columns) Cross(q Query) ([]Table, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	p, err := c.plan(q)
	if err != nil {
		return nil, err
	}
	workers := max(1, min(q.Workers, len(c.blocks)))
	sums := make([]*sums, workers)
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range workers {
		sums[w] = p.newSums()
		wait.Go(func() {
			s := &scratch{}
			for at := next.Add(1) - 1; at < int64(len(c.blocks)); at = next.Add(1) - 1 {
				p.count(c.blocks[at], sums[w], s)
			}
		})
	}
	wait.Wait()
	for _, s := range sums[1:] {
		sums[0].add(s)
	}
	return p.tables(sums[0]), nil
}

// plan is a Query whose names have been looked up.
type plan struct {
	c        *Columns
	rows     []*rowPlan
	by       *column // nil for everyone
	byAt     int
	byFold   []int
	byIn     [][]int // by category, as joined: those in column.all that it consists of
	groups   []Group // of the tables, without everyone
	width    int     // of a row of sums
	layers   []Group
	layerBy  [][]filterPlan // by layer: the filters, with that of the layer
	weighted bool
	weights  *weights // nil for Response.Weight
}

// rowPlan is a variable whose answers are the rows of tables.
type rowPlan struct {
	*column
	at     int     // index in Columns.variables
	fold   []int   // by index in all: the row
	in     [][]int // by row: the categories in all that it consists of
	folded Variable
}

// filterPlan is a Filter whose names have been looked up.
type filterPlan struct {
	at   int        // index in Columns.variables
	drop [256]uint8 // by code: codeDropped for those who are not counted, 0 for the others
	in   []int      // Multiple: the categories, in any of which people are counted as well
}

func (c *Columns) plan(q Query) (*plan, error) {
	p := &plan{c: c, weighted: q.Weighted, layers: []Group{{}}}
	ids := q.Variables
	if ids == nil {
		for _, v := range c.variables[len(c.attributes):] {
			ids = append(ids, v.ID)
		}
	}
	for _, id := range ids {
		at, err := c.find(id)
		if err != nil {
			return nil, err
		}
		v := c.variables[at]
		p.rows = append(p.rows, &rowPlan{v, at, v.fold(), v.members(), v.folded()})
	}
	var err error
	if q.Weighted && q.Weighting != nil {
		if p.weights, err = c.newWeights(q.Weighting); err != nil {
			return nil, err
		}
	}
	if q.By != "" {
		if p.byAt, err = c.find(q.By); err != nil {
			return nil, err
		}
		p.by = c.variables[p.byAt]
		p.byFold, p.byIn, p.groups = p.by.fold(), p.by.members(), p.by.groups()
	}
	if p.width = max(1, len(p.groups)); p.by != nil && p.by.Multiple {
		p.width++ // those who answered, in whatever category
	}
	if p.width > int(codeDropped) {
		return nil, fmt.Errorf("tally: variable %q has %d groups; the maximum is %d", q.By, p.width, codeDropped)
	}
	var filters []filterPlan
	for _, f := range q.Filters {
		compiled, err := c.filter(f)
		if err != nil {
			return nil, err
		}
		filters = append(filters, compiled)
	}
	if q.Layer == "" {
		p.layerBy = [][]filterPlan{filters}
		return p, nil
	}
	at, err := c.find(q.Layer)
	if err != nil {
		return nil, err
	}
	p.layers = c.variables[at].groups()
	for _, g := range p.layers {
		compiled, err := c.filter(Filter{q.Layer, []Group{g}})
		if err != nil {
			return nil, err
		}
		p.layerBy = append(p.layerBy, append(slices.Clip(filters), compiled))
	}
	return p, nil
}

func (c *Columns) find(id string) (int, error) {
	at, known := c.byID[id]
	if !known {
		return 0, fmt.Errorf("tally: there is no variable %q", id)
	}
	return at, nil
}

// groups returns the groups of v: its categories as they are joined, then the states that answers can have.
func (v *column) groups() (all []Group) {
	for _, category := range v.folded().Categories {
		all = append(all, Group{Category: category.ID})
	}
	if v.Question == nil {
		return all
	}
	if !v.Multiple && !v.Question.Kind.OneOption() && v.Question.Kind != survey.Matrix {
		all = append(all, Group{State: survey.Answered})
	}
	for _, s := range []survey.AnswerState{survey.PreferNotToSay, survey.Skipped, survey.NotAsked, survey.NotValid} {
		all = append(all, Group{State: s})
	}
	return all
}

// groupTable returns the index in groups by code of the answer.
func (v *column) groupTable(fold []int, groups []Group) (to [256]uint8) {
	for i := range to {
		to[i] = codeDropped
	}
	for code, state := range states {
		if at := slices.Index(groups, Group{State: state}); at >= 0 {
			to[code] = uint8(at)
		}
	}
	if !v.Multiple {
		for i := range v.all {
			to[int(firstCategory)+i] = uint8(fold[i])
		}
	}
	return to
}

func (c *Columns) filter(f Filter) (filterPlan, error) {
	at, err := c.find(f.Variable)
	if err != nil {
		return filterPlan{}, err
	}
	v := c.variables[at]
	fold, groups := v.fold(), v.groups()
	wanted := make([]bool, len(groups))
	for _, g := range f.Any {
		i := slices.Index(groups, g)
		if i < 0 {
			return filterPlan{}, fmt.Errorf("tally: variable %q has no group %q", f.Variable, g.Category+string(g.State))
		}
		wanted[i] = true
	}
	out := filterPlan{at: at}
	for code, group := range v.groupTable(fold, groups) {
		if group == codeDropped || !wanted[group] {
			out.drop[code] = codeDropped
		}
	}
	if v.Multiple {
		for i := range v.all {
			if wanted[fold[i]] {
				out.in = append(out.in, i)
			}
		}
	}
	return out, nil
}

// tables makes the tables of what was counted.
func (p *plan) tables(s *sums) (all []Table) {
	for r, row := range p.rows {
		for l, layer := range p.layers {
			sum := s.of(p, r, l)
			t := Table{Variable: row.folded, Layer: layer, Groups: append([]Group{{}}, p.groups...)}
			t.Cells = make([][]Cell, len(row.folded.Categories))
			for g := range t.Groups {
				columns := p.columnsOf(g)
				states, weights := sum.states(columns)
				t.States = append(t.States, states)
				if p.weighted {
					t.Weights = append(t.Weights, weights)
				}
				for i := range t.Cells {
					t.Cells[i] = append(t.Cells[i], sum.cell(p, row, i, columns, states.Answered, weights.Answered))
				}
				if row.Number {
					t.Numbers = append(t.Numbers, sum.numberSummary(row.column, columns))
				}
			}
			all = append(all, t)
		}
	}
	return all
}

// columnsOf returns the columns of sums that add up to a group of the tables.
func (p *plan) columnsOf(group int) (all []int) {
	switch {
	case group > 0:
		return []int{group - 1}
	case p.by != nil && p.by.Multiple: // the states, as people can be in several categories
		group = len(p.byIn)
	}
	for ; group < p.width; group++ {
		all = append(all, group)
	}
	return all
}

// numberSummary returns the statistics of the numbers that the people in columns gave.
func (s *sum) numberSummary(v *column, columns []int) *NumberSummary {
	people := map[string]int64{}
	for i, number := range v.numbers {
		for _, g := range columns {
			if n := s.numbers[i*s.width+g]; n > 0 {
				people[number] += n
			}
		}
	}
	out, _ := summarise(people, v.decimals())
	return out
}

// decimals returns the number of decimal places of the numbers of v.
func (v *column) decimals() int {
	if v.Question.Kind == survey.Budget {
		return 0
	}
	return v.Question.Decimals
}
