package tally

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Strata are the people by their groups in several variables at once.
type Strata struct {
	Variables []string  // IDs
	Groups    [][]Group // by variable
	All       []Stratum // those with people, in the order of their groups
	places    strataPlaces
}

// Stratum is the people with the same groups.
type Stratum struct {
	In     []int // by variable: the index in Strata.Groups, or -1 for people in none of them
	People int64
}

// Weighting gives the people in each stratum a weight, for a Query.
type Weighting struct {
	Strata *Strata
	Of     []int64 // by stratum, in millionths
}

// strataPlaces finds the stratum of a response. Its number has a digit for each variable.
type strataPlaces struct {
	at     []int        // indexes in Columns.variables
	groups [][256]uint8 // by variable and code of the answer
	sizes  []uint64     // by variable: the number of groups, and one for people in none of them
}

// Strata counts people by their groups in several variables at once. The error means that there is no such variable, that people
// can be in several of its categories, or that there are too many groups.
func (c *Columns) Strata(variables ...string) (*Strata, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	s := &Strata{Variables: variables}
	for _, id := range variables {
		at, err := c.find(id)
		if err != nil {
			return nil, err
		}
		s.Groups = append(s.Groups, c.variables[at].groups())
	}
	var err error
	if s.places, err = c.strataPlaces(s); err != nil {
		return nil, err
	}
	people := map[uint64]int64{}
	var numbers []uint64
	for _, b := range c.blocks {
		numbers = s.places.numbers(b, numbers)
		for _, n := range numbers {
			people[n]++
		}
	}
	for _, n := range slices.Sorted(maps.Keys(people)) {
		s.All = append(s.All, Stratum{s.places.in(n), people[n]})
	}
	return s, nil
}

// strataPlaces returns how responses are divided among s. The error means that they cannot be.
func (c *Columns) strataPlaces(s *Strata) (p strataPlaces, err error) {
	whole := uint64(1)
	for i, id := range s.Variables {
		at, err := c.find(id)
		if err != nil {
			return p, err
		}
		v := c.variables[at]
		size := uint64(len(s.Groups[i]) + 1)
		switch {
		case v.Multiple:
			return p, fmt.Errorf("tally: people can be in several categories of %q", id)
		case !slices.Equal(s.Groups[i], v.groups()):
			return p, fmt.Errorf("tally: the categories of %q have been joined since the strata were made", id)
		case size > uint64(codeDropped) || whole > math.MaxUint64/size:
			return p, fmt.Errorf("tally: there are too many groups")
		}
		whole *= size
		p.at, p.sizes = append(p.at, at), append(p.sizes, size)
		p.groups = append(p.groups, v.groupTable(v.fold(), s.Groups[i]))
	}
	return p, nil
}

// numbers returns the number of the stratum of each response in b, in the memory of numbers.
func (p *strataPlaces) numbers(b *block, numbers []uint64) []uint64 {
	numbers = append(numbers[:0], make([]uint64, b.n)...)
	for v, at := range p.at {
		size := p.sizes[v]
		for i, code := range b.columns[at].codes {
			numbers[i] = numbers[i]*size + min(uint64(p.groups[v][code]), size-1)
		}
	}
	return numbers
}

// in returns the groups of a stratum.
func (p *strataPlaces) in(number uint64) []int {
	in := make([]int, len(p.sizes))
	for v := len(in) - 1; v >= 0; v-- {
		size := p.sizes[v]
		if in[v] = int(number % size); in[v] == int(size)-1 {
			in[v] = -1
		}
		number /= size
	}
	return in
}

// number returns the number of a stratum.
func (p *strataPlaces) number(in []int) (number uint64) {
	for v, group := range in {
		number = number*p.sizes[v] + min(uint64(group), p.sizes[v]-1) // -1 is the largest
	}
	return number
}

// weights are the weights of strata, in millionths, by their numbers.
type weights struct {
	places strataPlaces
	of     map[uint64]uint32
}

func (c *Columns) newWeights(w *Weighting) (*weights, error) {
	if len(w.Of) != len(w.Strata.All) {
		return nil, fmt.Errorf("tally: %d weights of %d strata", len(w.Of), len(w.Strata.All))
	}
	places, err := c.strataPlaces(w.Strata)
	if err != nil {
		return nil, err
	}
	out := &weights{places, map[uint64]uint32{}}
	for i, weight := range w.Of {
		if weight < 0 || weight > math.MaxUint32 {
			return nil, fmt.Errorf("tally: a weight of %d millionths", weight)
		}
		out.of[places.number(w.Strata.All[i].In)] = uint32(weight)
	}
	return out, nil
}

// setWeights finds the weight of each response in b.
func (s *scratch) setWeights(b *block, w *weights) {
	if w == nil {
		s.weights = b.weights
		return
	}
	s.strata = w.places.numbers(b, s.strata)
	s.weights = make([]uint32, b.n)
	for i, number := range s.strata {
		weight, known := w.of[number]
		if !known { // a response that was added after the strata were made
			weight = oneWeight
		}
		s.weights[i] = weight
	}
}

// weight returns the weight of a response in millionths.
func (s *scratch) weight(i int) int64 {
	if s.weights == nil {
		return oneWeight
	}
	return int64(s.weights[i])
}
