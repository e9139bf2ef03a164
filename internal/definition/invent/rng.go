package invent

import (
	"maps"
	"math/bits"
	"slices"
)

// rng is the SplitMix64 generator. It gives the same numbers on every machine and with every version of Go, which
// math/rand does not promise.
type rng struct{ state uint64 }

// newRNG returns the generator of one person, so that people's answers are independent of each other.
func newRNG(seed, person uint64) *rng {
	d := &rng{seed}
	d.state = d.next() ^ person
	d.next()
	return d
}

func (d *rng) next() uint64 {
	d.state += 0x9E3779B97F4A7C15
	z := d.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// intn returns a number from 0 to n-1, or 0 if n is 0.
func (d *rng) intn(n uint64) uint64 {
	high, _ := bits.Mul64(d.next(), n)
	return high
}

// chance returns true with a probability of p percent.
func (d *rng) chance(p uint64) bool { return d.intn(100) < p }

// weighted returns one of names with a probability in proportion to its weight, or "" if none has a weight.
func (d *rng) weighted(names []string, weights map[string]uint64) string {
	var sum uint64
	for _, name := range names {
		sum += weights[name]
	}
	at := d.intn(sum)
	for _, name := range names {
		if at < weights[name] {
			return name
		}
		at -= weights[name]
	}
	return ""
}

// weightedKey is weighted for all keys of weights.
func (d *rng) weightedKey(weights map[string]uint64) string {
	return d.weighted(slices.Sorted(maps.Keys(weights)), weights)
}

// oneOf returns one of texts, or "" if there are none.
func (d *rng) oneOf(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[d.intn(uint64(len(texts)))]
}

// weightedOrder returns names in a random order in which those with a higher weight tend to come first.
func (d *rng) weightedOrder(names []string, weights map[string]uint64) []string {
	left, out := slices.Clone(names), make([]string, 0, len(names))
	for len(left) > 0 {
		name := d.weighted(left, weights)
		if name == "" { // only names without a weight are left
			name = left[0]
		}
		out = append(out, name)
		left = slices.DeleteFunc(left, func(s string) bool { return s == name })
	}
	return out
}
