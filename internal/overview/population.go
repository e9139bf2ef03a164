package overview

import (
	"slices"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/represent"
)

// compare adds the people whom the consultation affects and the residents to the tables of g that can be compared with them.
// areaQuestion is the question where people live, some of whose answers can be about people from elsewhere.
func (g *Groups) compare(affected []represent.Benchmark, residents map[string]represent.Benchmark, area, areaQuestion string) {
	for i := range g.Tables {
		t := &g.Tables[i]
		if b, ok := residents[t.ID]; ok && t.isLike(&b, area, areaQuestion) {
			t.Residents = &b
		}
		for _, b := range affected {
			if b = broad(b); string(b.Question) == t.ID && t.isLike(&b, area, areaQuestion) {
				t.Affected = &b
			}
		}
	}
}

// broad returns b with ethnic groups joined to the five broad ones, which the numbers have while a consultation is open.
func broad(b represent.Benchmark) represent.Benchmark {
	if string(b.Question) != EthnicGroup {
		return b
	}
	into := map[string]string{}
	for _, p := range b.People {
		if g, ok := equality.BroadGroup(p.ID); ok {
			into[p.ID] = string(g)
		}
	}
	return b.Merge(into)
}

// isLike reports whether t can be compared with b: both have the same question, ages, area and groups.
func (t *GroupTable) isLike(b *represent.Benchmark, area, areaQuestion string) bool {
	if represent.Comparable(place.Basis(t.ID, area), b.Basis, b.Population) != represent.Compared {
		return false
	}
	groups := 0
	for _, p := range b.People {
		if slices.ContainsFunc(t.Groups, func(g Group) bool { return g.ID == p.ID }) {
			groups++
		}
	}
	return groups == len(b.People) && (groups == len(t.Groups) || t.ID == areaQuestion)
}
