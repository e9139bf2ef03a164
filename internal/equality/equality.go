// Package equality is reference data on equality law: the protected
// characteristics, the public sector equality duty, and standard equality
// monitoring questions, each with the dates between which it applies.
//
// Nothing here changes while the program runs. When a list changes, the old
// entry gets a last day and a new entry a first day, so that assessments and
// questionnaires made under the old list still show what they showed then.
package equality

import "slices"

// Day is a date in the form 2021-03-21. Days compare as strings.
type Day string

// MaxDay is a day after every Period that has a last day. Asking for MaxDay gives
// the current entry.
const MaxDay Day = "9999-12-31"

// Period is a range of days, both ends included. An empty From or To means no
// limit at that end.
type Period struct{ From, To Day }

// Contains reports whether day is within p.
func (p Period) Contains(day Day) bool {
	return p.From <= day && (p.To == "" || day <= p.To)
}

// Limb is one of the three limbs of the public sector equality duty, section
// 149(1)(a) to (c) of the Equality Act 2010.
type Limb string

// The limbs.
const (
	Eliminate Limb = "eliminate"
	Advance   Limb = "advance"
	Foster    Limb = "foster"
)

// Limbs lists the limbs in the order of the Act.
func Limbs() []Limb { return []Limb{Eliminate, Advance, Foster} }

// Name returns a short name of what a public body must have due regard to under
// l, or "" for an unknown limb.
func (l Limb) Name() string {
	switch l {
	case Eliminate:
		return "Eliminate discrimination, harassment and victimisation"
	case Advance:
		return "Advance equality of opportunity"
	case Foster:
		return "Foster good relations"
	}
	return ""
}

// CharacteristicCode identifies a characteristic. It is stored and never changes.
type CharacteristicCode string

// The nine protected characteristics of section 4 of the Equality Act 2010.
const (
	Age                 CharacteristicCode = "age"
	Disability          CharacteristicCode = "disability"
	GenderReassignment  CharacteristicCode = "gender-reassignment"
	MarriagePartnership CharacteristicCode = "marriage-civil-partnership"
	PregnancyMaternity  CharacteristicCode = "pregnancy-maternity"
	Race                CharacteristicCode = "race"
	ReligionBelief      CharacteristicCode = "religion-belief"
	Sex                 CharacteristicCode = "sex"
	SexualOrientation   CharacteristicCode = "sexual-orientation"
)

// Local characteristics, which councils consider under their own policy or under
// another law.
const (
	Carers             CharacteristicCode = "carers"
	CareExperience     CharacteristicCode = "care-experience"
	ArmedForces        CharacteristicCode = "armed-forces-community"
	SocioEconomic      CharacteristicCode = "socio-economic"
	RuralIsolation     CharacteristicCode = "rural-isolation"
	HealthInequality   CharacteristicCode = "health-inequality"
	HumanRights        CharacteristicCode = "human-rights"
	GypsyRomaTraveller CharacteristicCode = "gypsy-roma-traveller"
	Language           CharacteristicCode = "language"
	DigitalExclusion   CharacteristicCode = "digital-exclusion"
	Homeless           CharacteristicCode = "homeless"
	ExOffenders        CharacteristicCode = "ex-offenders"
	RefugeeAsylum      CharacteristicCode = "refugee-asylum"
)

// Characteristic is something people have in common that an equality impact
// assessment considers, such as their age.
type Characteristic struct {
	Code      CharacteristicCode
	Name      string
	Protected bool   // by section 4 of the Act; false for a local characteristic
	Limbs     []Limb // of the duty that apply; none for a local characteristic
	// Special means that answers about it are special category data which may
	// be processed for equality monitoring under paragraph 8 of Schedule 1 to
	// the Data Protection Act 2018.
	Special bool
	// TreatAsSpecial means that answers are not special category data in law but
	// are handled in the same way, because they can reveal such data (gender
	// identity and pregnancy reveal facts about health).
	TreatAsSpecial bool
	MinAge         int    // the age from which people are usually asked; 0 for any age
	LegalBasis     string // the law or policy on which it is considered
	Period
}

// CoveredBy reports whether limb l of the duty applies to c.
func (c *Characteristic) CoveredBy(l Limb) bool { return slices.Contains(c.Limbs, l) }

// DutyFinding is one characteristic under one limb of the duty. An equality
// impact assessment records a finding for each.
type DutyFinding struct {
	Code CharacteristicCode
	Limb Limb
}

// DutyFindings returns the findings that the duty requires on day: every protected
// characteristic under every limb that applies to it. There are 25, not 27,
// because only Eliminate applies to marriage and civil partnership (section
// 149(7)).
func DutyFindings(day Day) []DutyFinding {
	var all []DutyFinding
	for _, c := range Protected(day) {
		for _, l := range c.Limbs {
			all = append(all, DutyFinding{c.Code, l})
		}
	}
	return all
}

// Protected returns the protected characteristics in force on day, in the order
// of the Act.
func Protected(day Day) []Characteristic { return filter(day, true) }

// Local returns the local characteristics that a council may choose to consider
// on day.
func Local(day Day) []Characteristic { return filter(day, false) }

// Get returns the characteristic with this code as it applies on day; false if
// there is none.
func Get(code CharacteristicCode, day Day) (Characteristic, bool) {
	for _, c := range characteristics {
		if c.Code == code && c.Contains(day) {
			return c, true
		}
	}
	return Characteristic{}, false
}

func filter(day Day, protected bool) []Characteristic {
	var all []Characteristic
	for _, c := range characteristics {
		if c.Protected == protected && c.Contains(day) {
			all = append(all, c)
		}
	}
	return all
}

// actInForce is the day on which section 149 came into force.
const actInForce Day = "2011-04-05"

var allLimbs = Limbs()

var characteristics = []Characteristic{
	protected(Age, "Age", 0),
	special(protected(Disability, "Disability", 0)),
	treatAsSpecial(protected(GenderReassignment, "Gender reassignment", 16)),
	{Code: MarriagePartnership, Name: "Marriage and civil partnership", Protected: true, Limbs: []Limb{Eliminate},
		MinAge: 16, LegalBasis: actBasis, Period: Period{From: actInForce}},
	treatAsSpecial(protected(PregnancyMaternity, "Pregnancy and maternity", 16)),
	special(protected(Race, "Race", 0)),
	special(protected(ReligionBelief, "Religion or belief", 0)),
	protected(Sex, "Sex", 0),
	special(protected(SexualOrientation, "Sexual orientation", 16)),

	local(Carers, "Carers", "Care Act 2014 and protection from discrimination by association", "2015-04-01"),
	local(CareExperience, "Care experience", "council resolution", ""),
	local(ArmedForces, "Armed forces community", "Armed Forces Act 2021: due regard in housing, education and health", "2022-11-22"),
	local(
		SocioEconomic,
		"Socio-economic disadvantage",
		"council policy; section 1 of the Equality Act 2010 is not in force in England",
		"",
	),
	local(RuralIsolation, "Rural isolation", "council policy", ""),
	local(HealthInequality, "Health inequality", "NHS and public health duties", ""),
	local(HumanRights, "Human rights", "Human Rights Act 1998, section 6", "2000-10-02"),
	local(GypsyRomaTraveller, "Gypsy, Roma and Traveller communities", "council policy", ""),
	local(Language, "Language", "council policy", ""),
	local(DigitalExclusion, "Digital exclusion", "council policy", ""),
	local(Homeless, "Homelessness", "council policy", ""),
	local(ExOffenders, "Former offenders", "council policy", ""),
	local(RefugeeAsylum, "Refugees and people seeking asylum", "council policy", ""),
}

const actBasis = "Equality Act 2010, sections 4 and 149"

func protected(code CharacteristicCode, name string, minAge int) Characteristic {
	return Characteristic{
		Code:       code,
		Name:       name,
		Protected:  true,
		Limbs:      allLimbs,
		MinAge:     minAge,
		LegalBasis: actBasis,
		Period:     Period{From: actInForce},
	}
}

func special(c Characteristic) Characteristic { c.Special = true; return c }

func treatAsSpecial(c Characteristic) Characteristic { c.TreatAsSpecial = true; return c }

func local(code CharacteristicCode, name, basis string, from Day) Characteristic {
	return Characteristic{Code: code, Name: name, LegalBasis: basis, Period: Period{From: from}}
}
