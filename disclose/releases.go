package disclose

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// History is what the earlier releases of a consultation show, and which responses they and the new one count. A new
// release is compared with all earlier ones, not only with the latest.
type History struct {
	Releases []Shown // the oldest first

	groups map[string]*group // by how the releases count them
}

// Shown is what a release shows, as far as later releases are compared with it.
type Shown struct {
	Tables     []ShownTable             // with any number
	Breakdowns map[string]ReleasedTable // the numbers of responses by an attribute, such as the edition
	Exclusions *ShownExclusions         // nil if it shows none
	Sets       int                      // how many groups of similar responses it excludes or counts once
	Crossed    []string                 // questions that are a side of a cross
}

// ShownTable is a table about a question in a release.
type ShownTable struct {
	Question string
	Code     int           // of the responses that it counts: Counted, or SimilarSet and the number of a set
	Answered Cell          // how many people answered
	Parts    map[Slot]Cell // the same of the parts of a question
	Hidden   bool          // some of its counts are hidden
	Unknown  bool          // how many people answered is not shown as one number, because it is counted by wording
	Scales   bool          // it is also shown by scale
}

// ShownExclusions are the numbers of excluded responses by reason.
type ShownExclusions struct {
	Names []string
	Cells []Cell
}

// How a release counts a response.
const (
	NotCounted = iota
	Counted
	SimilarSet // and higher: excluded because of set code-SimilarSet of similar responses
)

// Slot is something that people answered or not: a question, a row of a matrix, an option of a ranking that they ranked, or
// a question or row that offered an option.
type Slot struct{ Question, Row, Ranked, Offered string }

// Attribute is by what responses are broken down, besides answers: its kind, such as “edition”, and value.
type Attribute struct{ Kind, Value string }

// Response is a response that a release counts or could count.
type Response struct {
	Codes      []int // how each earlier release counts it, and then the new one
	Gone       bool  // its answers were deleted since
	Attributes []Attribute
	Answered   []Slot
}

// group is the responses that every release counts in the same way. What is published about a question is a sum over
// groups, so no reader can learn anything about a part of a group by adding and subtracting.
type group struct {
	codes      []int
	responses  int64
	gone       bool
	answered   map[Slot]int64
	attributes map[Attribute]int64
}

// Add adds a response. The order makes no difference.
func (h *History) Add(r Response) {
	if len(h.Releases) == 0 || !slices.ContainsFunc(r.Codes, func(c int) bool { return c != NotCounted }) {
		return
	}
	key := fmt.Sprint(r.Codes, r.Gone)
	g := h.groups[key]
	if g == nil {
		g = &group{codes: slices.Clone(r.Codes), gone: r.Gone, answered: map[Slot]int64{}, attributes: map[Attribute]int64{}}
		if h.groups == nil {
			h.groups = map[string]*group{}
		}
		h.groups[key] = g
	}
	g.responses++
	for _, a := range r.Attributes {
		g.attributes[a]++
	}
	for _, s := range r.Answered {
		g.answered[s]++
	}
}

// sorted returns the groups in a fixed order.
func (h *History) sorted() (all []*group) {
	for _, key := range slices.Sorted(maps.Keys(h.groups)) {
		all = append(all, h.groups[key])
	}
	return all
}

// now is the index of the new release in the codes.
func (h *History) now() int { return len(h.Releases) }

// MayRelease reports whether a further release may be published at all: the responses that only some of the releases count
// are none or at least Rules.MinDifference, however the releases tell them apart.
func (h *History) MayRelease(p Policy) bool {
	return p.rules.MinDifference > 0 && (!p.enabled(ruleReleases) || h.SmallestGroup(p.rules.MinDifference) == 0)
}

// SmallestGroup returns the number of responses in the smallest group that only some of the releases count, the new one
// included, if it is smaller than least; otherwise 0.
func (h *History) SmallestGroup(least int64) (smallest int64) {
	counts := map[string]int64{}
	for _, g := range h.groups {
		var counted []byte
		for _, code := range g.codes {
			counted = append(counted, mark(code == Counted))
		}
		counts[string(counted)] += g.responses
	}
	for key, n := range counts {
		if strings.Contains(key, "0") && strings.Contains(key, "1") && n < least && (smallest == 0 || n < smallest) {
			smallest = n
		}
	}
	return smallest
}

// SmallestDifference returns the index of the earlier release from which the new one differs by the fewest counted
// responses, though at least by one, and by how many; 0 responses if there is none.
func (h *History) SmallestDifference() (release int, responses int64) {
	for i := range h.Releases {
		n := int64(0)
		for _, g := range h.groups {
			if (g.codes[i] == Counted) != (g.codes[h.now()] == Counted) {
				n += g.responses
			}
		}
		if n > 0 && (responses == 0 || n < responses) {
			release, responses = i, n
		}
	}
	return release, responses
}

func mark(in bool) byte {
	if in {
		return '1'
	}
	return '0'
}

// number returns the number in c, or -1.
func (c Cell) number() int64 {
	if c.shown {
		return c.n
	}
	return -1
}

// tables returns the tables about a question in the earlier releases, with the index of the release.
func (h *History) tables(question string, yield func(release int, t *ShownTable)) {
	for i := range h.Releases {
		for k := range h.Releases[i].Tables {
			if t := &h.Releases[i].Tables[k]; t.Question == question {
				yield(i, t)
			}
		}
	}
}

// answered returns how many people answered s according to t, or -1.
func (t *ShownTable) answered(s Slot) int64 {
	switch {
	case t.Code >= SimilarSet, s == Slot{Question: t.Question}:
		return t.Answered.number()
	case t.Unknown, s.Ranked != "":
		return -1
	}
	if c, has := t.Parts[s]; has {
		return c.number()
	}
	return 0 // it did not have the row or option
}

// Showed reports whether an earlier release shows a number about a question.
func (h *History) Showed(question string) (showed bool) {
	h.tables(question, func(_ int, t *ShownTable) { showed = showed || t.Code == Counted })
	return showed
}

// showedScales reports whether an earlier release shows a question by scale. Its answers on each scale then follow from the
// sum and one part of it, so a later sum could reveal few people even if it is of many others.
func (h *History) showedScales(question string) (showed bool) {
	h.tables(question, func(_ int, t *ShownTable) { showed = showed || t.Scales })
	return showed
}

// MayShow reports whether tables about s may be published, each for the responses with one of codes in the new release, so
// that no comparison with earlier tables reveals the answers of few people. See [Policy.MayFollow].
func (h *History) MayShow(p Policy, s Slot, codes ...int) bool {
	type table struct {
		release, code int
		answered      int64
	}
	var earlier []table
	h.tables(s.Question, func(i int, t *ShownTable) { earlier = append(earlier, table{i, t.Code, t.answered(s)}) })
	if len(earlier) == 0 {
		return true // nothing to compare it with
	}
	groups := h.sorted()
	answered, open := make([]int64, len(groups)), map[int]bool{} // groups whose number is not known
	for i, g := range groups {
		answered[i] = g.answered[s]
		if g.gone && slices.ContainsFunc(earlier, func(t table) bool { return g.codes[t.release] == t.code }) {
			open[i] = true
		}
	}
	// What people answered whose answers are gone follows from earlier tables, if it can be calculated.
	for found := true; found && len(open) > 0; {
		found = false
		for _, t := range earlier {
			rest, last, unknown := t.answered, -1, 0
			for i, g := range groups {
				switch {
				case g.codes[t.release] != t.code:
				case open[i]:
					last, unknown = i, unknown+1
				default:
					rest -= answered[i]
				}
			}
			if unknown == 1 && t.answered >= 0 {
				answered[last], found = rest, true
				delete(open, last)
			}
		}
	}
	if len(open) > 0 {
		return !p.enabled(ruleDifference)
	}
	people := map[string]int64{}
	for i, g := range groups {
		var in []byte
		for _, t := range earlier {
			in = append(in, mark(g.codes[t.release] == t.code))
		}
		for _, code := range codes {
			in = append(in, mark(g.codes[h.now()] == code))
		}
		people[string(in)] += answered[i]
	}
	var parts []Part
	for key, n := range people {
		part := Part{People: NewCount(n)}
		for _, c := range key {
			part.In = append(part.In, c == '1')
		}
		if strings.Contains(key, "1") {
			parts = append(parts, part)
		}
	}
	return p.MayFollow(parts)
}

// isolates reports whether the answers to a question of the responses that a release counts with a code can be calculated
// from the tables of the question, including those for the responses with one of codes in the new release.
func (h *History) isolates(question string, release, code int, codes ...int) bool {
	var target []bool
	var groups []*group
	for _, g := range h.sorted() {
		if !g.gone && g.answered[Slot{Question: question}] > 0 {
			groups, target = append(groups, g), append(target, g.codes[release] == code)
		}
	}
	if !slices.Contains(target, true) {
		return false
	}
	var shown [][]bool
	add := func(release, code int) {
		row := make([]bool, len(groups))
		for k, g := range groups {
			row[k] = g.codes[release] == code
		}
		shown = append(shown, row)
	}
	h.tables(question, func(i int, t *ShownTable) {
		if i != release || t.Code != code {
			add(i, t.Code)
		}
	})
	for _, code := range codes {
		add(h.now(), code)
	}
	return Derivable(target, shown)
}

// revealsSet reports whether a table about a question would reveal how similar responses answered that an earlier release
// excludes and about which it hides something. If it shows a part of their answers, no table may count any of them:
// what is possible behind a hidden count would change. If it shows nothing, their answers must not follow.
func (h *History) revealsSet(question string) bool {
	for i := range h.Releases {
		for k := range h.Releases[i].Sets {
			code, tables := SimilarSet+k, h.Releases[i].Tables
			at := slices.IndexFunc(tables, func(t ShownTable) bool { return t.Question == question && t.Code == code })
			switch {
			case at < 0:
				if h.isolates(question, i, code, Counted) {
					return true
				}
			case tables[at].Hidden && h.counts(question, i, code, h.now(), Counted):
				return true
			}
		}
	}
	return false
}

// counts reports whether some responses that release i counts with a code and that answered a question, or may have, are
// counted by another release with another code.
func (h *History) counts(question string, i, code, other, otherCode int) bool {
	for _, g := range h.groups {
		if g.codes[i] == code && g.codes[other] == otherCode && (g.gone || g.answered[Slot{Question: question}] > 0) {
			return true
		}
	}
	return false
}

// CountsSame reports whether every table about s in an earlier release counts the same people who answered as the new one.
// Figures such as means are shown again only then: a sum over ten people can follow from two of them and be nearly one
// person's.
func (h *History) CountsSame(s Slot) bool {
	same := true
	h.tables(s.Question, func(i int, t *ShownTable) {
		for _, g := range h.groups {
			if t.Code == Counted && (g.codes[i] == Counted) != (g.codes[h.now()] == Counted) && (g.gone || g.answered[s] > 0) {
				same = false
			}
		}
	})
	return same
}

// countsOthers reports whether release i counts other people than the new one.
func (h *History) countsOthers(i int) bool {
	for _, g := range h.groups {
		if (g.codes[i] == Counted) != (g.codes[h.now()] == Counted) {
			return true
		}
	}
	return false
}
