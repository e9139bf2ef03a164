package eia

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// RulesPath is where officers edit how the council assesses.
const RulesPath = "/staff/assessment-rules"

// Rules is how the council assesses.
type Rules struct {
	Jurisdiction equality.Jurisdiction `yaml:"jurisdiction"`
	Groups       []Group               `yaml:"groups"`
	Domains      []string              `yaml:"domains"` // that the council assesses at the same time
	Signers      []Signer              `yaml:"signers"`
	Introduction string                `yaml:"introduction"` // of the public register
	Contact      string                `yaml:"contact"`      // whom readers can ask
}

// Group is a local group that assessments consider between two dates. Removing it later changes no earlier assessment.
type Group struct {
	Code  string    `yaml:"code"` // of package equality, or made from the name
	Name  string    `yaml:"group"`
	Basis string    `yaml:"basis"` // law or resolution
	From  time.Time `yaml:"from"`
	Until time.Time `yaml:"until"` // zero: no end
}

// Signer is a role that has to sign every assessment.
type Signer struct {
	Role  string       `yaml:"role"`
	Words string       `yaml:"words"`        // of the attestation
	By    []actor.Role `yaml:"by,omitempty"` // of the accounts that sign for it; empty: all that write assessments
}

// MayBe reports whether by can sign for s.
func (s *Signer) MayBe(by actor.Actor) bool { return len(s.By) == 0 || by.HasRole(s.By...) }

// DefaultRules are the rules of a council that has set none.
func DefaultRules() Rules {
	return Rules{Jurisdiction: equality.England, Signers: []Signer{
		{"Lead officer", "I have assessed this proposal and recorded what I know, including what speaks against it.", nil},
		{"Equality adviser", "I have read this version and given my advice, which it records whether it was followed or not.",
			[]actor.Role{actor.EqualityOfficer}},
		{"Head of service", "I have read this version and take responsibility for its findings and actions.",
			[]actor.Role{actor.HeadOfService}},
	}}
}

// GetRules returns the rules of the council. Without any, they are DefaultRules for the part of the country in which it has
// its equality duties.
func GetRules(ctx context.Context, tx *db.Tx) (r Rules, err error) {
	body, err := db.One(ctx, tx, db.Text, `SELECT body FROM eia_rules WHERE id = 'this'`)
	if err == nil {
		return r, json.Unmarshal([]byte(body), &r)
	}
	if !fault.Is(err, fault.NotFound) {
		return r, err
	}
	r = DefaultRules()
	duties, err := strategy.DutySettings(ctx, tx)
	if fault.Is(err, fault.NotFound) {
		return r, nil
	}
	if err == nil {
		r.Jurisdiction = equality.Jurisdiction(duties.Jurisdiction)
	}
	return r, err
}

// groupsOn returns the local groups that assessments begun on day consider.
func (r *Rules) groupsOn(day time.Time) (all []Group) {
	for _, g := range r.Groups {
		if !day.Before(g.From) && (g.Until.IsZero() || !day.After(g.Until)) {
			all = append(all, g)
		}
	}
	return all
}

// Cell is something for which an assessment has a finding: a characteristic under a limb of the duty, or a local group.
type Cell struct {
	Code  string
	Group string // code of the characteristic or local group
	Label locale.Message
}

// Cells returns what an assessment that began on day has findings for, and what the law takes out with the reason.
func (r *Rules) Cells(day time.Time, f equality.Function) (live []Cell, off []equality.Disapplied) {
	cells, off := r.Jurisdiction.Cells(equality.Day(day.Format(time.DateOnly)), f)
	for _, c := range cells {
		live = append(live, Cell{CellCode(c), string(c.Code), cellLabel(c)})
	}
	for _, g := range r.groupsOn(day) {
		live = append(live, Cell{g.Code, g.Code, edit.Name(g.Name)})
	}
	return live, off
}

func cellLabel(c equality.DutyFinding) locale.Message {
	return locale.Lazy("%s: %s", characteristicName(c.Code), limbLabels[c.Limb])
}

// cellName returns the name of a cell, also if the law has none of that characteristic under that limb; of an unknown one, its
// code.
func (r *Rules) cellName(code string) locale.Message {
	group, limb, _ := strings.Cut(code, "/")
	name := r.GroupName(group)
	switch label, ok := limbLabels[equality.Limb(limb)]; {
	case name.In(nil) == "":
		return edit.Name(code)
	case ok:
		return locale.Lazy("%s: %s", name, label)
	}
	return name
}

// GroupName returns the name of a characteristic or local group.
func (r *Rules) GroupName(code string) locale.Message {
	for _, g := range r.Groups {
		if g.Code == code {
			return edit.Name(g.Name)
		}
	}
	return characteristicName(equality.CharacteristicCode(code))
}

// groupInside is GroupName within a sentence. The council’s names of local groups stay as they are.
func (r *Rules) groupInside(code string) locale.Message {
	name := r.GroupName(code)
	if _, given := name.(edit.Name); given {
		return name
	}
	return locale.Inside(name)
}

// rulesKind is the record of how the council assesses.
func rulesKind() edit.Kind {
	return edit.Kind{
		Name: "assessment-rules", Path: RulesPath, Only: "rules", Order: 58, Agrees: edit.AgreesNothing,
		One: "Rules for impact assessments", Many: "Rules for impact assessments",
		Files: "assessment-rules.yaml",
		About: "Which law, local groups and signatures equality impact assessments have.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords,
		Fields: []edit.Field{
			{Name: "jurisdiction", Kind: edit.Choice, Required: true, Label: "Assessments follow the law of", Options: jurisdictionOptions},
			{Name: "domains", Kind: edit.Choices, Label: "Also assessed", Options: coded(domainLabels, domains)},
			{Name: "introduction", Kind: edit.Text, Label: "Introduction to the public list",
				Hint: "For example, when you assess and who decides."},
			{Name: "contact", Kind: edit.Line, Label: "Who to ask about assessments",
				Hint: "A team, with an email address or telephone number. People can ask it for another format."},
			{Name: "groups", Kind: edit.Rows, Label: "Local groups", AddLabel: "Add a group",
				Hint: "Groups that the council considers beside those of the law. Give a group an end instead of removing it.",
				Columns: []edit.Field{
					{Name: "code", Kind: edit.Kept},
					{Name: "group", Kind: edit.Line, Required: true, Label: "Group"},
					{Name: "basis", Kind: edit.Line, Required: true, Label: "Basis", Hint: "A law or a resolution of the council."},
					{Name: "from", Kind: edit.Date, Required: true, Label: "First day"},
					{Name: "until", Kind: edit.Date, Label: "Last day"},
				}},
			{Name: "signers", Kind: edit.Rows, Required: true, Label: "Required signatures", AddLabel: "Add a signature",
				Columns: []edit.Field{
					{Name: "role", Kind: edit.Line, Required: true, Label: "Role"},
					{Name: "words", Kind: edit.Text, Required: true, Label: "What they attest"},
					{Name: "by", Kind: edit.Choices, Label: "Who signs", Options: signingRoles,
						Hint: "People with one of these roles. If you choose none, everyone who writes assessments can sign."},
				}},
		},
		Load:    edit.LoadBound(loadRules, (*Rules).form),
		Publish: publishRules, PublicPath: func(string) string { return PublicPath },
		Example: exampleRules(),
	}
}

func loadRules(ctx context.Context, tx *db.Tx, _ string) (*Rules, error) {
	r, err := GetRules(ctx, tx)
	return &r, err
}

func (r *Rules) form() edit.Binding {
	return edit.Binding{
		edit.BindCode("jurisdiction", &r.Jurisdiction),
		edit.BindTexts("domains", &r.Domains),
		edit.BindText("introduction", &r.Introduction),
		edit.BindLine("contact", &r.Contact),
		edit.BindRows("groups", &r.Groups, func(g *Group) edit.Binding {
			return edit.Binding{
				edit.BindKept("code", g.Code), edit.BindLine("group", &g.Name), edit.BindLine("basis", &g.Basis),
				edit.BindDate("from", &g.From), edit.BindDate("until", &g.Until),
			}
		}),
		edit.BindRows("signers", &r.Signers, func(s *Signer) edit.Binding {
			return edit.Binding{edit.BindLine("role", &s.Role), edit.BindText("words", &s.Words), edit.BindCodes("by", &s.By)}
		}),
	}
}

func exampleRules() edit.Values {
	v := edit.Values{"jurisdiction": {string(equality.England)}, "domains": {"health", "rural"},
		"introduction": {"We assess each proposal before we consult."}, "contact": {"Equality team, equality@example.org"}}
	v.SetRows("groups", []edit.Values{{"code": {"unpaid-carers"}, "group": {"Unpaid carers"}, "basis": {"Resolution of 2 March 2026"},
		"from": {"2026-03-02"}}})
	v.SetRows("signers", []edit.Values{{"role": {"Head of service"}, "words": {"I have read this version."},
		"by": {string(actor.HeadOfService)}}})
	return v
}

func publishRules(ctx context.Context, l *definition.Loading, _ string, v edit.Values) error {
	r, err := GetRules(ctx, l.Tx)
	if err != nil {
		return err
	}
	r.form().Change(v)
	_, err = defineRules(ctx, l, r)
	return err
}

// defineRules validates and stores r, and reports whether it changed anything.
func defineRules(ctx context.Context, l *definition.Loading, r Rules) (changed bool, err error) {
	if err := authorise(l.By); err != nil {
		return false, err
	}
	if err := r.validate(); err != nil {
		return false, err
	}
	n, err := l.Tx.Exec(ctx, `INSERT INTO eia_rules AS old (id, body) VALUES ('this', $1)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE old.body <> excluded.body`, db.JSON(r))
	return n > 0, err
}

// defineRulesFile is defineRules for a definition file, with an audit entry.
func defineRulesFile(ctx context.Context, l *definition.Loading, r Rules) error {
	changed, err := defineRules(ctx, l, r)
	if err != nil || !changed {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "define-assessment-rules", "assessment-rules", "rules", "")
}

// validate checks r, and gives each new group a code.
func (r *Rules) validate() error {
	var wrong definition.SettingErrors
	if r.Jurisdiction.Law() == "" {
		wrong.Add(fault.New(fault.Invalid, "Choose the part of the United Kingdom whose law assessments follow."), "jurisdiction")
	}
	if len(r.Signers) == 0 {
		wrong.Add(fault.New(fault.Invalid, "Add at least one role that signs assessments."), "signers")
	}
	for i, s := range r.Signers {
		if s.Role == "" || strings.TrimSpace(s.Words) == "" {
			wrong.Add(fault.New(fault.Invalid, "Enter the role and what it attests."), "signers", i, "role")
		}
		for _, role := range s.By {
			if !mayWrite(role) {
				wrong.Add(fault.Newf(fault.Invalid, "People with the role %q cannot write assessments, so they cannot sign them.", role),
					"signers", i, "by")
			}
		}
	}
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.Name == "" || g.From.IsZero() || !g.Until.IsZero() && g.Until.Before(g.From) {
			wrong.Add(fault.New(fault.Invalid, "Enter the name of the group and its first day. The last day cannot be earlier."),
				"groups", i, "group")
			continue
		}
		g.Code = cmp.Or(g.Code, groupCode(g.Name))
	}
	return wrong.Err()
}

// groupCode makes the code of a local group from its name.
func groupCode(name string) string {
	return strings.Join(strings.FieldsFunc(locale.Fold(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
}

func authorise(by actor.Actor) error {
	if by.MayForAll(actor.EditRecords) {
		return nil
	}
	return fault.New(fault.Forbidden, "You do not have permission to edit impact assessments. Ask an administrator for permission.")
}
