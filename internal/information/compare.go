package information

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/equality"
)

// closeTime is how near to each other the days of two sets must be for nearly the same people to be in both. Over a year,
// people come and go in numbers that a reader does not know.
const closeTime = 300 * 24 * time.Hour

// Difference is a group of which two sets of figures together reveal what few people said of themselves.
type Difference struct {
	Characteristic equality.CharacteristicCode
	Group          string
}

// Differences compares the figures of s with those of earlier, published ones about nearly the same people. It returns the
// groups whose numbers differ by fewer than 10 people, and those of which one set hides the number and the other shows it.
func (s *Set) Differences(earlier *Set) (all []Difference) {
	if s.Kind != earlier.Kind || s.Note != earlier.Note || s.AsAt.Sub(earlier.AsAt).Abs() >= closeTime {
		return nil
	}
	for _, now := range s.Figures.Profiles {
		at := slices.IndexFunc(earlier.Figures.Profiles, func(p Profile) bool { return p.Characteristic == now.Characteristic })
		if at < 0 {
			continue
		}
		before := earlier.Figures.Profiles[at]
		for i, group := range now.Groups {
			was := disclose.Cell{}
			if j := slices.Index(before.Groups, group); j >= 0 {
				was = cellAt(before.Table, j)
			}
			n, shown := cellAt(now.Table, i).Number()
			m, had := was.Number()
			if shown != had || shown && n != m && max(n-m, m-n) < policy.Rules().MinDifference {
				all = append(all, Difference{now.Characteristic, group})
			}
		}
	}
	return all
}
