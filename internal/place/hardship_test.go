package place

import (
	"fmt"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// A place is as deprived as its most deprived small area, by the latest table that says so; without a figure, nothing is said.
func TestHardshipIsThatOfTheMostDeprivedSmallArea(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table := func(ref, dated string, says Says, whole, text string) Table {
			return Table{Ref: ref, Title: ref, Measure: Parts, Says: says, Whole: whole, Source: "Index", Date: day(dated),
				Text: "place,category,value\n" + text}
		}
		err := define(t, d, examplePlaces(),
			table("old", "2019-01-01", Deprivation, "", "north,Tenth 1,4\n"),
			table("new", "2025-01-01", Deprivation, "", "E10,Tenth 1,0\nE10,Tenth 2,1\nE10,Tenth 3,9\nnorth,Tenth 3,4\n"),
			table("rural", "2021-03-21", Rurality, "All", "north,All,4\nnorth,Rural,3\n"))
		if err != nil {
			t.Fatal(err)
		}
		err = d.View(t.Context(), func(tx *db.Tx) error {
			all, err := HardshipOf(t.Context(), tx, []string{"south", "north", "county", "unknown"})
			got := ""
			for _, h := range all {
				got += fmt.Sprintf("%s %d %d/%d; ", h.Ref, h.Tenth, h.Rural, h.Areas)
			}
			if want := "county 2 0/0; north 3 3/4; south 0 0/0; "; got != want || WorstTenth(all) != 2 {
				t.Errorf("%q, want %q", got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
