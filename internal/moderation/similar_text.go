package moderation

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
)

// The thresholds from which two texts are versions of one letter. In two copies of a
// letter in each of which people changed three words in ten, a quarter of the pairs of
// neighbouring words are still the same, in the same order, in many places of the whole
// text. In texts that people wrote on their own about one subject it is a twentieth; a
// quotation is in one place, and common phrases are in any order.
const (
	minTextWords   = 8    // length of a text that is compared
	minSharedPairs = 8    // pairs of words that two texts share in the same order
	minSharedShare = 0.16 // the same, as a share of the pairs of the shorter text
	maxRunPairs    = 3    // how many of them count in one place, so that common phrases do not add up
	minSharedRuns  = 4    // places in which they are
	minSharedSpan  = 0.5  // from the first to the last of them, as a share of the shorter text
	minSimilarity  = 0.6  // or: shared pairs in any order, as a share of those in either text
)

// The search for candidates. Texts that have the smallest hash of their pairs in common,
// by one of minHashes hash functions, are compared, but each only with the last
// comparedPerHash such texts: in a campaign each text is linked to some others, and these to
// all. So the time is proportional to the number of texts, however large a campaign is.
const (
	minHashes       = 24
	comparedPerHash = 4
)

// wordPair is two neighbouring words of a text: a hash of them in the upper 48 bits, and
// the position in the text in the lower 16.
type wordPair uint64

func (p wordPair) hash() uint64  { return uint64(p) >> 16 }
func (p wordPair) position() int { return int(p & 0xffff) }

// wordPairs returns the pairs of neighbouring words of a folded text, sorted, or nil if it
// is too short to compare. Only the first place of a pair counts.
func wordPairs(text string) []wordPair {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	if len(words) < minTextWords {
		return nil
	}
	words = words[:min(len(words), 1<<16)]
	all := make([]wordPair, 0, len(words)-1)
	for i := range len(words) - 1 {
		h := fnv.New64a()
		h.Write([]byte(words[i]))
		h.Write([]byte{' '})
		h.Write([]byte(words[i+1]))
		all = append(all, wordPair(h.Sum64()&^0xffff|uint64(i)))
	}
	slices.Sort(all)
	return slices.CompactFunc(all, func(a, b wordPair) bool { return a.hash() == b.hash() })
}

// sharedPair is the place of a pair of words in two texts.
type sharedPair struct{ a, b int }

// comparer compares texts. It keeps its memory from one comparison to the next.
type comparer struct {
	shared []sharedPair
	places []int
}

// areSimilar reports whether two texts are versions of one letter.
func (c *comparer) areSimilar(a, b []wordPair) bool {
	c.shared = c.shared[:0]
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch order := cmp.Compare(a[i].hash(), b[j].hash()); {
		case order < 0:
			i++
		case order > 0:
			j++
		default:
			c.shared = append(c.shared, sharedPair{a[i].position(), b[j].position()})
			i, j = i+1, j+1
		}
	}
	n := len(c.shared)
	if n >= minSharedPairs && float64(n) >= minSimilarity*float64(len(a)+len(b)-n) {
		return true
	}
	shorter := float64(min(len(a), len(b)))
	enough := max(minSharedPairs, minSharedShare*shorter)
	return float64(n) >= enough && float64(c.keepAligned(max(6, int(shorter)/8))) >= enough && c.isSpread(shorter, enough)
}

// keepAligned keeps the shared pairs whose distance between their two places is nearly
// the same: those in the window of distances, of the given width, that has most of them. It
// returns how many they are.
func (c *comparer) keepAligned(width int) int {
	slices.SortFunc(c.shared, func(x, y sharedPair) int { return cmp.Compare(x.a-x.b, y.a-y.b) })
	from, to, first := 0, 0, 0
	for last := range c.shared {
		for c.shared[last].a-c.shared[last].b-(c.shared[first].a-c.shared[first].b) > width {
			first++
		}
		if last+1-first > to-from {
			from, to = first, last+1
		}
	}
	c.shared = c.shared[from:to]
	return len(c.shared)
}

// isSpread reports whether enough shared pairs are in several places, over much of a text
// of the given number of pairs.
func (c *comparer) isSpread(pairs, enough float64) bool {
	c.places = c.places[:0]
	for _, p := range c.shared {
		c.places = append(c.places, p.a)
	}
	slices.Sort(c.places)
	runs, inRun, counted := 0, 0, 0
	for i, at := range c.places {
		if i == 0 || at > c.places[i-1]+1 {
			runs, inRun = runs+1, 0
		}
		if inRun++; inRun <= maxRunPairs {
			counted++
		}
	}
	span := c.places[len(c.places)-1] - c.places[0]
	return float64(counted) >= enough && runs >= minSharedRuns && float64(span) >= minSharedSpan*pairs
}

// mix is the finalizer of SplitMix64, by which one hash becomes many.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// disjointSets are sets of the numbers from 0 to len-1; each element is the parent of its
// index.
type disjointSets []int32

func newDisjointSets(n int) disjointSets {
	sets := make(disjointSets, n)
	for i := range sets {
		sets[i] = int32(i)
	}
	return sets
}

func (s disjointSets) find(i int32) int32 {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// groupSimilar returns the indexes of texts that are versions of one letter, in groups of
// two or more. A text belongs to a group if it is similar to one text of it at least.
func groupSimilar(texts [][]wordPair) (groups [][]int) {
	sets := newDisjointSets(len(texts))
	var c comparer
	type smallestHash struct {
		hash uint64
		text int32
	}
	smallest := make([]smallestHash, 0, len(texts))
	for k := range uint64(minHashes) {
		seed := mix(k + 1)
		smallest = smallest[:0]
		for i, pairs := range texts {
			if len(pairs) == 0 {
				continue
			}
			least := ^uint64(0)
			for _, p := range pairs {
				least = min(least, mix(p.hash()^seed))
			}
			smallest = append(smallest, smallestHash{least, int32(i)})
		}
		slices.SortFunc(smallest, func(a, b smallestHash) int {
			return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.text, b.text))
		})
		for at, one := range smallest {
			for back := 1; back <= comparedPerHash && back <= at && smallest[at-back].hash == one.hash; back++ {
				other := smallest[at-back].text
				a, b := sets.find(one.text), sets.find(other)
				if a != b && c.areSimilar(texts[one.text], texts[other]) {
					sets[b] = a
				}
			}
		}
	}
	members := map[int32][]int{}
	for i := range texts {
		root := sets.find(int32(i))
		members[root] = append(members[root], i)
	}
	for _, group := range members {
		if len(group) > 1 {
			groups = append(groups, group)
		}
	}
	slices.SortFunc(groups, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return groups
}

// GroupSimilarTexts returns the indexes of the texts that are versions of one letter, in
// groups of two or more. The time it takes is proportional to the length of all texts.
func GroupSimilarTexts(texts []string) [][]int {
	pairs := make([][]wordPair, len(texts))
	for i, text := range texts {
		pairs[i] = wordPairs(foldText(text))
	}
	return groupSimilar(pairs)
}
