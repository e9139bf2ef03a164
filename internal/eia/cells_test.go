package eia

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/record"
)

// refused returns what check says about a, at most one sentence a line.
func refused(ctx context.Context, tx *db.Tx, a *Assessment) (all []string) {
	var wrong definition.SettingErrors
	wrong.Add(a.check(ctx, tx))
	for _, one := range wrong {
		all = append(all, one.Err.Error())
	}
	return all
}

// An assessment is published only with a finding, and a reason for it, for each part of the duty: none of the 25 in England can be
// left out or answered together with another, 22 are enough for a function in schools, and marriage and civil partnership is not
// accepted under the second and the third aim. In other nations the parts are theirs. Rows R1 and F2 of docs/credibility.md.
func TestAssessmentHasAFindingForEachPartOfTheDuty(t *testing.T) {
	const unfinished = "Say for each characteristic whether the proposal is relevant, and why. Still without: 1."
	in(t, func(t *testing.T, ctx context.Context, tx *db.Tx) {
		if n := len(complete().Findings); n != 25 {
			t.Fatalf("%d findings in England, want 25", n)
		}
		for i := range complete().Findings {
			for what, change := range map[string]func(*Assessment){
				"left out":         func(a *Assessment) { a.Findings = slices.Delete(a.Findings, i, i+1) },
				"without a reason": func(a *Assessment) { a.Findings[i].Finding = " " },
				"not answered":     func(a *Assessment) { a.Findings[i].Relevant = "" },
			} {
				a := complete()
				change(a)
				if got := refused(ctx, tx, a); !slices.Contains(got, unfinished) {
					t.Errorf("%s, %s: %q", complete().Findings[i].Cell, what, got)
				}
			}
		}
		for _, limb := range []equality.Limb{equality.Advance, equality.Foster} {
			a := complete()
			cell := CellCode(equality.DutyFinding{Code: equality.MarriagePartnership, Limb: limb})
			a.Findings = append(a.Findings, Finding{Cell: cell, Relevant: RelevantNo, Finding: "None."})
			got := strings.Join(refused(ctx, tx, a), " ")
			if !strings.Contains(got, "The duty does not apply here to “Marriage and civil partnership") {
				t.Errorf("%s: %q", cell, got)
			}
		}
		schools := complete()
		schools.Schools = true
		schools.Findings = slices.DeleteFunc(schools.Findings, func(f Finding) bool { return strings.HasPrefix(f.Cell, "age/") })
		if got := refused(ctx, tx, schools); len(schools.Findings) != 22 || len(got) > 0 {
			t.Errorf("%d findings for schools, want 22: %q", len(schools.Findings), got)
		}

		rules := DefaultRules()
		rules.Jurisdiction = equality.NorthernIreland
		if _, err := defineRules(ctx, &definition.Loading{Tx: tx, Record: &record.Writer{}, By: actor.System}, rules); err != nil {
			t.Fatal(err)
		}
		if got := refused(ctx, tx, complete()); !slices.Contains(got, strings.Replace(unfinished, ": 1.", ": 12.", 1)) {
			t.Errorf("the English parts in Northern Ireland: %q", got)
		}
		there := complete()
		there.Findings = nil
		live, _ := rules.Cells(there.Started, equality.Function{})
		for _, c := range live {
			there.Findings = append(there.Findings, Finding{Cell: c.Code, Relevant: RelevantNo, Finding: "Fares by day stay."})
		}
		if got := refused(ctx, tx, there); len(live) != 12 || len(got) > 0 {
			t.Errorf("%d findings in Northern Ireland, want 12: %q", len(live), got)
		}
	})
}
