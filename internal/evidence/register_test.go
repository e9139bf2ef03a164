package evidence

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
)

// The register is filtered by place, group, kind, quality, age and gaps, and knows only places that exist.
func TestRegisterIsFiltered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			return place.Define(t.Context(), tx, actor.System, place.Definition{Places: []place.Place{
				{Ref: "north", Code: "E1", Name: "North", Kind: place.District},
				{Ref: "south", Code: "E2", Name: "South", Kind: place.District},
			}})
		})
		if err != nil {
			t.Fatal(err)
		}
		old, recent, nowhere := exampleNeed("old"), exampleNeed("recent"), exampleNeed("nowhere")
		old.Places = []string{"north", "south"}
		recent.Places, recent.Characteristics, recent.Kind, recent.Quality, recent.Gap = []string{"south"}, []string{"age"}, Data, Strong, ""
		recent.Source.Date = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		nowhere.Places = []string{"nowhere"}
		s := &Service{d}
		if err := s.Define(t.Context(), actor.System, Definition{[]Need{old, recent}}); err != nil {
			t.Fatal(err)
		}
		wrong, ok := errors.AsType[definition.SettingErrors](s.Define(t.Context(), actor.System, Definition{[]Need{nowhere}}))
		if !ok || len(wrong) != 1 || !slices.Equal(wrong[0].Path, []any{"needs", 0, "places", 0}) || !fault.Is(wrong, fault.Invalid) {
			t.Errorf("a place that does not exist: %v", wrong)
		}
		day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		err = d.View(t.Context(), func(tx *db.Tx) error {
			for _, test := range []struct {
				name string
				q    Query
				want []string
			}{
				{"everything", Query{}, []string{"old", "recent"}},
				{"a place of both", Query{Place: "south"}, []string{"old", "recent"}},
				{"a place of one", Query{Place: "north"}, []string{"old"}},
				{"a group", Query{Group: "age"}, []string{"recent"}},
				{"a place and a group", Query{Place: "north", Group: "age"}, nil},
				{"a kind", Query{Kind: Engagement}, []string{"old"}},
				{"a quality", Query{Quality: Strong}, []string{"recent"}},
				{"new", Query{Since: day}, []string{"recent"}},
				{"old", Query{Until: day}, []string{"old"}},
				{"gaps", Query{Gaps: true}, []string{"old"}},
			} {
				found, err := Find(t.Context(), tx, test.q, "", 10)
				var refs []string
				for _, n := range found.Items {
					refs = append(refs, n.Ref)
				}
				if err != nil || !slices.Equal(refs, test.want) {
					t.Errorf("%s: %v, %v", test.name, refs, err)
				}
			}
			places, groups, err := Labels(t.Context(), tx)
			if err != nil || !slices.Equal(places, []string{"north", "south"}) ||
				!slices.Equal(groups, []string{"age", "race", "religion-belief"}) {
				t.Errorf("labels: %v, %v, %v", places, groups, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
