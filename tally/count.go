package tally

import "github.com/folkmoot/folkmoot/survey"

// sum is what has been counted of one variable in one layer. A row of each slice has a place for each
// column: the groups of plan.groups, and of a Multiple plan.by also the states of everyone.
type sum struct {
	width   int
	codes   []int64 // people by code
	in      []int64 // Multiple: people by category, as joined
	forms   []int64 // uneven: people who answered, by edition
	numbers []int64 // Number: people by index in column.numbers
	weights *sum    // sums of weights instead of people; nil if they are not asked for
}

// sums is what has been counted of all variables in all layers.
type sums struct{ all []*sum }

func (s *sums) of(p *plan, row, layer int) *sum { return s.all[row*len(p.layers)+layer] }

func (p *plan) newSums() *sums {
	out := &sums{}
	for _, row := range p.rows {
		for range p.layers {
			s := p.newSum(row)
			if p.weighted {
				s.weights = p.newSum(row)
			}
			out.all = append(out.all, s)
		}
	}
	return out
}

func (p *plan) newSum(row *rowPlan) *sum {
	codes := int(firstCategory)
	s := &sum{width: p.width}
	if row.Multiple {
		s.in = make([]int64, len(row.folded.Categories)*p.width)
	} else {
		codes += len(row.all)
	}
	s.codes = make([]int64, codes*p.width)
	if row.uneven {
		s.forms = make([]int64, len(p.c.forms)*p.width)
	}
	if row.Number {
		s.numbers = make([]int64, len(row.numbers)*p.width)
	}
	return s
}

// add adds what another worker has counted.
func (s *sums) add(other *sums) {
	for i := range s.all {
		s.all[i].add(other.all[i])
	}
}

func (s *sum) add(other *sum) {
	for _, pair := range [][2][]int64{{s.codes, other.codes}, {s.in, other.in}, {s.forms, other.forms}, {s.numbers, other.numbers}} {
		for i, n := range pair[1] {
			pair[0][i] += n
		}
	}
	if s.weights != nil {
		s.weights.add(other.weights)
	}
}

// states returns how many people in columns are in each state, and their weights.
func (s *sum) states(columns []int) (people, weights StateCounts) {
	for _, g := range columns {
		for code := 0; code*s.width < len(s.codes); code++ {
			state := states[min(code, int(codeAnswered))]
			people.addN(state, s.codes[code*s.width+g])
			if s.weights != nil {
				weights.addN(state, s.weights.codes[code*s.width+g])
			}
		}
	}
	return people, weights
}

// cell returns the people in columns who are in category number i of a row, as joined, and its base.
func (s *sum) cell(p *plan, row *rowPlan, i int, columns []int, answered, answeredWeight int64) (out Cell) {
	out.Count, out.Base = s.count(row, i, columns), s.base(p, row, i, columns, answered)
	if s.weights != nil {
		out.Weight, out.BaseWeight = s.weights.count(row, i, columns), s.weights.base(p, row, i, columns, answeredWeight)
	}
	return out
}

func (s *sum) count(row *rowPlan, i int, columns []int) (n int64) {
	for _, g := range columns {
		if row.Multiple {
			n += s.in[i*s.width+g]
			continue
		}
		for at, to := range row.fold {
			if to == i {
				n += s.codes[(int(firstCategory)+at)*s.width+g]
			}
		}
	}
	return n
}

// base returns how many of those who answered were offered category number i, as joined.
func (s *sum) base(p *plan, row *rowPlan, i int, columns []int, answered int64) (n int64) {
	if !row.uneven {
		return answered
	}
	for f, e := range p.c.forms {
		for at, to := range row.fold[:len(row.Categories)] {
			if to == i && e.offer[row.at] != nil && e.offer[row.at][at] {
				for _, g := range columns {
					n += s.forms[f*s.width+g]
				}
				break
			}
		}
	}
	return n
}

// addN adds n people in a state.
func (s *StateCounts) addN(state survey.AnswerState, n int64) {
	var one StateCounts
	one.add(state)
	s.Answered += n * one.Answered
	s.PreferNotToSay += n * one.PreferNotToSay
	s.Skipped += n * one.Skipped
	s.NotAsked += n * one.NotAsked
	s.NotValid += n * one.NotValid
}

// scratch is the memory of one worker.
type scratch struct {
	people [2][1 << 16]uint32 // by code and group; two, so that a count need not wait for the one before
	groups [blockSize]uint8   // of each response of the block; codeDropped if it is not counted
	rows   [blockSize]uint8   // editions of those who answered
	chosen []uint16           // if few responses are counted: which, and their groups; nil if many are
	few    []uint8
	mask   []uint64   // of one category
	masks  [][]uint64 // by group, a bit for each response; made when it is needed
	made   bool       // masks are those of groups

	weights []uint32 // in millionths, of each response of the block; nil if all are 1
	strata  []uint64 // of each response of the block, if they have weights
}

// count adds the answers in b to out.
func (p *plan) count(b *block, out *sums, s *scratch) {
	if p.weighted {
		s.setWeights(b, p.weights)
	}
	for layer, filters := range p.layerBy {
		if p.by == nil {
			var everyone [256]uint8
			s.setGroups(b, b.forms, &everyone, filters)
			p.countGroups(b, out, s, layer)
			continue
		}
		codes := b.columns[p.byAt].codes
		to := p.by.groupTable(p.byFold, p.groups)
		if p.by.Multiple {
			to[codeAnswered] = uint8(len(p.groups))
		}
		s.setGroups(b, codes, &to, filters)
		p.countGroups(b, out, s, layer)
		if !p.by.Multiple {
			continue
		}
		for g, in := range p.byIn {
			for i := range to {
				to[i] = uint8(g)
			}
			s.setGroups(b, codes, &to, append(filters[:len(filters):len(filters)], filterPlan{p.byAt, dropAll, in}))
			p.countGroups(b, out, s, layer)
		}
	}
}

// dropAll leaves out everyone who is in none of the categories of a filterPlan.
var dropAll = func() (drop [256]uint8) {
	for i := range drop {
		drop[i] = codeDropped
	}
	return drop
}()

// setGroups finds the group of each response in b, given the group for each code, and whom the filters leave out.
func (s *scratch) setGroups(b *block, codes []uint8, to *[256]uint8, filters []filterPlan) {
	groups := s.groups[:b.n]
	for i, code := range codes[:len(groups)] {
		groups[i] = to[code]
	}
	for f := range filters {
		filter := &filters[f]
		codes := b.columns[filter.at].codes[:len(groups)]
		if len(filter.in) == 0 {
			for i, code := range codes {
				groups[i] |= filter.drop[code]
			}
			continue
		}
		s.mask = b.columns[filter.at].union(s.mask, b.n, filter.in)
		for i, code := range codes {
			if s.mask[i/64]>>(i%64)&1 == 0 {
				groups[i] |= filter.drop[code]
			}
		}
	}
	s.made, s.chosen, s.few = false, s.chosen[:0], s.few[:0]
	if len(filters) == 0 {
		return
	}
	for i, g := range groups {
		if g != codeDropped {
			s.chosen, s.few = append(s.chosen, uint16(i)), append(s.few, g)
		}
	}
}

// union returns the bits of the responses that are in any of these categories, in the memory of mask.
func (col *blockColumn) union(mask []uint64, n int, in []int) []uint64 {
	mask = append(mask[:0], make([]uint64, (n+63)/64)...)
	for _, at := range in {
		if at < len(col.bits) {
			for i, word := range col.bits[at] {
				mask[i] |= word
			}
		}
	}
	return mask
}

// isFew reports whether counting the chosen responses one by one is faster than counting all.
func (s *scratch) isFew(b *block) bool { return len(s.chosen) > 0 && len(s.chosen) < b.n*2/3 }

// countGroups adds the answers of all variables in b by the groups that setGroups has found.
func (p *plan) countGroups(b *block, out *sums, s *scratch, layer int) {
	for r, row := range p.rows {
		sum, col := out.of(p, r, layer), &b.columns[row.at]
		var weights, formWeights []int64
		if p.weighted {
			weights, formWeights = sum.weights.codes, sum.weights.forms
		}
		s.countCodes(b, col.codes, sum.codes, weights, p.width)
		if row.uneven {
			for i, code := range col.codes {
				if s.rows[i] = codeDropped; code >= codeAnswered {
					s.rows[i] = b.forms[i]
				}
			}
			s.countCodes(b, s.rows[:b.n], sum.forms, formWeights, p.width)
		}
		if row.Multiple {
			p.countBits(b, row, sum, s)
		}
		if row.Number {
			s.countNumbers(b, col.values, sum.numbers, p.width)
		}
	}
}
