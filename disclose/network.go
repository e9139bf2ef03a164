package disclose

import (
	"math/bits"
	"slices"
)

// A network is a crossed table with everything that is published about its sides, as numbers of people who
// flow from one node to the next:
//
//	start → answer of the one-way table → row of the cross → column of the cross → group of the one-way table → end
//
// Each number is an arc, and a node says that what flows in flows out: a row is the sum of its cells, and a
// broader group is the sum of its groups. A shown number is fixed; a hidden one can be anything within the
// limits that a reader knows. A reader's explanation of what is shown is therefore a flow, and the least and
// the most that a hidden number can be are found by sending people the other way round: from one end of its
// arc to the other over hidden arcs. Because such a system of equations is totally unimodular (Hoffman and
// Kruskal 1956), the limits are whole numbers that are reached, not only limits of a linear programme.
type network struct {
	arcs []arc
	at   [][]int // by node, the arcs from and to it
	open [][]int // and those of them that are hidden
	// seen has the least and the most of each arc in all explanations that were found, by reader. Hiding more only adds
	// explanations, so what has been seen stays possible.
	seen    [readers][]limits
	flow    []int64 // scratch: an explanation
	order   []int   // scratch of augment: nodes that were reached
	through []int   // scratch: by node, the arc over which it was reached, or -1
}

// arc is a number of the table.
type arc struct {
	from, to int
	n        int64 // the true number
	hidden   bool
	fixed    bool            // it is published by another table, or hidden by it: nothing to decide here
	known    [readers]limits // what a reader would know of it if it is hidden
}

// limits are the least and the most that a number can be.
type limits struct{ least, most int64 }

func (l limits) width() int64 { return l.most - l.least }

// reader is what someone knows besides the numbers that are shown.
type reader int

const (
	// A plain reader knows that numbers of people are whole and not negative.
	plain reader = iota
	// An informed reader knows the rules too, and of each hidden number of a cross whether it is below the threshold,
	// unless its row or column is hidden as a whole: that is more than anyone can find out about why it is hidden.
	informed
	readers
)

// unlimited is more than any number of people.
const unlimited = int64(1) << 52

func newNetwork(nodes int) *network {
	return &network{at: make([][]int, nodes), open: make([][]int, nodes), through: make([]int, nodes)}
}

// add adds a shown number and returns its index. An informed reader knows limits of it if it is hidden.
func (w *network) add(from, to int, n int64, fixed bool, known limits) int {
	i := len(w.arcs)
	w.arcs = append(w.arcs, arc{from: from, to: to, n: n, fixed: fixed, known: [readers]limits{{0, unlimited}, known}})
	w.at[from], w.at[to] = append(w.at[from], i), append(w.at[to], i)
	w.flow = append(w.flow, n)
	for r := range w.seen {
		w.seen[r] = append(w.seen[r], limits{n, n})
	}
	return i
}

// hide hides number at.
func (w *network) hide(at int) {
	a := &w.arcs[at]
	if a.hidden {
		return
	}
	a.hidden = true
	w.open[a.from] = append(w.open[a.from], at)
	w.open[a.to] = append(w.open[a.to], at)
}

// room returns how many more people (or fewer, if back) arc at can have in the present flow, for reader r.
func (w *network) room(at int, r reader, back bool) int64 {
	a := &w.arcs[at]
	if back {
		return w.flow[at] - a.known[r].least
	}
	return a.known[r].most - w.flow[at]
}

// change changes number at by as much as a reader can explain, up to want people more, or fewer if down. The flow is
// then an explanation in which it is changed by what is returned.
func (w *network) change(at int, r reader, down bool, want int64) (changed int64) {
	for i := range w.arcs {
		w.flow[i] = w.arcs[i].n
	}
	from, to := w.arcs[at].to, w.arcs[at].from
	if down {
		from, to = to, from
	}
	want = min(want, w.room(at, r, down))
	for changed < want {
		n := w.augment(from, to, r, at, want-changed)
		if n == 0 {
			break
		}
		changed += n
	}
	if down {
		w.flow[at] -= changed
	} else {
		w.flow[at] += changed
	}
	if changed > 0 {
		w.learn(r)
	}
	return changed
}

// learn adds the present flow to what has been seen.
func (w *network) learn(r reader) {
	for i, n := range w.flow {
		seen := &w.seen[r][i]
		seen.least, seen.most = min(seen.least, n), max(seen.most, n)
	}
}

// augment sends up to most people over the shortest way of hidden arcs other than without, and returns how many: the
// search of Edmonds and Karp (1972).
func (w *network) augment(from, to int, r reader, without int, most int64) int64 {
	for i := range w.through {
		w.through[i] = -1
	}
	w.order = append(w.order[:0], from)
	for next := 0; next < len(w.order) && w.through[to] < 0; next++ {
		node := w.order[next]
		for _, at := range w.open[node] {
			a := &w.arcs[at]
			other, back := a.to, false
			if a.to == node {
				other, back = a.from, true
			}
			if at != without && other != from && w.through[other] < 0 && w.room(at, r, back) > 0 {
				w.through[other] = at
				w.order = append(w.order, other)
			}
		}
	}
	if w.through[to] < 0 {
		return 0
	}
	each := func(visit func(at int, back bool)) {
		for node := to; node != from; {
			at := w.through[node]
			back := w.arcs[at].from == node
			visit(at, back)
			if back {
				node = w.arcs[at].to
			} else {
				node = w.arcs[at].from
			}
		}
	}
	each(func(at int, back bool) { most = min(most, w.room(at, r, back)) })
	each(func(at int, back bool) {
		if back {
			w.flow[at] -= most
		} else {
			w.flow[at] += most
		}
	})
	return most
}

// measure searches for explanations until the possible values of number at span need, and reports whether they do.
func (w *network) measure(at int, r reader, need int64) bool {
	seen := &w.seen[r][at]
	if seen.width() >= need {
		return true
	}
	w.change(at, r, true, need)
	if seen.width() >= need {
		return true
	}
	w.change(at, r, false, need-(w.arcs[at].n-seen.least))
	return seen.width() >= need
}

// widen returns the shown numbers, of the fewest and then with the fewest people, that have to be hidden so that number
// at can be lower or higher than now; nil if none help, because no more is known of it than from the numbers that
// other tables show.
func (w *network) widen(at int, r reader, need int64) []int {
	for _, atLeast := range []int64{need - w.seen[r][at].width(), 1} {
		var best []int
		cost := int64(0)
		for _, down := range []bool{true, false} {
			changed := w.change(at, r, down, need)
			if w.room(at, r, down) < atLeast || changed >= need {
				continue
			}
			if way, c := w.cheapest(at, r, down, atLeast); way != nil && (best == nil || c < cost) {
				best, cost = way, c
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

// Hiding one number more is worse than hiding any number of people. Of equally many, those with the fewest people are
// hidden, but only their magnitude counts: what is hidden should not depend on single people.
const costOfHiding = int64(1) << 32

// cheapest returns the shown numbers on the cheapest way from one end of at to the other over arcs with room for want
// people in the present flow: Dijkstra's algorithm (1959), without a heap, as almost every pair of nodes has an arc.
func (w *network) cheapest(at int, r reader, down bool, want int64) ([]int, int64) {
	from, to := w.arcs[at].to, w.arcs[at].from
	if down {
		from, to = to, from
	}
	nodes := len(w.open)
	const far = int64(1) << 62
	distance, via, done := make([]int64, nodes), make([]int, nodes), make([]bool, nodes)
	for i := range distance {
		distance[i], via[i] = far, -1
	}
	distance[from] = 0
	for {
		node := -1
		for i, d := range distance {
			if !done[i] && d < far && (node < 0 || d < distance[node]) {
				node = i
			}
		}
		if node < 0 || node == to {
			break
		}
		done[node] = true
		for _, i := range w.at[node] {
			a := &w.arcs[i]
			other, back := a.to, false
			if a.to == node {
				other, back = a.from, true
			}
			d := distance[node]
			switch {
			case i == at || !a.hidden && a.fixed:
				continue
			case a.hidden:
				if w.room(i, r, back) < want {
					continue
				}
			default:
				if back && a.n-a.known[r].least < want {
					continue
				}
				d += costOfHiding + int64(bits.Len64(uint64(a.n)))
			}
			if d < distance[other] {
				distance[other], via[other] = d, i
			}
		}
	}
	if distance[to] == far {
		return nil, 0
	}
	var way []int
	for node := to; node != from; {
		a := &w.arcs[via[node]]
		if !a.hidden {
			way = append(way, via[node])
		}
		if a.to == node {
			node = a.from
		} else {
			node = a.to
		}
	}
	slices.Sort(way)
	return way, distance[to]
}
