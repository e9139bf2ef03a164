package analysisweb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis/analysistest"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/web"
)

// A councillor sees the consultations about the area that they represent first, and what people said only once it is
// released. Other staff see no such lists.
func TestCouncillorSeesTheirOwnAreaFirstAndReleasedFiguresOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, svc, at := newSite(t, d)
		north := analysistest.Definition
		north.Slug, north.Title, north.Area, north.Opens, north.Closes = "north", "Lights", "North", "2026-01-01 09:00", "2026-01-20 09:00"
		if err := (&consult.Service{DB: d, Log: svc.Log}).Define(t.Context(), actor.System, north); err != nil {
			t.Fatal(err)
		}
		lists := func(role actor.Role, area string) (all []web.List) {
			t.Helper()
			if err := d.View(t.Context(), func(tx *db.Tx) error {
				now, err := tx.Now(t.Context())
				if err != nil {
					return err
				}
				all, err = memberLists(t.Context(), tx, web.ListQuery{Now: now, Area: area,
					By: actor.Actor{ID: "ann", Org: actor.CouncilOrg, Capabilities: actor.CapabilitiesOf(true, role)}})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return all
		}
		at(2)
		for area, want := range map[string]string{"": "The park Lights", "NORTH": "Lights The park", "South": "The park Lights"} {
			all := lists(actor.Councillor, area)
			rows := all[0].Rows
			if got := rows[0][0].Text + " " + rows[1][0].Text; got != want || (len(rows[0][0].Tags) > 0) != (area == "NORTH") {
				t.Errorf("for the area %q: %s, %v", area, got, rows[0][0].Tags)
			}
			if text := fmt.Sprint(all); len(all[1].Rows) > 0 || strings.Contains(text, "1,000") {
				t.Errorf("before the release: %s", text)
			}
		}
		at(10)
		if _, err := svc.Release(t.Context(), actor.System, "park"); err != nil {
			t.Fatal(err)
		}
		all := lists(actor.Councillor, "")
		if got := all[0].Rows[0][2]; got.Text != "1,000 responses" || got.Href != "/consultations/park/results" {
			t.Errorf("what people said is %+v", got)
		}
		if rows := all[1].Rows; len(rows) != 1 || rows[0][0].Text != "Do you use the park?" || rows[0][1].Note != "667 (67%)" {
			t.Errorf("the most common answers are %+v", rows)
		}
		if strings.Contains(fmt.Sprint(all), analysistest.FreeText) {
			t.Error("the lists have the words of respondents")
		}
		if all := lists(actor.Viewer, ""); all != nil {
			t.Errorf("a viewer sees %+v", all)
		}
	})
}
