// Package eia records equality impact assessments: what a proposal does to whom, and what the council does about it.
package eia

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Definition is the contents of a file of assessments.
type Definition struct {
	Assessments []Assessment `yaml:"assessments"`
}

// Assessment is an equality impact assessment, or the record of why none is needed.
type Assessment struct {
	Ref        string    `yaml:"ref"`
	Title      string    `yaml:"title"`
	Subject    Subject   `yaml:"subject"`
	Activities []string  `yaml:"activities"` // that it covers, like strategy:open-to-all
	Named      string    `yaml:"named"`      // a policy, saving or project that is no record
	Purpose    string    `yaml:"purpose"`
	Change     string    `yaml:"change"` // from what to what
	Started    time.Time `yaml:"started"`
	Schools    bool      `yaml:"schools"` // a function in schools or children’s homes

	Needed    Need      `yaml:"needed"`
	Route     Route     `yaml:"route"` // why none is needed
	Why       string    `yaml:"why"`
	Other     string    `yaml:"other"`      // assessment that covers it
	PlannedBy time.Time `yaml:"planned-by"` // when a planned assessment will be published

	Lead         string        `yaml:"lead"` // roles, never people
	Service      string        `yaml:"service"`
	Implementer  string        `yaml:"implementer"`
	Behalf       string        `yaml:"behalf"`
	DeliveredBy  string        `yaml:"delivered-by"`
	Contributors []Contributor `yaml:"contributors"`
	Tasks        []Task        `yaml:"tasks" json:"-"`

	Baseline string   `yaml:"baseline"`     // level of service and year with which it is compared
	Earlier  string   `yaml:"earlier-cuts"` // of the same service
	Excluded []Scope  `yaml:"excluded"`
	Area     string   `yaml:"area"`
	Sites    []string `yaml:"sites"`
	Year     int      `yaml:"year"` // in which the financial year begins from which it applies
	Amount   *float64 `yaml:"amount"`
	Posts    *float64 `yaml:"posts"`
	Team     string   `yaml:"team"`
	TeamSize int      `yaml:"team-size"`
	Together string   `yaml:"together"` // how other proposals about the same team were considered

	Findings []Finding `yaml:"findings"`
	Rights   []Right   `yaml:"rights"`
	Domains  []Domain  `yaml:"domains"`

	Evidence []Source `yaml:"evidence"`
	Gaps     []Gap    `yaml:"gaps"`
	Advice   []Advice `yaml:"advice"`
	Views    []View   `yaml:"views"`

	Options       []Option      `yaml:"options"`
	Impacts       []Impact      `yaml:"impacts"`
	Opportunities []Opportunity `yaml:"opportunities"`

	Outcomes   []string `yaml:"outcomes"`
	Leading    Outcome  `yaml:"leading"`
	Reasons    string   `yaml:"reasons"`
	Harm       string   `yaml:"harm"`       // residual, 1 to 4
	Likelihood string   `yaml:"likelihood"` // residual, 1 to 4
	Summary    string   `yaml:"summary"`    // a person’s, beside the generated one

	Stages     []Stage     `yaml:"stages"`
	Review     time.Time   `yaml:"review"`
	Events     []string    `yaml:"events"`   // that ask for an earlier review
	Happened   string      `yaml:"happened"` // the event that has happened
	Monitoring []Indicator `yaml:"monitoring"`
	Before     []string    `yaml:"before"` // earlier and sister assessments
	Cause      string      `yaml:"cause"`  // of assessing again

	ExemptChecked string      `yaml:"exempt-checked"` // role that checked for exempt information
	Redactions    string      `yaml:"redactions"`
	Signatures    []Signature `yaml:"signatures"`
	Published     time.Time   `yaml:"published"` // of one that a file has and that was published before; zero: when it is recorded
	Invented      string      `yaml:"invented"`  // what has been invented for a demonstration; "" if nothing

	Edition  int64     `yaml:"-" json:"-"`
	Recorded time.Time `yaml:"-" json:"-"`
}

// Contributor took part in an assessment.
type Contributor struct {
	Contributor string `yaml:"contributor"`
	From        string `yaml:"from"` // organisation
	Expertise   string `yaml:"expertise"`
}

// Task is who fills in a section, and by when. It is not published.
type Task struct {
	Section string    `yaml:"section"` // name of its first field
	Person  string    `yaml:"person"`
	By      time.Time `yaml:"by"`
}

// Scope is something that is excluded, or deferred to a later assessment.
type Scope struct {
	What  string `yaml:"what"`
	Later string `yaml:"later"`
}

// Finding is whether a cell of the duty, or a local group, matters, and why.
type Finding struct {
	Cell     string   `yaml:"cell"` // CellCode
	Relevant Relevant `yaml:"relevant"`
	Finding  string   `yaml:"finding"`
}

// Right is a human right that is affected.
type Right struct {
	Article string `yaml:"article"`
	How     string `yaml:"how"` // the interference, its aim and why it is proportionate
}

// Domain is a finding about something else than equality that the council assesses at the same time.
type Domain struct {
	Domain string `yaml:"domain"`
	Effect string `yaml:"effect"`
}

// Source is a piece of evidence.
type Source struct {
	Need    string    `yaml:"need"`    // reference of evidence
	Release string    `yaml:"release"` // of results of a consultation, like parks-2026#1
	Source  string    `yaml:"source"`
	Dated   time.Time `yaml:"dated"`
	Says    string    `yaml:"says"`
	Quality Quality   `yaml:"quality"`
	People  int       `yaml:"people"` // how many people it is about
}

// Gap is evidence that is missing.
type Gap struct {
	Gap    string   `yaml:"gap"`
	Groups []string `yaml:"gap-groups"`
	Action string   `yaml:"gap-action"`
}

// Advice was asked of a team.
type Advice struct {
	Team   string `yaml:"adviser"`
	Advice string `yaml:"advice"`
	Answer string `yaml:"advice-answer"`
}

// View is an opposed view.
type View struct {
	Holder string `yaml:"holder"`
	View   string `yaml:"view"`
	Answer string `yaml:"view-answer"`
}

// Option is an option of the proposal.
type Option struct {
	Option    string `yaml:"option"`
	Assessed  bool   `yaml:"assessed"`
	WhyNot    string `yaml:"why-not"`
	Preferred bool   `yaml:"preferred"`
}

// Impact is what an option does to a group.
type Impact struct {
	Group     string    `yaml:"group"`
	Option    string    `yaml:"of-option"` // Option.Option; "" is all
	Direction Direction `yaml:"direction"`
	Size      Size      `yaml:"size"`
	Chance    Chance    `yaml:"chance"`
	Effect    string    `yaml:"effect"`
	Who       string    `yaml:"who"`
	Number    int       `yaml:"number"`
	With      []string  `yaml:"with"` // other groups, for people who belong to both
	Actions   []string  `yaml:"actions"`
	Justified string    `yaml:"justified"` // why the impact that is left is proportionate
	Left      Size      `yaml:"left"`      // size after the actions
}

// Opportunity is a way to advance equality or foster good relations.
type Opportunity struct {
	Opportunity string `yaml:"opportunity"`
	Action      string `yaml:"opportunity-action"`
}

// Stage is a step at which the assessment has to be ready.
type Stage struct {
	Stage StageName `yaml:"stage"`
	Gate  time.Time `yaml:"gate"`
	Done  time.Time `yaml:"done"`
	New   string    `yaml:"new"` // what changed in the assessment
}

// Indicator shows after the decision whether the impacts are as expected.
type Indicator struct {
	Indicator string    `yaml:"indicator"`
	First     time.Time `yaml:"first"`
	Trigger   string    `yaml:"trigger"` // what leads to thinking again
}

// Signature is an attestation of exactly this text.
type Signature struct {
	Role  string    `yaml:"role"`
	Post  string    `yaml:"post"`
	Words string    `yaml:"words"`
	Date  time.Time `yaml:"date"`
}

// CellCode returns how a finding names a cell of the duty.
func CellCode(c equality.DutyFinding) string { return string(c.Code) + "/" + string(c.Limb) }

// Subject is a kind of proposal.
type Subject string

// Need says whether an assessment is needed.
type Need string

// The needs.
const (
	NeedYes     Need = "yes"
	NeedNo      Need = "no"
	NeedPlanned Need = "planned" // it is needed, and will be made by a date

	// NeedUnknown is of what was agreed without an assessment that is recorded here, such as years ago. It lets definition
	// files with it be imported, is public and lets nothing be agreed in the browser.
	NeedUnknown Need = "not-recorded"
)

// Route is why no assessment is needed.
type Route string

// ByOther is the route of what another assessment covers.
const ByOther Route = "other-assessment"

// Relevant says whether a cell matters.
type Relevant string

// The answers.
const (
	RelevantYes     Relevant = "yes"
	RelevantNo      Relevant = "no"
	RelevantNotSure Relevant = "not-sure"
)

// Quality is how far evidence can be relied on.
type Quality string

// Direction is the direction of an impact.
type Direction string

// The directions. A differential impact differs between groups without being worse for one.
const (
	Adverse      Direction = "adverse"
	Unknown      Direction = "unknown"
	Differential Direction = "differential"
	Neutral      Direction = "neutral"
	Positive     Direction = "positive"
)

// Directions lists the directions, adverse first.
var Directions = []Direction{Adverse, Unknown, Differential, Neutral, Positive}

// Size is the size of an impact.
type Size string

// The sizes.
const (
	High   Size = "high"
	Medium Size = "medium"
	Low    Size = "low"
	None   Size = "none" // after mitigation
)

// rank orders sizes, the largest first.
func (s Size) rank() int {
	switch s {
	case High:
		return 0
	case Medium:
		return 1
	case Low:
		return 2
	}
	return 3
}

// Chance is the likelihood of an impact.
type Chance string

// Outcome is one of the four outcomes of an assessment. Several can be true at once.
type Outcome string

// The outcomes.
const (
	Proceed  Outcome = "proceed"
	Adjust   Outcome = "adjust"
	Continue Outcome = "continue"
	Stop     Outcome = "stop"
)

// StageName is a stage of a proposal.
type StageName string

// labelled are the names of codes.
type labelled map[string]locale.LazyMessage

func label[T ~string](labels labelled, code T) locale.LazyMessage { return labels[string(code)] }

// Label returns the name of s.
func (s Subject) Label() locale.LazyMessage { return label(subjectLabels, s) }

// Label returns the name of n.
func (n Need) Label() locale.LazyMessage { return label(needLabels, n) }

// Label returns the name of r.
func (r Route) Label() locale.LazyMessage { return label(routeLabels, r) }

// Label returns the name of r.
func (r Relevant) Label() locale.LazyMessage { return label(relevantLabels, r) }

// Label returns the name of q.
func (q Quality) Label() locale.LazyMessage { return label(qualityLabels, q) }

// Label returns the name of d.
func (d Direction) Label() locale.LazyMessage { return label(directionLabels, d) }

// Label returns the name of s.
func (s Size) Label() locale.LazyMessage { return label(sizeLabels, s) }

// Label returns the name of c.
func (c Chance) Label() locale.LazyMessage { return label(chanceLabels, c) }

// Label returns the name of o.
func (o Outcome) Label() locale.LazyMessage { return label(outcomeLabels, o) }

// Label returns the name of s.
func (s StageName) Label() locale.LazyMessage { return label(stageLabels, s) }

// Made reports whether a says what the impact is, or why no assessment is needed. One that is planned, or of which nothing is
// recorded, does not.
func (a *Assessment) Made() bool { return a.Needed == NeedYes || a.Needed == NeedNo }

// Current reports whether a covers what it is about on a day: it is not due for review, by date or by event.
func (a *Assessment) Current(day time.Time) bool {
	return a.currentTo() != "" && day.Format(time.DateOnly) <= a.currentTo()
}

// currentTo is the last day on which a is current, or "".
func (a *Assessment) currentTo() string {
	switch {
	case a.Happened != "" || a.Needed == NeedUnknown:
		return ""
	case a.Needed == NeedPlanned:
		return a.PlannedBy.Format(time.DateOnly)
	}
	return a.Review.Format(time.DateOnly)
}

// ActionRefs returns the actions that a names, each once.
func (a *Assessment) ActionRefs() []string {
	seen := set{}
	for _, i := range a.Impacts {
		seen.add(i.Actions...)
	}
	for _, g := range a.Gaps {
		seen.add(g.Action)
	}
	for _, o := range a.Opportunities {
		seen.add(o.Action)
	}
	return seen.sorted()
}
