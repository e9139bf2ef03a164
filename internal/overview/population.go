package overview

import (
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/internal/place"
)

// compare adds the figures of the population to the tables of g that have the same groups.
func (g *Groups) compare(have map[string]place.Population) {
	for i := range g.Tables {
		t := &g.Tables[i]
		p, ok := have[t.ID]
		known := slices.Collect(maps.Keys(p.People))
		if !ok || slices.ContainsFunc(known, func(id string) bool {
			return !slices.ContainsFunc(t.Groups, func(g Group) bool { return g.ID == id })
		}) {
			continue // of another list of groups
		}
		t.Source, t.Population = p.Source, p.People
	}
}
