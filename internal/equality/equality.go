// Package equality is the law's list of who must not be left behind, the duty
// owed to them and the questions that find out who answered, each with the
// dates between which it holds.
//
// It is reference data: nothing here changes while the program runs. A list
// that changes in the world gets a new entry with a first day, and the old one
// a last day, so that what was assessed or asked under the old one still reads
// as it did.
package equality

import "slices"

// Day is a day written as 2021-03-21. The order of days is the order of their
// texts.
type Day string

// MaxDay is later than every day on which something began.
const MaxDay Day = "9999-12-31"

// Period is when something holds: from its first day to its last. An empty From
// is "always has", an empty To "still does".
type Period struct{ From, To Day }

// Contains reports whether day is within s.
func (s Period) Contains(day Day) bool {
	return s.From <= day && (s.To == "" || day <= s.To)
}

// Limb is one of the three heads of the public sector equality duty, section
// 149(1) of the Equality Act 2010.
type Limb string

// The limbs.
const (
	Eliminate Limb = "eliminate"
	Advance   Limb = "advance"
	Foster    Limb = "foster"
)

// Limbs lists them in the order of the Act.
func Limbs() []Limb { return []Limb{Eliminate, Advance, Foster} }

// Name returns the need that l asks a public body to have due regard to.
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

// CharacteristicCode names a characteristic.
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

// Local characteristics, which councils have added by their own policy.
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

// Characteristic is something that people share, and by which a decision may
// treat them better or worse.
type Characteristic struct {
	Code      CharacteristicCode
	Name      string
	Protected bool   // by section 4 of the Act; otherwise by the council's own policy
	Limbs     []Limb // of the duty that apply; a local characteristic has none
	// Special says that answers about it are special category data that
	// paragraph 8 of Schedule 1 to the Data Protection Act 2018 covers. The
	// others are not free to use: gender identity and pregnancy are treated as
	// if they were, because much can be inferred from them.
	Special        bool
	TreatAsSpecial bool   // not special in law, and handled as if it were
	MinAge         int    // the age from which people are usually asked; 0 is any
	LegalBasis     string // the law or policy on which it stands
	Period
}

// CoveredBy reports whether l must be had regard to for c.
func (c *Characteristic) CoveredBy(l Limb) bool { return slices.Contains(c.Limbs, l) }

// DutyFinding is one characteristic under one limb: a finding that due regard needs.
type DutyFinding struct {
	Code CharacteristicCode
	Limb Limb
}

// DutyFindings returns the findings that the duty asks for on day: every protected
// characteristic under every limb that covers it. Marriage and civil
// partnership counts under Eliminate alone, section 149(7), so of 27 cells 25
// are live.
func DutyFindings(day Day) []DutyFinding {
	var all []DutyFinding
	for _, c := range Protected(day) {
		for _, l := range c.Limbs {
			all = append(all, DutyFinding{c.Code, l})
		}
	}
	return all
}

// Protected returns the protected characteristics that hold on day, in the
// order of the Act.
func Protected(day Day) []Characteristic { return filter(day, true) }

// Local returns the local characteristics that may be chosen on day. Which of
// them a council looks at is for the council to resolve.
func Local(day Day) []Characteristic { return filter(day, false) }

// Get returns the characteristic code as it is on day.
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

// actInForce is the day on which the equality duty of the Act began.
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
	local(CareExperience, "Care experience", "resolution of the council", ""),
	local(ArmedForces, "Armed forces community", "Armed Forces Act 2021: due regard in housing, education and health", "2022-11-22"),
	local(
		SocioEconomic,
		"Socio-economic disadvantage",
		"policy of the council; section 1 of the Equality Act 2010 is not in force in England",
		"",
	),
	local(RuralIsolation, "Rural isolation", "policy of the council", ""),
	local(HealthInequality, "Health inequality", "NHS and public health duties", ""),
	local(HumanRights, "Human rights", "Human Rights Act 1998, section 6", "2000-10-02"),
	local(GypsyRomaTraveller, "Gypsy, Roma and Traveller communities", "policy of the council", ""),
	local(Language, "Language", "policy of the council", ""),
	local(DigitalExclusion, "Digital exclusion", "policy of the council", ""),
	local(Homeless, "Homelessness", "policy of the council", ""),
	local(ExOffenders, "Former offenders", "policy of the council", ""),
	local(RefugeeAsylum, "Refugees and people seeking asylum", "policy of the council", ""),
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
