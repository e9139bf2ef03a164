// Package partner keeps the register of partners: what each organisation of the partnership is, whom it serves and how it is
// governed, and which principles it has signed.
package partner

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Partner is the entry of an organisation in the register. Its name, category and website are those of package account.
type Partner struct {
	ID       string `yaml:"organisation" json:"-"`
	Name     string `yaml:"name" json:"-"` // in a file "", if organisations.yaml has the organisation
	Category string `yaml:"category" json:"-"`
	Site     string `yaml:"site" json:"-"`

	Kind        Kind         `yaml:"kind" json:"kind"`
	PartOf      string       `yaml:"part-of" json:"partOf,omitempty"` // id of the organisation of which it is a branch
	Purpose     string       `yaml:"purpose" json:"purpose"`
	EasyRead    string       `yaml:"easy-read" json:"easyRead,omitempty"` // what it does in short sentences
	Sectors     []Sector     `yaml:"sectors" json:"sectors,omitempty"`
	Identifiers []Identifier `yaml:"identifiers" json:"identifiers,omitempty"` // none for a group without a registration

	Places      []string    `yaml:"places" json:"places,omitempty"`           // that it serves, references of package place
	WorksWith   []string    `yaml:"works-with" json:"worksWith,omitempty"`    // codes of package equality
	SpeaksFor   []string    `yaml:"speaks-for" json:"speaksFor,omitempty"`    // codes of package equality
	Communities []string    `yaml:"communities" json:"communities,omitempty"` // in its own words
	Invented    string      `yaml:"invented" json:"invented,omitempty"`       // what has been invented for a demonstration
	Ended       time.Time   `yaml:"ended" json:"ended"`                       // day on which it left the partnership, or zero
	Signed      []Signature `yaml:"signed" json:"-"`                          // in a definition file

	Governance  `yaml:"governance" json:"governance"`
	PublishedAt time.Time `yaml:"-" json:"-"`
}

// Governance is how a partnership with an organisation is run. The council writes it.
type Governance struct {
	Significant bool   `yaml:"significant" json:"significant,omitempty"`
	Why         string `yaml:"why" json:"why,omitempty"` // it is significant

	Lead      string    `yaml:"lead" json:"lead,omitempty"`       // role at the council
	Service   string    `yaml:"service" json:"service,omitempty"` // service area
	Contact   string    `yaml:"contact" json:"contact,omitempty"` // role in the organisation, never a name
	Objective string    `yaml:"objective" json:"objective,omitempty"`
	Agreement string    `yaml:"agreement" json:"agreement,omitempty"` // terms of reference or agreement
	Until     time.Time `yaml:"until" json:"until"`                   // the agreement ends
	Reporting string    `yaml:"reporting" json:"reporting,omitempty"`
	Targets   string    `yaml:"targets" json:"targets,omitempty"` // or key outcomes for the year

	Funding     []Funding     `yaml:"funding" json:"funding,omitempty"`
	Budget      *action.Pence `yaml:"budget-pence" json:"budget,omitempty"` // total of the year; nil if it is not known
	Later       string        `yaml:"later" json:"later,omitempty"`         // contributions beyond one year
	Liabilities string        `yaml:"liabilities" json:"liabilities,omitempty"`
	Risks       string        `yaml:"risks" json:"risks,omitempty"`
	Exit        string        `yaml:"exit" json:"exit,omitempty"` // how it ends
	Auditing    string        `yaml:"auditing" json:"auditing,omitempty"`

	Reviews []Review  `yaml:"reviews" json:"reviews,omitempty"`
	Next    time.Time `yaml:"next-review" json:"next"`
}

// Review is a yearly review of a partnership.
type Review struct {
	On       time.Time `yaml:"on" json:"on"`
	Result   string    `yaml:"result" json:"result"`
	Equality string    `yaml:"equality" json:"equality"` // the equality check: who gains, who does not and what changes
}

// Definition is the contents of a file of partners.
type Definition struct {
	Partners []Partner `yaml:"partners"`
}

// Kind is what an organisation is.
type Kind string

// Kinds lists every kind of partner.
var Kinds = []Kind{"council", "police", "fire", "nhs", "education", "public", "voluntary", "group", "faith", "business", "forum"}

var kindLabels = map[Kind]locale.LazyMessage{
	"council":   locale.Lazy("Council"),
	"police":    locale.Lazy("Police"),
	"fire":      locale.Lazy("Fire and rescue service"),
	"nhs":       locale.Lazy("NHS organisation"),
	"education": locale.Lazy("School, college or university"),
	"public":    locale.Lazy("Other public body"),
	"voluntary": locale.Lazy("Charity, voluntary or community organisation"),
	"group":     locale.Lazy("Group without a registration"),
	"faith":     locale.Lazy("Faith organisation"),
	"business":  locale.Lazy("Business or business network"),
	"forum":     locale.Lazy("Forum or partnership of organisations"),
}

// Label returns the name of the kind.
func (k Kind) Label() locale.LazyMessage { return kindLabels[k] }

// Sector is what an organisation works on.
type Sector string

// Sectors lists every sector.
var Sectors = []Sector{"equality", "health", "safety", "learning", "economy", "housing", "environment", "transport", "culture", "families",
	"advice"}

var sectorLabels = map[Sector]locale.LazyMessage{
	"equality":    locale.Lazy("Equality and belonging"),
	"health":      locale.Lazy("Health and social care"),
	"safety":      locale.Lazy("Community safety"),
	"learning":    locale.Lazy("Learning and skills"),
	"economy":     locale.Lazy("Jobs and the local economy"),
	"housing":     locale.Lazy("Housing and homelessness"),
	"environment": locale.Lazy("Environment and climate"),
	"transport":   locale.Lazy("Transport and access"),
	"culture":     locale.Lazy("Culture, sport and leisure"),
	"families":    locale.Lazy("Children and families"),
	"advice":      locale.Lazy("Advice and money"),
}

// Label returns the name of the sector.
func (s Sector) Label() locale.LazyMessage { return sectorLabels[s] }

// Groups returns the codes of the characteristics of the people with whom p works or for whom it speaks, each once.
func (p *Partner) Groups() (codes []string) {
	for _, code := range slices.Concat(p.WorksWith, p.SpeaksFor) {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

// validate returns definition.SettingErrors if p cannot be stored. day is today.
func (p *Partner) validate(day time.Time) error {
	var wrong definition.SettingErrors
	require := func(present bool, err error, path ...any) {
		if !present {
			wrong.Add(err, path...)
		}
	}
	_, known := kindLabels[p.Kind]
	require(known, fault.New(fault.Invalid, "Choose what kind of organisation it is."), "kind")
	require(strings.TrimSpace(p.Purpose) != "", fault.New(fault.Invalid, "Enter what the organisation does."), "purpose")
	for i, s := range p.Sectors {
		_, known := sectorLabels[s]
		require(known, fault.Newf(fault.Invalid, "There is no sector %q. Choose one from the list.", s), "sectors", i)
	}
	groups := func(codes []string, setting string) {
		for i, code := range codes {
			_, known := evidence.GroupName(code)
			require(known, fault.Newf(fault.Invalid, "%q is not a characteristic code. Use a code like religion-belief.", code), setting, i)
		}
	}
	groups(p.WorksWith, "works-with")
	groups(p.SpeaksFor, "speaks-for")
	wrong.Add((easyread.Line{Words: p.EasyRead}).Check(), "easy-read")
	seen := map[string]bool{}
	for i, id := range p.Identifiers {
		if err := id.check(); err != nil {
			wrong.Add(err, "identifiers", i)
			continue
		}
		require(!seen[id.OrgID()], fault.New(fault.Invalid, "This number is there twice. Remove one."), "identifiers", i, "number")
		seen[id.OrgID()] = true
	}
	require(p.Kind != "group" || len(p.Identifiers) == 0,
		fault.New(fault.Invalid, "A group without a registration has no registered number. Choose another kind, or remove the numbers."), "kind")
	require(p.PartOf == "" || p.PartOf != p.ID, fault.New(fault.Invalid, "An organisation cannot be part of itself."), "part-of")
	require(!p.Ended.After(day), fault.New(fault.Invalid, "Enter the day on which it left. It cannot be in the future."), "ended")
	wrong.Add(p.Governance.validate(day), "governance")
	return wrong.Err()
}

// validate returns definition.SettingErrors for what is missing or wrong. A significant partnership has to say more.
func (g *Governance) validate(day time.Time) error {
	var wrong definition.SettingErrors
	for i, f := range g.Funding {
		wrong.Add(f.check(), "funding", i)
	}
	if g.Budget != nil && !g.Budget.IsValid() {
		wrong.Add(action.ErrAmount, "budget-pence")
	}
	for i, r := range g.Reviews {
		if r.On.IsZero() || r.On.After(day) {
			wrong.Add(fault.New(fault.Invalid, "Enter the date of the review. It cannot be in the future."), "reviews", i, "on")
		}
		if strings.TrimSpace(r.Equality) == "" {
			wrong.Add(fault.New(fault.Invalid,
				"Every review includes an equality check. Enter who gains, who does not, and what will change."), "reviews", i, "equality")
		}
	}
	if !g.Significant {
		return wrong.Err()
	}
	for _, f := range []struct{ name, text string }{
		{"why", g.Why}, {"lead", g.Lead}, {"contact", g.Contact}, {"objective", g.Objective}, {"agreement", g.Agreement},
		{"reporting", g.Reporting}, {"later", g.Later}, {"risks", g.Risks}, {"exit", g.Exit}, {"auditing", g.Auditing},
	} {
		if strings.TrimSpace(f.text) == "" {
			wrong.Add(errSignificant, f.name)
		}
	}
	if g.Until.IsZero() {
		wrong.Add(errSignificant, "until")
	}
	if g.Next.IsZero() {
		wrong.Add(errSignificant, "next-review")
	}
	return wrong.Err()
}

var errSignificant = fault.New(fault.Invalid, "Fill this in, because the partnership is significant: the council depends on it or "+
	"puts much money or time into it, so how it is run and how it ends must be agreed in writing.")

// characteristicNames returns the names of characteristics.
func characteristicNames(codes []string) (names []locale.LazyMessage) {
	for _, code := range codes {
		if name, ok := evidence.GroupName(code); ok {
			names = append(names, name)
		}
	}
	return names
}

// WorksWithNames and SpeaksForNames return the names of the characteristics.
func (p *Partner) WorksWithNames() []locale.LazyMessage { return characteristicNames(p.WorksWith) }

// SpeaksForNames is WorksWithNames for those for whom p speaks.
func (p *Partner) SpeaksForNames() []locale.LazyMessage { return characteristicNames(p.SpeaksFor) }
