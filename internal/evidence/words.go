package evidence

import (
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// nameOf is the name of c, as a page says it.
func nameOf(c equality.Characteristic) locale.Sentence {
	return names[c.Code]
}

// names are those of package equality, which knows no other language. A test
// holds the two together.
var names = map[equality.Code]locale.Sentence{
	equality.Age:                 locale.Says("Age"),
	equality.Disability:          locale.Says("Disability"),
	equality.GenderReassignment:  locale.Says("Gender reassignment"),
	equality.MarriagePartnership: locale.Says("Marriage and civil partnership"),
	equality.PregnancyMaternity:  locale.Says("Pregnancy and maternity"),
	equality.Race:                locale.Says("Race"),
	equality.ReligionBelief:      locale.Says("Religion or belief"),
	equality.Sex:                 locale.Says("Sex"),
	equality.SexualOrientation:   locale.Says("Sexual orientation"),
	equality.Carers:              locale.Says("Carers"),
	equality.CareExperience:      locale.Says("Care experience"),
	equality.ArmedForces:         locale.Says("Armed forces community"),
	equality.SocioEconomic:       locale.Says("Socio-economic disadvantage"),
	equality.RuralIsolation:      locale.Says("Rural isolation"),
	equality.HealthInequality:    locale.Says("Health inequality"),
	equality.HumanRights:         locale.Says("Human rights"),
	equality.GypsyRomaTraveller:  locale.Says("Gypsy, Roma and Traveller communities"),
	equality.Language:            locale.Says("Language"),
	equality.DigitalExclusion:    locale.Says("Digital exclusion"),
	equality.Homeless:            locale.Says("Homelessness"),
	equality.ExOffenders:         locale.Says("Former offenders"),
	equality.RefugeeAsylum:       locale.Says("Refugees and people seeking asylum"),
}
