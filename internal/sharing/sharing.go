// Package sharing keeps the register of data-sharing agreements: what is shared, between whom, why and on which legal basis, who
// signed and when it is reviewed. It has no shared data.
package sharing

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Agreement is an agreement to share data. Every organisation that it names signs each version of its terms.
type Agreement struct {
	Ref     string `yaml:"ref" json:"-"`
	Version int64  `yaml:"version" json:"-"` // of the terms
	Terms   `yaml:",inline"`

	Decision Decision    `yaml:"decision" json:"decision"`
	Reviews  []Review    `yaml:"reviews" json:"reviews,omitempty"`
	Next     time.Time   `yaml:"next-review" json:"next"`
	Invented string      `yaml:"invented" json:"invented,omitempty"` // what has been invented for a demonstration
	Signed   []Signature `yaml:"signed" json:"-"`                    // in a definition file
	Updated  time.Time   `yaml:"-" json:"-"`
}

// Terms are what the organisations sign. When they change, all sign again.
type Terms struct {
	Title      string    `yaml:"title" json:"title"`
	Lead       string    `yaml:"lead" json:"lead"` // id of the organisation that looks after the entry
	Parties    []Party   `yaml:"parties" json:"parties"`
	Purpose    string    `yaml:"purpose" json:"purpose"`
	Necessity  string    `yaml:"necessity" json:"necessity"` // why less data, or none, would not do
	Data       []Item    `yaml:"data" json:"data"`
	Basis      Basis     `yaml:"basis" json:"basis"`
	Power      string    `yaml:"legal-power" json:"power,omitempty"`
	Conditions string    `yaml:"conditions" json:"conditions,omitempty"` // for special category and criminal offence data
	DPIA       DPIA      `yaml:"dpia" json:"dpia"`
	Outcome    string    `yaml:"dpia-outcome" json:"outcome"`        // or why none is needed
	Officer    string    `yaml:"officer-view" json:"officer"`        // of the data protection officer
	Frequency  string    `yaml:"frequency" json:"frequency"`         // how often and how it is shared
	Retention  string    `yaml:"retention" json:"retention"`         // how long it is kept
	Deletion   string    `yaml:"deletion" json:"deletion"`           // how it is deleted
	Security   string    `yaml:"security" json:"security"`           // how it is protected
	Rights     string    `yaml:"rights" json:"rights"`               // how people use their rights
	From       time.Time `yaml:"from" json:"from"`                   // first day
	Until      time.Time `yaml:"until" json:"until"`                 // last day, or zero
	Language   string    `yaml:"language" json:"language,omitempty"` // of the texts; "" is the council's
}

// Party is an organisation of an agreement.
type Party struct {
	Org      string   `yaml:"organisation" json:"org"`
	Relation Relation `yaml:"relation" json:"relation"`
	Does     string   `yaml:"does" json:"does,omitempty"` // sends, receives or uses
}

// Item is a part of the data.
type Item struct {
	What string   `yaml:"what" json:"what"`
	Kind DataKind `yaml:"kind" json:"kind"`
}

// Decision is that the organisations share the data. It is made about a version of the terms.
type Decision struct {
	Reasons string    `yaml:"reasons" json:"reasons,omitempty"`
	Role    string    `yaml:"role" json:"role,omitempty"` // of who decided
	On      time.Time `yaml:"on" json:"on"`               // zero until it is decided
}

// Review says what a review found. The terms do not change by it.
type Review struct {
	On    time.Time `yaml:"on" json:"on"`
	Found string    `yaml:"found" json:"found"`
}

// Relation is what an organisation is to the data in law.
type Relation string

// Relations lists every relation.
var Relations = []Relation{"separate", "joint", "processor"}

// Label returns the name of the relation.
func (r Relation) Label() locale.LazyMessage {
	switch r {
	case "separate":
		return locale.Lazy("Separate controller")
	case "joint":
		return locale.Lazy("Joint controller")
	case "processor":
		return locale.Lazy("Processor")
	}
	return locale.LazyMessage{}
}

// DataKind is how sensitive data is in law.
type DataKind string

// DataKinds lists every kind.
var DataKinds = []DataKind{"personal", "special", "criminal", "anonymous"}

// Label returns the name of the kind.
func (k DataKind) Label() locale.LazyMessage {
	switch k {
	case "personal":
		return locale.Lazy("Personal data")
	case "special":
		return locale.Lazy("Special category data")
	case "criminal":
		return locale.Lazy("Criminal offence data")
	case "anonymous":
		return locale.Lazy("Not about people who can be identified")
	}
	return locale.LazyMessage{}
}

// Basis is a lawful basis of the UK GDPR.
type Basis string

// Bases lists every basis.
var Bases = []Basis{"public-task", "legal-obligation", "consent", "contract", "vital-interests", "legitimate-interests"}

// Label returns the name of the basis.
func (b Basis) Label() locale.LazyMessage {
	switch b {
	case "public-task":
		return locale.Lazy("Public task")
	case "legal-obligation":
		return locale.Lazy("Legal obligation")
	case "consent":
		return locale.Lazy("Consent")
	case "contract":
		return locale.Lazy("Contract")
	case "vital-interests":
		return locale.Lazy("Vital interests")
	case "legitimate-interests":
		return locale.Lazy("Legitimate interests")
	}
	return locale.LazyMessage{}
}

// DPIA is whether there is a data protection impact assessment.
type DPIA string

// DPIAs lists every answer.
var DPIAs = []DPIA{"done", "not-needed"}

// Label returns the answer in words.
func (d DPIA) Label() locale.LazyMessage {
	switch d {
	case "done":
		return locale.Lazy("Assessment done")
	case "not-needed":
		return locale.Lazy("No assessment needed")
	}
	return locale.LazyMessage{}
}

// Party returns the party that is an organisation, or nil.
func (t *Terms) Party(org string) *Party {
	if i := slices.IndexFunc(t.Parties, func(p Party) bool { return p.Org == org }); i >= 0 {
		return &t.Parties[i]
	}
	return nil
}

// validate returns definition.SettingErrors for what is missing or wrong. day is today, and before is the published entry or nil.
func (a *Agreement) validate(day time.Time, before *Agreement) error {
	wrong := a.Terms.validate()
	if a.Next.IsZero() {
		wrong.Add(fault.New(fault.Invalid, "Enter the date of the next review."), "next-review")
	}
	for i, r := range a.Reviews {
		if r.On.IsZero() || r.On.After(day) {
			wrong.Add(fault.New(fault.Invalid, "Enter the date of the review. It cannot be in the future."), "reviews", i, "on")
		}
		if strings.TrimSpace(r.Found) == "" {
			wrong.Add(fault.New(fault.Invalid, "Enter what was found."), "reviews", i, "found")
		}
	}
	d := a.Decision
	if d.On.IsZero() && strings.TrimSpace(d.Reasons+d.Role) == "" {
		return wrong.Err()
	}
	if d.On.IsZero() || d.On.After(day) {
		wrong.Add(fault.New(fault.Invalid, "Enter the date of the decision. It cannot be in the future."), "decision", "on")
	}
	if strings.TrimSpace(d.Reasons) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter the reasons for the decision."), "decision", "reasons")
	}
	if strings.TrimSpace(d.Role) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter the role of who decided, not a name."), "decision", "role")
	}
	if before != nil && db.JSON(before.Decision) == db.JSON(d) && a.changesTermsOf(before) {
		wrong.Add(fault.New(fault.Invalid, "This decision was about the earlier terms. Enter the decision about the new terms, "+
			"or leave it blank until it is made."), "decision", "reasons")
	}
	return wrong.Err()
}

// changesTermsOf reports whether a has other terms than before.
func (a *Agreement) changesTermsOf(before *Agreement) bool {
	return db.JSON(a.Terms) != db.JSON(before.Terms)
}

func (t *Terms) validate() (wrong definition.SettingErrors) {
	require := func(present bool, err error, path ...any) {
		if !present {
			wrong.Add(err, path...)
		}
	}
	missing := fault.New(fault.Invalid, "Fill this in. The agreement needs it.")
	for _, f := range []struct{ name, text string }{
		{"title", t.Title}, {"purpose", t.Purpose}, {"necessity", t.Necessity}, {"dpia-outcome", t.Outcome}, {"officer-view", t.Officer},
		{"frequency", t.Frequency}, {"retention", t.Retention}, {"deletion", t.Deletion}, {"security", t.Security}, {"rights", t.Rights},
	} {
		require(strings.TrimSpace(f.text) != "", missing, f.name)
	}
	require(t.Party(t.Lead) != nil,
		fault.New(fault.Invalid, "The organisation that looks after the entry must be one of those that share data."),
		"lead")
	require(len(t.Parties) >= 2, fault.New(fault.Invalid, "Add at least two organisations."), "parties")
	for i, p := range t.Parties {
		require(p.Org != "", fault.New(fault.Invalid, "Choose the organisation from the list."), "parties", i, "organisation")
		require(slices.Contains(Relations, p.Relation), fault.New(fault.Invalid, "Choose separate controller, joint controller or processor."),
			"parties", i, "relation")
		require(t.Party(p.Org) == &t.Parties[i], fault.New(fault.Invalid, "This organisation is there twice. Remove one."), "parties", i)
	}
	require(len(t.Data) > 0, fault.New(fault.Invalid, "Add what is shared."), "data")
	sensitive := false
	for i, d := range t.Data {
		require(strings.TrimSpace(d.What) != "", missing, "data", i, "what")
		require(slices.Contains(DataKinds, d.Kind), fault.New(fault.Invalid, "Choose what kind of data it is."), "data", i, "kind")
		sensitive = sensitive || d.Kind == "special" || d.Kind == "criminal"
	}
	require(slices.Contains(Bases, t.Basis), fault.New(fault.Invalid, "Choose the lawful basis."), "basis")
	statutory := t.Basis == "public-task" || t.Basis == "legal-obligation"
	require(!statutory || strings.TrimSpace(t.Power) != "",
		fault.New(fault.Invalid, "Enter the Act and section that gives the power or the duty."), "legal-power")
	require(!sensitive || strings.TrimSpace(t.Conditions) != "",
		fault.New(fault.Invalid, "Special category and criminal offence data needs a further condition. Enter which."), "conditions")
	require(slices.Contains(DPIAs, t.DPIA), fault.New(fault.Invalid, "Choose whether a data protection impact assessment was done."), "dpia")
	require(!t.From.IsZero(), fault.New(fault.Invalid, "Enter the first day."), "from")
	require(t.Until.IsZero() || !t.Until.Before(t.From), fault.New(fault.Invalid, "The last day cannot be before the first day."), "until")
	return wrong
}
