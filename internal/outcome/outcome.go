// Package outcome holds indicators of the quality of life in an area: what is measured, by whom, and its readings by place. They
// are context. No reading is ever taken for the effect of a project, and indicators are never added up to a score.
package outcome

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/licence"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/trend"
)

// Indicator is something that is measured again and again, by place.
type Indicator struct {
	Ref        string          `yaml:"ref" json:"ref"`
	Title      string          `yaml:"title" json:"title"`
	Language   string          `yaml:"language" json:"language,omitempty"` // of the texts; "" is the council's
	Theme      Theme           `yaml:"theme" json:"theme"`
	Definition string          `yaml:"definition" json:"definition"`
	Unit       string          `yaml:"unit" json:"unit"` // behind a value: "%" or "per 1,000 residents"
	Direction  Direction       `yaml:"direction" json:"direction"`
	Decimals   int             `yaml:"decimals" json:"decimals,omitempty"` // of a value on a page
	Source     evidence.Source `yaml:"source" json:"source"`
	Licence    licence.Code    `yaml:"licence" json:"licence,omitempty"`
	Level      int             `yaml:"interval" json:"interval,omitempty"` // of the intervals, like 95; 0 if the source gives none
	Target     *float64        `yaml:"target" json:"target,omitempty"`
	TargetBy   time.Time       `yaml:"target-by" json:"target_by,omitzero"`
	Note       string          `yaml:"note" json:"note,omitempty"`
	EasyRead   string          `yaml:"easy-read" json:"easy_read,omitempty"` // what it is, in one plain line
	Needs      []string        `yaml:"needs" json:"needs,omitempty"`         // of package evidence, for which it is context
	Invented   string          `yaml:"invented" json:"invented,omitempty"`   // what has been invented for a demonstration

	// Text are readings as CSV, of which Columns says what the columns are, and Correction why published ones are corrected.
	Text       string  `yaml:"readings" json:"-"`
	Columns    Mapping `yaml:"columns" json:"-"`
	Correction string  `yaml:"correction" json:"-"`

	Version int64 `yaml:"-" json:"-"` // number of changes of the readings
}

// Theme is the part of life that an indicator is about.
type Theme string

// The themes.
const (
	Safety      Theme = "safety"
	Environment Theme = "environment"
	Health      Theme = "health"
	Learning    Theme = "learning"
	Income      Theme = "income"
	Access      Theme = "access"
	Belonging   Theme = "belonging"
)

// Themes lists every theme in the order of the pages.
var Themes = []Theme{Safety, Environment, Health, Learning, Income, Access, Belonging}

var themeLabels = map[Theme]locale.LazyMessage{
	Safety:      locale.Lazy("Safety"),
	Environment: locale.Lazy("Environment"),
	Health:      locale.Lazy("Health"),
	Learning:    locale.Lazy("Learning"),
	Income:      locale.Lazy("Income"),
	Access:      locale.Lazy("Access to services"),
	Belonging:   locale.Lazy("Belonging"),
}

// Label returns the name of the theme.
func (t Theme) Label() locale.LazyMessage { return themeLabels[t] }

func (t Theme) order() int { return slices.Index(Themes, t) }

// Direction is which values are better.
type Direction string

// The directions.
const (
	Higher  Direction = "higher"
	Lower   Direction = "lower"
	Neither Direction = "neither"
)

// Directions lists every direction.
var Directions = []Direction{Higher, Lower, Neither}

var directionLabels = map[Direction]locale.LazyMessage{
	Higher:  locale.Lazy("Higher is better"),
	Lower:   locale.Lazy("Lower is better"),
	Neither: locale.Lazy("Neither higher nor lower is better"),
}

// Label says which values are better.
func (d Direction) Label() locale.LazyMessage { return directionLabels[d] }

// better returns d as package trend has it.
func (d Direction) better() trend.Direction {
	switch d {
	case Higher:
		return trend.HigherBetter
	case Lower:
		return trend.LowerBetter
	}
	return trend.Neither
}

// Reading is a value of an indicator for a place and a period.
type Reading struct {
	Place string    `json:"place"` // reference of package place
	From  time.Time `json:"from"`  // first day of the period
	To    time.Time `json:"to"`    // last day
	Value float64   `json:"value"`
	Lower *float64  `json:"lower,omitempty"` // of the interval; both or neither
	Upper *float64  `json:"upper,omitempty"`
	// Boundaries is the year of the boundaries of the place; 0 if the source does not say.
	Boundaries int    `json:"boundaries,omitempty"`
	Note       string `json:"note,omitempty"`
}

// key is what tells the readings of an indicator apart.
type key struct {
	place    string
	from, to time.Time
}

func (r *Reading) key() key { return key{r.Place, r.From, r.To} }

// same reports whether r and other say the same.
func (r *Reading) same(other *Reading) bool {
	equal := func(a, b *float64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
	return r.key() == other.key() && r.Value == other.Value && equal(r.Lower, other.Lower) && equal(r.Upper, other.Upper) &&
		r.Boundaries == other.Boundaries && r.Note == other.Note
}

// HasInterval reports whether the source gives an interval.
func (r *Reading) HasInterval() bool { return r.Lower != nil && r.Upper != nil }

func (r *Reading) trend() trend.Reading {
	t := trend.Reading{Value: r.Value, Interval: r.HasInterval()}
	if t.Interval {
		t.Lower, t.Upper = *r.Lower, *r.Upper
	}
	return t
}

// Limits of readings.
const (
	maxNote   = 300
	firstYear = 1900
	lastYear  = 2200
)

// check returns fault.Invalid if r cannot be stored.
func (r *Reading) check() error {
	finite := func(f *float64) bool {
		return f == nil || !math.IsNaN(*f) && !math.IsInf(*f, 0) && math.Abs(*f) <= 1e15
	}
	switch {
	case !finite(&r.Value) || !finite(r.Lower) || !finite(r.Upper):
		return fault.New(fault.Invalid, "The value must be a number below 1,000,000,000,000,000.")
	case (r.Lower == nil) != (r.Upper == nil):
		return fault.New(fault.Invalid, "An interval needs both a lower and an upper value.")
	case r.HasInterval() && (*r.Lower > r.Value || *r.Upper < r.Value):
		return fault.New(fault.Invalid, "The value is outside its interval.")
	case r.From.Year() < firstYear || r.To.Year() > lastYear:
		return fault.Newf(fault.Invalid, "The period must be between the years %d and %d.", firstYear, lastYear)
	case r.To.Before(r.From):
		return fault.New(fault.Invalid, "The period cannot end before it begins.")
	case r.Boundaries != 0 && (r.Boundaries < firstYear || r.Boundaries > lastYear):
		return fault.Newf(fault.Invalid, "The year of the boundaries must be between %d and %d.", firstYear, lastYear)
	case len([]rune(r.Note)) > maxNote:
		return fault.Newf(fault.Invalid, "The note must be %d characters or fewer.", maxNote)
	}
	return nil
}

// maxDecimals is how many decimals a value has on a page at most.
const maxDecimals = 6

// validate returns definition.SettingErrors if i cannot be stored, apart from references.
func (i *Indicator) validate() error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each indicator", i.Ref), "ref")
	wrong.Add(evidence.CheckLanguage(i.Language), "language")
	for _, f := range []struct{ text, setting, say string }{
		{i.Title, "title", locale.Key("Enter a title.")},
		{i.Definition, "definition", locale.Key("Enter what is measured.")},
		{i.Unit, "unit", locale.Key("Enter what a value is in, like %.")},
		{i.Source.Name, "source", locale.Key("Enter the source of the readings.")},
	} {
		if strings.TrimSpace(f.text) == "" {
			wrong.Add(&fault.Error{Kind: fault.Invalid, Say: f.say}, f.setting)
		}
	}
	if i.Theme.order() < 0 {
		wrong.Add(fault.New(fault.Invalid, "Choose a theme."), "theme")
	}
	if !slices.Contains(Directions, i.Direction) {
		wrong.Add(fault.New(fault.Invalid, "Choose whether higher is better, lower is better, or neither."), "direction")
	}
	if i.Decimals < 0 || i.Decimals > maxDecimals {
		wrong.Add(fault.Newf(fault.Invalid, "A value has from 0 to %d decimals.", maxDecimals), "decimals")
	}
	if i.Level != 0 && (i.Level < 50 || i.Level > 99) {
		wrong.Add(fault.New(fault.Invalid, "The level of the intervals must be from 50 to 99 per cent, like 95."), "interval")
	}
	wrong.Add(i.Source.CheckAddress(), "source", "address")
	wrong.Add(i.Licence.Check(), "licence")
	if (i.Target == nil) != i.TargetBy.IsZero() {
		wrong.Add(fault.New(fault.Invalid, "A target needs both a value and a date."), "target")
	}
	return wrong.Err()
}

// Comparison is a reading beside the one before it.
type Comparison struct {
	Latest Reading
	Before *Reading // nil: there is no earlier reading that it can be compared with
	Change trend.Change
	Why    WhyNot // why Before is nil
	// First is the earliest reading that it can be compared with, if that is not Before.
	First *Reading
	Since trend.Change
}

// because says why there is no earlier reading, if there is none so far.
func (c *Comparison) because(why WhyNot) {
	if c.Before == nil {
		c.Why = max(c.Why, why)
	}
}

// WhyNot is why a reading has no earlier one beside it.
type WhyNot int

// The reasons.
const (
	NoEarlier WhyNot = iota
	Overlaps         // the only earlier readings are about some of the same days
	OtherBoundaries
)

// Compare returns the latest of the readings of one place, beside the latest before it whose period is over before the other
// begins and which has the same boundaries, and the earliest such. It is nil if there are no readings.
func (i *Indicator) Compare(readings []Reading) *Comparison {
	if len(readings) == 0 {
		return nil
	}
	sorted := slices.Clone(readings)
	slices.SortFunc(sorted, func(a, b Reading) int { return cmp.Or(b.To.Compare(a.To), b.From.Compare(a.From)) })
	c := &Comparison{Latest: sorted[0]}
	for n := range sorted[1:] {
		earlier := &sorted[n+1]
		switch {
		case !earlier.To.Before(c.Latest.From):
			c.because(Overlaps)
		case earlier.Boundaries != 0 && c.Latest.Boundaries != 0 && earlier.Boundaries != c.Latest.Boundaries:
			c.because(OtherBoundaries)
		default:
			change, err := trend.Compare(earlier.trend(), c.Latest.trend(), i.Direction.better())
			if err != nil {
				continue // such a reading is never stored
			}
			if c.Before == nil {
				c.Before, c.Change, c.Why = earlier, change, NoEarlier
				continue
			}
			c.First, c.Since = earlier, change
		}
	}
	return c
}
