package partner

import (
	"slices"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Keeps is what a principle is about. What the features count shows how principles about it are kept.
type Keeps string

// What principles can be about: what a county partnership promises.
const (
	Partnership    Keeps = "partnership"
	Equality       Keeps = "equality"
	QualityOfLife  Keeps = "quality-of-life"
	Involvement    Keeps = "involvement"
	Sustainability Keeps = "sustainability"
	Quality        Keeps = "quality"
	Accountability Keeps = "accountability"
)

// AllKeeps lists what principles can be about, in the order of the pages.
var AllKeeps = []Keeps{Partnership, Equality, QualityOfLife, Involvement, Sustainability, Quality, Accountability}

var keepsLabels = map[Keeps]locale.LazyMessage{
	Partnership:    locale.Lazy("Partnership"),
	Equality:       locale.Lazy("Equality"),
	QualityOfLife:  locale.Lazy("Quality of life"),
	Involvement:    locale.Lazy("Involvement"),
	Sustainability: locale.Lazy("Sustainability"),
	Quality:        locale.Lazy("Quality"),
	Accountability: locale.Lazy("Accountability"),
}

// Label returns the name of what principles are about.
func (k Keeps) Label() locale.LazyMessage { return keepsLabels[k] }

// IsKnown reports whether k is one of AllKeeps.
func (k Keeps) IsKnown() bool { return slices.Contains(AllKeeps, k) }

// KeepsPath returns the address of the page that shows how principles about k are kept.
func KeepsPath(k Keeps) string { return HomePath + "/" + string(k) }

// HomePath is the home page of the partnership.
const HomePath = "/partnership"
