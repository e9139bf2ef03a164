// Package evidence records findings about people's lives with their sources, which strategies and actions give as
// reasons.
package evidence

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/skill"
)

// Definition is the contents of a file of needs.
type Definition struct {
	Needs []Need `yaml:"needs"`
}

// Need is a finding that the council should respond to.
type Need struct {
	Ref             string   `yaml:"ref"`
	Title           string   `yaml:"title"`
	Summary         string   `yaml:"says"`   // the finding, in our words
	Figure          string   `yaml:"figure"` // the number as the source gives it
	Source          Source   `yaml:"source"`
	Kind            Kind     `yaml:"kind"`            // "" if it is not known
	Places          []string `yaml:"places"`          // references of package place
	Quality         Quality  `yaml:"quality"`         // "" if it was not assessed
	Gap             string   `yaml:"gap"`             // what the evidence does not say; actions close it
	Characteristics []string `yaml:"characteristics"` // codes of package equality, like "disability"
	Harms           []Harm   `yaml:"harms"`           // what it does to groups of people if nothing helps
	Helps           []Help   `yaml:"helps"`           // what would help, for partners to offer
	Invented        string   `yaml:"invented"`        // what has been invented for a demonstration; "" if nothing
}

// Harm is what a need does to a group of people if nothing helps, on the scales of the risk register.
type Harm struct {
	Who        string `yaml:"who"` // code of package equality
	Harm       Step   `yaml:"harm"`
	Likelihood Step   `yaml:"likelihood"`
}

// Score is harm times likelihood, from 1 to 16.
func (h Harm) Score() int { return h.Harm.Number() * h.Likelihood.Number() }

// Help is a skill, an asset or knowledge that would help people with a need.
type Help struct {
	Skill    string     `yaml:"skill"`    // code of package skill
	Quantity int64      `yaml:"quantity"` // 0 if it is not known
	Unit     skill.Unit `yaml:"unit"`
}

// Kind is what evidence is.
type Kind string

// The kinds of evidence.
const (
	IsNeed     Kind = "need"       // what people need, as services and partners know it
	Research   Kind = "research"   // a study or a report
	Data       Kind = "data"       // figures of a census, a register or a service
	Engagement Kind = "engagement" // what people have told us
)

// Kinds lists every kind of evidence.
var Kinds = []Kind{IsNeed, Research, Data, Engagement}

var kindLabels = map[Kind]locale.LazyMessage{
	IsNeed:     locale.Lazy("Need"),
	Research:   locale.Lazy("Research"),
	Data:       locale.Lazy("Data"),
	Engagement: locale.Lazy("Engagement"),
}

// Label returns the name of the kind.
func (k Kind) Label() locale.LazyMessage { return kindLabels[k] }

// Quality is how far evidence can be relied on.
type Quality string

// The qualities of evidence.
const (
	Strong   Quality = "strong"
	Adequate Quality = "adequate"
	Weak     Quality = "weak"
)

// Qualities lists every quality, the best first.
var Qualities = []Quality{Strong, Adequate, Weak}

var qualityLabels = map[Quality]locale.LazyMessage{
	Strong:   locale.Lazy("Strong: recent, about this area, and complete"),
	Adequate: locale.Lazy("Adequate: older, from a wider area or incomplete"),
	Weak:     locale.Lazy("Weak: a few accounts, or an estimate"),
}

// Label returns what the quality means.
func (q Quality) Label() locale.LazyMessage { return qualityLabels[q] }

// Source is where a text was published. Date may be zero if the thing itself, such as a decision, has a date.
type Source struct {
	Name    string    `yaml:"name"`
	Address string    `yaml:"address"` // URL, or a path on this site
	Date    time.Time `yaml:"date"`
}

// Check returns fault.Invalid if s has no name, or an address that cannot be a link.
func (s Source) Check() error {
	var wrong definition.SettingErrors
	if s.Name == "" && s.Address != "" {
		wrong.Add(fault.New(fault.Invalid, "Enter a name for the source as well as its web address."), "name")
	} else {
		wrong.Add(s.CheckAddress(), "address")
	}
	return wrong.Err()
}

// CheckAddress returns fault.Invalid if the address of s is neither a URL nor a path on this site.
func (s Source) CheckAddress() error { return definition.CheckAddress(s.Name, s.Address) }

// CheckRef is definition.CheckRef.
func CheckRef(what, ref string) error { return definition.CheckRef(what, ref) }

// CheckLanguage returns nil if lang is a language code or "", which is the language of the council.
func CheckLanguage(lang string) error {
	if lang == "" || locale.IsTag(lang) {
		return nil
	}
	return fault.Newf(fault.Invalid, "%q is not a language code. Use a code like en, cy or gu.", lang)
}

// validate returns fault.Invalid if n cannot be stored.
func (n *Need) validate() error {
	var wrong definition.SettingErrors
	wrong.Add(CheckRef("each need", n.Ref), "ref")
	for _, f := range []struct {
		name    string
		present bool
		path    []any
	}{
		{"a title", strings.TrimSpace(n.Title) != "", []any{"title"}},
		{"what the source says", strings.TrimSpace(n.Summary) != "", []any{"says"}},
		{"the name of its source", strings.TrimSpace(n.Source.Name) != "", []any{"source", "name"}},
		{"the date of its source, for example 2011-03-27", !n.Source.Date.IsZero(), []any{"source", "date"}},
	} {
		if !f.present {
			wrong.Add(fault.Newf(fault.Invalid, "Need %q is missing %s.", n.Ref, f.name), f.path...)
		}
	}
	for i, code := range n.Characteristics {
		if _, ok := n.characteristic(code); !ok {
			err := fault.Newf(fault.Invalid, "%q in need %q is not a characteristic code. Use a code like religion-belief.", code, n.Ref)
			wrong.Add(err, "characteristics", i)
		}
	}
	wrong.Add(n.checkHelp())
	if _, ok := kindLabels[n.Kind]; !ok && n.Kind != "" {
		wrong.Add(fault.Newf(fault.Invalid, "Choose need, research, data or engagement as the kind of %q.", n.Ref), "kind")
	}
	if _, ok := qualityLabels[n.Quality]; !ok && n.Quality != "" {
		wrong.Add(fault.Newf(fault.Invalid, "Choose strong, adequate or weak as the quality of %q.", n.Ref), "quality")
	}
	if n.Source.Name != "" { // otherwise it is missing
		wrong.Add(n.Source.Check(), "source")
	}
	return wrong.Err()
}

// checkHelp checks what a need does to people, and what would help them.
func (n *Need) checkHelp() error {
	var wrong definition.SettingErrors
	for i, h := range n.Harms {
		if _, ok := GroupName(h.Who); !ok {
			wrong.Add(fault.New(fault.Invalid, "Choose who is affected."), "harms", i, "who")
		}
		for setting, step := range map[string]Step{"harm": h.Harm, "likelihood": h.Likelihood} {
			if step.Number() == 0 {
				wrong.Add(fault.New(fault.Invalid, "Select a step from 1 to 4."), "harms", i, setting)
			}
		}
	}
	for i, h := range n.Helps {
		wrong.Add(skill.Check(h.Skill), "helps", i, "skill")
		if h.Quantity < 0 {
			wrong.Add(fault.New(fault.Invalid, "Enter how much as a whole number, like 10."), "helps", i, "quantity")
		}
		if h.Quantity > 0 && !slices.Contains(skill.Units, h.Unit) {
			wrong.Add(fault.New(fault.Invalid, "Choose what the quantity is counted in."), "helps", i, "unit")
		}
	}
	return wrong.Err()
}

// characteristic returns the characteristic code as defined at the date of the source or, if it was added later, as
// defined today.
func (n *Need) characteristic(code string) (equality.Characteristic, bool) {
	for _, day := range []equality.Day{equality.Day(n.Source.Date.Format(time.DateOnly)), "9999-12-31"} {
		if c, ok := equality.Get(equality.CharacteristicCode(code), day); ok {
			return c, true
		}
	}
	return equality.Characteristic{}, false
}

// CharacteristicNames returns the names of the characteristics of n.
func (n *Need) CharacteristicNames() (names []locale.LazyMessage) {
	for _, code := range n.Characteristics {
		if c, ok := n.characteristic(code); ok {
			names = append(names, characteristicName(c))
		}
	}
	return names
}

// Sort sorts needs in the order of refs, followed by the others in the order of their titles.
func Sort(needs []Need, refs []string) {
	place := func(n Need) int {
		if i := slices.Index(refs, n.Ref); i >= 0 {
			return i
		}
		return len(refs)
	}
	slices.SortStableFunc(needs, func(a, b Need) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		return strings.Compare(a.Title, b.Title)
	})
}
