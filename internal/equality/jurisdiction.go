package equality

import "slices"

// Jurisdiction is a part of the United Kingdom with equality duties of its own.
type Jurisdiction string

// The jurisdictions.
const (
	England         Jurisdiction = "england"
	Wales           Jurisdiction = "wales"
	Scotland        Jurisdiction = "scotland"
	NorthernIreland Jurisdiction = "northern-ireland"
)

// Jurisdictions lists the jurisdictions.
func Jurisdictions() []Jurisdiction {
	return []Jurisdiction{England, Wales, Scotland, NorthernIreland}
}

// Limbs of other duties than section 149 of the Equality Act 2010.
const (
	// ReduceOutcomes is the duty of section 1 of the Equality Act 2010, about strategic decisions.
	ReduceOutcomes Limb = "reduce-outcomes"
	// PromoteOpportunity and GoodRelations are section 75(1) and (2) of the Northern Ireland Act 1998.
	PromoteOpportunity Limb = "promote-opportunity"
	GoodRelations      Limb = "good-relations"
)

// The categories of section 75 of the Northern Ireland Act 1998 that the Equality Act does not have in the same way.
const (
	ReligiousBelief  CharacteristicCode = "religious-belief"
	PoliticalOpinion CharacteristicCode = "political-opinion"
	RacialGroup      CharacteristicCode = "racial-group"
	MaritalStatus    CharacteristicCode = "marital-status"
	MenWomen         CharacteristicCode = "men-and-women-generally"
	Dependants       CharacteristicCode = "dependants"
)

// Function says for what an assessment is made, as far as the law treats it differently.
type Function struct {
	// Schools is set for educating pupils or providing services to them in schools, and for children’s homes.
	Schools bool
}

// Disapplied is a cell that the law takes out, with the reason.
type Disapplied struct {
	DutyFinding
	Reason string // English, with the source
}

// schoolsReason is why age is not assessed for functions in schools: paragraph 1 of schedule 18 takes away all of section
// 149 as far as it concerns age, not only the second limb.
const schoolsReason = "Section 149 does not apply to age for educating pupils or providing services to them in schools, " +
	"or for children’s homes (Equality Act 2010, schedule 18, paragraph 1)."

// scheme is the law of a jurisdiction about what an assessment considers.
type scheme struct {
	law   string // citation
	own   []Characteristic
	steps []string // that the law or the commission prescribes, in order; none if the council decides
	act   bool     // section 149 of the Equality Act 2010 applies
}

// schemes are from SI 2011/1064 (Wales) and SSI 2012/162 (Scotland), under which assessing and publishing are duties by
// name, the socio-economic duty as commenced in Scotland on 1 April 2018 and in Wales on 31 March 2021, and section 75 of
// the Northern Ireland Act 1998, with the seven steps of the Equality Commission's guide to equality impact assessment.
var schemes = map[Jurisdiction]scheme{
	England: {law: "Equality Act 2010, section 149", act: true},
	Wales: {
		law: "Equality Act 2010, sections 1 and 149; SI 2011/1064, regulation 8", act: true,
		own: []Characteristic{strategic("2021-03-31")},
	},
	Scotland: {
		law: "Equality Act 2010, sections 1 and 149; SSI 2012/162, regulation 5", act: true,
		own: []Characteristic{strategic("2018-04-01")},
	},
	NorthernIreland: {
		law: "Northern Ireland Act 1998, section 75",
		own: []Characteristic{
			section75(ReligiousBelief, "Religious belief", true),
			section75(PoliticalOpinion, "Political opinion", true),
			section75(RacialGroup, "Racial group", true),
			section75(Age, "Age", false),
			section75(MaritalStatus, "Marital status", false),
			section75(SexualOrientation, "Sexual orientation", false),
			section75(MenWomen, "Men and women generally", false),
			section75(Disability, "Disability", false),
			section75(Dependants, "Dependants", false),
		},
		steps: []string{
			"Aims of the policy", "Data and research", "Impacts", "Mitigation and other policies", "Consultation",
			"Decision and report", "Monitoring",
		},
	},
}

// strategic is socio-economic disadvantage where section 1 of the Act is in force.
func strategic(from Day) Characteristic {
	return Characteristic{Code: SocioEconomic, Name: "Socio-economic disadvantage", Limbs: []Limb{ReduceOutcomes},
		LegalBasis: "Equality Act 2010, section 1, for strategic decisions", Period: Period{From: from}}
}

func section75(code CharacteristicCode, name string, relations bool) Characteristic {
	c := Characteristic{Code: code, Name: name, Protected: true, Limbs: []Limb{PromoteOpportunity},
		LegalBasis: "Northern Ireland Act 1998, section 75", Period: Period{From: "2000-01-01"}}
	if relations {
		c.Limbs = []Limb{PromoteOpportunity, GoodRelations}
	}
	return c
}

// Law returns the citation of the duty under which assessments are made in j.
func (j Jurisdiction) Law() string { return schemes[j].law }

// Steps returns the steps of an assessment that are prescribed in j, in order; none if the council decides.
func (j Jurisdiction) Steps() []string { return slices.Clone(schemes[j].steps) }

// Characteristics returns what an assessment in j considers by law on day.
func (j Jurisdiction) Characteristics(day Day) (all []Characteristic) {
	s := schemes[j]
	if s.act {
		all = Protected(day)
	}
	for _, c := range s.own {
		if c.Contains(day) {
			all = append(all, c)
		}
	}
	return all
}

// Cells returns every characteristic under every limb that applies to it in j on day, for which an assessment records a
// finding, and the cells that the law takes out for the function.
//
// In England there are 25, because only Eliminate applies to marriage and civil partnership, and 22 for schools.
func (j Jurisdiction) Cells(day Day, f Function) (live []DutyFinding, off []Disapplied) {
	for _, c := range j.Characteristics(day) {
		for _, l := range c.Limbs {
			cell := DutyFinding{c.Code, l}
			if f.Schools && schemes[j].act && c.Code == Age {
				off = append(off, Disapplied{cell, schoolsReason})
				continue
			}
			live = append(live, cell)
		}
	}
	return live, off
}
