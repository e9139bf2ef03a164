package evidence

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

func exampleNeed(ref string) Need {
	return Need{
		Ref: ref, Title: "Hate incidents go unreported", Summary: "Half of the people who told us about an incident had not reported it.",
		Figure: "50%", Kind: Engagement, Quality: Weak, Gap: "How often.", Characteristics: []string{"race", "religion-belief"},
		Source: Source{"Community survey", "https://example.org/survey", time.Date(2015, 6, 1, 0, 0, 0, 0, time.UTC)},
	}
}

func TestDefineStoresNeeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &Service{d}
		want := exampleNeed("hate-incidents")
		for range 2 {
			if err := s.Define(t.Context(), actor.System, Definition{[]Need{want, exampleNeed("b")}}); err != nil {
				t.Fatal(err)
			}
		}
		all, err := s.List(t.Context())
		if err != nil || len(all) != 2 {
			t.Fatalf("%v %v", all, err)
		}
		err = d.View(t.Context(), func(tx *db.Tx) error {
			got, err := GetMany(t.Context(), tx, []string{"b", "nowhere", "hate-incidents"})
			if err != nil || len(got) != 2 || got[0].Ref != "b" || !reflect.DeepEqual(got[1], want) {
				t.Errorf("got %+v, %v", got, err)
			}
			if err := RequireNeeds(t.Context(), tx, []string{"b", "nowhere"}); !fault.Is(err, fault.Invalid) ||
				!strings.Contains(fault.Message(err), "nowhere") {
				t.Errorf("RequireNeeds returned %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestNeedRequiresASource(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, test := range []struct {
			name  string
			spoil func(*Need)
			say   string
		}{
			{"without a source", func(n *Need) { n.Source.Name = "" }, "source"},
			{"without the date of its source", func(n *Need) { n.Source.Date = time.Time{} }, "date"},
			{"with a script for an address", func(n *Need) { n.Source.Address = "javascript:alert(1)" }, "https://"},
			{"with a reference that cannot be in a URL", func(n *Need) { n.Ref = "Hate incidents" }, "lower-case letters"},
			{"with the name of a characteristic", func(n *Need) { n.Characteristics = []string{"Religion or belief"} }, "characteristic"},
		} {
			n := exampleNeed("x")
			test.spoil(&n)
			err := (&Service{d}).Define(t.Context(), actor.System, Definition{[]Need{n}})
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), test.say) {
				t.Errorf("%s: %v", test.name, err)
			}
		}
		err := (&Service{d}).Define(t.Context(), actor.Actor{}, Definition{})
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("defining evidence without permission: %v", err)
		}
	})
}
