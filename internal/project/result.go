package project

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Result is what a project is to bring about.
type Result struct {
	Ref      string     `yaml:"ref" json:"ref"`
	Kind     ResultKind `yaml:"kind" json:"kind"`
	Title    string     `yaml:"title" json:"title"`
	PartOf   string     `yaml:"part-of" json:"partOf,omitempty"` // reference of the result to which it leads
	Measures []Measure  `yaml:"measures" json:"-"`
}

// ResultKind is whether a result is what the project makes or what that changes for people.
type ResultKind string

// The kinds of results.
const (
	Output  ResultKind = "output"
	Outcome ResultKind = "outcome"
)

// ResultKinds lists both.
var ResultKinds = []ResultKind{Output, Outcome}

// Label returns the name of the kind.
func (k ResultKind) Label() locale.LazyMessage {
	if k == Outcome {
		return locale.Lazy("Outcome: what changes for people")
	}
	return locale.Lazy("Output: what the project makes or does")
}

// Short returns the name of the kind without what it means.
func (k ResultKind) Short() locale.LazyMessage {
	if k == Outcome {
		return locale.Lazy("Outcome")
	}
	return locale.Lazy("Output")
}

// Measure is how a result is measured.
type Measure struct {
	Ref        string             `yaml:"ref" json:"-"`
	Result     string             `yaml:"-" json:"-"` // reference of its result
	Title      string             `yaml:"title" json:"-"`
	Unit       string             `yaml:"unit" json:"unit"`
	Better     strategy.Direction `yaml:"better" json:"better"`
	Baseline   *float64           `yaml:"baseline" json:"baseline,omitempty"`
	Dated      time.Time          `yaml:"baseline-date" json:"dated,omitzero"`     // of the baseline
	NoBaseline string             `yaml:"no-baseline" json:"noBaseline,omitempty"` // why there is none
	Method     string             `yaml:"how" json:"method,omitempty"`             // how it is read
	Periods    []Period           `yaml:"periods" json:"periods,omitempty"`        // in their order, none of which overlap
	Project    string             `yaml:"-" json:"-"`                              // reference of its project
}

// Period is a time for which a measure has a target, or a reading, or both.
type Period struct {
	From   time.Time `yaml:"from" json:"from"`   // first day
	Until  time.Time `yaml:"until" json:"until"` // last day
	Target *float64  `yaml:"target" json:"target,omitempty"`
	Note   string    `yaml:"note" json:"note,omitempty"`

	Readings []Reading `yaml:"readings" json:"-"` // the last one counts; each of the others was corrected by the next
}

// validateResults returns definition.SettingErrors for the results and measures of p.
func (p *Project) validateResults() error {
	var wrong definition.SettingErrors
	for i, r := range p.Results {
		wrong.Add(evidence.CheckRef("each result", r.Ref), "results", i, "ref")
		if strings.TrimSpace(r.Title) == "" {
			wrong.Add(fault.New(fault.Invalid, "Enter the result."), "results", i, "title")
		}
		if !slices.Contains(ResultKinds, r.Kind) {
			wrong.Add(fault.New(fault.Invalid, "Choose output or outcome."), "results", i, "kind")
		}
		if slices.ContainsFunc(p.Results[:i], func(other Result) bool { return other.Ref == r.Ref }) {
			wrong.Add(fault.Newf(fault.Invalid, "Two results have the reference %q.", r.Ref), "results", i, "ref")
		}
		if r.PartOf != "" && p.leadsTo(r.PartOf, r.Ref) {
			wrong.Add(fault.New(fault.Invalid, "Choose another result of this project, which does not lead to this one."), "results", i, "part-of")
		}
		for j := range r.Measures {
			wrong.Add(r.Measures[j].validate(), "results", i, "measures", j)
		}
	}
	return wrong.Err()
}

// leadsTo reports whether the result ref is not one of p, or is part of another one, directly or not.
func (p *Project) leadsTo(ref, other string) bool {
	for range len(p.Results) + 1 {
		if ref == other {
			return true
		}
		r := p.Result(ref)
		if r == nil {
			return true
		}
		if r.PartOf == "" {
			return false
		}
		ref = r.PartOf
	}
	return true
}

// validate returns definition.SettingErrors if m cannot be stored. A baseline may be missing with a reason, and a period may have
// no target.
func (m *Measure) validate() error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each measure", m.Ref), "ref")
	if strings.TrimSpace(m.Title) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter what is measured."), "title")
	}
	if strings.TrimSpace(m.Unit) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter the unit, like people or %."), "unit")
	}
	if m.Better != strategy.Higher && m.Better != strategy.Lower {
		wrong.Add(fault.New(fault.Invalid, "Choose whether higher or lower values are better."), "better")
	}
	switch why := strings.TrimSpace(m.NoBaseline); {
	case m.Baseline == nil && why == "":
		wrong.Add(fault.New(fault.Invalid, "Enter the baseline, or why there is none."), "baseline")
	case m.Baseline != nil && why != "":
		wrong.Add(fault.New(fault.Invalid, "There is a baseline. Remove the reason why there is none."), "no-baseline")
	case m.Baseline != nil && m.Dated.IsZero():
		wrong.Add(fault.New(fault.Invalid, "Enter the date of the baseline."), "baseline-date")
	}
	for i, p := range m.Periods {
		switch {
		case p.From.IsZero():
			wrong.Add(fault.New(fault.Invalid, "Enter the first day of the period."), "periods", i, "from")
		case p.Until.Before(p.From):
			wrong.Add(fault.New(fault.Invalid, "Enter the last day of the period. It cannot be before the first."), "periods", i, "until")
		case i > 0 && !p.From.After(m.Periods[i-1].Until):
			wrong.Add(fault.New(fault.Invalid, "A period begins after the one before it ends. Put them in their order."), "periods", i, "from")
		}
	}
	return wrong.Err()
}
