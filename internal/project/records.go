package project

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/opportunity"
	"github.com/folkmoot/folkmoot/internal/place"
)

// Where projects and their measures are edited, and where the public reads them.
const (
	RecordsPath  = "/staff/projects"
	MeasuresPath = "/staff/project-measures"
	PublicPath   = "/projects"
)

// KindName is the name of projects as a kind of record.
const KindName = "project"

// Path returns the address of the public page of a project.
func Path(ref string) string { return PublicPath + "/" + ref }

// MoneyPath returns the address of the public page of the money of a project, which is that of package budget.
func MoneyPath(ref string) string { return Path(ref) + "/money" }

// Lookup is the published projects, for fields that name one.
var Lookup = edit.NewLookup(db.Names{Select: `SELECT ref, title FROM project_project`, Ref: "ref", Name: "title"})

// ResultLookup is the results of the published projects.
var ResultLookup = edit.NewLookup(db.Names{Select: `SELECT ref, title FROM project_result`, Ref: "ref", Name: "title"})

// Records returns the kinds of records that people edit in the browser: projects and the measures of their results. The
// organisation that leads a project writes both, and the council approves them.
func (s *Service) Records() []edit.Kind { return []edit.Kind{projectKind(), measureKind()} }

func projectKind() edit.Kind {
	return edit.Kind{
		Name: KindName, Path: RecordsPath, Order: 48,
		One: "Joint project", Many: "Joint projects", AddLabel: "Add a joint project",
		Files: "projects/*.yaml", Within: "projects/*",
		About: "What organisations of the partnership do together. The one that leads a project writes it, and the council approves it.",
		Write: actor.Partnership, Approve: actor.ApproveRecords, Agrees: edit.AgreesActivity, Proposed: true, Begun: true,
		Fields: projectFields(),
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "last_day", DateLabel: "Last day"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, last_day FROM project_project`, "")
		},
		Load:    edit.LoadBound(Get, (*Project).form),
		Publish: publishProject,
		Advise: func(v edit.Values) definition.SettingErrors {
			p := &Project{}
			if p.form().Change(v); p.Title == "" || p.Summary == "" { // the form asks for more first
				return nil
			}
			return p.lacking()
		},
		Org: func(ctx context.Context, tx *db.Tx, ref string) (string, error) {
			p, err := Get(ctx, tx, ref)
			if err != nil {
				return "", err
			}
			return p.Lead, nil
		},
		PublicPath: Path,
		Example:    exampleProject(),
	}
}

func projectFields() []edit.Field {
	return []edit.Field{
		{Name: "title", Kind: edit.Line, Required: true, Label: "Title", Hint: "The web address is made from it."},
		{Name: "summary", Kind: edit.Text, Required: true, Label: "What the organisations do together"},
		{Name: "easy-read", Kind: edit.Text, Label: "What they do, in Easy Read", Hint: "Use sentences of 15 words or fewer.",
			Check: func(text string) error { return easyread.Line{Words: text}.Check() }},
		{Name: "needs", Kind: edit.Picks, Required: true, Label: "Needs it serves", Lookup: evidence.Lookup,
			Hint: "From the register of evidence. Every project serves at least one."},
		{Name: "from", Kind: edit.Date, Required: true, Label: "First day"},
		{Name: "until", Kind: edit.Date, Required: true, Label: "Last day"},
		{Name: "language", Kind: edit.Language, Label: "Language of the texts", Hint: "Leave blank for the council’s own language."},
		{Section: "Places and communities", Name: "places", Kind: edit.Picks, Required: true, Label: "Places", Options: place.Options},
		{Name: "communities", Kind: edit.Choices, Label: "Communities it is for", Hint: "Leave blank if it is for everyone.",
			Options: evidence.CharacteristicOptions},
		{Section: "Who does what", Name: "lead", Kind: edit.Pick, Required: true, Label: "Organisation that leads it",
			Options: account.OrgOptions},
		{Name: "partners", Kind: edit.Rows, Label: "Other organisations", AddLabel: "Add an organisation", Columns: []edit.Field{
			{Name: "org", Setting: "organisation", Kind: edit.Pick, Required: true, Label: "Organisation", Options: account.OrgOptions},
			{Name: "role", Kind: edit.Pick, Required: true, Label: "Role", Options: edit.ChooseOf(Roles...)},
			{Name: "does", Kind: edit.Line, Label: "What it does in the project"},
		}},
		{Name: "agreement", Kind: edit.Text, Label: "Project agreement",
			Hint: "What the organisations promise each other. Each of them signs it, and signs again when it changes."},
		{Name: "opportunity", Kind: edit.Pick, Label: "Opportunity that it came from", Options: opportunity.AgreedOptions},
		{Section: "Effects over time", Name: "now", Kind: edit.Text, Setting: "effects/now", Label: "What it does to people now"},
		{Name: "five-years", Kind: edit.Text, Setting: "effects/in-5-years", Label: "What it does to people in 5 years"},
		{Name: "generation", Kind: edit.Text, Setting: "effects/in-25-years", Label: "What it does to people in 25 years"},
		{Section: "Value", Name: "cost", Kind: edit.Decimal, Setting: "value/cost-pence", Label: "Cost in pounds", Width: 10,
			Hint: "Of the whole project, without support in kind.", Check: action.CheckPounds},
		{Name: "costs", Kind: edit.Text, Setting: "value/costs", Label: "What it costs",
			Hint: "What the money is for, and the time and things that are given."},
		{Name: "benefit", Kind: edit.Text, Setting: "value/benefit", Label: "What it is to bring",
			Hint: "In words. The numbers are the targets of its measures."},
		{Section: "Results", Name: "results", Kind: edit.Rows, Label: "Results", AddLabel: "Add a result",
			Hint: "Publish the project first. Then you can add measures to each result under “Measures of projects”.", Columns: []edit.Field{
				{Name: "ref", Kind: edit.Kept},
				{Name: "result", Setting: "title", Kind: edit.Line, Required: true, Label: "Result"},
				{Name: "kind", Kind: edit.Pick, Required: true, Label: "Output or outcome", Options: edit.ChooseOf(ResultKinds...)},
				{Name: "part-of", Kind: edit.Pick, Label: "Leads to", Lookup: ResultLookup,
					Hint: "Another result of this project, once it is published."},
			}},
		{Section: "Risks and personal data", Name: "risks", Kind: edit.Rows, Label: "Risks", AddLabel: "Add a risk", Columns: []edit.Field{
			{Name: "risk", Kind: edit.Line, Required: true, Label: "What could go wrong"},
			{Name: "answer", Kind: edit.Text, Required: true, Label: "What we do about it"},
		}},
		{Name: "shares-data", Kind: edit.YesNo, Setting: "shares-personal-data", Label: "The organisations share personal data",
			Hint: "Then it cannot begin without a data-sharing agreement in force."},
		{Name: "data-sharing", Kind: edit.Line, Setting: "data-sharing-agreement", Label: "Data-sharing agreement",
			Hint: "The name in its web address."},
	}
}

func (p *Project) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &p.Title), edit.BindText("summary", &p.Summary), edit.BindText("easy-read", &p.EasyRead),
		edit.BindTexts("needs", &p.Needs), edit.BindDate("from", &p.From), edit.BindDate("until", &p.Until),
		edit.BindLine("language", &p.Language), edit.BindTexts("places", &p.Places), edit.BindTexts("communities", &p.Communities),
		edit.BindLine("lead", &p.Lead),
		edit.BindRows("partners", &p.Partners, func(one *Partner) edit.Binding {
			return edit.Binding{edit.BindLine("org", &one.Org), edit.BindCode("role", &one.Role), edit.BindLine("does", &one.Does)}
		}),
		edit.BindText("agreement", &p.Agreement), edit.BindLine("opportunity", &p.Opportunity),
		edit.BindText("now", &p.Now), edit.BindText("five-years", &p.FiveYears), edit.BindText("generation", &p.Generation),
		action.BindPounds("cost", &p.Cost), edit.BindText("costs", &p.Costs), edit.BindText("benefit", &p.Benefit),
		edit.BindRows("results", &p.Results, func(r *Result) edit.Binding {
			return edit.Binding{edit.BindKept("ref", r.Ref), edit.BindLine("result", &r.Title), edit.BindCode("kind", &r.Kind),
				edit.BindLine("part-of", &r.PartOf)}
		}),
		edit.BindRows("risks", &p.Risks, func(r *Risk) edit.Binding {
			return edit.Binding{edit.BindLine("risk", &r.What), edit.BindText("answer", &r.Answer)}
		}),
		edit.BindYesNo("shares-data", &p.SharesData), edit.BindLine("data-sharing", &p.DataSharing),
	}
}

func exampleProject() edit.Values {
	v := edit.Values{
		"title": {"Interpreters at the surgery"}, "summary": {"Interpreters sit in on appointments."},
		"easy-read": {"We help people talk to doctors."},
		"needs":     {"example-need"}, "from": {"2026-04-01"}, "until": {"2027-03-31"}, "places": {"example-town"}, "communities": {"language"},
		"lead": {actor.CouncilOrg}, "agreement": {"Each of us keeps appointments."}, "now": {"People can talk to their doctor."},
		"five-years": {"Illnesses are found earlier."}, "generation": {"Children grow up with parents in better health."},
		"cost": {"12500.50"}, "costs": {"The fees of interpreters. The surgery gives the room."}, "benefit": {"Fewer missed appointments."},
		"shares-data": {"yes"}, "data-sharing": {"surgery"}, "language": {"en"},
	}
	v.SetRows("results", []edit.Values{{"ref": {"interpreters-at-the-surgery-result-1"}, "result": {"Appointments with an interpreter"},
		"kind": {"output"}}})
	v.SetRows("risks", []edit.Values{{"risk": {"Too few interpreters"}, "answer": {"We train more."}}})
	return v
}

func requireWriter(by actor.Actor, lead string) error {
	if by.May(actor.Partnership) && (by.MayForAll(actor.Partnership) || by.ActsFor(lead)) {
		return nil
	}
	return fault.New(fault.Forbidden, "Only the organisation that leads a project and the council can change it.")
}

// publishProject stores a project. What the form does not have, such as its stage and its measures, stays as it is.
func publishProject(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	p, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		p, err = &Project{Ref: ref, Stage: Identify}, nil
		p.form().Change(edit.Values{"lead": v["lead"]})
	}
	if err != nil {
		return err
	}
	if err := requireWriter(l.By, p.Lead); err != nil {
		return err
	}
	before := p.Results
	p.form().Change(v)
	if err := p.nameResults(ctx, l.Tx, before); err != nil {
		return err
	}
	if err := p.check(ctx, l.Tx); err != nil {
		return err
	}
	return p.save(ctx, l.Tx)
}

// lacking returns what a project lacks to be agreed: the agreement, its effects over time and its value.
func (p *Project) lacking() (all definition.SettingErrors) {
	require := func(text string, err error, path ...any) {
		if strings.TrimSpace(text) == "" {
			all.Add(err, path...)
		}
	}
	require(p.Agreement,
		fault.New(fault.Invalid, "Before the project is agreed, write what the organisations promise each other."), "agreement")
	require(p.Now, fault.New(fault.Invalid, "Before the project is agreed, say what it does to people now."), "effects", "now")
	require(p.FiveYears, fault.New(fault.Invalid, "Before the project is agreed, say what it does to people in 5 years."),
		"effects", "in-5-years")
	require(p.Generation, fault.New(fault.Invalid, "Before the project is agreed, say what it does to people in 25 years."),
		"effects", "in-25-years")
	if p.Cost == nil {
		all.Add(fault.New(fault.Invalid, "Before the project is agreed, enter what it costs in pounds. Enter 0 if it costs no money."),
			"value", "cost-pence")
	}
	require(p.Costs, fault.New(fault.Invalid, "Before the project is agreed, say what the money, time and things are for."), "value", "costs")
	require(p.Benefit, fault.New(fault.Invalid, "Before the project is agreed, say what it is to bring."), "value", "benefit")
	return all
}
