package attack

import (
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
)

// findShown returns a number that reveals something by itself.
func (r *reader) findShown() string {
	for e := range r.w.releases {
		release := &r.w.releases[e]
		for q, t := range release.tables {
			if found := findInTable(t, r.w.topicOf(q)); found != "" {
				return fmt.Sprintf("release %d, %s: %s", e+1, names[q], found)
			}
		}
		for _, s := range release.sets {
			for q, t := range s.effects {
				if found := findInTable(t, disclose.Monitoring); found != "" {
					return fmt.Sprintf("release %d, similar responses, %s: %s", e+1, names[q], found)
				}
			}
		}
		for _, c := range release.crosses {
			if found := r.findInCross(e, &c); found != "" {
				return fmt.Sprintf("release %d, %s by group: %s", e+1, names[c.question], found)
			}
		}
	}
	return ""
}

func findInTable(t disclose.ReleasedTable, topic disclose.Topic) string {
	base, _ := t.Answered.Number()
	for i, c := range t.Cells {
		n, shown := c.Number()
		switch {
		case !shown || base == 0:
		case base < fewPeople:
			return fmt.Sprintf("the answers of %d people", base)
		case topic != disclose.Proposal && n > 0 && n < leastCount(topic):
			return fmt.Sprintf("count %d is small and shows %d", i+1, n)
		case topic != disclose.Proposal && base < 2*fewPeople && n >= base-1:
			return fmt.Sprintf("nearly all of a group of %d gave answer %d", base, i+1)
		}
	}
	return ""
}

// findInCross returns a number of a cross in release e that reveals something by itself.
func (r *reader) findInCross(e int, c *cross) string {
	truth := func(row, column int) (n int64) { // of answers; -1 is all
		_, n = r.sum(func(u unknown) bool {
			a, b := u.answers[c.question], u.answers[about]
			return r.in(u, e, disclose.Counted) && a >= 0 && b >= 0 && (row < 0 || a == row) && (column < 0 || b == column)
		})
		return n
	}
	all := truth(-1, -1)
	for i, row := range c.Cells {
		for k, cell := range row {
			n, shown := cell.Number()
			a, b := c.sides[0][i], c.sides[1][k]
			if !shown || a < 0 || b < 0 {
				continue
			}
			inRow, inColumn := truth(a, -1), truth(-1, b)
			few := func(n int64) bool { return n > 0 && (n < fewPeople || all > n && all-n < fewPeople) }
			height, tall := c.Rows[i].Number()
			width, wide := c.Columns[k].Number()
			switch {
			case tall && height == 0 || wide && width == 0: // the one-way table says so
			case n < leastCount(r.w.topic):
				return fmt.Sprintf("count %d %d shows %d", i+1, k+1, n)
			case few(inRow) || few(inColumn):
				return fmt.Sprintf("count %d %d is of few people, or of all but few", i+1, k+1)
			case n >= inRow-1 || n >= inColumn-1:
				return fmt.Sprintf("count %d %d is of nearly all people of a group", i+1, k+1)
			}
		}
	}
	return ""
}

// mostPatterns is up to how many patterns every set of them is tried; beyond, only sets of few.
const mostPatterns = 7

// eachSet calls yield with sets of patterns that some release tells apart, until it returns a finding.
func (r *reader) eachSet(yield func(set uint64) string) string {
	n := len(r.patterns)
	if n <= mostPatterns {
		for set := uint64(1); set < 1<<n; set++ {
			if found := yield(set); found != "" {
				return found
			}
		}
		return ""
	}
	for i := range min(n, 64) {
		for k := range i + 1 {
			if found := yield(1<<i | 1<<k); found != "" {
				return found
			}
		}
	}
	for e := range r.w.releases { // and the differences between releases
		for f := range r.w.releases {
			set := uint64(0)
			for i, codes := range r.patterns[:min(n, 64)] {
				if codes[e] == disclose.Counted && codes[f] != disclose.Counted {
					set |= 1 << i
				}
			}
			if found := yield(set); found != "" {
				return found
			}
		}
	}
	return ""
}

// findFew returns a number that follows by adding and subtracting, although it is about few people.
func (r *reader) findFew() string {
	if found := r.findTotals(); found != "" {
		return found
	}
	known, before := newTable(&r.sums[crossed]), newTable(&r.sums[sizes])
	follows := func(most int64, is func(unknown) bool) bool {
		sum, people := r.sum(is)
		return people > 0 && people <= most && known.follows(sum) && !before.follows(sum)
	}
	found := r.eachSet(func(set uint64) string {
		in := func(u unknown) bool { return set>>u.pattern&1 == 1 }
		for q := range questions {
			if r.w.topicOf(q) != disclose.Proposal {
				continue
			}
			_, answered := r.sum(func(u unknown) bool { return in(u) && u.answers[q] >= 0 })
			if answered == 0 || answered >= fewPeople {
				continue
			}
			for o := range r.w.options[q] {
				if follows(answered, func(u unknown) bool { return in(u) && r.w.chose(q, u.answers[q], o) }) {
					return fmt.Sprintf("%s: the answers of %d people, %b of %v", names[q], answered, set, r.patterns)
				}
			}
		}
		for o := range r.w.options[about] {
			gave := func(u unknown) bool { return in(u) && r.w.chose(about, u.answers[about], o) }
			if r.w.topic != disclose.Proposal && follows(leastCount(r.w.topic)-1, gave) {
				return fmt.Sprintf("about: answer %d of people %b of %v", o, set, r.patterns)
			}
		}
		for _, v := range r.w.versions {
			if follows(leastSpan-1, func(u unknown) bool { return in(u) && r.edition(u) == v.edition }) {
				return fmt.Sprintf("how many answered the edition %s, of people %b of %v", v.edition, set, r.patterns)
			}
		}
		return ""
	})
	if found != "" {
		return found
	}
	for e := range r.w.releases {
		for f := -1; f < len(r.w.releases); f++ {
			if found := r.findEdition(follows, e, f); found != "" {
				return found
			}
			if f < 0 && r.w.topic == disclose.Proposal || f >= 0 && r.disjoint(e, f) {
				continue // the latter are those of release e alone
			}
			in := func(u unknown) bool {
				return r.in(u, e, disclose.Counted) && (f < 0 || !r.in(u, f, disclose.Counted))
			}
			if found := r.findPair(before, follows, e, f, in); found != "" {
				return found
			}
		}
	}
	return ""
}

// disjoint reports whether releases e and f count no one in common.
func (r *reader) disjoint(e, f int) bool {
	_, people := r.sum(func(u unknown) bool { return r.in(u, e, disclose.Counted) && r.in(u, f, disclose.Counted) })
	return people == 0
}

// findPair returns a number of people by two characteristics that follows and is not shown: of those whom release e counts, or
// whom it counts and release f does not.
func (r *reader) findPair(before *table, follows func(int64, func(unknown) bool) bool, e, f int, in func(unknown) bool) string {
	everyone := int64(len(r.w.people))
	for o := range r.w.options[about] {
		for _, q := range []int{view, use} {
			most := leastCount(r.w.topic) - 1
			shown := slices.ContainsFunc(r.w.releases, func(l release) bool {
				return slices.ContainsFunc(l.crosses, func(c cross) bool {
					return r.w.countsBy(c.question, q) && c.Withheld == disclose.NotWithheld
				})
			})
			if f < 0 && !shown {
				most = everyone
			}
			for a := range r.w.options[q] {
				if follows(most, func(u unknown) bool {
					return in(u) && r.w.chose(about, u.answers[about], o) && r.w.chose(q, u.answers[q], a)
				}) {
					return fmt.Sprintf("releases %d and %d: people by %s %d and %s %d", e+1, f+1, names[about], o, names[q], a)
				}
			}
		}
		for _, v := range r.w.versions {
			if r.w.topic == disclose.Proposal {
				continue
			}
			edition := func(u unknown) bool { return in(u) && r.edition(u) == v.edition }
			if sum, _ := r.sum(edition); before.follows(sum) || r.crossesEdition() {
				continue // they are the only ones, or a cross counts those who were not asked, and hides few
			}
			if follows(everyone, func(u unknown) bool { return edition(u) && r.w.chose(about, u.answers[about], o) }) {
				return fmt.Sprintf("releases %d and %d: people by %s %d and edition %s", e+1, f+1, names[about], o, v.edition)
			}
		}
	}
	return ""
}

// countsBy reports whether a cross of question crossed shows how many people answered question q: of those who are asked the last
// question only because of an answer to q it does.
func (w *world) countsBy(crossed, q int) bool {
	return crossed == q || crossed == extra && q == use &&
		slices.ContainsFunc(w.versions, func(v version) bool { return v.when[0] != nil })
}

// findEdition returns an answer to a question about the proposals of the few people who used an edition.
func (r *reader) findEdition(follows func(int64, func(unknown) bool) bool, e, f int) string {
	for _, v := range r.w.versions {
		for q := range questions {
			in := func(u unknown) bool {
				return r.in(u, e, disclose.Counted) && (f < 0 || !r.in(u, f, disclose.Counted)) && r.edition(u) == v.edition
			}
			_, answered := r.sum(func(u unknown) bool { return in(u) && u.answers[q] >= 0 })
			if r.w.topicOf(q) != disclose.Proposal || answered == 0 || answered >= fewPeople {
				continue
			}
			for o := range r.w.options[q] {
				if follows(answered, func(u unknown) bool { return in(u) && r.w.chose(q, u.answers[q], o) }) {
					return fmt.Sprintf("release %d (not %d), %s: answer %d of %d people who used %s", e+1, f+1, names[q], o, answered, v.edition)
				}
			}
		}
	}
	return ""
}

// crossesEdition reports whether a cross counts the people of an edition that does not ask a question by group.
func (r *reader) crossesEdition() bool {
	return slices.ContainsFunc(r.w.releases, func(l release) bool {
		return slices.ContainsFunc(l.crosses, func(c cross) bool { return c.question == extra && c.Withheld == disclose.NotWithheld })
	})
}

// findTotals returns the people who are singled out by the numbers of responses that the releases count.
func (r *reader) findTotals() string {
	totals, number := &system{unknowns: len(r.patterns)}, make([]int64, len(r.patterns))
	for i, u := range r.unknowns {
		number[u.pattern] += r.people[i]
	}
	for e := range r.w.releases {
		sum := make([]bool, len(r.patterns))
		for i, codes := range r.patterns {
			sum[i] = codes[e] == disclose.Counted
		}
		totals.add(sum, 0)
	}
	known := newTable(totals)
	return r.eachSet(func(set uint64) string {
		sum, people, everywhere := make([]bool, len(r.patterns)), int64(0), true
		for i, codes := range r.patterns {
			if sum[i] = set>>i&1 == 1; sum[i] {
				people += number[i]
				everywhere = everywhere && !slices.ContainsFunc(codes, func(c int) bool { return c != disclose.Counted })
			}
		}
		if people > 0 && !everywhere && people < fewPeople && known.follows(sum) {
			return fmt.Sprintf("only %d people are counted by some releases and not by others", people)
		}
		return ""
	})
}

// findChannel returns what the numbers of responses by channel reveal.
func findChannel(r *reader) (string, error) {
	type kind struct {
		pattern string
		paper   bool
	}
	number, patterns := map[kind]int64{}, []string(nil)
	codes := map[string][]int{}
	for i, p := range r.w.people {
		var all []int
		for _, l := range r.w.releases {
			code := disclose.NotCounted
			if i < len(l.codes) {
				code = l.codes[i]
			}
			all = append(all, code)
		}
		key := fmt.Sprint(all)
		if codes[key] == nil {
			codes[key], patterns = all, append(patterns, key)
		}
		number[kind{key, p.paper}]++
	}
	var kinds []kind
	for _, p := range patterns {
		kinds = append(kinds, kind{p, false}, kind{p, true})
	}
	sum := func(is func(kind) bool) (sum []bool, people int64) {
		for _, k := range kinds {
			in := is(k)
			if sum = append(sum, in); in {
				people += number[k]
			}
		}
		return sum, people
	}
	counted := func(e int) int64 {
		_, n := sum(func(k kind) bool { return codes[k.pattern][e] == disclose.Counted })
		return n
	}
	known := &system{unknowns: len(kinds)}
	for _, p := range patterns {
		known.add(sum(func(k kind) bool { return k.pattern == p }))
	}
	for e, l := range r.w.releases {
		for i, name := range l.channels.names {
			if _, shown := l.channels.Cells[i].Number(); shown {
				known.add(sum(func(k kind) bool { return codes[k.pattern][e] == disclose.Counted && k.paper == (name == "paper") }))
			}
		}
	}
	t := newTable(known)
	for e, l := range r.w.releases {
		for i, name := range l.channels.names {
			in, truth := sum(func(k kind) bool { return codes[k.pattern][e] == disclose.Counted && k.paper == (name == "paper") })
			if _, shown := l.channels.Cells[i].Number(); shown || len(l.channels.names) == 1 { // or it is the total
				continue
			}
			if least, most, err := t.limits(in, truth, leastSpan); err != nil || most-least < min(leastSpan, counted(e)) {
				return fmt.Sprintf("release %d: responses by channel are %d to %d", e+1, least, most), err
			}
		}
		for f := range r.w.releases {
			in, few := sum(func(k kind) bool {
				return k.paper && codes[k.pattern][e] == disclose.Counted && codes[k.pattern][f] != disclose.Counted
			})
			if few > 0 && few < leastSpan && t.follows(in) {
				return fmt.Sprintf("%d responses on paper are in release %d and not in release %d", few, e+1, f+1), nil
			}
		}
	}
	return "", nil
}
