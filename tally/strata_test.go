package tally

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Strata agree with a count that looks at one person after another, and so do tables with a weight for each stratum.
func TestStrataAndTheirWeightsAgreeWithNaiveCount(t *testing.T) {
	for _, editions := range editionPairs(t) {
		rapid.Check(t, func(t *rapid.T) {
			columns, _, people := randomResponses(t, editions)
			var single, all []string
			for _, v := range columns.Variables() {
				if all = append(all, v.ID); !v.Multiple {
					single = append(single, v.ID)
				}
			}
			variables := rapid.SliceOfNDistinct(rapid.SampledFrom(single), 0, 3, rapid.ID[string]).Draw(t, "variables")
			strata, err := columns.Strata(variables...)
			if err != nil {
				t.Fatal(err)
			}
			w := &Weighting{Strata: strata}
			weightOf, left := map[string]int64{}, map[string]int64{}
			for _, s := range strata.All {
				w.Of = append(w.Of, rapid.Int64Range(1, 5_000_000).Draw(t, "weight"))
				weightOf[fmt.Sprint(s.In)], left[fmt.Sprint(s.In)] = w.Of[len(w.Of)-1], s.People
			}
			for i := range people {
				in := []int{}
				for v, id := range variables {
					p := lookUp(people[i], columns.variables[columns.byID[id]].folded())
					in = append(in, slices.IndexFunc(strata.Groups[v], p.isIn))
				}
				people[i].Weight = weightOf[fmt.Sprint(in)]
				left[fmt.Sprint(in)]--
			}
			for in, n := range left {
				if n != 0 {
					t.Fatalf("by %v, %d people too many in %s of %+v", variables, n, in, strata)
				}
			}
			q := Query{By: rapid.SampledFrom(all).Draw(t, "by"), Weighted: true, Weighting: w, Workers: 2}
			if rapid.Bool().Draw(t, "filter") {
				id := rapid.SampledFrom(all).Draw(t, "variable")
				q.Filters = []Filter{{id, []Group{rapid.SampledFrom(groupsOf(columns, id)).Draw(t, "group")}}}
			}
			tables, err := columns.Cross(q)
			if err != nil {
				t.Fatal(err)
			}
			for i := range tables {
				checkNaively(t, columns, people, q, &tables[i])
			}
		})
	}
}

func TestStrataRefuseWhatTheyCannotDivide(t *testing.T) {
	editions := editionPairs(t)[0]
	columns := NewColumns(editions[0], channels)
	multiple := ""
	for _, v := range columns.Variables() {
		if v.Multiple {
			multiple = v.ID
		}
	}
	for _, id := range []string{multiple, "there is none"} {
		if _, err := columns.Strata(id); err == nil {
			t.Errorf("%s: no error", id)
		}
	}
	strata, err := columns.Strata("channel")
	if err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]*Weighting{
		"a weight without a stratum": {strata, []int64{1}},
		"other groups":               {&Strata{Variables: []string{"channel"}, Groups: [][]Group{{{Category: "web"}}}}, nil},
	} {
		if _, err := columns.Cross(Query{Weighted: true, Weighting: w}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
