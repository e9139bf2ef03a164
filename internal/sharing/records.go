package sharing

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Where the register is kept and signed, and where the public reads it.
const (
	RecordsPath = "/staff/data-sharing"
	SigningPath = "/staff/data-sharing-signatures"
	PublicPath  = "/data-sharing"

	kindName = "data-sharing"
)

// Path returns the address of the public page of an agreement.
func Path(ref string) string { return PublicPath + "/" + ref }

// Lookup is the published agreements, for fields that name one.
var Lookup = edit.NewLookup(db.Names{Select: `SELECT ref, title FROM sharing_agreement`, Ref: "ref", Name: "title"})

// Service signs agreements and loads them from files.
type Service struct{ DB *db.DB }

// Records returns the kind of records that people edit in the browser: agreements. The organisation that keeps an entry writes it,
// and the council approves it.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{{
		Name: kindName, Path: RecordsPath, Order: 45,
		One: "Data-sharing agreement", Many: "Data-sharing agreements", AddLabel: "Add a data-sharing agreement",
		Files: "data-sharing/*.yaml", Within: "agreements/*",
		About: "What organisations share, why and on which legal basis. No shared data is stored here.",
		Write: actor.Partnership, Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing, Proposed: true, Begun: true,
		Fields: fields(),
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "review", DateLabel: "Next review"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, review FROM sharing_agreement`, "")
		},
		Load:    edit.LoadBound(Get, (*Agreement).form),
		Publish: publish,
		Org: func(ctx context.Context, tx *db.Tx, ref string) (string, error) {
			a, err := Get(ctx, tx, ref)
			if err != nil {
				return "", err
			}
			return a.Lead, nil
		},
		PublicPath: Path,
		Example:    example(),
	}}
}

func fields() []edit.Field {
	text := func(name, label, hint string) edit.Field {
		return edit.Field{Name: name, Kind: edit.Text, Required: true, Label: label, Hint: hint}
	}
	in := func(section string, f edit.Field) edit.Field { f.Section = section; return f }
	return []edit.Field{
		{Name: "title", Kind: edit.Line, Required: true, Label: "Title", Hint: "The web address is made from it."},
		{Name: "lead", Kind: edit.Pick, Required: true, Label: "Organisation that looks after this entry", Options: account.OrgOptions},
		{Name: "parties", Kind: edit.Rows, Required: true, Label: "Organisations", AddLabel: "Add an organisation", Columns: []edit.Field{
			{Name: "org", Setting: "organisation", Kind: edit.Pick, Required: true, Label: "Organisation", Options: account.OrgOptions},
			{Name: "relation", Kind: edit.Pick, Required: true, Label: "What it is in law", Options: edit.ChooseOf(Relations...)},
			{Name: "does", Kind: edit.Line, Label: "What it does with the data"},
		}},
		in("Why and what", text("purpose", "Purpose", "What the sharing is to achieve.")),
		text("necessity", "Why it is necessary", "Could it be done with less data, or without any?"),
		{Name: "data", Kind: edit.Rows, Required: true, Label: "What is shared", AddLabel: "Add data", Columns: []edit.Field{
			{Name: "what", Kind: edit.Line, Required: true, Label: "Data"},
			{Name: "kind", Kind: edit.Pick, Required: true, Label: "Kind of data", Options: edit.ChooseOf(DataKinds...)},
		}},
		text("frequency", "How and how often it is shared", ""),
		{Section: "Law", Name: "basis", Kind: edit.Choice, Required: true, Label: "Lawful basis", Options: edit.ChooseOf(Bases...)},
		{Name: "power", Setting: "legal-power", Kind: edit.Text, Expected: true, Label: "Legal power",
			Hint: "The Act and section, for a public task or a legal obligation."},
		{Name: "conditions", Kind: edit.Text, Expected: true, Label: "Further conditions",
			Hint: "For special category data and criminal offence data."},
		in("Data protection impact assessment", edit.Field{Name: "dpia", Kind: edit.Choice, Required: true,
			Label: "Data protection impact assessment", Options: edit.ChooseOf(DPIAs...)}),
		text("dpia-outcome", "Outcome, or why none is needed", ""),
		text("officer-view", "View of the data protection officer", ""),
		in("How the data is looked after", text("retention", "How long it is kept", "")),
		text("deletion", "How it is deleted", ""),
		text("security", "How it is protected", ""),
		text("rights", "How people use their rights", "Who answers when people ask for their data, or object."),
		{Section: "Dates", Name: "from", Kind: edit.Date, Required: true, Label: "First day"},
		{Name: "until", Kind: edit.Date, Label: "Last day", Hint: "Leave blank if it has no end."},
		{Name: "next", Setting: "next-review", Kind: edit.Date, Required: true, Label: "Next review"},
		{Name: "language", Kind: edit.Language, Label: "Language of the texts", Hint: "Leave blank for the council’s own language."},
		{Section: "Decision", Name: "reasons", Setting: "decision/reasons", Kind: edit.Text, Label: "Reasons for sharing",
			Hint: "Leave the decision blank until it is made. New terms need a new decision."},
		{Name: "role", Setting: "decision/role", Kind: edit.Line, Label: "Role of who decided", Hint: "A role, not a person."},
		{Name: "decided", Setting: "decision/on", Kind: edit.Date, Label: "Decided on"},
		{Section: "Reviews", Name: "reviews", Kind: edit.Rows, Label: "Reviews", AddLabel: "Add a review",
			Hint: "A review that leaves the terms as they are needs no new signatures.", Columns: []edit.Field{
				{Name: "on", Kind: edit.Date, Required: true, Label: "Date"},
				{Name: "found", Kind: edit.Text, Required: true, Label: "What was found"},
			}},
	}
}

func (a *Agreement) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &a.Title), edit.BindLine("lead", &a.Lead),
		edit.BindRows("parties", &a.Parties, func(p *Party) edit.Binding {
			return edit.Binding{edit.BindLine("org", &p.Org), edit.BindCode("relation", &p.Relation), edit.BindLine("does", &p.Does)}
		}),
		edit.BindText("purpose", &a.Purpose), edit.BindText("necessity", &a.Necessity),
		edit.BindRows("data", &a.Data, func(d *Item) edit.Binding {
			return edit.Binding{edit.BindLine("what", &d.What), edit.BindCode("kind", &d.Kind)}
		}),
		edit.BindText("frequency", &a.Frequency), edit.BindCode("basis", &a.Basis), edit.BindText("power", &a.Power),
		edit.BindText("conditions", &a.Conditions), edit.BindCode("dpia", &a.DPIA), edit.BindText("dpia-outcome", &a.Outcome),
		edit.BindText("officer-view", &a.Officer), edit.BindText("retention", &a.Retention), edit.BindText("deletion", &a.Deletion),
		edit.BindText("security", &a.Security), edit.BindText("rights", &a.Rights), edit.BindDate("from", &a.From),
		edit.BindDate("until", &a.Until), edit.BindDate("next", &a.Next), edit.BindLine("language", &a.Language),
		edit.BindText("reasons", &a.Decision.Reasons), edit.BindLine("role", &a.Decision.Role), edit.BindDate("decided", &a.Decision.On),
		edit.BindRows("reviews", &a.Reviews, func(r *Review) edit.Binding {
			return edit.Binding{edit.BindDate("on", &r.On), edit.BindText("found", &r.Found)}
		}),
	}
}

func example() edit.Values {
	v := edit.Values{
		"title": {"Who needs help in an emergency"}, "lead": {actor.CouncilOrg}, "purpose": {"To check on people in a flood."},
		"necessity": {"Addresses without names would not do."}, "frequency": {"Once a year, by secure email."}, "basis": {"public-task"},
		"power": {"Civil Contingencies Act 2004, section 2."}, "conditions": {"Substantial public interest."}, "dpia": {"done"},
		"dpia-outcome": {"The risk is low."}, "officer-view": {"No objection."}, "retention": {"One year."}, "deletion": {"Overwritten."},
		"security": {"Encrypted."}, "rights": {"The council answers."}, "from": {"2026-04-01"}, "until": {"2036-03-31"}, "next": {"2027-04-01"},
		"language": {"en"}, // not decided yet: a decision is about the terms that it saw
	}
	v.SetRows("parties", []edit.Values{{"org": {actor.CouncilOrg}, "relation": {"joint"}, "does": {"Sends it"}},
		{"org": {"invented-partner"}, "relation": {"joint"}, "does": {"Calls on people"}}})
	v.SetRows("data", []edit.Values{{"what": {"Names and addresses"}, "kind": {"personal"}}})
	v.SetRows("reviews", []edit.Values{{"on": {"2026-03-02"}, "found": {"Nothing to change."}}})
	return v
}

func publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	before, err := Get(ctx, l.Tx, ref)
	a := &Agreement{Ref: ref}
	switch {
	case fault.Is(err, fault.NotFound):
		before = nil
		a.form().Change(edit.Values{"lead": v["lead"]})
	case err != nil:
		return err
	default:
		again, err := Get(ctx, l.Tx, ref)
		if err != nil {
			return err
		}
		a = again
	}
	if !l.By.May(actor.Partnership) || !l.By.MayForAll(actor.Partnership) && !l.By.ActsFor(a.Lead) {
		return fault.New(fault.Forbidden, "Only the organisation that looks after the entry and the council can change it.")
	}
	a.form().Change(v)
	if err := a.check(ctx, l.Tx, before); err != nil {
		return err
	}
	return a.save(ctx, l.Tx, before)
}

// Definition is the contents of a file of agreements.
type Definition struct {
	Agreements []Agreement `yaml:"agreements"`
}

// Definitions returns the kind of definition files of this feature.
func (s *Service) Definitions() []definition.Kind {
	agreements := definition.FileKind[Definition]{
		One: "data-sharing agreement", Many: "data-sharing agreements", Pattern: "data-sharing/*.yaml",
		Count:  func(d Definition) int { return len(d.Agreements) },
		Define: Define,
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			d := &Definition{}
			err := db.Each(func(at string) (db.Page[*Agreement], error) { return Find(ctx, tx, Query{}, at, exportedAtOnce) },
				func(a *Agreement) (err error) {
					a.Signed, err = Signatures(ctx, tx, a.Ref)
					d.Agreements = append(d.Agreements, *a)
					return err
				})
			if len(d.Agreements) > 0 {
				files["data-sharing/data-sharing.yaml"] = d
			}
			return err
		},
	}
	return []definition.Kind{agreements.Kind()}
}

// exportedAtOnce is the number of agreements that are read at a time.
const exportedAtOnce = 100

// Define stores the agreements of a file with their signatures. Defining the same again changes nothing.
func Define(ctx context.Context, l *definition.Loading, d Definition) error {
	if !l.By.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to import data-sharing agreements. Ask the council to do it.")
	}
	var wrong definition.SettingErrors
	for i := range d.Agreements {
		changed, err := d.Agreements[i].define(ctx, l)
		if err == nil && changed {
			err = audit.Append(ctx, l.Tx, l.By, "define-sharing", kindName, d.Agreements[i].Ref, "")
		}
		wrong.Add(err, "agreements", i)
	}
	return wrong.Err()
}

// define stores a and its signatures, and reports whether that changed anything.
func (a *Agreement) define(ctx context.Context, l *definition.Loading) (changed bool, err error) {
	before, err := Get(ctx, l.Tx, a.Ref)
	if fault.Is(err, fault.NotFound) {
		before, err = nil, nil
	}
	if err != nil {
		return false, err
	}
	if err := a.check(ctx, l.Tx, before); err != nil {
		return false, err
	}
	if before == nil || db.JSON(before) != db.JSON(a) {
		changed = true
		if err := a.save(ctx, l.Tx, before); err != nil {
			return false, err
		}
	} else {
		a.Version = before.Version
	}
	for i, one := range a.Signed {
		if one.Agreement = a.Ref; one.Version == 0 {
			one.Version = a.Version
		}
		var wrong definition.SettingErrors
		switch {
		case one.Version < 1 || one.Version > a.Version:
			wrong.Add(fault.Newf(fault.Invalid, "The agreement has no version %d.", one.Version), "signed", i, "version")
		case one.Version == a.Version && a.Party(one.Org) == nil:
			wrong.Add(fault.New(fault.Invalid, "Only organisations of the agreement sign it."), "signed", i, "organisation")
		case strings.TrimSpace(one.Role) == "" || one.On.IsZero():
			wrong.Add(fault.New(fault.Invalid, "Give the role of who signed, and the day."), "signed", i)
		}
		if len(wrong) > 0 {
			return false, wrong.Err()
		}
		n, err := insertSignature(ctx, l.Tx, one, "")
		if err != nil {
			return false, err
		}
		changed = changed || n > 0
	}
	return changed, nil
}
