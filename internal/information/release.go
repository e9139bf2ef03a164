package information

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// ReleaseKinds are the duties that a release can fulfil.
var ReleaseKinds = []strategy.Duty{
	strategy.GenderPayGap, strategy.EqualityInformation, strategy.AnnualReport, strategy.MainstreamingReport,
}

// Statement is what officers write in a release.
type Statement struct {
	Ref        string        `yaml:"ref" json:"ref"`
	Kind       strategy.Duty `yaml:"kind" json:"kind"`
	Title      string        `yaml:"title" json:"title"`
	AsAt       time.Time     `yaml:"as-at" json:"as-at"` // the snapshot date, or the last day of the year that it covers
	Summary    string        `yaml:"summary" json:"summary,omitempty"`
	Meaning    string        `yaml:"meaning" json:"meaning,omitempty"` // what the figures show, and why
	Actions    string        `yaml:"actions" json:"actions,omitempty"` // what the council does about it
	Changes    string        `yaml:"changes" json:"changes,omitempty"` // what changed because of assessments
	Contact    string        `yaml:"contact" json:"contact,omitempty"`
	Correction string        `yaml:"correction" json:"correction,omitempty"` // why it replaces figures that count nearly the same people
	Invented   string        `yaml:"invented" json:"invented,omitempty"`
	Sets       []string      `yaml:"-" json:"-"` // ids of the figures
}

// Release is equality information as it was published. It never changes.
type Release struct {
	Statement
	Number      int64        `json:"number"` // from 1 for each reference; a later one replaces it
	Published   time.Time    `json:"published"`
	Meets       time.Time    `json:"due,omitzero"` // the day by which it had to be published, if the law sets one for its date
	Figures     []Set        `json:"figures"`
	Objectives  []Objective  `json:"objectives,omitempty"`
	Assessments []Assessment `json:"assessments,omitempty"`
	Missing     []Part       `json:"missing,omitempty"` // what the law requires and it does not have
}

// Objective is an equality objective with its progress on the day of publication.
type Objective struct {
	Strategy string         `json:"strategy"` // slug
	Title    string         `json:"title"`
	Ref      string         `json:"ref"`
	Measure  string         `json:"measure,omitempty"`
	Unit     string         `json:"unit,omitempty"`
	Baseline *float64       `json:"baseline,omitempty"`
	Target   *float64       `json:"target,omitempty"`
	Latest   *float64       `json:"latest,omitempty"`
	On       time.Time      `json:"on,omitzero"` // of Latest
	Due      time.Time      `json:"due,omitzero"`
	Trend    strategy.Trend `json:"trend"`
	Language string         `json:"language,omitempty"`
}

// Assessment is an impact assessment that was published during the year.
type Assessment struct {
	Title   string    `json:"title"`
	Path    string    `json:"path"`
	On      time.Time `json:"published"`
	Changed string    `json:"changed,omitempty"` // what changed because of it, in the council's words
}

// Part is a part of the information that the law requires.
type Part string

// The parts.
const (
	AboutEmployees Part = "employees"
	AboutUsers     Part = "users"
)

// Label says that the part is missing.
func (p Part) Label() locale.LazyMessage {
	if p == AboutEmployees {
		return locale.Lazy("Figures about our employees are missing from this release. The law requires them.")
	}
	return locale.Lazy("Figures about people affected by our policies, such as service users, are missing from this release. " +
		"The law requires them.")
}

// Path returns the address of the public page of a release.
func Path(ref string) string { return PublicPath + "/" + ref }

// PublicPath is the address of the public list of releases.
const PublicPath = "/equality-information"

// validate returns definition.SettingErrors if s cannot be published with these figures.
func (s *Statement) validate(sets []Set, settings *strategy.DutyDefinition) error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each release", s.Ref), "ref")
	if strings.TrimSpace(s.Title) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter a title."), "title")
	}
	if s.AsAt.IsZero() {
		wrong.Add(fault.New(fault.Invalid, "Enter the snapshot date, or the last day of the year that it covers."), "as-at")
	}
	if !slices.Contains(ReleaseKinds, s.Kind) {
		wrong.Add(fault.New(fault.Invalid, "Select what is published."), "kind")
	}
	if s.Kind == strategy.GenderPayGap {
		wrong.Add(s.validatePayGap(sets, settings))
	}
	return wrong.Err()
}

func (s *Statement) validatePayGap(sets []Set, settings *strategy.DutyDefinition) error {
	var wrong definition.SettingErrors
	i := slices.IndexFunc(sets, func(set Set) bool { return set.Kind == Payroll && set.Gap(equality.Sex) != nil })
	switch {
	case i < 0:
		wrong.Add(fault.New(fault.Invalid, "Choose the figures of a payroll with the sex of employees."), "figures")
	case !sets[i].AsAt.Equal(s.AsAt):
		wrong.Add(fault.Newf(fault.Invalid, "The figures are for %s. The snapshot date must be the same.",
			locale.LazyDate(sets[i].AsAt)), "as-at")
	case sets[i].Schools:
		wrong.Add(fault.New(fault.Invalid, "Choose figures without staff of maintained schools."), "figures")
	}
	if settings != nil && settings.Jurisdiction == strategy.England && !s.AsAt.IsZero() &&
		(s.AsAt.Month() != time.March || s.AsAt.Day() != 31) {
		wrong.Add(fault.New(fault.Invalid, "The snapshot date of the gender pay gap must be 31 March."), "as-at")
	}
	return wrong.Err()
}

// Gap returns the pay gap by a characteristic, or nil.
func (s *Set) Gap(c equality.CharacteristicCode) *Gap {
	if i := slices.IndexFunc(s.Figures.Gaps, func(g Gap) bool { return g.Characteristic == c }); i >= 0 {
		return &s.Figures.Gaps[i]
	}
	return nil
}

// missing returns the parts that the law requires of this council and the release does not have.
func (r *Release) missing(settings *strategy.DutyDefinition) (parts []Part) {
	if r.Kind != strategy.EqualityInformation || settings == nil || settings.Jurisdiction != strategy.England {
		return nil
	}
	has := func(kinds ...SetKind) bool {
		return slices.ContainsFunc(r.Figures, func(s Set) bool { return slices.Contains(kinds, s.Kind) })
	}
	if settings.Employees >= strategy.StaffInformationFrom && !has(Payroll, Workforce) {
		parts = append(parts, AboutEmployees)
	}
	if !has(Users) {
		parts = append(parts, AboutUsers)
	}
	return parts
}

// meets returns the date on which the publication was due, if the duty has fixed dates: in England the day before the first
// anniversary of the snapshot date.
func (r *Release) meets(settings *strategy.DutyDefinition) (due time.Time) {
	if r.Kind == strategy.GenderPayGap && settings != nil && settings.Jurisdiction == strategy.England {
		return r.AsAt.AddDate(1, 0, -1)
	}
	return due
}

// objectivesOf returns the objectives of strategies, with the last measurement that each has.
func objectivesOf(all []*strategy.Strategy) (objectives []Objective) {
	for _, s := range all {
		for _, o := range s.Objectives() {
			x := Objective{Strategy: s.Slug, Title: o.Title, Ref: o.Ref, Measure: o.Measure, Unit: o.Unit, Baseline: o.Baseline,
				Target: o.Target, Due: o.By, Trend: o.Trend(), Language: cmp.Or(o.Language, s.Language)}
			if reading, ok := o.Latest(); ok {
				x.Latest, x.On = &reading.Value, reading.Date
			}
			objectives = append(objectives, x)
		}
	}
	return objectives
}

// Fulfils reports whether a release can fulfil a duty.
func Fulfils(d strategy.Duty) bool { return slices.Contains(ReleaseKinds, d) }
