package place

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// An import shows what would change before anything is stored, is refused if the figures have changed since, and can be
// undone.
func TestFiguresAreImportedAfterALookAndUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := define(t, d, examplePlaces(), exampleTable()); err != nil {
			t.Fatal(err)
		}
		s := &Service{d}
		figures := func() string {
			var text string
			err := d.View(t.Context(), func(tx *db.Tx) error {
				rows, err := readRows(t.Context(), tx, "sex")
				if err != nil {
					return err
				}
				table, err := GetTable(t.Context(), tx, "sex")
				text = db.JSON(rows) + db.JSON(table.Categories)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		upload := func() string {
			file := "code,group,n\nE07N,All,61\nE07N,Other,2\nE10,All,100\nE99,All,9\nE07S,All,-\n"
			id, err := s.Upload(t.Context(), actor.System, "sex", "new.csv", strings.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		mapping := Mapping{Place: "code", Category: "group", Values: []string{"n"}}
		before, id, late := figures(), upload(), upload()
		p, err := s.Preview(t.Context(), actor.System, id, mapping, false)
		if err != nil || len(p.Changes) != 2 || p.Same != 1 || *p.Changes[0].Before != 60 || *p.Changes[0].After != 61 ||
			p.Changes[1].Before != nil {
			t.Fatalf("%+v, %v", p, err)
		}
		if all, err := s.Preview(t.Context(), actor.System, id, mapping, true); err != nil || len(all.Changes) != 5 {
			t.Errorf("with the removal of other figures: %+v, %v", all, err)
		}
		if figures() != before {
			t.Error("a preview has changed figures")
		}
		for _, why := range []string{" ", strings.Repeat("x", MaxWhy+1)} {
			if err := s.Apply(t.Context(), actor.System, id, mapping, false, p.Table.Version, why); !fault.Is(err, fault.Invalid) || !p.Correct {
				t.Errorf("a correction with the reason %.10q: %v", why, err)
			}
		}
		if err := s.Apply(t.Context(), actor.System, id, mapping, false, p.Table.Version, "The source corrected it."); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(figures(), `"All":61`) || !strings.Contains(figures(), "Other") || strings.Contains(figures(), `"All":9`) {
			t.Errorf("after the import: %s", figures())
		}
		for name, err := range map[string]error{
			"again":                   s.Apply(t.Context(), actor.System, id, mapping, false, p.Table.Version+1, "x"),
			"seen before another one": s.Apply(t.Context(), actor.System, late, mapping, true, p.Table.Version, "x"),
			"undo what is uploaded":   s.Undo(t.Context(), actor.System, late, "x"),
		} {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.Undo(t.Context(), actor.System, id, "The file was wrong."); err != nil || figures() != before {
			t.Errorf("undone: %v, %s", err, figures())
		}
		if err := s.Undo(t.Context(), actor.System, id, "The file was wrong."); !fault.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
		if err := s.Undo(t.Context(), actor.System, late, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("undoing what is uploaded: %v", err)
		}
		if err := s.Remove(t.Context(), actor.System, id); !fault.Is(err, fault.Conflict) {
			t.Errorf("removing what was imported: %v", err)
		}
		if err := s.Remove(t.Context(), actor.System, late); err != nil || figures() != before {
			t.Errorf("removing an upload: %v", err)
		}
		if _, err := s.Preview(t.Context(), actor.System, late, mapping, false); !fault.Is(err, fault.NotFound) {
			t.Errorf("a removed upload: %v", err)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			var got []string
			for table, want := range map[string]bool{"sex": true, "age": false} {
				if has, err := HasCorrections(t.Context(), tx, table); err != nil || has != want {
					t.Errorf("%s has corrections: %v, %v", table, has, err)
				}
			}
			all, err := CorrectionsOf(t.Context(), tx, "north")
			for _, c := range all {
				got = append(got, c.Why+db.JSON(c.Changes))
			}
			if want := []string{
				`The file was wrong.[{"Place":"north","Category":"All","Before":61,"After":60},` +
					`{"Place":"north","Category":"Other","Before":2,"After":null}]`,
				`The source corrected it.[{"Place":"north","Category":"All","Before":60,"After":61}]`,
			}; !slices.Equal(got, want) {
				t.Errorf("the corrections are %q", got)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		editor := actor.Actor{ID: "e", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.EditRecords}}
		if _, err := s.Upload(t.Context(), editor, "sex", "x.csv", strings.NewReader("")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission to approve: %v", err)
		}
	})
}
