// Package strategy keeps strategies with their aims and objectives, and tells
// from what was published when the law next asks for more.
package strategy

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Definition is the file of one strategy.
type Definition = Strategy

// Strategy is what a council sets out to do in a period.
type Strategy struct {
	Slug         string          `yaml:"slug"`
	Title        string          `yaml:"title"`
	Language     string          `yaml:"language"` // in which it is written; "" is that of the council
	Summary      string          `yaml:"summary"`
	From         time.Time       `yaml:"from"`
	To           time.Time       `yaml:"to"`
	Needs        []string        `yaml:"needs"` // references to evidence
	Source       evidence.Source `yaml:"source"`
	Invented     string          `yaml:"invented"` // what of it is made up for a demonstration; "": nothing
	Versions     []Version       `yaml:"versions"`
	Aims         []Aim           `yaml:"aims"`
	Publications []Publication   `yaml:"publications"`
}

// VersionKind says what a version of a strategy was for.
type VersionKind string

// The kinds of versions.
const (
	Draft     VersionKind = "draft"
	Consulted VersionKind = "consulted"
	Adopted   VersionKind = "adopted"
)

// Label is the kind as a page says it.
func (k VersionKind) Label() locale.LazyMessage {
	switch k {
	case Draft:
		return locale.Lazy("Draft")
	case Consulted:
		return locale.Lazy("Consulted on")
	}
	return locale.Lazy("Adopted")
}

// Version is the words of a strategy at one moment. It never changes once it
// is kept: people were asked about it, or decided on it.
type Version struct {
	ID           string          `yaml:"id"` // "" is the kind
	Kind         VersionKind     `yaml:"kind"`
	Date         time.Time       `yaml:"date"`
	Title        string          `yaml:"title"`
	Body         string          `yaml:"body"`         // Markdown
	Changes      string          `yaml:"changes"`      // what is different from the version before
	Consultation string          `yaml:"consultation"` // the one that asked about it
	Source       evidence.Source `yaml:"source"`
}

// Aim is one of the few things a strategy wants.
type Aim struct {
	Ref        string      `yaml:"ref"`
	Title      string      `yaml:"title"`
	Summary    string      `yaml:"summary"`
	Objectives []Objective `yaml:"objectives"`
}

// Objective is an aim made specific and measurable.
type Objective struct {
	Ref         string    `yaml:"ref"`
	Title       string    `yaml:"title"`
	Measure     string    `yaml:"measure"`
	Unit        string    `yaml:"unit"` // "%" or a word
	Baseline    *float64  `yaml:"baseline"`
	Target      *float64  `yaml:"target"`
	By          time.Time `yaml:"by"`
	Owner       string    `yaml:"owner"`        // a role, never a person
	AsPublished bool      `yaml:"as-published"` // brought in from the past, with its gaps
	Needs       []string  `yaml:"needs"`
	Readings    []Reading `yaml:"readings"`

	Strategy string `yaml:"-"` // of the aim
	Language string `yaml:"-"` // of the strategy
}

// Reading is the value of a measure on a day.
type Reading struct {
	Date     time.Time       `yaml:"date"`
	Value    float64         `yaml:"value"`
	Note     string          `yaml:"note"`
	Source   evidence.Source `yaml:"source"`
	Invented string          `yaml:"invented"`
}

// Missing names what o lacks to be specific and measurable, in words that end
// a sentence: "baseline", "target", …
func (o *Objective) Missing() []string {
	var missing []string
	for _, f := range []struct {
		name string
		gone bool
	}{
		{"measure", strings.TrimSpace(o.Measure) == ""},
		{"baseline", o.Baseline == nil},
		{"target", o.Target == nil},
		{"date", o.By.IsZero()},
		{"owner", strings.TrimSpace(o.Owner) == ""},
	} {
		if f.gone {
			missing = append(missing, f.name)
		}
	}
	return missing
}

// CheckPublishable returns nil if o may be published as an equality objective. One
// from the past may, as it was, but the page says what it lacks.
func (o *Objective) CheckPublishable() error {
	missing := o.Missing()
	if o.AsPublished || len(missing) == 0 {
		return nil
	}
	return fault.Newf(fault.Invalid, "Objective %q cannot be published because it has no %s. Add what is missing.",
		o.Title, joinAfterNo(missing))
}

// Gaps says what o lacks to be specific and measurable, or nothing.
func (o *Objective) Gaps() locale.LazyMessage {
	missing := o.Missing()
	if len(missing) == 0 {
		return locale.LazyMessage{}
	}
	return locale.Lazy("Missing from this objective: %s.", missingFields(missing))
}

// missingFields are what an objective lacks, as a list in the words of the page.
type missingFields []string

// In says l in the language of p.
func (l missingFields) In(p *locale.Printer) string {
	said := make([]string, len(l))
	for i, name := range l {
		said[i] = p.Say(missingLabels[name])
	}
	return strings.Join(said, ", ")
}

var missingLabels = map[string]string{
	"measure": locale.Key(
		"measure",
	), "baseline": locale.Key("baseline"), "target": locale.Key("target"), "date": locale.Key("date"), "owner": locale.Key("owner"),
}

// joinAfterNo is "a, no b and no c", to be read after "no".
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

// Trend is where the measure of o has gone since its baseline.
func (o *Objective) Trend() Trend {
	var latest *float64
	if r, ok := o.Latest(); ok {
		latest = &r.Value
	}
	return TrendOf(o.Baseline, o.Target, latest)
}

// Objectives returns every objective of s, in the order of its aims.
func (s *Strategy) Objectives() []Objective {
	var all []Objective
	for _, a := range s.Aims {
		all = append(all, a.Objectives...)
	}
	return all
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
