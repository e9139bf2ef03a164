package skill

import "github.com/folkmoot/folkmoot/internal/locale"

// Unit is what a quantity is counted in. Quantities in different units are not compared.
type Unit string

// The units.
const (
	HoursAWeek Unit = "hours-a-week"
	DaysAMonth Unit = "days-a-month"
	Hours      Unit = "hours" // altogether
	Days       Unit = "days"  // altogether
	Places     Unit = "places"
	Items      Unit = "items"
)

// Units lists every unit.
var Units = []Unit{HoursAWeek, DaysAMonth, Hours, Days, Places, Items}

// Label returns the name of the unit.
func (u Unit) Label() locale.LazyMessage {
	switch u {
	case HoursAWeek:
		return locale.Lazy("Hours a week")
	case DaysAMonth:
		return locale.Lazy("Days a month")
	case Hours:
		return locale.Lazy("Hours in total")
	case Days:
		return locale.Lazy("Days in total")
	case Places:
		return locale.Lazy("Places for people")
	case Items:
		return locale.Lazy("Items")
	}
	return locale.LazyMessage{}
}

// Quantity returns a number in the unit in words.
func (u Unit) Quantity(n int64) locale.LazyMessage {
	switch u {
	case HoursAWeek:
		return locale.LazyCount(n, "%d hour a week", "%d hours a week")
	case DaysAMonth:
		return locale.LazyCount(n, "%d day a month", "%d days a month")
	case Hours:
		return locale.LazyCount(n, "%d hour in total", "%d hours in total")
	case Days:
		return locale.LazyCount(n, "%d day in total", "%d days in total")
	case Places:
		return locale.LazyCount(n, "%d place", "%d places")
	case Items:
		return locale.LazyCount(n, "%d item", "%d items")
	}
	return locale.LazyMessage{}
}
