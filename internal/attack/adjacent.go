package attack

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
)

// Adjacent invents a consultation, releases it, gives one person another answer to one question, and releases it instead. It
// returns what differs between the two releases although it does not count that answer, or "". compared is false if there is
// nothing to compare: no release, no answer, or an answer by which another question is asked or not.
func Adjacent(p disclose.Policy, seed, number uint64) (found string, compared bool) {
	w := invent(p, seed, number)
	w.releases, w.rng = nil, rand.New(rand.NewPCG(seed, number))
	w.publish()
	if len(w.releases) == 0 {
		return "", false
	}
	before := w.releases[0]
	changed := []int{view, use, about}[w.rng.IntN(3)]
	of := w.people[w.rng.IntN(len(w.people))]
	others := slices.DeleteFunc(w.answersTo(changed), func(a int) bool { return a == of.answers[changed] })
	if of.answers[changed] < 0 || len(others) == 0 {
		return "", false
	}
	of.answers[changed] = others[w.rng.IntN(len(others))]
	if asked := w.isAsked(&w.versions[of.version], of.answers); asked != (of.answers[extra] != notAsked) {
		return "", false
	}
	w.releases, w.rng = nil, rand.New(rand.NewPCG(seed, number))
	w.publish()
	return w.compare(&before, &w.releases[0], changed), true
}

// compare returns what differs between two releases, of which only the counts of one question may.
func (w *world) compare(before, after *release, changed int) string {
	for _, same := range []struct {
		what string
		a, b any
	}{
		{"responses by edition", before.editions, after.editions},
		{"responses by channel", before.channels, after.channels},
		{"responses by version", before.versions, after.versions},
		{"excluded responses", before.excluded, after.excluded},
		{"who answered any row", before.grid, after.grid},
	} {
		if !reflect.DeepEqual(same.a, same.b) {
			return fmt.Sprintf("%s: %+v and %+v", same.what, same.a, same.b)
		}
	}
	tests := slices.ContainsFunc(w.versions, func(v version) bool {
		return v.when[0] != nil && changed == use || v.when[1] != nil && changed == about
	})
	for q := range questions {
		if q == changed || q == extra && tests { // who is asked it may follow from what is hidden now
			continue
		}
		if a, b := before.tables[q], after.tables[q]; !reflect.DeepEqual(a, b) {
			return fmt.Sprintf("%s, although %s changed: %+v and %+v", names[q], names[changed], a, b)
		}
	}
	for i, set := range before.sets {
		for q, t := range set.effects {
			if q != changed && i < len(after.sets) && !reflect.DeepEqual(t, after.sets[i].effects[q]) {
				return fmt.Sprintf("%s of similar responses, although %s changed", names[q], names[changed])
			}
		}
	}
	for _, c := range before.crosses {
		i := slices.IndexFunc(after.crosses, func(d cross) bool { return d.question == c.question })
		if c.question == changed || changed == about || tests || i < 0 {
			continue
		}
		if !reflect.DeepEqual(c.ReleasedCross, after.crosses[i].ReleasedCross) {
			return fmt.Sprintf("%s by group, although %s changed: %+v and %+v", names[c.question], names[changed],
				c.ReleasedCross, after.crosses[i].ReleasedCross)
		}
	}
	return ""
}
