package strategy

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Jurisdiction is the part of Great Britain whose specific equality duties a council has.
type Jurisdiction string

// The jurisdictions. Northern Ireland has another system, under section 75 of the Northern Ireland Act 1998.
const (
	England  Jurisdiction = "england"
	Wales    Jurisdiction = "wales"
	Scotland Jurisdiction = "scotland"
)

// Label returns the name of the jurisdiction.
func (j Jurisdiction) Label() locale.LazyMessage {
	switch j {
	case Wales:
		return locale.Lazy("Wales")
	case Scotland:
		return locale.Lazy("Scotland")
	}
	return locale.Lazy("England")
}

// DutyRule is a duty as set by a law.
type DutyRule struct {
	Duty        Duty
	Law         string             // citation
	Requirement locale.LazyMessage // summary in our words
	FirstDue    time.Time
	EveryMonths int  // the longest time between publications
	Fixed       bool // due on fixed dates, every EveryMonths from FirstDue; otherwise counted from the last publication
	WarnMonths  int  // months before it is due from which pages warn

	MinStaff         int // the duty applies to councils with this many employees; 0: to all
	StaffThreshold   int // number of employees from which StaffRequirement applies; 0: never
	StaffRequirement locale.LazyMessage
}

// Citations.
const (
	englishRegulations  = "Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017 (SI 2017/353)"
	welshRegulations    = "Equality Act 2010 (Statutory Duties) (Wales) Regulations 2011 (SI 2011/1064)"
	scottishRegulations = "Equality Act 2010 (Specific Duties) (Scotland) Regulations 2012 (SSI 2012/162)"
)

// StaffInformationFrom is the number of employees from which English councils publish information about them (SI 2017/353,
// regulation 4).
const StaffInformationFrom = 150

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// dutyRules are the specific duties with a date, by jurisdiction. Those of Wales and Scotland that are due whenever a
// policy is made, such as assessments, have no clock and are not here.
//
// In Scotland the thresholds are those of SSI 2012/162 as amended in 2016: more than 20 employees.
var dutyRules = map[Jurisdiction][]DutyRule{
	England: {
		{
			Duty:        EqualityObjectives,
			Law:         englishRegulations + ", regulation 5",
			Requirement: locale.Lazy("One or more specific and measurable objectives, at least every four years."),
			FirstDue:    day(2018, 3, 30), EveryMonths: 48, WarnMonths: 6,
		},
		{
			Duty: EqualityInformation,
			Law:  englishRegulations + ", regulation 4",
			Requirement: locale.Lazy(
				"Information, every year, that shows how the council meets the equality duty. " +
					"It must cover the people affected by its policies.",
			),
			FirstDue: day(2018, 3, 30), EveryMonths: 12, WarnMonths: 2,
			StaffThreshold: StaffInformationFrom,
			StaffRequirement: locale.Lazy(
				"Information, every year, that shows how the council meets the equality duty. " +
					"It must cover the people affected by its policies, and its employees.",
			),
		},
		{
			Duty: GenderPayGap,
			Law:  englishRegulations + ", regulation 3 and schedule 1",
			Requirement: locale.Lazy("The difference in pay between women and men on 31 March each year, published by 30 March of the " +
				"following year. It must stay on the council’s website for three years and be sent to the government’s gender pay gap service."),
			FirstDue: day(2018, 3, 30), EveryMonths: 12, Fixed: true, WarnMonths: 2, MinStaff: 250,
		},
	},
	Wales: {
		{
			Duty:        EqualityObjectives,
			Law:         welshRegulations + ", regulation 3",
			Requirement: locale.Lazy("Equality objectives, reviewed at least every four years, and a plan to meet them."),
			FirstDue:    day(2012, 4, 2), EveryMonths: 48, WarnMonths: 6,
		},
		{
			Duty: AnnualReport,
			Law:  welshRegulations + ", regulation 16",
			Requirement: locale.Lazy("A report on each financial year, published by 31 March of the following year. It covers how information " +
				"was collected and used, progress on each objective, and employment."),
			FirstDue: day(2013, 3, 31), EveryMonths: 12, Fixed: true, WarnMonths: 2,
		},
	},
	Scotland: {
		{
			Duty: MainstreamingReport,
			Law:  scottishRegulations + ", regulation 3",
			Requirement: locale.Lazy("A report, at least every two years, on how equality is part of the council’s work, " +
				"with information about employees."),
			FirstDue: day(2013, 4, 30), EveryMonths: 24, WarnMonths: 4,
		},
		{
			Duty:        EqualityOutcomes,
			Law:         scottishRegulations + ", regulation 4",
			Requirement: locale.Lazy("Equality outcomes, at least every four years."),
			FirstDue:    day(2013, 4, 30), EveryMonths: 48, WarnMonths: 6,
		},
		{
			Duty:        OutcomesProgress,
			Law:         scottishRegulations + ", regulation 4",
			Requirement: locale.Lazy("A report on progress on the equality outcomes, at least every two years."),
			FirstDue:    day(2015, 4, 30), EveryMonths: 24, WarnMonths: 4,
		},
		{
			Duty:        GenderPayGap,
			Law:         scottishRegulations + ", regulation 7",
			Requirement: locale.Lazy("The difference in average hourly pay between women and men, without overtime, every two years by 30 April."),
			FirstDue:    day(2013, 4, 30), EveryMonths: 24, Fixed: true, WarnMonths: 2, MinStaff: 21,
		},
		{
			Duty: EqualPayStatement,
			Law:  scottishRegulations + ", regulation 8",
			Requirement: locale.Lazy("A statement on equal pay and on the jobs in which few women, disabled people or people of some " +
				"ethnic groups work, every four years by 30 April."),
			FirstDue: day(2013, 4, 30), EveryMonths: 48, Fixed: true, WarnMonths: 4, MinStaff: 21,
		},
	},
}

// RulesFor returns the rules of a jurisdiction, or fault.Invalid.
func RulesFor(jurisdiction Jurisdiction) ([]DutyRule, error) {
	set, ok := dutyRules[jurisdiction]
	if !ok {
		return nil, fault.Newf(fault.Invalid, "%q is not a supported jurisdiction. Use england, wales or scotland.", jurisdiction)
	}
	return set, nil
}
