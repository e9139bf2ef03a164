package strategy

import (
	"fmt"
	"testing"
	"time"
)

// What makes plans impossible to check is pointed out: a date that never comes, a measure that counts the work, a feeling
// without a count, a team instead of a role, a missing baseline or target. The rows are from published plans of councils. Good
// ones are left alone, and so are texts in other languages.
//
// Row E2 of docs/faults.md.
func TestWeakObjectivesArePointedOut(t *testing.T) {
	n := func(v float64) *float64 { return &v }
	good := Objective{Title: "Reduce the number of people who miss out on a service",
		Measure: "Percentage of people who did not use a service",
		Unit:    "%", Baseline: n(19), Target: n(12), By: date(2028, 3, 31), Owner: "Assistant director of corporate services"}
	good.Source.Name = "Residents’ survey"
	for _, test := range []struct {
		name   string
		change func(*Objective)
		want   string
	}{
		{"a good one", func(*Objective) {}, ""},
		{"ongoing", func(o *Objective) { o.Title = "Ongoing work with communities" }, "title"},
		{"continue", func(o *Objective) { o.Title = "Continue to improve access where possible" }, "title"},
		{"a feeling", func(o *Objective) {
			o.Title, o.Measure, o.Unit = "Make sure that staff feel valued", "Staff feel valued", ""
		}, "title measure"},
		{"a feeling that is counted", func(o *Objective) {
			o.Title, o.Measure = "Make sure that staff feel valued", "Percentage of staff in the survey who feel valued"
		}, ""},
		{"an output", func(o *Objective) { o.Measure = "Programme in place and communicated" }, "measure"},
		{"workshops delivered", func(o *Objective) { o.Measure = "Workshops delivered" }, "measure"},
		{"a number of events", func(o *Objective) { o.Measure = "Number of training sessions" }, "measure"},
		{"not countable", func(o *Objective) { o.Measure, o.Unit = "Better services", "" }, "measure"},
		{"a team", func(o *Objective) { o.Owner = "Equalities team with decision makers" }, "owner"},
		{"a role in a team", func(o *Objective) { o.Owner = "Equalities team manager" }, ""},
		{"no baseline", func(o *Objective) { o.Baseline = nil }, "baseline"},
		{"no target", func(o *Objective) { o.Target = nil }, "target"},
		{"a target that is the baseline", func(o *Objective) { o.Target = n(19) }, "target"},
		{"no source", func(o *Objective) { o.Source.Name = "" }, "source"},
		{"another language", func(o *Objective) { o.Language, o.Title, o.Measure = "cy", "Gwella", "Mesur in place" }, ""},
	} {
		o := good
		test.change(&o)
		got := ""
		for i, one := range o.Advice() {
			if i > 0 {
				got += " "
			}
			got += fmt.Sprint(one.Path[0])
		}
		if got != test.want {
			t.Errorf("%s: advice at %q, want %q", test.name, got, test.want)
		}
	}
	missing := Objective{Title: "Pay people fairly", AsPublished: true}
	if found := missing.Check(); len(found) != 5 {
		t.Errorf("an objective of an old strategy lacks five parts, found %v", found)
	}
}

// A measurement that was due and is missing is shown, for each period that is over.
//
// Row E5 of docs/faults.md.
func TestMissedMeasurementsAreShown(t *testing.T) {
	o := Objective{Measure: "Loops", Every: 6, Readings: []Reading{{Date: date(2016, 4, 1)}, {Date: date(2017, 9, 30)}}}
	for today, want := range map[time.Time]string{
		date(2016, 10, 1): "", date(2017, 4, 1): "", date(2017, 4, 2): "1 measurement is missing. It was due by 31 March 2017.",
		date(2018, 4, 2): "2 measurements are missing. The last was due by 31 March 2018.",
		date(2030, 1, 1): "3 measurements are missing. The last was due by 30 September 2018.",
	} {
		if got := o.MissedLabel(date(2016, 4, 1), date(2018, 9, 30), today).String(); got != want {
			t.Errorf("%s: %q, want %q", today.Format(time.DateOnly), got, want)
		}
	}
	if old := (&Objective{AsPublished: true, Measure: "Loops"}).MissedReadings(date(2016, 4, 1), time.Time{}, date(2030, 1, 1)); old != nil {
		t.Errorf("of an old strategy: %v", old)
	}
}
