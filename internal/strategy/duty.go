package strategy

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Duty is something that the law requires a council to publish repeatedly.
type Duty string

// The duties.
const (
	EqualityObjectives  Duty = "equality-objectives"
	EqualityInformation Duty = "equality-information"
)

// Label returns the name of the duty.
func (d Duty) Label() locale.LazyMessage {
	if d == EqualityInformation {
		return locale.Lazy("Equality information")
	}
	return locale.Lazy("Equality objectives")
}

// Publication is one publication under a duty. It cannot be changed: the next due date is counted from it.
type Publication struct {
	Kind     Duty            `yaml:"kind" json:"kind"`
	Date     time.Time       `yaml:"date" json:"date"`
	Title    string          `yaml:"title" json:"title"`
	Source   evidence.Source `yaml:"source" json:"source"`
	Invented string          `yaml:"invented" json:"invented"`
	Strategy string          `yaml:"-" json:"strategy"`
}

// DutyDefinition is the contents of the file with the jurisdiction of the council and what it published outside its
// strategies.
type DutyDefinition struct {
	Jurisdiction string        `yaml:"jurisdiction"`
	Employees    int64         `yaml:"employees"` // excludes staff of maintained schools, as the regulations do
	Publications []Publication `yaml:"publications"`
}

func (p *Publication) validate() error {
	var wrong definition.SettingErrors
	if p.Kind != EqualityObjectives && p.Kind != EqualityInformation {
		wrong.Add(fault.Newf(fault.Invalid,
			"%q is not a type of publication. Use equality-objectives or equality-information.", p.Kind), "kind")
	}
	if p.Date.IsZero() {
		wrong.Add(fault.Newf(fault.Invalid, "The publication of %s must have a date, like 2016-07-06.", p.Kind), "date")
	}
	if strings.TrimSpace(p.Title) == "" {
		wrong.Add(fault.Newf(fault.Invalid, "Enter a title for the publication dated %s (title).", locale.LazyDate(p.Date)), "title")
	}
	wrong.Add(p.Source.Check(), "source")
	return wrong.Err()
}

// DutyRule is a duty as set by a law.
type DutyRule struct {
	Duty             Duty
	Law              string             // citation
	Requirement      locale.LazyMessage // summary in our words
	FirstDue         time.Time
	EveryMonths      int // the longest time between publications
	WarnAfterMonths  int // months after the last publication from which pages warn that it is due soon
	StaffThreshold   int // number of employees from which StaffRequirement applies; 0: never
	StaffRequirement locale.LazyMessage
}

// dutyRules are the specific duties by jurisdiction. Wales and Scotland have others, which are not implemented.
var dutyRules = map[string][]DutyRule{
	"england": {
		{
			Duty:        EqualityObjectives,
			Law:         "Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017 (SI 2017/353), regulation 5",
			Requirement: locale.Lazy("One or more specific and measurable objectives, at least every four years."),
			FirstDue:    time.Date(2018, 3, 30, 0, 0, 0, 0, time.UTC),
			EveryMonths: 48, WarnAfterMonths: 42,
		},
		{
			Duty: EqualityInformation,
			Law:  "Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017 (SI 2017/353), regulation 4",
			Requirement: locale.Lazy(
				"Information, every year, that shows how the council meets the equality duty. " +
					"It must cover the people affected by its policies.",
			),
			FirstDue:    time.Date(2018, 3, 30, 0, 0, 0, 0, time.UTC),
			EveryMonths: 12, WarnAfterMonths: 10,
			StaffThreshold: 150,
			StaffRequirement: locale.Lazy(
				"Information, every year, that shows how the council meets the equality duty. " +
					"It must cover the people affected by its policies, and its employees.",
			),
		},
	},
}

// RulesFor returns the rules of a jurisdiction, or fault.Invalid.
func RulesFor(jurisdiction string) ([]DutyRule, error) {
	set, ok := dutyRules[jurisdiction]
	if !ok {
		return nil, fault.Newf(fault.Invalid, "%q is not a supported jurisdiction. Use england.", jurisdiction)
	}
	return set, nil
}

// DutyStatus is the status of a duty for this council.
type DutyStatus struct {
	Rule        DutyRule
	CoversStaff bool      // information about employees is required too
	Last        time.Time // date of the last publication; zero if none is known
	What        Publication
	Deadline
	WarnFrom time.Time // first day of the warning that it is due soon
}

// status computes the next due date of r from what was published.
func (r DutyRule) status(published []Publication, employees int64) DutyStatus {
	c := DutyStatus{Rule: r, CoversStaff: r.StaffThreshold > 0 && employees >= int64(r.StaffThreshold)}
	for _, p := range published {
		if p.Kind == r.Duty && p.Date.After(c.Last) {
			c.Last, c.What = p.Date, p
		}
	}
	if c.Last.IsZero() {
		c.Due, c.WarnFrom = r.FirstDue, addMonths(r.FirstDue, r.WarnAfterMonths-r.EveryMonths)
		return c
	}
	// A period that begins on a date ends the day before its anniversary. From 29 February, AddDate gives 1 March in a
	// year without that day, so the period ends on the last day of February.
	c.Due = c.Last.AddDate(0, r.EveryMonths, -1)
	c.WarnFrom = addMonths(c.Last, r.WarnAfterMonths)
	if c.Due.Before(r.FirstDue) {
		c.Due, c.WarnFrom = r.FirstDue, addMonths(r.FirstDue, r.WarnAfterMonths-r.EveryMonths)
	}
	return c
}

// Requirement returns what the law requires of this council.
func (c DutyStatus) Requirement() locale.LazyMessage {
	if c.CoversStaff {
		return c.Rule.StaffRequirement
	}
	return c.Rule.Requirement
}

// DueSoon reports whether the publication is due soon or overdue.
func (c DutyStatus) DueSoon(today time.Time) bool { return !startOfDay(today).Before(c.WarnFrom) }

// addMonths adds n months to t. Unlike AddDate it gives the last day of a shorter month instead of a day of the next
// month.
func addMonths(t time.Time, n int) time.Time {
	to := t.AddDate(0, n, 0)
	if to.Day() != t.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to
}
