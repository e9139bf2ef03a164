package sustainability

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Duty is a goal or a way of working that a law gives.
type Duty struct {
	Code  string
	Name  locale.LazyMessage
	Since time.Time // day on which the Act became law
}

// ActAddress is the address of the Well-being of Future Generations (Wales) Act 2015.
const ActAddress = "https://www.legislation.gov.uk/anaw/2015/2"

// royalAssent is the day on which the Act became law.
var royalAssent = time.Date(2015, time.April, 29, 0, 0, 0, 0, time.UTC)

// Goals lists the seven well-being goals of section 4 of the Act.
var Goals = []Duty{
	{"prosperous", locale.Lazy("A prosperous Wales"), royalAssent},
	{"resilient", locale.Lazy("A resilient Wales"), royalAssent},
	{"healthier", locale.Lazy("A healthier Wales"), royalAssent},
	{"more-equal", locale.Lazy("A more equal Wales"), royalAssent},
	{"cohesive", locale.Lazy("A Wales of cohesive communities"), royalAssent},
	{"culture", locale.Lazy("A Wales of vibrant culture and thriving Welsh language"), royalAssent},
	{"global", locale.Lazy("A globally responsible Wales"), royalAssent},
}

// Ways lists the five ways of working of section 5 of the Act.
var Ways = []Duty{
	{"long-term", locale.Lazy("Long term: needs of today and of later generations"), royalAssent},
	{"prevention", locale.Lazy("Prevention: keeping problems from happening or getting worse"), royalAssent},
	{"integration", locale.Lazy("Integration: what it does to the other goals and bodies"), royalAssent},
	{"collaboration", locale.Lazy("Collaboration: working with others"), royalAssent},
	{"involvement", locale.Lazy("Involvement: people who are affected take part"), royalAssent},
}

// NameOf returns the name of a goal or a way of working, or an empty message.
func NameOf(code string) locale.LazyMessage {
	for _, list := range [][]Duty{Goals, Ways} {
		for _, d := range list {
			if d.Code == code {
				return d.Name
			}
		}
	}
	return locale.LazyMessage{}
}
