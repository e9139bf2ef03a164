// Package strategy records strategies with their aims and objectives, and computes when the law next requires a
// publication.
package strategy

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Definition is the contents of a strategy's definition file.
type Definition = Strategy

// Strategy is what the council plans for a period.
type Strategy struct {
	Slug         string          `yaml:"slug"`
	Title        string          `yaml:"title"`
	Language     string          `yaml:"language"` // "" is the language of the council
	Summary      string          `yaml:"summary"`
	From         time.Time       `yaml:"from"`
	To           time.Time       `yaml:"to"`
	Needs        []string        `yaml:"needs"` // references of needs in package evidence
	Source       evidence.Source `yaml:"source"`
	Invented     string          `yaml:"invented"`     // what has been invented for a demonstration; "" if nothing
	Follows      string          `yaml:"follows"`      // slug of the strategy that it replaced, or ""
	ReportEvery  int             `yaml:"report-every"` // months between the progress reports that were promised; 0 if none were
	Versions     []Version       `yaml:"versions"`
	Aims         []Aim           `yaml:"aims"`
	Publications []Publication   `yaml:"publications"`
}

// VersionKind is the stage that a version of a strategy belongs to.
type VersionKind string

// The kinds of versions.
const (
	Draft     VersionKind = "draft"
	Consulted VersionKind = "consulted"
	Adopted   VersionKind = "adopted"
)

// Label returns the name of the kind.
func (k VersionKind) Label() locale.LazyMessage {
	switch k {
	case Draft:
		return locale.Lazy("Draft")
	case Consulted:
		return locale.Lazy("Consulted on")
	}
	return locale.Lazy("Adopted")
}

// Version is the text of a strategy at one stage. It cannot be changed once stored, because people were consulted on
// it or it was adopted.
type Version struct {
	ID           string          `yaml:"id"` // "" is the kind
	Kind         VersionKind     `yaml:"kind"`
	Date         time.Time       `yaml:"date"`
	Title        string          `yaml:"title"`
	Body         string          `yaml:"body"`         // Markdown
	Changes      string          `yaml:"changes"`      // what changed since the previous version
	Consultation string          `yaml:"consultation"` // slug of the consultation about it
	Source       evidence.Source `yaml:"source"`
}

// Aim is one of the main aims of a strategy.
type Aim struct {
	Ref        string      `yaml:"ref"`
	Title      string      `yaml:"title"`
	Summary    string      `yaml:"summary"`
	Objectives []Objective `yaml:"objectives"`
}

// Objective is a specific and measurable objective of an aim.
type Objective struct {
	Ref         string    `yaml:"ref"`
	Title       string    `yaml:"title"`
	Measure     string    `yaml:"measure"`
	Unit        string    `yaml:"unit"` // "%" or a noun
	Baseline    *float64  `yaml:"baseline"`
	Target      *float64  `yaml:"target"`
	By          time.Time `yaml:"by"`
	Owner       string    `yaml:"owner"`        // a role, never a person
	AsPublished bool      `yaml:"as-published"` // from an old strategy, entered as it was published, with its gaps
	Needs       []string  `yaml:"needs"`
	Readings    []Reading `yaml:"readings"`

	Better Direction       `yaml:"better"`         // which way is progress; "" is from the baseline to the target
	Every  int             `yaml:"measured-every"` // months between measurements; 0 is 12
	Source evidence.Source `yaml:"source"`         // where the measurements come from

	Strategy string `yaml:"-"` // slug of the strategy
	Language string `yaml:"-"` // of the strategy
}

// Direction is which values of a measure are better.
type Direction string

// The directions.
const (
	Higher Direction = "higher"
	Lower  Direction = "lower"
)

// Label returns the name of the direction, or an empty message.
func (d Direction) Label() locale.LazyMessage {
	switch d {
	case Higher:
		return locale.Lazy("Higher is better")
	case Lower:
		return locale.Lazy("Lower is better")
	}
	return locale.LazyMessage{}
}

// Direction returns which values of the measure of o are better: as it is said, or the way from the
// baseline to the target; "" if neither is known.
func (o *Objective) Direction() Direction {
	switch {
	case o.Better != "" || o.Baseline == nil || o.Target == nil || *o.Baseline == *o.Target:
		return o.Better
	case *o.Target > *o.Baseline:
		return Higher
	}
	return Lower
}

// Interval returns the number of months between measurements.
func (o *Objective) Interval() int { return cmp.Or(o.Every, 12) }

// Reading is a measurement on a date.
type Reading struct {
	Date     time.Time       `yaml:"date"`
	Value    float64         `yaml:"value"`
	Note     string          `yaml:"note"`
	Source   evidence.Source `yaml:"source"`
	Invented string          `yaml:"invented"`
}

// Missing lists what o needs to be specific and measurable, in words that can end a sentence: "baseline", "target", …
func (o *Objective) Missing() []string {
	var missing []string
	for _, f := range []struct {
		name  string
		empty bool
	}{
		{"measure", strings.TrimSpace(o.Measure) == ""},
		{"baseline", o.Baseline == nil},
		{"target", o.Target == nil},
		{"date", o.By.IsZero()},
		{"owner", strings.TrimSpace(o.Owner) == ""},
	} {
		if f.empty {
			missing = append(missing, f.name)
		}
	}
	return missing
}

// CheckPublishable returns nil if o may be published as an equality objective. An old objective may, and its page
// shows the gaps.
func (o *Objective) CheckPublishable() error {
	missing := o.Missing()
	if o.AsPublished || len(missing) == 0 {
		return nil
	}
	return fault.Newf(fault.Invalid, "Objective %q cannot be published because it has no %s. Add what is missing.",
		o.Title, joinAfterNo(missing))
}

// Gaps says what is missing from o. It is empty if nothing is.
func (o *Objective) Gaps() locale.LazyMessage {
	missing := o.Missing()
	if len(missing) == 0 {
		return locale.LazyMessage{}
	}
	return locale.Lazy("Missing from this objective: %s.", missingFields(missing))
}

// missingFields lists the missing parts of an objective in the reader's language.
type missingFields []string

// In returns the list in the language of p.
func (l missingFields) In(p *locale.Printer) string {
	names := make([]string, len(l))
	for i, name := range l {
		names[i] = p.Say(missingLabels[name])
	}
	return strings.Join(names, ", ")
}

var missingLabels = map[string]string{
	"measure":  locale.Key("measure"),
	"baseline": locale.Key("baseline"),
	"target":   locale.Key("target"),
	"date":     locale.Key("due date"),
	"owner":    locale.Key("role responsible"),
}

// joinAfterNo returns "a, no b and no c", to follow "no".
func joinAfterNo(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", no ") + " and no " + words[last]
}

// Latest returns the newest reading of o.
func (o *Objective) Latest() (Reading, bool) {
	var newest Reading
	for _, r := range o.Readings {
		if r.Date.After(newest.Date) {
			newest = r
		}
	}
	return newest, !newest.Date.IsZero()
}

// Trend returns how the measure of o has moved since its baseline.
func (o *Objective) Trend() Trend {
	var latest *float64
	if r, ok := o.Latest(); ok {
		latest = &r.Value
	}
	return TrendOf(o.Baseline, o.Target, latest, o.Better)
}

// Objectives returns every objective of s, in the order of its aims.
func (s *Strategy) Objectives() []Objective {
	var all []Objective
	for _, a := range s.Aims {
		all = append(all, a.Objectives...)
	}
	return all
}

// ObjectiveRefs returns the references of the objectives of s.
func (s *Strategy) ObjectiveRefs() (refs []string) {
	for _, a := range s.Aims {
		for _, o := range a.Objectives {
			refs = append(refs, o.Ref)
		}
	}
	return refs
}

// Texts returns the versions of which the text is stored, the oldest first.
func (s *Strategy) Texts() []Version {
	return slices.DeleteFunc(slices.Clone(s.Versions), func(v Version) bool { return strings.TrimSpace(v.Body) == "" })
}

// LatestVersion returns the latest version of a kind.
func (s *Strategy) LatestVersion(k VersionKind) (Version, bool) {
	var latest Version
	for _, v := range s.Versions {
		if v.Kind == k && !v.Date.Before(latest.Date) {
			latest = v
		}
	}
	return latest, latest.Kind == k
}
