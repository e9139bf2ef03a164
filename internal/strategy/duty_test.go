package strategy

import (
	"slices"
	"testing"
	"time"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func findRule(t *testing.T, d Duty) DutyRule { t.Helper(); return findRuleIn(t, England, d) }

func findRuleIn(t *testing.T, j Jurisdiction, d Duty) DutyRule {
	t.Helper()
	set, err := RulesFor(j)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set {
		if r.Duty == d {
			return r
		}
	}
	t.Fatalf("no rule for %s", d)
	return DutyRule{}
}

func TestDueDateCountsFromTheLastPublication(t *testing.T) {
	for _, test := range []struct {
		name      string
		duty      Duty
		last      time.Time
		due, warn time.Time
	}{
		{"objectives: the day before the fourth anniversary", EqualityObjectives, date(2016, 7, 6), date(2020, 7, 5), date(2020, 1, 6)},
		{"objectives: first published on a leap day", EqualityObjectives, date(2020, 2, 29), date(2024, 2, 28), date(2023, 8, 29)},
		{"objectives: four years that end on a leap day", EqualityObjectives, date(2020, 3, 1), date(2024, 2, 29), date(2023, 9, 1)},
		{"objectives: 42 months end in a shorter month", EqualityObjectives, date(2018, 8, 31), date(2022, 8, 30), date(2022, 2, 28)},
		{"information: the day before the anniversary", EqualityInformation, date(2024, 5, 27), date(2025, 5, 26), date(2025, 3, 27)},
		{"information: published on a leap day", EqualityInformation, date(2024, 2, 29), date(2025, 2, 28), date(2024, 12, 29)},
		{"information: a year that ends on a leap day", EqualityInformation, date(2023, 3, 1), date(2024, 2, 29), date(2024, 1, 1)},
		{
			"information: from before the law, due first on 30 March 2018", EqualityInformation, date(2016, 1, 31),
			date(2018, 3, 30), date(2018, 1, 30),
		},
		{"information: early, so the next is early too", EqualityInformation, date(2018, 1, 10), date(2019, 1, 9), date(2018, 11, 10)},
		{"objectives: from before the four years of the transition", EqualityObjectives, date(2014, 3, 30), date(2018, 3, 30), date(2017, 9, 30)},
		{"objectives: within the four years of the transition", EqualityObjectives, date(2014, 4, 1), date(2018, 3, 31), date(2017, 10, 1)},
		{"objectives: never published", EqualityObjectives, time.Time{}, date(2018, 3, 30), date(2017, 9, 30)},
	} {
		var published []Publication
		if !test.last.IsZero() {
			// The order of publications must not matter.
			published = []Publication{{Kind: test.duty, Date: test.last}, {Kind: test.duty, Date: test.last.AddDate(-3, 0, 0)}}
		}
		other := Publication{Kind: EqualityInformation, Date: date(2030, 1, 1)}
		if test.duty == EqualityInformation {
			other.Kind = EqualityObjectives
		}
		c := findRule(t, test.duty).status(append(published, other), 5000)
		if !c.Due.Equal(test.due) || !c.WarnFrom.Equal(test.warn) {
			t.Errorf("%s: due %s, warning from %s; want %s and %s", test.name,
				c.Due.Format(time.DateOnly), c.WarnFrom.Format(time.DateOnly), test.due.Format(time.DateOnly), test.warn.Format(time.DateOnly))
		}
	}
}

func TestDeadlineLabels(t *testing.T) {
	c := findRule(t, EqualityObjectives).status([]Publication{{Kind: EqualityObjectives, Date: date(2016, 7, 6)}}, 5000)
	for _, test := range []struct {
		today time.Time
		words string
		near  bool
		late  bool
	}{
		{date(2020, 1, 5), "6 months left", false, false},
		{date(2020, 1, 6), "5 months left", true, false},
		{date(2020, 7, 4), "1 day left", true, false},
		{time.Date(2020, 7, 5, 23, 59, 0, 0, time.UTC), "due today", true, false},
		{date(2020, 7, 6), "1 day overdue", true, true},
		{date(2026, 3, 2), "5 years overdue", true, true},
	} {
		if got := c.Label(test.today).String(); got != test.words || c.DueSoon(test.today) != test.near || c.Late(test.today) != test.late {
			t.Errorf("on %s: %q, due soon %t, late %t; want %+v", test.today, got, c.DueSoon(test.today), c.Late(test.today), test)
		}
	}
}

func TestStaffInformationIsRequiredFrom150Employees(t *testing.T) {
	for employees, want := range map[int64]bool{149: false, 150: true, 5000: true} {
		if got := findRule(t, EqualityInformation).status(nil, employees).CoversStaff; got != want {
			t.Errorf("%d employees: %t", employees, got)
		}
		if findRule(t, EqualityObjectives).status(nil, employees).CoversStaff {
			t.Error("the duty to publish objectives requires information about employees")
		}
	}
}

// TestDutyOnFixedDates checks duties that are due on a day of the calendar, however early or late the last was met.
func TestDutyOnFixedDates(t *testing.T) {
	for _, test := range []struct {
		name      string
		in        Jurisdiction
		duty      Duty
		published []Publication
		due, warn time.Time
	}{
		{"pay gap in England: never published", England, GenderPayGap, nil, date(2018, 3, 30), date(2018, 1, 30)},
		{"pay gap in England: on the last day", England, GenderPayGap, []Publication{{Date: date(2018, 3, 30)}},
			date(2019, 3, 30), date(2019, 1, 30)},
		{"pay gap in England: a day late without saying so is for the next year", England, GenderPayGap,
			[]Publication{{Date: date(2018, 3, 31)}}, date(2020, 3, 30), date(2020, 1, 30)},
		{"pay gap in England: a month late", England, GenderPayGap,
			[]Publication{{Date: date(2018, 4, 30), For: date(2018, 3, 30)}}, date(2019, 3, 30), date(2019, 1, 30)},
		{"pay gap in England: early in the year of the snapshot", England, GenderPayGap,
			[]Publication{{Date: date(2024, 4, 1)}, {Date: date(2020, 1, 1)}}, date(2026, 3, 30), date(2026, 1, 30)},
		{"annual report in Wales: on 2021 to 2022", Wales, AnnualReport, []Publication{{Date: date(2023, 3, 31)}},
			date(2024, 3, 31), date(2024, 1, 31)},
		{"pay gap in Scotland: odd years", Scotland, GenderPayGap, []Publication{{Date: date(2025, 4, 30)}},
			date(2027, 4, 30), date(2027, 2, 28)},
		{"equal pay in Scotland: every four years", Scotland, EqualPayStatement, []Publication{{Date: date(2025, 4, 1)}},
			date(2029, 4, 30), date(2028, 12, 30)},
		{"mainstreaming in Scotland counts from the last report", Scotland, MainstreamingReport,
			[]Publication{{Date: date(2025, 4, 29)}}, date(2027, 4, 28), date(2026, 12, 29)},
		{"objectives in Wales count from the last review", Wales, EqualityObjectives, []Publication{{Date: date(2024, 3, 31)}},
			date(2028, 3, 30), date(2027, 9, 30)},
	} {
		for i := range test.published {
			test.published[i].Kind = test.duty
		}
		c := findRuleIn(t, test.in, test.duty).status(test.published, 5000)
		if !c.Due.Equal(test.due) || !c.WarnFrom.Equal(test.warn) {
			t.Errorf("%s: due %s, warning from %s; want %s and %s", test.name,
				c.Due.Format(time.DateOnly), c.WarnFrom.Format(time.DateOnly), test.due.Format(time.DateOnly), test.warn.Format(time.DateOnly))
		}
	}
}

// TestMissedDueDatesStayVisible checks that a year without a publication, and a late publication, are found after the next one.
func TestMissedDueDatesStayVisible(t *testing.T) {
	lapse := func(due, published string) string { return due + "/" + published }
	for _, test := range []struct {
		duty      Duty
		published []Publication
		want      []string
	}{
		{GenderPayGap, []Publication{{Date: date(2026, 3, 26)}, {Date: date(2023, 3, 30)}, {Date: date(2024, 5, 1), For: date(2024, 3, 30)}},
			[]string{lapse("2024-03-30", "2024-05-01"), lapse("2025-03-30", "0001-01-01")}},
		{GenderPayGap, []Publication{{Date: date(2025, 3, 1)}, {Date: date(2026, 3, 30)}}, nil},
		{EqualityInformation, []Publication{{Date: date(2024, 1, 10)}, {Date: date(2025, 1, 9)}, {Date: date(2026, 2, 1)}},
			[]string{lapse("2026-01-08", "2026-02-01")}},
	} {
		for i := range test.published {
			test.published[i].Kind = test.duty
		}
		var got []string
		for _, l := range findRule(t, test.duty).status(test.published, 5000).Lapses {
			got = append(got, lapse(l.Due.Format(time.DateOnly), l.Published.Format(time.DateOnly)))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.duty, got, test.want)
		}
	}
}

// TestDutiesDependOnTheNumberOfEmployees checks the thresholds of the regulations on both sides.
func TestDutiesDependOnTheNumberOfEmployees(t *testing.T) {
	for _, test := range []struct {
		in        Jurisdiction
		employees int64
		want      int
	}{{England, 249, 2}, {England, 250, 3}, {Wales, 0, 2}, {Scotland, 20, 3}, {Scotland, 21, 5}} {
		rules, err := RulesFor(test.in)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(Applicable(rules, test.employees)); got != test.want {
			t.Errorf("%s, %d employees: %d duties, want %d", test.in, test.employees, got, test.want)
		}
	}
	if _, err := RulesFor("northern-ireland"); err == nil {
		t.Error("Northern Ireland has other duties, but RulesFor returns rules")
	}
}

// TestRulesAreComplete checks what the pages show of each rule.
func TestRulesAreComplete(t *testing.T) {
	seen := map[Duty]bool{}
	for j, rules := range dutyRules {
		for _, r := range rules {
			seen[r.Duty] = true
			if r.Law == "" || r.Requirement.String() == "" || r.FirstDue.IsZero() || r.EveryMonths <= r.WarnMonths || r.WarnMonths < 1 ||
				(r.StaffThreshold > 0) != (r.StaffRequirement.String() != "") {
				t.Errorf("%s: %+v", j, r)
			}
		}
	}
	for _, d := range AllDuties() {
		if !seen[d] || d.Label().String() == "" {
			t.Errorf("%s has no rule or no name", d)
		}
	}
}

func TestTrendIsMeasuredFromBaselineToTarget(t *testing.T) {
	n := func(v float64) *float64 { return &v }
	for _, test := range []struct {
		name                     string
		baseline, target, latest *float64
		want                     Trend
	}{
		{"no reading", n(1), n(2), nil, TrendNoReading},
		{"no baseline", nil, n(2), n(1), TrendUnknown},
		{"no target", n(1), nil, n(1), TrendUnknown},
		{"more is better, and it is more", n(10), n(20), n(12), TrendTowards},
		{"more is better, and it is less", n(10), n(20), n(8), TrendAway},
		{"less is better, and it is less", n(10), n(5), n(8), TrendTowards},
		{"less is better, and it is more", n(10), n(5), n(12), TrendAway},
		{"unchanged", n(10), n(20), n(10), TrendNoChange},
		{"at the target", n(10), n(20), n(20), TrendReached},
		{"less is better, and it is below the target", n(10), n(5), n(4), TrendReached},
		{"the target is the baseline, and it is unchanged", n(10), n(10), n(10), TrendReached},
		{"the target is the baseline, and it fell", n(10), n(10), n(9), TrendAway},
	} {
		if got := TrendOf(test.baseline, test.target, test.latest, ""); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if got := TrendOf(n(10), n(10), n(11), Lower); got != TrendAway {
		t.Errorf("less is better, the target is the baseline, and it rose: %q", got)
	}
}

func TestFormatValue(t *testing.T) {
	n := func(v float64) *float64 { return &v }
	for _, test := range []struct {
		value *float64
		unit  string
		want  string
	}{
		{nil, "%", ""}, {n(62), "%", "62%"}, {n(3.1), "%", "3.1%"}, {n(1240), "reports", "1,240 reports"},
		{n(-1234567), "", "-1,234,567"}, {n(-123), "", "-123"}, {n(0), "", "0"},
	} {
		if got := FormatValue(nil, test.value, test.unit); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
