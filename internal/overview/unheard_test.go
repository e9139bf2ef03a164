package overview

import (
	"fmt"
	"testing"

	"github.com/folkmoot/folkmoot/represent"
	"pgregory.net/rapid"
)

// drawTable draws what staff see of a question, and a population to compare with.
func drawTable(t *rapid.T) GroupTable {
	table := GroupTable{ID: "age"}
	b := represent.Benchmark{Population: represent.Affected}
	for i := range rapid.IntRange(2, 6).Draw(t, "groups") {
		id := fmt.Sprint(i)
		table.Groups = append(table.Groups, Group{ID: id, AtLeast: 10 * rapid.Int64Range(0, 12).Draw(t, "at least")})
		p := represent.People{ID: id, N: rapid.Int64Range(1, 500).Draw(t, "people")}
		if b.Whole += p.N; rapid.IntRange(0, 5).Draw(t, "hide") == 0 {
			p.N, p.Hidden = 0, true
		}
		b.People = append(b.People, p)
	}
	table.Affected = &b
	return table
}

// A group is far below its share only if that follows from the numbers shown whatever the numbers behind them are: with up to 9 people
// more in it and no more in the others, it has less than half of its share. Nothing is said of tables that show few people, of groups
// of which few would be expected or whose share is hidden, and of the largest group, which may be held back.
func TestOnlyGroupsThatAreSurelyFarBelowTheirShareAreNamed(t *testing.T) {
	named := 0
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		shown, largest := int64(0), int64(0)
		for _, g := range table.Groups {
			shown, largest = shown+g.AtLeast, max(largest, g.AtLeast)
		}
		found := table.unheard()
		for _, u := range found {
			named++
			share, ok := table.Affected.Share(u.Group.ID)
			most := float64(u.Group.AtLeast + 9)
			if !ok || shown < represent.MinAnswered || u.Group.AtLeast == largest || share*float64(shown) < 20 ||
				most/(most+float64(shown-u.Group.AtLeast)) >= share/2 {
				t.Fatalf("%+v of %+v", u.Group, table)
			}
		}
		for _, g := range table.Groups { // those with none shown and a large share are never forgotten
			share, _ := table.Affected.Share(g.ID)
			if share > 0.5 && shown >= 100 && g.AtLeast == 0 && len(found) == 0 {
				t.Fatalf("%+v is forgotten of %+v", g, table)
			}
		}
	})
	if named == 0 {
		t.Error("no group was ever named")
	}
}

// Affected users come first; without them a group is compared with residents, and without either not at all.
func TestAffectedUsersComeBeforeResidents(t *testing.T) {
	bench := func(p represent.Population, young, old int64) *represent.Benchmark {
		return &represent.Benchmark{Population: p, People: []represent.People{{ID: "young", N: young}, {ID: "old", N: old}}}
	}
	table := GroupTable{ID: "age", Groups: []Group{{ID: "young"}, {ID: "old", AtLeast: 200}}}
	if found := table.unheard(); found != nil {
		t.Errorf("compared with nothing: %+v", found)
	}
	table.Residents = bench(represent.Residents, 50, 50)
	if found := table.unheard(); len(found) != 1 || found[0].Benchmark.Population != represent.Residents || found[0].Share != 0.5 {
		t.Errorf("compared with residents: %+v", found)
	}
	table.Affected = bench(represent.Affected, 30, 70)
	if found := table.unheard(); len(found) != 1 || found[0].Share != 0.3 || found[0].Residents != 0.5 {
		t.Errorf("compared with affected users: %+v", found)
	}
	table.Affected = bench(represent.Affected, 2, 98)
	if found := table.unheard(); found != nil {
		t.Errorf("few of those affected are young: %+v", found)
	}
}
