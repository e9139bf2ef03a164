package consult

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// midnights are ways of writing the beginning or the end of a day, which people confuse.
var midnights = []string{"00:00", "0:00", "24:00", "midnight", "12am", "12:00am", "00:00:00"}

// ParseClosing is ParseCivilTime for the time at which a consultation closes. It asks back if that is midnight: most
// people mean the end of the day that they name, and the clock means its beginning. So no consultation closes at midnight.
func ParseClosing(wall, zone string) (CivilTime, error) {
	day, clock, _ := strings.Cut(strings.Replace(strings.Join(strings.Fields(wall), " "), "T", " ", 1), " ")
	clock = strings.ToLower(clock)
	if named, err := time.Parse(time.DateOnly, day); err == nil {
		for _, midnight := range midnights {
			if clock == midnight || strings.HasPrefix(clock, midnight+" ") {
				before := named.AddDate(0, 0, -1)
				return CivilTime{}, fault.Newf(fault.Invalid,
					"Midnight can mean the beginning or the end of a day. To close at the end of %s, enter %s. To close at the end of %s, enter %s.",
					locale.LazyDate(named), named.Format(time.DateOnly)+" 23:59", locale.LazyDate(before), before.Format(time.DateOnly)+" 23:59")
			}
		}
	}
	return ParseCivilTime(wall, zone)
}
