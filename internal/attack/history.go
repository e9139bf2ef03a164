package attack

import (
	"math/rand/v2"

	"github.com/folkmoot/folkmoot/disclose"
)

// Result says what a reader found out from a history of releases.
type Result struct {
	Leak     string // "" for nothing
	Releases int
	Crosses  int // that were released
	Hidden   int // counts
}

// Add adds what another history had.
func (r *Result) Add(other Result) {
	r.Releases, r.Crosses, r.Hidden = r.Releases+other.Releases, r.Crosses+other.Crosses, r.Hidden+other.Hidden
}

// Try invents a history of releases under the rules of p, and attacks it. The same seeds invent the same history.
func Try(p disclose.Policy, seed, number uint64) (Result, error) {
	w := invent(p, seed, number)
	out := Result{Releases: len(w.releases)}
	for _, r := range w.releases {
		for _, t := range r.tables {
			out.Hidden += t.Hidden
		}
		for _, c := range r.crosses {
			if c.Withheld == disclose.NotWithheld {
				out.Crosses++
				out.Hidden += c.Hidden
			}
		}
	}
	if len(w.releases) == 0 {
		return out, nil
	}
	var err error
	out.Leak, err = newReader(w).find()
	return out, err
}

// invent returns a consultation after up to four releases.
func invent(p disclose.Policy, seed, number uint64) *world {
	rng := rand.New(rand.NewPCG(seed, number))
	w := newWorld(rng, rand.New(rand.NewPCG(^seed, number)), p)
	w.answer([]int{12, 40, 60, 90, 120}[rng.IntN(5)]+rng.IntN(50), false)
	if rng.IntN(2) == 0 {
		w.answer(rng.IntN(30), true)
	}
	w.publish()
	for range 1 + rng.IntN(3) {
		w.change()
		w.publish()
	}
	return w
}
