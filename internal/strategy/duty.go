package strategy

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Duty is something that the law requires a council to publish repeatedly.
type Duty string

// The duties. Which of them a council has depends on its jurisdiction: see RulesFor.
const (
	EqualityObjectives  Duty = "equality-objectives"
	EqualityInformation Duty = "equality-information"
	GenderPayGap        Duty = "gender-pay-gap"
	AnnualReport        Duty = "annual-equality-report"
	MainstreamingReport Duty = "mainstreaming-report"
	EqualityOutcomes    Duty = "equality-outcomes"
	OutcomesProgress    Duty = "outcomes-progress"
	EqualPayStatement   Duty = "equal-pay-statement"
)

// AllDuties returns all duties.
func AllDuties() []Duty {
	return []Duty{EqualityObjectives, EqualityInformation, GenderPayGap, AnnualReport, MainstreamingReport, EqualityOutcomes,
		OutcomesProgress, EqualPayStatement}
}

var dutyLabels = map[Duty]string{
	EqualityObjectives:  locale.Key("Equality objectives"),
	EqualityInformation: locale.Key("Equality information"),
	GenderPayGap:        locale.Key("Gender pay gap"),
	AnnualReport:        locale.Key("Annual equality report"),
	MainstreamingReport: locale.Key("Mainstreaming report"),
	EqualityOutcomes:    locale.Key("Equality outcomes"),
	OutcomesProgress:    locale.Key("Progress on equality outcomes"),
	EqualPayStatement:   locale.Key("Statement on equal pay"),
}

// Label returns the name of the duty.
func (d Duty) Label() locale.LazyMessage { return locale.Lazy(dutyLabels[d]) }

// Publication is one publication under a duty. It cannot be changed: the next due date is counted from it.
type Publication struct {
	Kind     Duty            `yaml:"kind" json:"kind"`
	Date     time.Time       `yaml:"date" json:"date"`
	For      time.Time       `yaml:"for" json:"for,omitzero"` // the due date that it meets, if it was published after it
	Title    string          `yaml:"title" json:"title"`
	Source   evidence.Source `yaml:"source" json:"source"`
	Invented string          `yaml:"invented" json:"invented"`
	Strategy string          `yaml:"-" json:"strategy"`
}

// DutyDefinition is the contents of the file with the jurisdiction of the council and what it published outside its
// strategies.
type DutyDefinition struct {
	Jurisdiction Jurisdiction  `yaml:"jurisdiction"`
	Employees    int64         `yaml:"employees"` // excludes staff of maintained schools, as the regulations do
	Contact      string        `yaml:"contact"`   // whom people ask for these publications, also in other formats
	Note         string        `yaml:"note"`      // for readers
	Publications []Publication `yaml:"publications"`
}

func (p *Publication) validate(now time.Time) error {
	var wrong definition.SettingErrors
	if !slices.Contains(AllDuties(), p.Kind) {
		wrong.Add(fault.Newf(fault.Invalid,
			"%q is not a type of publication. Use a type such as equality-objectives or equality-information.", p.Kind), "kind")
	}
	if p.Date.IsZero() {
		wrong.Add(fault.Newf(fault.Invalid, "The publication of %s must have a date, like 2016-07-06.", p.Kind), "date")
	}
	wrong.Add(checkPast(p.Date, now), "date")
	if strings.TrimSpace(p.Title) == "" {
		wrong.Add(fault.Newf(fault.Invalid, "Enter a title for the publication dated %s (title).", locale.LazyDate(p.Date)), "title")
	}
	wrong.Add(p.Source.Check(), "source")
	return wrong.Err()
}

// DutyStatus is the status of a duty for this council.
type DutyStatus struct {
	Rule        DutyRule
	CoversStaff bool      // information about employees is required too
	Last        time.Time // date of the last publication; zero if none is known
	What        Publication
	Deadline
	WarnFrom time.Time // first day of the warning that it is due soon
	Lapses   []Lapse   // earlier due dates that were missed, oldest first
}

// Lapse is a due date by which nothing was published.
type Lapse struct {
	Due       time.Time
	Published time.Time // when it was published late; zero if it never was
}

// status computes the next due date of r from what was published.
func (r DutyRule) status(published []Publication, employees int64) DutyStatus {
	c := DutyStatus{Rule: r, CoversStaff: r.StaffThreshold > 0 && employees >= int64(r.StaffThreshold)}
	c.Due = r.FirstDue
	for _, p := range published {
		if p.Kind != r.Duty {
			continue
		}
		if p.Date.After(c.Last) {
			c.Last, c.What = p.Date, p
		}
		if due := r.dueAfter(&p); due.After(c.Due) {
			c.Due = due
		}
	}
	if r.Fixed || c.Due.Equal(r.FirstDue) {
		c.WarnFrom = addMonths(c.Due, -r.WarnMonths)
	} else {
		c.WarnFrom = addMonths(c.Last, r.EveryMonths-r.WarnMonths)
	}
	c.Lapses = r.lapses(published)
	return c
}

// lapses returns the due dates that were missed between the first publication under r and the last.
func (r DutyRule) lapses(published []Publication) (all []Lapse) {
	var own []Publication
	for _, p := range published {
		if p.Kind == r.Duty {
			own = append(own, p)
		}
	}
	slices.SortFunc(own, func(a, b Publication) int { return r.meets(&a).Compare(r.meets(&b)) })
	for i := range own {
		due := r.meets(&own[i])
		if i > 0 && r.Fixed {
			for missed := r.dueAfter(&own[i-1]); missed.Before(due); missed = r.nthDue(r.periodOf(missed) + 1) {
				all = append(all, Lapse{Due: missed})
			}
		}
		if i > 0 && !r.Fixed {
			due = r.dueAfter(&own[i-1])
		}
		if startOfDay(own[i].Date).After(due) && (i > 0 || r.Fixed) {
			all = append(all, Lapse{Due: due, Published: own[i].Date})
		}
	}
	return all
}

// meets returns the due date that p meets; for a duty without fixed dates, the day of p.
func (r DutyRule) meets(p *Publication) time.Time {
	switch {
	case !r.Fixed:
		return p.Date
	case p.For.IsZero():
		return r.nthDue(r.periodOf(p.Date))
	}
	return r.nthDue(r.periodOf(p.For))
}

// dueAfter returns by when the publication after p is due.
func (r DutyRule) dueAfter(p *Publication) time.Time {
	switch {
	case !r.Fixed:
		// A period that begins on a date ends the day before its anniversary. From 29 February, AddDate gives 1 March
		// in a year without that day, so the period ends on the last day of February.
		return p.Date.AddDate(0, r.EveryMonths, -1)
	case p.For.IsZero():
		return r.nthDue(r.periodOf(p.Date) + 1)
	}
	return r.nthDue(r.periodOf(p.For) + 1)
}

// nthDue returns the n-th fixed date, from 0.
func (r DutyRule) nthDue(n int) time.Time { return addMonths(r.FirstDue, n*r.EveryMonths) }

// periodOf returns the number of the first fixed date that is not before day.
func (r DutyRule) periodOf(day time.Time) int {
	n := 0
	for startOfDay(r.nthDue(n)).Before(startOfDay(day)) {
		n++
	}
	return n
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

// Applicable returns the rules that apply to a council with this many employees.
func Applicable(rules []DutyRule, employees int64) (apply []DutyRule) {
	for _, r := range rules {
		if employees >= int64(r.MinStaff) {
			apply = append(apply, r)
		}
	}
	return apply
}

// checkFor returns fault.Invalid if p.For is not a date on which the duty is due under rules.
func (p *Publication) checkFor(rules []DutyRule) error {
	if p.For.IsZero() {
		return nil
	}
	i := slices.IndexFunc(rules, func(r DutyRule) bool { return r.Duty == p.Kind && r.Fixed })
	if i < 0 {
		return fault.New(fault.Invalid, "Leave the due date blank. The next publication is due by the date of the last one.")
	}
	if due := rules[i].nthDue(rules[i].periodOf(p.For)); !due.Equal(startOfDay(p.For)) {
		return fault.Newf(fault.Invalid, "Nothing was due on that day. The next date after it is %s.", locale.LazyDate(due))
	}
	return nil
}

// addMonths adds n months to t. Unlike AddDate it gives the last day of a shorter month instead of a day of the next
// month.
func addMonths(t time.Time, n int) time.Time {
	to := t.AddDate(0, n, 0)
	if to.Day() != t.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to
}
