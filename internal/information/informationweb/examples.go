package informationweb

import (
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/information"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// examplePayroll is an invented payroll, so that the examples show what is computed.
var examplePayroll = &information.Invented{
	Seed: 1, People: 600, Reduced: 3, Bonus: 10,
	Grades: []information.Grade{{Weight: 3, From: 13, To: 18, Women: 75}, {Weight: 2, From: 18, To: 30, Women: 60},
		{Weight: 1, From: 30, To: 60, Women: 40}},
	Answers: map[equality.CharacteristicCode]map[string]float64{
		equality.Disability: {"Disabled": 8, "Not disabled": 70, "Prefer not to say": 5, "Not asked": 17},
		equality.Race:       {"Asian": 15, "Black": 2, "White": 75, "Other": 0.5, "Prefer not to say": 7},
	},
}

func exampleFigures(kind information.SetKind) *information.Set {
	s := &information.Set{ID: "example", Kind: kind, AsAt: exampleDay, Note: "All departments", Made: examplePayroll}
	if found, err := information.Compute(kind, examplePayroll.Sheet(), information.Mapping{}); err == nil {
		s.Figures = found.Figures
	}
	return s
}

func exampleSet() setView {
	return newSetView(web.PagePrinter{}, exampleFigures(information.Payroll), "set")
}

func exampleSetPointer() *setView { s := exampleSet(); return &s }

func exampleProfiles() setView {
	return newSetView(web.PagePrinter{}, exampleFigures(information.Workforce), "set")
}

// exampleReleases are a pay gap, and yearly information that lacks a part, is a correction and has been replaced.
var exampleReleases = func() []releaseView {
	gap := newReleaseView(web.PagePrinter{}, &information.Release{
		Statement: information.Statement{
			Ref: "pay-gap-2026", Kind: strategy.GenderPayGap, Title: "Gender pay gap on 31 March 2026", AsAt: exampleDay,
			Summary: "Women earn less than men on average.", Meaning: "Most part-time jobs are in care.",
			Actions: "We advertise every job as flexible.", Contact: "Equality team, equality@example.org", Invented: "the payroll",
		},
		Number: 1, Published: exampleDay.AddDate(1, 0, 3), Meets: exampleDay.AddDate(1, 0, -1),
		Figures: []information.Set{*exampleFigures(information.Payroll)},
	})
	gap.Back = page.Link{Text: "Equality information", Href: information.PublicPath}
	gap.Downloads = web.ExampleDownloads("/equality-information/pay-gap-2026/1")
	gap.CSV, gap.JSON = "/equality-information/pay-gap-2026/1/figures.csv", "/equality-information/pay-gap-2026/1/release.json"
	gap.Entry = page.Link{Text: "Entry 12 in the public record", Href: "/record"}
	ten, twenty := 10.0, 20.0
	yearly := newReleaseView(web.PagePrinter{}, &information.Release{
		Statement: information.Statement{
			Ref: "information-2026", Kind: strategy.EqualityInformation, Title: "Equality information 2025 to 2026", AsAt: exampleDay,
			Changes: "Two libraries stayed open in the evening.", Correction: "Ten people were counted twice.",
		},
		Number: 2, Published: exampleDay, Figures: []information.Set{*exampleFigures(information.Workforce)},
		Missing: []information.Part{information.AboutEmployees, information.AboutUsers},
		Objectives: []information.Objective{
			{Strategy: "s", Ref: "o", Title: "More hearing loops", Measure: "Hearing loops that work", Unit: "%", Baseline: &ten, Target: &twenty,
				Latest: &twenty, Due: exampleDay, Trend: strategy.TrendReached, Language: "en"},
			{Strategy: "s", Ref: "p", Title: "Fair pay", Trend: strategy.TrendNoReading, Language: "en"},
		},
		Assessments: []information.Assessment{{Title: "Library opening hours", Path: "/assessments/libraries",
			On: exampleDay, Changed: "Evening hours stay."}},
	})
	yearly.Back = page.Link{Text: "Equality information", Href: information.PublicPath}
	yearly.Newer = page.Link{Text: "Read the version of 2 May 2026", Href: "/equality-information/information-2026"}
	yearly.Earlier = []page.Link{{Text: "Version of 31 March 2026", Href: "/equality-information/information-2026/1"}}
	preview := releaseView{Title: "Equality information", Preview: true, Back: page.Link{Text: "Back to the record",
		Href: information.RecordsPath + "/x"}}
	return []releaseView{gap, yearly, preview}
}()
