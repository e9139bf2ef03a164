// Package offer is what the organisations of a partnership offer each other and want from each other: skills, things and
// knowledge.
package offer

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/skill"
)

// Entry is something that an organisation offers or wants. It is public until it expires or is agreed.
type Entry struct {
	Ref         string     `yaml:"ref" json:"ref"`
	Org         string     `yaml:"organisation" json:"organisation"` // id of the organisation that it belongs to
	Title       string     `yaml:"title" json:"title"`
	Language    string     `yaml:"language" json:"language,omitempty"` // of the texts; "" is the council's
	Direction   Direction  `yaml:"direction" json:"direction"`
	Skill       string     `yaml:"skill" json:"skill"`                 // code of package skill
	Standard    string     `yaml:"standard" json:"standard,omitempty"` // address of the same in a standard list, such as ESCO
	Basis       Basis      `yaml:"basis" json:"basis"`
	Places      []string   `yaml:"places" json:"places"`                     // references of package place
	Communities []string   `yaml:"communities" json:"communities,omitempty"` // codes of package equality; none for everyone
	Quantity    int64      `yaml:"quantity" json:"quantity,omitempty"`       // 0 if it is not known
	Unit        skill.Unit `yaml:"unit" json:"unit,omitempty"`
	From        time.Time  `yaml:"from" json:"from,omitzero"`   // first day on which it is available or wanted
	Until       time.Time  `yaml:"until" json:"until,omitzero"` // last day
	Terms       string     `yaml:"terms" json:"terms,omitempty"`
	Need        string     `yaml:"need" json:"need,omitempty"` // the need for which it is wanted
	Expires     time.Time  `yaml:"expires" json:"expires"`     // last day on which it is shown
	Updated     time.Time  `yaml:"updated" json:"updated"`     // day of the last change
	Invented    string     `yaml:"invented" json:"invented,omitempty"`

	Agreed string `yaml:"-" json:"-"` // what it is agreed under; "" while it is open
}

// Direction is whether something is offered or wanted.
type Direction string

// The directions.
const (
	Offered Direction = "offer"
	Wanted  Direction = "want"
)

// Directions lists both.
var Directions = []Direction{Offered, Wanted}

// Label returns the name of the direction.
func (d Direction) Label() locale.LazyMessage {
	if d == Wanted {
		return locale.Lazy("Wanted")
	}
	return locale.Lazy("Offered")
}

// Basis is on what terms something changes hands.
type Basis string

// The bases.
const (
	Lend   Basis = "lend"
	Share  Basis = "share"
	Give   Basis = "give"
	Charge Basis = "charge"
)

// Bases lists every basis.
var Bases = []Basis{Lend, Share, Give, Charge}

// Label returns what the basis means.
func (b Basis) Label() locale.LazyMessage {
	switch b {
	case Lend:
		return locale.Lazy("Lend: it goes back to its owner")
	case Share:
		return locale.Lazy("Share: both use it")
	case Give:
		return locale.Lazy("Give: free of charge")
	case Charge:
		return locale.Lazy("Charge: for a price")
	}
	return locale.LazyMessage{}
}

// Kind returns what it is: a skill, an asset or knowledge.
func (e *Entry) Kind() skill.Kind {
	s, _ := skill.Get(e.Skill)
	return s.Kind
}

// ExpiredOn reports whether e is no longer shown on the day of a time of the database.
func (e *Entry) ExpiredOn(day time.Time) bool { return e.Expires.Before(dayOf(day)) }

// OpenOn reports whether e is shown on a day, and partners can get in touch about it.
func (e *Entry) OpenOn(day time.Time) bool { return e.Agreed == "" && !e.ExpiredOn(day) }

// StateOn returns in words whether e is open, agreed or expired on a day.
func (e *Entry) StateOn(day time.Time) locale.LazyMessage {
	switch {
	case e.Agreed != "":
		return locale.Lazy("Agreed")
	case e.ExpiredOn(day):
		return locale.Lazy("Expired")
	}
	return locale.Lazy("Open")
}

// dayOf returns the day of a time of the database.
func dayOf(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
}

// Longest is how many months after a change an entry can expire at most.
const Longest = 24

// earliest is before any day on which an entry can expire: a date that was never filled in is not one.
var earliest = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// validate returns definition.SettingErrors if e cannot be stored, apart from references.
func (e *Entry) validate() error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each offer", e.Ref), "ref")
	wrong.Add(evidence.CheckLanguage(e.Language), "language")
	if strings.TrimSpace(e.Title) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter a title."), "title")
	}
	if !slices.Contains(Directions, e.Direction) {
		wrong.Add(fault.New(fault.Invalid, "Choose whether it is offered or wanted."), "direction")
	}
	if !slices.Contains(Bases, e.Basis) {
		wrong.Add(fault.New(fault.Invalid, "Choose lend, share, give or charge."), "basis")
	}
	wrong.Add(skill.Check(e.Skill), "skill")
	wrong.Add(definition.CheckAddress(e.Standard, e.Standard), "standard")
	if len(e.Places) == 0 {
		wrong.Add(fault.New(fault.Invalid, "Choose at least one place."), "places")
	}
	for i, code := range e.Communities {
		if _, ok := evidence.GroupName(code); !ok {
			wrong.Add(fault.Newf(fault.Invalid, "%q is not a characteristic code. Use a code like religion-belief.", code), "communities", i)
		}
	}
	wrong.Add(e.checkQuantity())
	switch {
	case e.Expires.Before(earliest):
		wrong.Add(fault.New(fault.Invalid, "Enter the last day on which it will be shown."), "expires")
	case !e.Updated.IsZero() && e.Expires.After(e.Updated.AddDate(0, Longest, 0)):
		wrong.Add(fault.Newf(fault.Invalid, "The last day cannot be more than %d months ahead. You can change it later.", Longest), "expires")
	}
	if !e.From.IsZero() && !e.Until.IsZero() && e.Until.Before(e.From) {
		wrong.Add(fault.New(fault.Invalid, "The last day on which it is available cannot be before the first."), "until")
	}
	if e.Need != "" && e.Direction != Wanted {
		wrong.Add(fault.New(fault.Invalid, "Only what is wanted is for a need. Remove the need."), "need")
	}
	return wrong.Err()
}

func (e *Entry) checkQuantity() error {
	var wrong definition.SettingErrors
	switch known := slices.Contains(skill.Units, e.Unit); {
	case e.Quantity < 0:
		wrong.Add(fault.New(fault.Invalid, "Enter how much as a whole number, like 10."), "quantity")
	case e.Quantity > 0 && !known:
		wrong.Add(fault.New(fault.Invalid, "Choose what the quantity is counted in."), "unit")
	case e.Unit != "" && !known:
		wrong.Add(fault.Newf(fault.Invalid, "%q is not a unit. Use one like hours-a-week.", string(e.Unit)), "unit")
	}
	return wrong.Err()
}
