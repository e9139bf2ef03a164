package strategy

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Duty is something the law asks a council to publish again and again.
type Duty string

// The duties.
const (
	EqualityObjectives  Duty = "equality-objectives"
	EqualityInformation Duty = "equality-information"
)

// Words is the duty as a page says it.
func (d Duty) Words() locale.Sentence {
	if d == EqualityInformation {
		return locale.Says("Equality information")
	}
	return locale.Says("Equality objectives")
}

// Publication is one time that a duty was met. It never changes: the next due
// date is counted from it.
type Publication struct {
	Kind     Duty            `yaml:"kind" json:"kind"`
	Date     time.Time       `yaml:"date" json:"date"`
	Title    string          `yaml:"title" json:"title"`
	Source   evidence.Source `yaml:"source" json:"source"`
	Invented string          `yaml:"invented" json:"invented"`
	Strategy string          `yaml:"-" json:"strategy"`
}

// DutyDefinition is the file that says which law binds the council, and what it
// published outside any strategy.
type DutyDefinition struct {
	Jurisdiction string        `yaml:"jurisdiction"`
	Employees    int64         `yaml:"employees"` // without the staff of maintained schools, who are not counted
	Publications []Publication `yaml:"publications"`
}

func (p *Publication) check() error {
	switch {
	case p.Kind != EqualityObjectives && p.Kind != EqualityInformation:
		return fault.Newf(fault.Invalid, "%q is not published under a duty that we know. Use equality-objectives or equality-information.", p.Kind)
	case p.Date.IsZero():
		return fault.Newf(fault.Invalid, "Give the publication of the %s a date, for example 2016-07-06.", p.Kind)
	case strings.TrimSpace(p.Title) == "":
		return fault.Newf(fault.Invalid, "Say what was published on %s (title).", locale.Day(p.Date))
	}
	return p.Source.Check()
}

// Rule is one duty as a law puts it.
type Rule struct {
	Duty    Duty
	Law     string          // where it is written
	Asks    locale.Sentence // what it asks for, in our words
	First   time.Time
	Months  int // between one publication and the next, at most
	WarnAt  int // months after the last publication
	StaffAt int // from how many employees on Staff applies; 0: never
	Staff   locale.Sentence
}

// Rules are the specific duties of a jurisdiction. Wales and Scotland have
// others, which nobody has written down here yet.
var rules = map[string][]Rule{
	"england": {
		{
			Duty:   EqualityObjectives,
			Law:    "Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017 (SI 2017/353), regulation 5",
			Asks:   locale.Says("One or more specific and measurable objectives, at least every four years."),
			First:  time.Date(2018, 3, 30, 0, 0, 0, 0, time.UTC),
			Months: 48, WarnAt: 42,
		},
		{
			Duty:   EqualityInformation,
			Law:    "Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017 (SI 2017/353), regulation 4",
			Asks:   locale.Says("Information that shows how the council meets the equality duty, every year: about the people its policies affect."),
			First:  time.Date(2018, 3, 30, 0, 0, 0, 0, time.UTC),
			Months: 12, WarnAt: 10,
			StaffAt: 150,
			Staff:   locale.Says("Information that shows how the council meets the equality duty, every year: about the people its policies affect, and about its employees."),
		},
	},
}

// RulesOf returns the rules of a jurisdiction, or fault.Invalid.
func RulesOf(jurisdiction string) ([]Rule, error) {
	set, ok := rules[jurisdiction]
	if !ok {
		return nil, fault.Newf(fault.Invalid, "The duties of %q are not known here. Use england.", jurisdiction)
	}
	return set, nil
}

// Clock is one duty of this council as it stands.
type Clock struct {
	Rule  Rule
	Staff bool      // information about employees is asked for too
	Last  time.Time // the last publication; zero: none is known
	What  Publication
	Deadline
	Warn time.Time // from then on the page says that the date comes near
}

// clock winds the clock of r from what was published.
func (r Rule) clock(published []Publication, employees int64) Clock {
	c := Clock{Rule: r, Staff: r.StaffAt > 0 && employees >= int64(r.StaffAt)}
	for _, p := range published {
		if p.Kind == r.Duty && p.Date.After(c.Last) {
			c.Last, c.What = p.Date, p
		}
	}
	if c.Last.IsZero() {
		c.Due, c.Warn = r.First, addMonths(r.First, r.WarnAt-r.Months)
		return c
	}
	// A period that begins with a day ends the day before its anniversary:
	// AddDate turns the 29th of a February that is not there into the 1st of
	// March, and the day before that is the last of February.
	c.Due = c.Last.AddDate(0, r.Months, -1)
	c.Warn = addMonths(c.Last, r.WarnAt)
	if c.Due.Before(r.First) {
		c.Due, c.Warn = r.First, addMonths(r.First, r.WarnAt-r.Months)
	}
	return c
}

// Asks says what the law asks of this council.
func (c Clock) Asks() locale.Sentence {
	if c.Staff {
		return c.Rule.Staff
	}
	return c.Rule.Asks
}

// Near reports whether the date comes near or is past.
func (c Clock) Near(today time.Time) bool { return !day(today).Before(c.Warn) }

// addMonths is t.AddDate(0, n, 0) that ends on the last day of a shorter month
// instead of running into the next.
func addMonths(t time.Time, n int) time.Time {
	to := t.AddDate(0, n, 0)
	if to.Day() != t.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to
}
