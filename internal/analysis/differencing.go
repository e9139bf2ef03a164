package analysis

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
)

// earlierTable is a table about a question that an earlier release shows.
type earlierTable struct {
	release  int   // index of the release
	code     int   // of the responses that the table counts
	answered int64 // -1 if it is not known
}

// tables returns the tables about a slot that the earlier releases show: of the
// question itself, and of the answers of similar responses that were excluded.
func (h *history) tables(s slot) (all []earlierTable) {
	for i := range h.releases {
		r := h.releases[i].Release
		if q := r.Question(s.question); q != nil && q.showsNumber() {
			all = append(all, earlierTable{i, codeCounted, q.answeredIn(s)})
		}
		for k, set := range r.Clusters {
			for _, e := range set.Effect {
				if e.Question == s.question {
					all = append(all, earlierTable{i, codeCluster + k, number(e.Answered)})
				}
			}
		}
	}
	return all
}

// number returns the number in a cell, or -1.
func number(c disclose.Cell) int64 {
	if n, shown := c.Number(); shown {
		return n
	}
	return -1
}

// answeredIn returns how many people answered s according to q; -1 if it does not
// show that.
func (q *Question) answeredIn(s slot) int64 {
	switch {
	case len(q.Wordings) > 0 || s.ranked != "":
		return -1
	case s.row == "":
		return q.baseOf(q.ReleasedTable, s.offered)
	}
	for _, row := range q.Rows {
		if row.ID == s.row {
			return q.baseOf(row.ReleasedTable, s.offered)
		}
	}
	return 0 // it did not have the row
}

// baseOf returns how many people answered according to a table of q and were offered
// an option, or how many answered if it is "".
func (q *Question) baseOf(t disclose.ReleasedTable, offered string) int64 {
	if offered == "" {
		return number(t.Answered)
	}
	if i := slices.IndexFunc(q.Options, func(o Option) bool { return o.ID == offered }); i >= 0 {
		return number(t.Base(i))
	}
	return 0
}

// showsNumber reports whether q shows any number.
func (q *Question) showsNumber() bool {
	return tableShowsNumber(q.ReleasedTable) ||
		slices.ContainsFunc(q.Rows, func(r Row) bool { return tableShowsNumber(r.ReleasedTable) }) ||
		slices.ContainsFunc(q.Wordings, func(w Wording) bool { return w.showsNumber() })
}

func tableShowsNumber(t disclose.ReleasedTable) bool {
	return number(t.Answered) >= 0 || slices.ContainsFunc(t.Cells, func(c disclose.Cell) bool { return number(c) >= 0 })
}

// showed reports whether an earlier release shows a number about a question.
func (h *history) showed(question string) bool {
	return slices.ContainsFunc(h.releases, func(r earlierRelease) bool {
		q := r.Question(question)
		return q != nil && q.showsNumber()
	})
}

// showedScales reports whether an earlier release shows a question by scale. Its answers on
// each scale then follow from the sum and one part of it, so a later sum could reveal few
// people even if it is of many others: the question is not shown again.
func (h *history) showedScales(question string) bool {
	return slices.ContainsFunc(h.releases, func(r earlierRelease) bool {
		q := r.Question(question)
		return q != nil && len(q.ByScale) > 0
	})
}

// mayShow reports whether tables about s may be published, each for the responses
// with one of codes now, so that no comparison with earlier tables reveals the
// answers of few people.
func (h *history) mayShow(p disclose.Policy, s slot, codes ...int) bool {
	tables := h.tables(s)
	if len(tables) == 0 {
		return true // nothing to compare it with
	}
	answered, ok := h.answeredByGroup(s, tables)
	if !ok {
		return false
	}
	people := map[string]int64{}
	for i, g := range h.sorted() {
		var in []byte
		for _, t := range tables {
			in = append(in, mark(g.codes[t.release] == t.code))
		}
		for _, code := range codes {
			in = append(in, mark(g.codes[len(h.releases)] == code))
		}
		people[string(in)] += answered[i]
	}
	var parts []disclose.Part
	for key, n := range people {
		part := disclose.Part{People: disclose.NewCount(n)}
		some := false
		for _, c := range key {
			part.In, some = append(part.In, c == '1'), some || c == '1'
		}
		if some {
			parts = append(parts, part)
		}
	}
	return p.MayFollow(parts)
}

func mark(in bool) byte {
	if in {
		return '1'
	}
	return '0'
}

// answeredByGroup returns how many people of each group, in the order of sorted,
// answered s. What people answered who withdrew since follows from what earlier
// tables show, if it can be calculated; otherwise ok is false.
func (h *history) answeredByGroup(s slot, tables []earlierTable) (answered []int64, ok bool) {
	groups := h.sorted()
	answered = make([]int64, len(groups))
	open := map[int]bool{} // groups whose number is not known yet
	for i, g := range groups {
		answered[i] = g.answered[s]
		if g.unknown && slices.ContainsFunc(tables, func(t earlierTable) bool { return g.codes[t.release] == t.code }) {
			open[i] = true
		}
	}
	for found := true; found && len(open) > 0; {
		found = false
		for _, t := range tables {
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
	return answered, len(open) == 0
}

// isolates reports whether the answers to a question of the responses that
// release number i counts with a code (or, if i is len(h.releases), the new one)
// can be calculated from the tables of the question, including one for the
// responses that are counted now.
func (h *history) isolates(question string, i, code int) bool {
	var target []bool
	var groups []*group
	found := false
	for _, g := range h.sorted() {
		if !g.unknown && g.answered[slot{question: question}] > 0 {
			groups = append(groups, g)
			target = append(target, g.codes[i] == code)
			found = found || g.codes[i] == code
		}
	}
	if !found {
		return false
	}
	var shown [][]bool
	for j := range len(h.releases) + 1 {
		if j < len(h.releases) {
			if q := h.releases[j].Question(question); q == nil || !q.showsNumber() {
				continue
			}
		}
		row := make([]bool, len(groups))
		for k, g := range groups {
			row[k] = g.codes[j] == codeCounted
		}
		shown = append(shown, row)
	}
	return disclose.Derivable(target, shown)
}

// revealsCluster reports whether a table about a question would let a reader
// calculate how similar responses answered that an earlier release excludes and
// about which it hides something.
func (h *history) revealsCluster(question string) bool {
	for i := range h.releases {
		for k, set := range h.releases[i].Clusters {
			at := slices.IndexFunc(set.Effect, func(e Effect) bool { return e.Question == question })
			if at >= 0 && set.Effect[at].Hidden == 0 {
				continue // everything is shown already
			}
			if h.isolates(question, i, codeCluster+k) {
				return true
			}
		}
	}
	return false
}

// mayShowBreakdown reports whether the numbers by kind may be shown. They may if no
// earlier release shows them, or if all of them are shown there and each differs
// by none or by at least as many responses as two releases must.
func (h *history) mayShowBreakdown(p disclose.Policy, kind breakdownKind) bool {
	shown := make([]bool, len(h.releases))
	for i := range h.releases {
		var b *Breakdown
		switch r := h.releases[i].Release; kind {
		case byChannel:
			b = &r.Channels
		case byEdition:
			b = &r.Editions
		default:
			b = r.Versions
		}
		if b == nil || !slices.ContainsFunc(b.Cells, func(c disclose.Cell) bool { return number(c) >= 0 }) {
			continue
		}
		if shown[i] = b.Hidden == 0; !shown[i] {
			return false
		}
	}
	differences := map[string]int64{}
	for _, g := range h.groups {
		var in []byte
		for i, code := range g.codes {
			if i == len(shown) || shown[i] {
				in = append(in, mark(code == codeCounted))
			}
		}
		if len(in) == 1 || !strings.Contains(string(in), "0") || !strings.Contains(string(in), "1") {
			continue
		}
		for part, n := range g.parts {
			if part.kind == kind {
				differences[string(in)+part.name] += n
			}
		}
	}
	for _, n := range differences {
		if n < p.Rules().MinDifference {
			return false
		}
	}
	return true
}
