// Package place holds the places of an area, such as districts and wards, and figures about the people who live there.
package place

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Definition is the contents of a file of places.
type Definition struct {
	Places []Place `yaml:"places"`
}

// Place is an area with a name and a code, for which figures are published.
type Place struct {
	Ref    string    `yaml:"ref"`
	Code   string    `yaml:"code"` // of the statistics office, like E07000129
	Name   string    `yaml:"name"`
	Kind   Kind      `yaml:"kind"`
	Within string    `yaml:"within"` // Ref of the place that it is part of; "" if that is not listed
	From   time.Time `yaml:"from"`   // first day of the place; zero if it is not known
	Until  time.Time `yaml:"until"`  // last day; zero while there is such a place
	// Column and Row are its position in the tile map, from 1; 0 if it is not on the map. Tiles show roughly how places lie
	// to each other, not their shapes or sizes.
	Column   int    `yaml:"column"`
	Row      int    `yaml:"row"`
	Invented string `yaml:"invented"` // what has been invented for a demonstration; "" if nothing
}

// Kind is how large a place is.
type Kind string

// The kinds of places.
const (
	County    Kind = "county"
	District  Kind = "district"
	Ward      Kind = "ward"
	SmallArea Kind = "small-area" // such as a lower layer super output area of the census
)

// Kinds lists every kind of place, the largest first.
var Kinds = []Kind{County, District, Ward, SmallArea}

var kindLabels = map[Kind]locale.LazyMessage{
	County:    locale.Lazy("County"),
	District:  locale.Lazy("District"),
	Ward:      locale.Lazy("Ward"),
	SmallArea: locale.Lazy("Small area"),
}

// Label returns the name of the kind.
func (k Kind) Label() locale.LazyMessage { return kindLabels[k] }

// order is the position of k among Kinds.
func (k Kind) order() int { return slices.Index(Kinds, k) }

// ValidOn reports whether p is a place on day.
func (p *Place) ValidOn(day time.Time) bool {
	return !day.Before(p.From) && (p.Until.IsZero() || day.Before(p.Until.AddDate(0, 0, 1)))
}

// Fold returns the text by which names of places and areas are compared: without case, accents and needless spaces.
func Fold(name string) string { return locale.Fold(strings.Join(strings.Fields(name), " ")) }

// maxTile is the largest column or row of the tile map.
const maxTile = 20

// validate returns fault.Invalid if p cannot be stored.
func (p *Place) validate() error {
	var wrong definition.SettingErrors
	wrong.Add(definition.CheckRef("each place", p.Ref), "ref")
	if strings.TrimSpace(p.Name) == "" {
		wrong.Add(fault.Newf(fault.Invalid, "Place %q is missing its name.", p.Ref), "name")
	}
	if strings.TrimSpace(p.Code) == "" {
		wrong.Add(fault.Newf(fault.Invalid, "Place %q is missing its code, like E07000129.", p.Ref), "code")
	}
	if p.Kind.order() < 0 {
		wrong.Add(fault.Newf(fault.Invalid, "Choose whether place %q is a county, district, ward or small-area.", p.Ref), "kind")
	}
	if p.Within != "" && p.Within == p.Ref {
		wrong.Add(fault.Newf(fault.Invalid, "Place %q cannot be part of itself.", p.Ref), "within")
	}
	if !p.From.IsZero() && !p.Until.IsZero() && p.Until.Before(p.From) {
		wrong.Add(fault.Newf(fault.Invalid, "Place %q cannot end before it begins.", p.Ref), "until")
	}
	if min(p.Column, p.Row) < 0 || max(p.Column, p.Row) > maxTile || (p.Column == 0) != (p.Row == 0) {
		wrong.Add(fault.Newf(fault.Invalid,
			"Give place %q a column and a row of the tile map from 1 to %d, or neither.", p.Ref, maxTile), "column")
	}
	return wrong.Err()
}

// Sort sorts places by kind, the largest first, and then by name.
func Sort(places []Place) {
	slices.SortFunc(places, func(a, b Place) int {
		return cmp.Or(a.Kind.order()-b.Kind.order(), strings.Compare(a.Name, b.Name), strings.Compare(a.Ref, b.Ref))
	})
}
