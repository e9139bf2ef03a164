// Package information is the equality information that a council publishes: pay gaps and profiles of employees and
// service users, computed from uploaded files, and the yearly releases made of them.
//
// The rows of an uploaded file are about people. They are never stored: Compute reduces them to Figures, to which the
// rules of package disclose have been applied, and only these and the digest of the file are.
package information

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// SetKind is what the people in an uploaded file are to the council.
type SetKind string

// The kinds of files.
const (
	Payroll   SetKind = "payroll"   // employees with their pay
	Workforce SetKind = "workforce" // employees
	Users     SetKind = "users"     // people who use services
)

// SetKinds are all kinds of files.
var SetKinds = []SetKind{Payroll, Workforce, Users}

// Label returns the name of the kind.
func (k SetKind) Label() locale.LazyMessage {
	switch k {
	case Payroll:
		return locale.Lazy("Payroll")
	case Workforce:
		return locale.Lazy("Employees")
	}
	return locale.Lazy("People who use our services")
}

// Set is figures computed from one file.
type Set struct {
	ID      string    `json:"id"`
	Kind    SetKind   `json:"kind"`
	AsAt    time.Time `json:"as-at"`            // the day of which the file shows the state
	Note    string    `json:"note,omitempty"`   // which people it covers, in the council's words
	Schools bool      `json:"includes-schools"` // staff of maintained schools are included, which the regulations do not count
	Digest  string    `json:"digest,omitempty"` // SHA-256 of the file, hexadecimal; "" for an invented payroll
	Figures Figures   `json:"figures"`

	Made *Invented `json:"invented,omitempty"` // how an invented payroll is made; nil for an uploaded file
	At   time.Time `json:"-"`
}

// Name returns the name of s in lists.
func (s *Set) Name() locale.LazyMessage {
	if s.Note == "" {
		return locale.Lazy("%s, %s", s.Kind.Label(), locale.LazyDate(s.AsAt))
	}
	return locale.Lazy("%s, %s: %s", s.Kind.Label(), locale.LazyDate(s.AsAt), s.Note)
}

// Figures are what may be published of a file.
type Figures struct {
	Rules    string    `json:"rules"`  // version of the rules of package disclose
	People   int64     `json:"people"` // rows of the file
	Profiles []Profile `json:"profiles"`
	Gaps     []Gap     `json:"pay-gaps,omitempty"` // of a payroll, for the characteristics of Profiles
}

// Profile counts the people of a file by one characteristic.
type Profile struct {
	Characteristic equality.CharacteristicCode `json:"characteristic"`
	Groups         []string                    `json:"groups"` // as the council names them
	Table          disclose.ReleasedTable      `json:"table"`  // people of each group
	Declared       disclose.Cell               `json:"declared-percent"`
}

// Gap is the pay gap by one characteristic. Percentages have one decimal place.
type Gap struct {
	Characteristic equality.CharacteristicCode `json:"characteristic"`
	Reference      string                      `json:"reference"` // the group with which others are compared
	Groups         []GroupGap                  `json:"groups"`    // in the order of Profile.Groups; the reference is the first
	Quarters       []Quarter                   `json:"quarters"`  // from the lowest paid; empty if they are not published
}

// GroupGap is the figures of one group. The gaps of the reference group are not applicable.
type GroupGap struct {
	Name         string                   `json:"name"`
	MeanHourly   disclose.ReleasedMeasure `json:"mean-hourly-gap"`
	MedianHourly disclose.ReleasedMeasure `json:"median-hourly-gap"`
	MeanBonus    disclose.ReleasedMeasure `json:"mean-bonus-gap"`
	MedianBonus  disclose.ReleasedMeasure `json:"median-bonus-gap"`
	BonusRate    disclose.ReleasedMeasure `json:"paid-a-bonus"`
}

// Quarter is the share of each group in one quarter of the employees, by pay.
type Quarter struct {
	Name   string                     `json:"name"` // as in paygap.QuarterNames
	Shares []disclose.ReleasedMeasure `json:"shares"`
}

// QuarterLabel returns the name of the n-th quarter of a payroll, from 0.
func QuarterLabel(n int) locale.LazyMessage {
	return []locale.LazyMessage{
		locale.Lazy("Lower quarter"), locale.Lazy("Lower middle quarter"), locale.Lazy("Upper middle quarter"), locale.Lazy("Upper quarter"),
	}[n]
}

// Characteristics are those that files can have a column for, in the order in which they are shown.
var Characteristics = []equality.CharacteristicCode{
	equality.Sex, equality.Age, equality.Disability, equality.Race, equality.ReligionBelief, equality.SexualOrientation,
	equality.GenderReassignment, equality.MarriagePartnership, equality.PregnancyMaternity, equality.Carers, equality.ArmedForces,
	equality.CareExperience,
}

// topicOf returns how figures by a characteristic are protected.
func topicOf(c equality.CharacteristicCode) disclose.Topic {
	if slices.Contains([]equality.CharacteristicCode{
		equality.Sex, equality.Age, equality.MarriagePartnership, equality.Carers, equality.ArmedForces,
	}, c) {
		return disclose.Monitoring
	}
	return disclose.Sensitive
}

// Label returns the name of a characteristic.
func Label(c equality.CharacteristicCode) locale.LazyMessage {
	name, _ := evidence.GroupName(string(c))
	return name
}
