package represent

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Cell is a number of people with the same groups in all margins.
type Cell struct {
	In     []int // by margin: the index of their group in Margin.Target, or -1 if it is not known
	People int64
}

// Margin is a characteristic with the shares that its groups should have.
type Margin struct {
	ID     string
	Target []float64 // at least 0, in any unit: only their proportions count
}

// Limits bound weights and the work of Rake. The mean weight is 1. The zero Limits are replaced by StandardLimits.
type Limits struct {
	Least, Most float64 // of a weight; Most 0 is StandardLimits
	Tolerance   float64 // largest difference of a share from its target, as a part of 1
	Rounds      int     // at most
}

// StandardLimits are the limits of weights if nothing else is said: a fifth to five times the mean (five is the customary
// bound, as in M. DeBell and J. A. Krosnick, Computing Weights for American National Election Study Survey Data, 2009).
var StandardLimits = Limits{Least: 0.2, Most: 5, Tolerance: 1e-6, Rounds: 1000}

// Weights are what Rake found.
type Weights struct {
	Of     []float64 // by cell: of each of its people. All are within Limits, or 0; if Converged, their mean is 1
	Limits Limits
	Rounds int
	// Converged reports whether all shares are within Limits.Tolerance of their targets. LargestError is the largest
	// difference, as a part of 1.
	Converged    bool
	LargestError float64
	Trimmed      int64 // people whose weight is at a bound
	// Missing are the groups without respondents whose target is not 0, as margin ID and index: their share cannot be reached
	// and is divided among the others.
	Missing []Missing

	People        int64
	Smallest      float64
	Largest       float64
	DesignEffect  float64 // of the weights: see the package comment
	EffectiveSize float64
	Unknown       []int64 // people whose group is not known, by margin
}

// Missing is a group without respondents.
type Missing struct {
	Margin string
	Group  int
}

// Rake returns weights by which the shares of cells are those of the margins. People whose group in a margin is not known
// keep, together, the share in it that they have without weights. Errors are those of wrong arguments, and that there are
// no people.
func Rake(cells []Cell, margins []Margin, l Limits) (Weights, error) {
	if l.Most == 0 {
		l = StandardLimits
	}
	if l.Least < 0 || l.Least > 1 || l.Most < 1 || l.Rounds < 1 || !(l.Tolerance > 0) {
		return Weights{}, errors.New("represent: limits need Least ≤ 1 ≤ Most, a tolerance and a round")
	}
	r, err := newRaking(cells, margins, l)
	if err != nil {
		return Weights{}, err
	}
	w := Weights{Limits: l, People: r.people, Missing: r.missing, Unknown: r.unknown}
	for w.Rounds = 1; ; w.Rounds++ {
		for m := range margins {
			r.adjust(m)
		}
		r.trim()
		if w.LargestError = r.largestError(); w.LargestError <= l.Tolerance || w.Rounds == l.Rounds {
			break
		}
	}
	w.Of, w.Converged = r.weights, w.LargestError <= l.Tolerance
	r.describe(&w)
	return w, nil
}

// raking is the state of Rake.
type raking struct {
	cells   []Cell
	limits  Limits
	people  int64
	weights []float64   // by cell
	targets [][]float64 // by margin and group: the sum of weights; the last is of unknown groups
	sums    []float64
	unknown []int64
	missing []Missing
}

func newRaking(cells []Cell, margins []Margin, l Limits) (*raking, error) {
	r := &raking{cells: cells, limits: l}
	for i, c := range cells {
		if c.People < 0 || len(c.In) != len(margins) {
			return nil, fmt.Errorf("represent: cell %d has %d people and %d margins instead of %d", i, c.People, len(c.In), len(margins))
		}
		r.people += c.People
		r.weights = append(r.weights, 1)
	}
	if r.people == 0 {
		return nil, errors.New("represent: there are no people to weight")
	}
	for m, margin := range margins {
		if err := r.addMargin(m, margin); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// addMargin turns the shares of a margin into sums of weights.
func (r *raking) addMargin(m int, margin Margin) error {
	have := make([]int64, len(margin.Target)+1)
	for i, c := range r.cells {
		if c.In[m] < -1 || c.In[m] >= len(margin.Target) {
			return fmt.Errorf("represent: cell %d has no group %d of margin %s", i, c.In[m], margin.ID)
		}
		have[place(c.In[m], len(have))] += c.People
	}
	whole := 0.0
	for g, t := range margin.Target {
		switch {
		case !(t >= 0) || math.IsInf(t, 0):
			return fmt.Errorf("represent: the target of group %d of margin %s is not a share", g, margin.ID)
		case have[g] > 0:
			whole += t
		case t > 0:
			r.missing = append(r.missing, Missing{margin.ID, g})
		}
	}
	unknown := have[len(margin.Target)]
	if whole == 0 && unknown < r.people {
		return fmt.Errorf("represent: no group of margin %s has both respondents and a target", margin.ID)
	}
	targets := make([]float64, len(have))
	for g, t := range margin.Target {
		if have[g] > 0 {
			targets[g] = t / whole * float64(r.people-unknown)
		}
	}
	targets[len(margin.Target)] = float64(unknown)
	r.targets, r.unknown = append(r.targets, targets), append(r.unknown, unknown)
	return nil
}

// place returns the index of a group, which is the last for one that is not known.
func place(group, groups int) int {
	if group < 0 {
		return groups - 1
	}
	return group
}

// sum adds up the weights by group of a margin.
func (r *raking) sum(m int) []float64 {
	n := len(r.targets[m])
	r.sums = slices.Grow(r.sums[:0], n)[:n]
	clear(r.sums)
	for i, c := range r.cells {
		r.sums[place(c.In[m], n)] += r.weights[i] * float64(c.People)
	}
	return r.sums
}

// adjust multiplies the weights of each group of a margin, so that their sum is its target.
func (r *raking) adjust(m int) {
	sums := r.sum(m)
	for i, c := range r.cells {
		if g := place(c.In[m], len(sums)); sums[g] > 0 {
			r.weights[i] *= r.targets[m][g] / sums[g]
		}
	}
}

// trim cuts weights to the limits. A group whose target is 0 keeps the weight 0.
func (r *raking) trim() {
	for i := range r.cells {
		if r.weights[i] > 0 {
			r.weights[i] = min(max(r.weights[i], r.limits.Least), r.limits.Most)
		}
	}
}

// largestError returns the largest difference of a share from its target.
func (r *raking) largestError() (most float64) {
	for m := range r.targets {
		for g, sum := range r.sum(m) {
			most = max(most, math.Abs(sum-r.targets[m][g])/float64(r.people))
		}
	}
	return most
}

// describe sets the statistics of w.
func (r *raking) describe(w *Weights) {
	w.Smallest = math.Inf(1)
	for i, c := range r.cells {
		if c.People == 0 {
			continue
		}
		if r.weights[i] == r.limits.Least || r.weights[i] == r.limits.Most {
			w.Trimmed += c.People
		}
		w.Smallest, w.Largest = min(w.Smallest, r.weights[i]), max(w.Largest, r.weights[i])
	}
	w.EffectiveSize = EffectiveSize(r.cells, r.weights)
	w.DesignEffect = float64(r.people) / w.EffectiveSize
}

// EffectiveSize returns the effective number of the people in cells with these weights, by Kish: (Σw)² ÷ Σw².
func EffectiveSize(cells []Cell, weights []float64) float64 {
	sum, squares := 0.0, 0.0
	for i, c := range cells {
		sum += weights[i] * float64(c.People)
		squares += weights[i] * weights[i] * float64(c.People)
	}
	return sum * sum / squares
}
