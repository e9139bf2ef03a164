package evidence

import (
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// CharacteristicName returns the name of a characteristic in the reader's language.
func CharacteristicName(code equality.CharacteristicCode) locale.LazyMessage {
	return characteristicNames[code]
}

// characteristicName returns the name of c in the reader's language.
func characteristicName(c equality.Characteristic) locale.LazyMessage {
	return characteristicNames[c.Code]
}

// GroupName returns the name of the characteristic code, whenever it applies, and whether there is one.
func GroupName(code string) (name locale.LazyMessage, ok bool) {
	name, ok = characteristicNames[equality.CharacteristicCode(code)]
	return name, ok
}

// characteristicNames translates the names of package equality, which has no translations. A test checks that they are
// equal.
var characteristicNames = map[equality.CharacteristicCode]locale.LazyMessage{
	equality.Age:                 locale.Lazy("Age"),
	equality.Disability:          locale.Lazy("Disability"),
	equality.GenderReassignment:  locale.Lazy("Gender reassignment"),
	equality.MarriagePartnership: locale.Lazy("Marriage and civil partnership"),
	equality.PregnancyMaternity:  locale.Lazy("Pregnancy and maternity"),
	equality.Race:                locale.Lazy("Race"),
	equality.ReligionBelief:      locale.Lazy("Religion or belief"),
	equality.Sex:                 locale.Lazy("Sex"),
	equality.SexualOrientation:   locale.Lazy("Sexual orientation"),
	equality.Carers:              locale.Lazy("Carers"),
	equality.CareExperience:      locale.Lazy("Care experience"),
	equality.ArmedForces:         locale.Lazy("Armed forces community"),
	equality.SocioEconomic:       locale.Lazy("Socio-economic disadvantage"),
	equality.RuralIsolation:      locale.Lazy("Rural isolation"),
	equality.HealthInequality:    locale.Lazy("Health inequality"),
	equality.HumanRights:         locale.Lazy("Human rights"),
	equality.GypsyRomaTraveller:  locale.Lazy("Gypsy, Roma and Traveller communities"),
	equality.Language:            locale.Lazy("Language"),
	equality.DigitalExclusion:    locale.Lazy("Digital exclusion"),
	equality.Homeless:            locale.Lazy("Homelessness"),
	equality.ExOffenders:         locale.Lazy("Former offenders"),
	equality.RefugeeAsylum:       locale.Lazy("Refugees and people seeking asylum"),
}
