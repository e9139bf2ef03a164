package attack

import (
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
)

// unknown is a kind of people whose number a reader does not know: those whom the releases count in the same way, who
// answered the same version in the same way.
type unknown struct {
	pattern, version int
	answers          [questions]int
}

// reader is what someone knows who keeps all releases and knows whom each of them counts.
type reader struct {
	w        *world
	patterns [][]int // by pattern: how each release counts these people
	unknowns []unknown
	people   []int64 // by unknown; the reader does not know it
	sums     [3]system
	others   []system // by release: sizes, and the tables of the other releases about people
}

// What a reader knows.
const (
	sizes   = iota // how many people each release counts, by how the others do
	oneWay         // and the tables by one question
	crossed        // and those by two
	alone          // sizes, and what another release shows about people by a table that may be shown by itself
)

func newReader(w *world) *reader {
	r := &reader{w: w}
	at := map[string]int{}
	number := map[unknown]int64{}
	for i, p := range w.people {
		var codes []int
		for _, release := range w.releases {
			code := disclose.NotCounted
			if i < len(release.codes) {
				code = release.codes[i]
			}
			codes = append(codes, code)
		}
		if !slices.ContainsFunc(codes, func(c int) bool { return c != disclose.NotCounted }) {
			continue
		}
		key := fmt.Sprint(codes)
		if _, known := at[key]; !known {
			at[key] = len(r.patterns)
			r.patterns = append(r.patterns, codes)
		}
		number[unknown{at[key], p.version, p.answers}]++
	}
	for pattern := range r.patterns {
		for v := range w.versions {
			r.eachAnswer(v, func(answers [questions]int) {
				u := unknown{pattern, v, answers}
				r.unknowns, r.people = append(r.unknowns, u), append(r.people, number[u])
			})
		}
	}
	for i := range r.sums {
		r.sums[i].unknowns = len(r.unknowns)
	}
	r.others = make([]system, len(w.releases))
	for pattern := range r.patterns {
		r.know(sizes, func(u unknown) bool { return u.pattern == pattern })
	}
	for e := range w.releases {
		r.read(e)
	}
	for e := range r.others {
		r.others[e].unknowns = len(r.unknowns)
		for pattern := range r.patterns {
			r.others[e].add(r.sum(func(u unknown) bool { return u.pattern == pattern }))
		}
		for f := range w.releases {
			for o, c := range w.releases[f].tables[about].Cells {
				if _, shown := c.Number(); shown && f != e {
					r.others[e].add(r.sum(func(u unknown) bool { return r.in(u, f, disclose.Counted) && r.w.chose(about, u.answers[about], o) }))
				}
			}
		}
	}
	return r
}

// eachAnswer calls yield with all answers that people can give to version v.
func (r *reader) eachAnswer(v int, yield func([questions]int)) {
	answersTo := func(q int) []int { return append(r.w.answersTo(q), skipped) }
	for _, a := range answersTo(view) {
		for _, b := range answersTo(use) {
			for _, c := range answersTo(about) {
				answers := [questions]int{a, b, c, notAsked}
				if !r.w.isAsked(&r.w.versions[v], answers) {
					yield(answers)
					continue
				}
				for d := range r.w.options[extra] {
					answers[extra] = d
					yield(answers)
				}
			}
		}
	}
}

// sum returns the unknowns that fulfil is, and how many people they are.
func (r *reader) sum(is func(unknown) bool) (sum []bool, people int64) {
	sum = make([]bool, len(r.unknowns))
	for i, u := range r.unknowns {
		if sum[i] = is(u); sum[i] {
			people += r.people[i]
		}
	}
	return sum, people
}

// know adds to level, and those above it, how many people fulfil is.
func (r *reader) know(level int, is func(unknown) bool) {
	sum, people := r.sum(is)
	for i := level; i < len(r.sums); i++ {
		r.sums[i].add(sum, people)
	}
}

// in reports whether release e counts u with a code.
func (r *reader) in(u unknown, e, code int) bool { return r.patterns[u.pattern][e] == code }

// read adds what release e shows.
func (r *reader) read(e int) {
	release := &r.w.releases[e]
	counted := func(u unknown) bool { return r.in(u, e, disclose.Counted) }
	parts := func(b *breakdown, name func(unknown) string) {
		r.know(sizes, func(u unknown) bool { return counted(u) && !slices.Contains(b.names, name(u)) })
		for k, c := range b.Cells {
			if _, shown := c.Number(); shown {
				r.know(oneWay, func(u unknown) bool { return counted(u) && name(u) == b.names[k] })
			}
		}
	}
	parts(&release.editions, r.edition)
	if release.versions != nil {
		parts(release.versions, func(u unknown) string { return r.w.versions[u.version].form.Version })
	}
	for q, t := range release.tables {
		r.readTable(q, t, counted)
	}
	if r.w.rows {
		r.readCells(oneWay, []disclose.Cell{release.grid.Answered, release.grid.Skipped}, func(i int) func(unknown) bool {
			return func(u unknown) bool { return counted(u) && answeredGrid(u.answers) == (i == 0) }
		})
	}
	for _, s := range release.sets {
		for q, t := range s.effects {
			r.readTable(q, t, func(u unknown) bool { return r.in(u, e, s.code) })
		}
	}
	for _, c := range release.crosses {
		if c.Withheld != disclose.NotWithheld {
			continue
		}
		row := func(i int) func(unknown) bool {
			return func(u unknown) bool { return counted(u) && u.answers[c.question] == c.sides[0][i] }
		}
		column := func(k int) func(unknown) bool {
			return func(u unknown) bool { return counted(u) && u.answers[about] == c.sides[1][k] }
		}
		r.readCells(crossed, c.Rows, row)
		r.readCells(crossed, c.Columns, column)
		for i, cells := range c.Cells {
			r.readCells(crossed, cells, func(k int) func(unknown) bool {
				return func(u unknown) bool { return row(i)(u) && column(k)(u) }
			})
		}
	}
}

func (r *reader) edition(u unknown) string { return r.w.versions[u.version].edition }

// readTable adds what a table about question q shows.
func (r *reader) readTable(q int, t disclose.ReleasedTable, of func(unknown) bool) {
	answer := func(is func(a int) bool) func(unknown) bool {
		return func(u unknown) bool { return of(u) && is(u.answers[q]) }
	}
	r.readCells(oneWay, t.Cells, func(o int) func(unknown) bool { return answer(func(a int) bool { return r.w.chose(q, a, o) }) })
	r.readCells(oneWay, []disclose.Cell{t.Answered, t.Skipped, t.NotAsked}, func(i int) func(unknown) bool {
		return answer(func(a int) bool { return i == 0 && a >= 0 || i == 1 && a == skipped || i == 2 && a == notAsked })
	})
}

func (r *reader) readCells(level int, cells []disclose.Cell, is func(i int) func(unknown) bool) {
	for i, c := range cells {
		if _, shown := c.Number(); shown {
			r.know(level, is(i))
		}
	}
}

// leastCount is the smallest count about a topic that may be shown.
func leastCount(t disclose.Topic) int64 {
	if t == disclose.Sensitive {
		return 10
	}
	return 5
}

// Few people: figures about the proposals must not follow for fewer, and the possible values of a hidden count span at least
// as much.
const (
	fewPeople = 10
	leastSpan = 5
)

// find returns what the reader finds out, or "".
func (r *reader) find() (string, error) {
	if found := r.findShown(); found != "" {
		return found, nil
	}
	if found := r.findFew(); found != "" {
		return found, nil
	}
	if found, err := r.findHidden(); found != "" || err != nil {
		return found, err
	}
	if found, err := findChannel(r); found != "" || err != nil {
		return found, err
	}
	return findExcluded(r.w)
}

// hiddenCount is a number that a release hides.
type hiddenCount struct {
	what  string
	e     int // the release
	level int // the possible values are compared with what is known from this
	is    func(unknown) bool
}

// hiddenCounts returns the numbers that the releases hide.
func (r *reader) hiddenCounts() (all []hiddenCount) {
	for e := range r.w.releases {
		release := &r.w.releases[e]
		counted := func(u unknown) bool { return r.in(u, e, disclose.Counted) }
		hide := func(level int, what string, cells []disclose.Cell, is func(i int, u unknown) bool) {
			for i, c := range cells {
				if _, shown := c.Number(); !shown {
					all = append(all, hiddenCount{fmt.Sprintf("release %d, %s, count %d", e+1, what, i+1), e, level,
						func(u unknown) bool { return is(i, u) }})
				}
			}
		}
		// What an earlier release shows, for these or others, is not hidden here because it is small.
		if t := release.tables[about]; r.w.topic != disclose.Proposal && t.Withheld != disclose.AlreadyReleased {
			hide(alone, names[about], t.Cells, func(i int, u unknown) bool { return counted(u) && r.w.chose(about, u.answers[about], i) })
		}
		hide(sizes, "editions", release.editions.Cells, func(i int, u unknown) bool {
			return counted(u) && r.edition(u) == release.editions.names[i]
		})
		for _, s := range release.sets {
			for q, t := range s.effects {
				hide(sizes, fmt.Sprintf("%s of similar responses %d", names[q], s.code), t.Cells,
					func(i int, u unknown) bool { return r.in(u, e, s.code) && u.answers[q] == i })
			}
		}
		for _, c := range release.crosses {
			for i, row := range c.Cells {
				hide(oneWay, fmt.Sprintf("%s %d by group", names[c.question], i+1), row, func(k int, u unknown) bool {
					return counted(u) && u.answers[c.question] == c.sides[0][i] && u.answers[about] == c.sides[1][k]
				})
			}
		}
	}
	return all
}

// findHidden returns a hidden number whose possible values span too little.
func (r *reader) findHidden() (string, error) {
	var tables [3]*table
	limits := func(h hiddenCount, level int, sum []bool, truth int64) (least, most int64, err error) {
		if level == alone {
			return newTable(&r.others[h.e]).limits(sum, truth, leastSpan)
		}
		if tables[level] == nil {
			tables[level] = newTable(&r.sums[level])
		}
		return tables[level].limits(sum, truth, leastSpan)
	}
	for _, h := range r.hiddenCounts() {
		sum, truth := r.sum(h.is)
		least, most, err := limits(h, crossed, sum, truth)
		if err != nil {
			return "", err
		}
		if most-least >= leastSpan {
			continue
		}
		from, to, err := limits(h, h.level, sum, truth)
		if err != nil {
			return "", err
		}
		if most-least < min(to-from, leastSpan) {
			return fmt.Sprintf("%s is %d to %d; by itself it could be %d to %d", h.what, least, most, from, to), nil
		}
	}
	return "", nil
}
