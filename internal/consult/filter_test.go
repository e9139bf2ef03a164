package consult_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// Row E8 of docs/faults.md. Lists are filtered by area, subject, state and words together. The pages of a list show each
// consultation once, also if one is published in between and if many have the same date.
func TestListIsFilteredByAreaAndSubject(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		add := func(slug, year, area, subjects string) {
			t.Helper()
			h.define(t, fmt.Sprintf("{slug: %s, title: The %s, type: consultation, closes: %q, area: %s, subjects: [%s], "+
				"register: {outcome: \"\", source: a report}}", slug, slug, year, area, subjects))
		}
		for i := range 45 {
			area, subjects := []string{"Môn", "mon ", "Powys"}[i%3], []string{"Transport", "Parks, transport"}[i%2]
			add(fmt.Sprintf("plan-%02d", i), fmt.Sprint(1990+i/20), area, subjects)
		}
		all := func(q consult.Query) (slugs []string) {
			t.Helper()
			for {
				list, err := h.List(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range list.Items {
					slugs = append(slugs, c.Slug)
				}
				if q.After == "" {
					add("newest-"+fmt.Sprint(len(q.Area+q.Subject+q.Words)), "2020", "Gwent", "Budget")
				}
				if q.After = list.Next; q.After == "" {
					return slugs
				}
			}
		}
		for _, test := range []struct {
			q    consult.Query
			want int
		}{
			{consult.Query{Filter: consult.AllStates}, 45},
			{consult.Query{Filter: consult.AllStates, Area: "mon"}, 30},
			{consult.Query{Filter: consult.OnlyClosed, Area: "powys"}, 15},
			{consult.Query{Filter: consult.AllStates, Subject: "transport"}, 45},
			{consult.Query{Filter: consult.AllStates, Subject: "parks"}, 22},
			{consult.Query{Filter: consult.AllStates, Subject: "parks", Area: "powys", Words: "plan"}, 7},
			{consult.Query{Filter: consult.OnlyOpen, Subject: "parks"}, 0},
			{consult.Query{Filter: consult.AllStates, Area: "%' OR 1=1 --"}, 0},
		} {
			got := slices.DeleteFunc(all(test.q), func(slug string) bool { return slug[:4] != "plan" })
			if slices.Sort(got); len(got) != test.want || len(slices.Compact(got)) != test.want {
				t.Errorf("%+v: %d consultations, want %d: %v", test.q, len(got), test.want, got)
			}
		}
		list, err := h.List(ctx, consult.Query{Filter: consult.AllStates, Area: "mon"})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range append(list.Areas, list.Subjects...) {
			names = append(names, fmt.Sprint(f.Value, " ", f.Count))
		}
		slices.Sort(names)
		if list.Counts.All != 30 || !slices.Contains(names, "mon 30") || !slices.Contains(names, "parks 22") || len(names) != 6 {
			t.Errorf("%d, %q", list.Counts.All, names)
		}
	})
}
