package overview

import (
	"slices"

	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/represent"
)

// compare adds the residents to the tables of g that can be compared with them. areaQuestion is the question where people
// live, some of whose answers can be about people from elsewhere.
func (g *Groups) compare(have map[string]represent.Benchmark, area, areaQuestion string) {
	for i := range g.Tables {
		t := &g.Tables[i]
		b, ok := have[t.ID]
		if !ok || represent.Comparable(place.Basis(t.ID, area), b.Basis, b.Population) != represent.Compared {
			continue
		}
		groups := 0
		for _, p := range b.People {
			if slices.ContainsFunc(t.Groups, func(g Group) bool { return g.ID == p.ID }) {
				groups++
			}
		}
		if groups == len(b.People) && (groups == len(t.Groups) || t.ID == areaQuestion) {
			t.Residents = &b
		}
	}
}
