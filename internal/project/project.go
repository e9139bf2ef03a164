// Package project keeps the register of joint projects: what organisations do together for a need, who does what, and with which
// results.
package project

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

// Project is a joint project of organisations of the partnership.
type Project struct {
	Ref         string    `yaml:"ref" json:"-"`
	Title       string    `yaml:"title" json:"-"`
	Language    string    `yaml:"language" json:"language,omitempty"` // of the texts; "" is the council's
	Summary     string    `yaml:"summary" json:"summary"`
	EasyRead    string    `yaml:"easy-read" json:"easyRead,omitempty"` // the same in short sentences
	Lead        string    `yaml:"lead" json:"-"`                       // id of the organisation that leads it
	Partners    []Partner `yaml:"partners" json:"partners,omitempty"`  // the others
	Needs       []string  `yaml:"needs" json:"needs"`                  // references of the evidence that it serves
	Places      []string  `yaml:"places" json:"places"`                // references of package place
	Communities []string  `yaml:"communities" json:"communities,omitempty"`
	From        time.Time `yaml:"from" json:"from"`                         // first day
	Until       time.Time `yaml:"until" json:"until"`                       // last day
	Opportunity string    `yaml:"opportunity" json:"opportunity,omitempty"` // id of the agreed opportunity that it came from
	Risks       []Risk    `yaml:"risks" json:"risks,omitempty"`

	SharesData  bool   `yaml:"shares-personal-data" json:"sharesData,omitempty"`
	DataSharing string `yaml:"data-sharing-agreement" json:"dataSharing,omitempty"` // reference of the agreement

	Agreement string `yaml:"agreement" json:"agreement,omitempty"` // what the organisations promise each other
	Effects   `yaml:"effects" json:"effects"`
	Value     `yaml:"value" json:"value"`

	Results []Result `yaml:"results" json:"results,omitempty"`

	// In a definition file.
	Signed   []Signature `yaml:"signed" json:"-"`
	Gates    []Gate      `yaml:"gates" json:"-"`
	SignOffs []SignOff   `yaml:"sign-offs" json:"-"`

	Stage       Stage     `yaml:"stage" json:"-"`
	Invented    string    `yaml:"invented" json:"invented,omitempty"` // what has been invented for a demonstration
	PublishedAt time.Time `yaml:"-" json:"-"`
}

// Partner is an organisation that takes part in a project and does not lead it.
type Partner struct {
	Org  string `yaml:"organisation" json:"organisation"` // id
	Role Role   `yaml:"role" json:"role"`
	Does string `yaml:"does" json:"does,omitempty"` // in this project
}

// Risk is what could go wrong, and what is done about it.
type Risk struct {
	What   string `yaml:"risk" json:"risk"`
	Answer string `yaml:"answer" json:"answer"`
}

// Effects are what a project does to people over time.
type Effects struct {
	Now        string `yaml:"now" json:"now,omitempty"`
	FiveYears  string `yaml:"in-5-years" json:"fiveYears,omitempty"`
	Generation string `yaml:"in-25-years" json:"generation,omitempty"`
}

// Value is what a project costs and what it is to bring.
type Value struct {
	Cost    *action.Pence `yaml:"cost-pence" json:"cost,omitempty"` // in all; nil if it is not known
	Costs   string        `yaml:"costs" json:"costs,omitempty"`     // what the money, time and gifts are for
	Benefit string        `yaml:"benefit" json:"benefit,omitempty"` // what it is to bring; the numbers are the targets of its measures
}

// Definition is the contents of a file of projects.
type Definition struct {
	Projects []Project `yaml:"projects"`
}

// Role is what an organisation does in a project.
type Role string

// The roles.
const (
	Leads    Role = "leads"
	Delivers Role = "delivers"
	Advises  Role = "advises"
	Funds    Role = "funds"
	Lends    Role = "lends"
)

// Roles lists those that Partner can have.
var Roles = []Role{Delivers, Advises, Funds, Lends}

// Label returns the name of the role.
func (r Role) Label() locale.LazyMessage {
	switch r {
	case Leads:
		return locale.Lazy("Leads the project")
	case Delivers:
		return locale.Lazy("Delivers")
	case Advises:
		return locale.Lazy("Advises")
	case Funds:
		return locale.Lazy("Funds")
	case Lends:
		return locale.Lazy("Lends")
	}
	return locale.LazyMessage{}
}

// Stage is how far a project has got. It goes to the next stage through a gate.
type Stage string

// The stages, in their order.
const (
	Identify Stage = "identify"
	Prepare  Stage = "prepare"
	Deliver  Stage = "deliver"
	Close    Stage = "close"
)

// Stages lists every stage, in their order.
var Stages = []Stage{Identify, Prepare, Deliver, Close}

// Label returns the name of the stage.
func (s Stage) Label() locale.LazyMessage {
	switch s {
	case Prepare:
		return locale.Lazy("Being prepared")
	case Deliver:
		return locale.Lazy("Under way")
	case Close:
		return locale.Lazy("Finished")
	}
	return locale.Lazy("Idea")
}

// Next returns the stage after s, or false after the last.
func (s Stage) Next() (Stage, bool) {
	i := slices.Index(Stages, s)
	if i < 0 || i+1 == len(Stages) {
		return "", false
	}
	return Stages[i+1], true
}

// Member is an organisation that takes part in a project.
type Member = Partner

// Members returns the organisations that take part in p, each once: the one that leads it first.
func (p *Project) Members() []Member {
	return append([]Member{{Org: p.Lead, Role: Leads}}, p.Partners...)
}

// Has reports whether an organisation takes part in p.
func (p *Project) Has(org string) bool {
	return slices.ContainsFunc(p.Members(), func(m Member) bool { return m.Org == org })
}

// Result returns the result of p with this reference, or nil.
func (p *Project) Result(ref string) *Result {
	if i := slices.IndexFunc(p.Results, func(r Result) bool { return r.Ref == ref }); i >= 0 {
		return &p.Results[i]
	}
	return nil
}

// validate returns definition.SettingErrors if p cannot be stored, apart from references.
func (p *Project) validate() error {
	var wrong definition.SettingErrors
	require := func(present bool, err error, path ...any) {
		if !present {
			wrong.Add(err, path...)
		}
	}
	wrong.Add(evidence.CheckRef("each project", p.Ref), "ref")
	wrong.Add(evidence.CheckLanguage(p.Language), "language")
	require(strings.TrimSpace(p.Title) != "", fault.New(fault.Invalid, "Enter a title."), "title")
	require(strings.TrimSpace(p.Summary) != "", fault.New(fault.Invalid, "Enter what the organisations will do together."), "summary")
	wrong.Add((easyread.Line{Words: p.EasyRead}).Check(), "easy-read")
	require(p.Lead != "", fault.New(fault.Invalid, "Choose the organisation that leads the project."), "lead")
	require(slices.Contains(Stages, p.Stage), fault.New(fault.Invalid, "Use one of the stages identify, prepare, deliver and close."), "stage")
	require(len(p.Needs) > 0,
		fault.New(fault.Invalid, "Choose at least one need that the project serves, from the register of evidence."), "needs")
	require(len(p.Places) > 0, fault.New(fault.Invalid, "Choose at least one place."), "places")
	require(!p.From.IsZero(), fault.New(fault.Invalid, "Enter the first day of the project."), "from")
	require(!p.Until.IsZero(), fault.New(fault.Invalid, "Enter the last day of the project."), "until")
	if !p.From.IsZero() && !p.Until.IsZero() {
		require(!p.Until.Before(p.From), fault.New(fault.Invalid, "The last day cannot be before the first."), "until")
	}
	for i, code := range p.Communities {
		_, known := evidence.GroupName(code)
		require(known, fault.Newf(fault.Invalid, "%q is not a characteristic code. Use a code like religion-belief.", code), "communities", i)
	}
	for i, one := range p.Partners {
		require(slices.Contains(Roles, one.Role), fault.New(fault.Invalid, "Choose what the organisation does: deliver, advise, fund or lend."),
			"partners", i, "role")
		twice := one.Org == p.Lead || slices.ContainsFunc(p.Partners[:i], func(other Partner) bool { return other.Org == one.Org })
		require(!twice, fault.New(fault.Invalid, "This organisation is there twice. Remove one."), "partners", i, "organisation")
	}
	for i, r := range p.Risks {
		require(strings.TrimSpace(r.What) != "", fault.New(fault.Invalid, "Enter what could go wrong."), "risks", i, "risk")
		require(strings.TrimSpace(r.Answer) != "", fault.New(fault.Invalid, "Enter what you do about the risk."), "risks", i, "answer")
	}
	require(p.Cost == nil || p.Cost.IsValid(), action.ErrAmount, "value", "cost-pence")
	wrong.Add(p.validateResults())
	return wrong.Err()
}
