package sustainability

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Kinds lists the kinds of records whose long-term effects are recorded.
var Kinds = []string{"strategy", "project", "action"}

// Rules are what the council asks for.
type Rules struct {
	Before []Subject `yaml:"before" json:"before,omitempty"`   // kinds of records that are agreed only with a check
	Wales  bool      `yaml:"welsh-act" json:"wales,omitempty"` // answers for the goals and ways of working of the Welsh Act

	Introduction string `yaml:"introduction" json:"introduction,omitempty"` // to the public list
	Contact      string `yaml:"contact" json:"contact,omitempty"`           // who to ask
}

// Subject is one of Kinds.
type Subject string

// Label returns the name of the kind of records.
func (s Subject) Label() locale.LazyMessage {
	switch s {
	case "strategy":
		return locale.Lazy("Strategies")
	case "project":
		return locale.Lazy("Joint projects")
	case "action":
		return locale.Lazy("Actions that belong to no strategy with a check")
	}
	return locale.LazyMessage{}
}

// firstRules are the rules until the council chooses others: nothing waits for long-term effects.
var firstRules Rules

// GetRules returns the rules of the council.
func GetRules(ctx context.Context, tx *db.Tx) (Rules, error) {
	body, err := db.One(ctx, tx, db.Text, `SELECT body FROM sustainability_rules WHERE id = 'this'`)
	if fault.Is(err, fault.NotFound) {
		return firstRules, nil
	}
	var r Rules
	if err == nil {
		err = json.Unmarshal([]byte(body), &r)
	}
	return r, err
}

// RulesPath is where officers edit the rules.
const RulesPath = "/staff/long-term-rules"

func rulesKind() edit.Kind {
	return edit.Kind{
		Name: "long-term-rules", Path: RulesPath, Only: "rules", Order: 59, Agrees: edit.AgreesNothing,
		One: "Rules for long-term effects", Many: "Rules for long-term effects",
		Files: "long-term-rules.yaml",
		About: "What is agreed only after its long-term effects have been recorded.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords,
		Fields: []edit.Field{
			{Name: "before", Kind: edit.Choices, Label: "Long-term effects are recorded before these are agreed",
				Options: edit.ChooseOf[Subject]("strategy", "project", "action")},
			{Name: "wales", Kind: edit.YesNo, Setting: "welsh-act",
				Label: "Answer for the goals and ways of working of the Well-being of Future Generations (Wales) Act 2015",
				Hint:  "For councils in Wales, and for others that choose to."},
			{Name: "introduction", Kind: edit.Text, Label: "Introduction to the public list"},
			{Name: "contact", Kind: edit.Line, Label: "Who to ask about long-term effects",
				Hint: "A team, with an email address or telephone number."},
		},
		Load: edit.LoadBound(func(ctx context.Context, tx *db.Tx, _ string) (*Rules, error) {
			r, err := GetRules(ctx, tx)
			return &r, err
		}, (*Rules).form),
		Publish: func(ctx context.Context, l *definition.Loading, _ string, v edit.Values) error {
			r, err := GetRules(ctx, l.Tx)
			if err != nil {
				return err
			}
			r.form().Change(v)
			_, err = defineRules(ctx, l, r)
			return err
		},
		PublicPath: func(string) string { return PublicPath },
		Example: edit.Values{"before": {"strategy"}, "wales": {"yes"}, "introduction": {"We look ahead before we agree."},
			"contact": {"Policy team, policy@example.org"}},
	}
}

func (r *Rules) form() edit.Binding {
	return edit.Binding{edit.BindCodes("before", &r.Before), edit.BindYesNo("wales", &r.Wales),
		edit.BindText("introduction", &r.Introduction), edit.BindLine("contact", &r.Contact)}
}

// defineRules validates and stores r, and reports whether it changed anything.
func defineRules(ctx context.Context, l *definition.Loading, r Rules) (changed bool, err error) {
	if err := authorise(l.By); err != nil {
		return false, err
	}
	var wrong definition.SettingErrors
	for i, s := range r.Before {
		if !slices.Contains(Kinds, string(s)) {
			wrong.Add(fault.Newf(fault.Invalid, "%q is not on the list. Choose one from the list.", string(s)), "before", i)
		}
	}
	if err := wrong.Err(); err != nil {
		return false, err
	}
	n, err := l.Tx.Exec(ctx, `INSERT INTO sustainability_rules AS old (id, body) VALUES ('this', $1)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE old.body <> excluded.body`, db.JSON(r))
	return n > 0, err
}

// defineRulesFile is defineRules for a definition file, with an audit entry.
func defineRulesFile(ctx context.Context, l *definition.Loading, r Rules) error {
	changed, err := defineRules(ctx, l, r)
	if err != nil || !changed {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "define-long-term-rules", "long-term-rules", "rules", "")
}

// authorise returns fault.Forbidden if by may not change what belongs to the council.
func authorise(by actor.Actor) error {
	if !by.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to record long-term effects. Ask an administrator for it.")
	}
	return nil
}
