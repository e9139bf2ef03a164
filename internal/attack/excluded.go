package attack

import (
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
)

// excludedReader knows the numbers of excluded responses, in all and by reason, and nothing else of whom the releases count: a
// response can be excluded for any of the reasons in any of them. The other reader knows the sizes of the sets anyway.
type excludedReader struct {
	why    [][]string // how the releases exclude a response: the reason in each, or ""
	people []int64
}

// reason returns why release e excludes person i: a name of its numbers of excluded responses, or "".
func (w *world) reason(e, i int) string {
	r := &w.releases[e]
	switch {
	case i >= len(r.codes):
		return ""
	case r.codes[i] >= disclose.SimilarSet:
		return fmt.Sprint(r.codes[i] - disclose.SimilarSet)
	}
	return r.reasons[i]
}

func newExcludedReader(w *world) *excludedReader {
	number := map[string]int64{}
	for i := range w.people {
		var why []string
		for e := range w.releases {
			why = append(why, w.reason(e, i))
		}
		number[fmt.Sprintf("%q", why)]++
	}
	r := &excludedReader{why: [][]string{nil}}
	reasons := []string{"", excludedName}
	for set := range w.apart {
		reasons = append(reasons, fmt.Sprint(set))
	}
	for range w.releases {
		var next [][]string
		for _, why := range r.why {
			for _, reason := range reasons {
				next = append(next, append(slices.Clone(why), reason))
			}
		}
		r.why = next
	}
	for _, why := range r.why {
		r.people = append(r.people, number[fmt.Sprintf("%q", why)])
	}
	return r
}

// sum returns the kinds that fulfil is, and how many people they are.
func (r *excludedReader) sum(is func(why []string) bool) (sum []bool, people int64) {
	for i, why := range r.why {
		in := is(why)
		if sum = append(sum, in); in {
			people += r.people[i]
		}
	}
	return sum, people
}

// findExcluded returns what the numbers of excluded responses reveal: a hidden number whose possible values span too little, or
// how few people moved from or to a reason between two releases.
func findExcluded(w *world) (string, error) {
	r := newExcludedReader(w)
	known := &system{unknowns: len(r.why)}
	for e, l := range w.releases {
		known.add(r.sum(func(why []string) bool { return why[e] != "" })) // the sum is public
		if l.excluded == nil {
			continue
		}
		for i, name := range l.excluded.names {
			if _, shown := l.excluded.Cells[i].Number(); shown {
				known.add(r.sum(func(why []string) bool { return why[e] == name }))
			}
		}
	}
	t := newTable(known)
	for e, l := range w.releases {
		if l.excluded == nil {
			continue
		}
		_, all := r.sum(func(why []string) bool { return why[e] != "" })
		for i, name := range l.excluded.names {
			n, shown := l.excluded.Cells[i].Number()
			if shown && len(l.excluded.names) > 1 && n > 0 && n < fewPeople {
				return fmt.Sprintf("release %d: %d responses are excluded as %s", e+1, n, name), nil
			}
			if shown || len(l.excluded.names) == 1 {
				continue
			}
			sum, truth := r.sum(func(why []string) bool { return why[e] == name })
			if least, most, err := t.limits(sum, truth, leastSpan); err != nil || most-least < min(leastSpan, all) {
				return fmt.Sprintf("release %d: %d to %d responses are excluded as %s", e+1, least, most, name), err
			}
		}
		for f := range e {
			if found := r.findMoved(w, f, e); found != "" {
				return found, nil
			}
		}
	}
	return "", nil
}

// findMoved returns by how few people the numbers of a reason differ in two releases that show them, among others.
func (r *excludedReader) findMoved(w *world, f, e int) string {
	was, now := w.releases[f].excluded, w.releases[e].excluded
	if was == nil || now == nil || len(was.names) < 2 && len(now.names) < 2 {
		return "" // the sums are public
	}
	for i, name := range now.names {
		for k, before := range was.names {
			a, shown := was.Cells[k].Number()
			b, also := now.Cells[i].Number()
			if moved := max(a-b, b-a); name == before && shown && also && moved > 0 && moved < leastSpan {
				return fmt.Sprintf("releases %d and %d: %d and %d responses are excluded as %s", f+1, e+1, a, b, name)
			}
		}
	}
	return ""
}
