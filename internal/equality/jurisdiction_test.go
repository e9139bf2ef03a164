package equality

import (
	"slices"
	"testing"
)

// Marriage and civil partnership is assessed only under the first limb, so that England has 25 cells. For functions in
// schools age is taken out under all limbs, with the reason, and 22 are left. Row R1 of docs/credibility.md.
func TestEnglandHasTwentyFiveCellsAndTwentyTwoForSchools(t *testing.T) {
	live, off := England.Cells(today, Function{})
	if len(live) != 25 || len(off) != 0 {
		t.Errorf("%d cells and %d taken out, want 25 and 0", len(live), len(off))
	}
	for _, cell := range live {
		if cell.Code == MarriagePartnership && cell.Limb != Eliminate {
			t.Errorf("marriage and civil partnership is assessed under %s", cell.Limb)
		}
	}
	live, off = England.Cells(today, Function{Schools: true})
	if len(live) != 22 || len(off) != 3 {
		t.Errorf("schools: %d cells and %d taken out, want 22 and 3", len(live), len(off))
	}
	for _, cell := range off {
		if cell.Code != Age || cell.Reason == "" || slices.Contains(live, cell.DutyFinding) {
			t.Errorf("taken out for schools: %+v", cell)
		}
	}
}

// Wales and Scotland add the socio-economic duty from the day it came into force there; Northern Ireland has other
// categories and limbs, and prescribes seven steps.
func TestJurisdictionsHaveTheirOwnCells(t *testing.T) {
	for _, test := range []struct {
		j    Jurisdiction
		day  Day
		want int
	}{
		{Wales, "2021-03-30", 25}, {Wales, "2021-03-31", 26}, {Scotland, "2018-03-31", 25}, {Scotland, "2018-04-01", 26},
		{NorthernIreland, today, 12}, {England, "2011-04-04", 0},
	} {
		if live, _ := test.j.Cells(test.day, Function{}); len(live) != test.want {
			t.Errorf("%s on %s: %d cells, want %d", test.j, test.day, len(live), test.want)
		}
	}
	live, off := NorthernIreland.Cells(today, Function{Schools: true})
	if len(live) != 12 || len(off) != 0 {
		t.Error("the exception of the Equality Act for schools is applied in Northern Ireland")
	}
	if slices.Contains(live, DutyFinding{MenWomen, GoodRelations}) || !slices.Contains(live, DutyFinding{PoliticalOpinion, GoodRelations}) {
		t.Error("good relations are between people of different religious belief, political opinion or racial group")
	}
	if n := len(NorthernIreland.Steps()); n != 7 || len(England.Steps()) != 0 {
		t.Errorf("%d steps in Northern Ireland, want 7, and none in England", n)
	}
	for _, j := range Jurisdictions() {
		if j.Law() == "" {
			t.Errorf("%s has no citation", j)
		}
	}
}
