// Package skill is the short list of skills, assets and knowledge that partners offer and want, in plain language.
//
// The list is reference data of this project, as of 30 November 2026. It is short on purpose: people find the right line by
// reading it, and two partners who mean the same choose the same line. A line is never removed or given another meaning. One that
// is no longer offered gets a last day, so that older records keep their names.
package skill

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Kind is what a line of the list is.
type Kind string

// The kinds.
const (
	Ability   Kind = "skill"     // what people can do
	Asset     Kind = "asset"     // a thing or a room
	Knowledge Kind = "knowledge" // what people know or have found out
)

// Kinds lists every kind.
var Kinds = []Kind{Ability, Asset, Knowledge}

// Label returns the name of the kind.
func (k Kind) Label() locale.LazyMessage {
	switch k {
	case Asset:
		return locale.Lazy("Asset")
	case Knowledge:
		return locale.Lazy("Knowledge")
	}
	return locale.Lazy("Skill")
}

// Skill is a line of the list.
type Skill struct {
	Code  string
	Kind  Kind
	Name  locale.LazyMessage
	Since string // first day, like 2026-11-30
	Until string // last day on which it is offered; "" if there is none
}

// offeredOn reports whether the line can be chosen on a day.
func (s Skill) offeredOn(day string) bool { return s.Since <= day && (s.Until == "" || day <= s.Until) }

// On returns the lines that can be chosen on a day.
func On(day time.Time) (all []Skill) {
	for _, s := range skills {
		if s.offeredOn(day.Format(time.DateOnly)) {
			all = append(all, s)
		}
	}
	return all
}

// Get returns the line with a code, whether or not it can still be chosen.
func Get(code string) (s Skill, ok bool) {
	i := slices.IndexFunc(skills, func(s Skill) bool { return s.Code == code })
	if i < 0 {
		return s, false
	}
	return skills[i], true
}

// Name returns the name of the line with a code, or the code if there is none.
func Name(code string) locale.LazyMessage {
	if s, ok := Get(code); ok {
		return s.Name
	}
	return locale.Lazy("%s", code)
}

// Check returns fault.Invalid if there is no line with the code.
func Check(code string) error {
	if _, ok := Get(code); !ok {
		return fault.Newf(fault.Invalid, "%q is not in the list of skills. Choose one from the list.", code)
	}
	return nil
}
