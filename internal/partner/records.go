package partner

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
)

// Where the register is kept, and where the public reads it.
const (
	RecordsPath    = account.PartnersPath
	PrinciplesPath = "/staff/partnership-principles"
	StandingPath   = "/staff/partnership"
	PublicPath     = "/partners"

	PublicPrinciplesPath = "/partnership/principles"
)

// Path returns the address of the public page of a partner.
func Path(id string) string { return PublicPath + "/" + id }

// Records returns the kinds of records that people edit in the browser: the entries of partners and the principles.
func (s *Service) Records() []edit.Kind { return []edit.Kind{partnerKind(), principlesKind()} }

func schemeOptions() (all []edit.Option) {
	for _, s := range Schemes {
		all = append(all, edit.Option{Value: s.Code, Label: s.Label})
	}
	return all
}

func partnerKind() edit.Kind {
	return edit.Kind{
		Name: "partner", Path: RecordsPath, Order: 42,
		One: "Partner", Many: "Register of partners", AddLabel: "Add a partner",
		Files: "partners/*.yaml", Within: "partners/*",
		About: "The organisations of the partnership. Each writes its own entry, and the council approves it.",
		Write: actor.Partnership, Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing, Proposed: true, Reauth: true,
		Fields: slices.Concat(entryFields(), governanceFields()),
		Listed: edit.ListColumns{Ref: "id", Title: "name", Date: "review", DateLabel: "Next review"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT id, name, review FROM partner_partner`, "")
		},
		Load:    edit.LoadBound(Get, (*Partner).form),
		Publish: publish,
		Advise:  advise,
		Org: func(ctx context.Context, tx *db.Tx, ref string) (string, error) {
			o, err := account.GetOrg(ctx, tx, ref)
			if err == nil && o.Kind != account.Partner {
				err = errNoPartner
			}
			return o.ID, err
		},
		Initial: func(ctx context.Context, tx *db.Tx, ref string) (edit.Values, error) {
			if ref == "" {
				return edit.Values{}, nil
			}
			p := &Partner{ID: ref}
			err := p.loadOrg(ctx, tx)
			return p.form().Values(), err
		},
		Acted:       recordDecision,
		PublicPath:  Path,
		PreviewPath: func(id string) string { return RecordsPath + "/" + id + "/preview" },
		Example:     example(),
	}
}

// entryFields are the fields that a partner fills in about itself.
func entryFields() []edit.Field {
	return []edit.Field{
		{Name: "name", Kind: edit.Line, Required: true, Label: "Name", Hint: "As the organisation calls itself."},
		{Name: "kind", Kind: edit.Choice, Required: true, Label: "Kind of organisation", Options: edit.ChooseOf(Kinds...)},
		{Name: "category", Kind: edit.Line, Label: "What it is", Hint: "For example, “Charity” or “District council”.", Width: 30},
		{Name: "site", Kind: edit.Line, Label: "Web address", Hint: "Starting with https://", Check: account.CheckSite},
		{Name: "part-of", Kind: edit.Pick, Label: "Part of", Options: account.PartnerOptions,
			Hint: "If it is a branch of another partner. The number of the main organisation stays there."},
		{Name: "purpose", Kind: edit.Text, Required: true, Label: "What it does"},
		{Name: "easy-read", Kind: edit.Text, Label: "What it does, in Easy Read",
			Hint:  "Use sentences of 15 words or fewer.",
			Check: func(text string) error { return easyread.Line{Words: text}.Check() }},
		{Name: "sectors", Kind: edit.Choices, Label: "Areas of work", Options: edit.ChooseOf(Sectors...)},
		{Section: "Registered numbers", Name: "identifiers", Kind: edit.Rows, Label: "Registered numbers", AddLabel: "Add a number",
			Hint: "Leave blank for a group without a registration. It is a full partner.", Columns: []edit.Field{
				{Name: "scheme", Kind: edit.Pick, Required: true, Label: "Register", Options: edit.Choose(schemeOptions()...)},
				{Name: "number", Kind: edit.Line, Required: true, Label: "Number", Hint: "With leading zeros.", Width: 20},
			}},
		{Section: "Places and people", Name: "places", Kind: edit.Picks, Label: "Places it serves", Options: place.Options},
		{Name: "works-with", Kind: edit.Choices, Label: "People it works with", Options: evidence.CharacteristicOptions},
		{Name: "speaks-for", Kind: edit.Choices, Label: "People it speaks for", Options: evidence.CharacteristicOptions,
			Hint: "Only if they have a say in the organisation."},
		{Name: "communities", Kind: edit.Lines, Label: "Communities", Hint: "In your own words, one on each line."},
	}
}

// governanceFields are the fields that the council fills in.
func governanceFields() []edit.Field {
	council := func(f edit.Field) edit.Field {
		f.Needs, f.Setting = actor.EditRecords, "governance/"+f.Name
		return f
	}
	fields := []edit.Field{
		council(edit.Field{Section: "How the partnership is run", Name: "significant", Kind: edit.YesNo, Label: "Significant partnership",
			Hint: "The council depends on it, or puts much money or time into it. The register then asks for more."}),
		council(edit.Field{Name: "why", Kind: edit.Text, Label: "Why it is significant"}),
		council(edit.Field{Name: "lead", Kind: edit.Line, Label: "Lead officer at the council", Hint: "A role, not a person."}),
		council(edit.Field{Name: "service", Kind: edit.Line, Label: "Service area"}),
		council(edit.Field{Name: "contact", Kind: edit.Line, Label: "Contact in the organisation", Hint: "A role, not a person."}),
		council(edit.Field{Name: "objective", Kind: edit.Text, Label: "Objective"}),
		council(edit.Field{Name: "agreement", Kind: edit.Text, Label: "Agreement or terms"}),
		council(edit.Field{Name: "until", Kind: edit.Date, Label: "Agreement ends on"}),
		council(edit.Field{Name: "reporting", Kind: edit.Text, Label: "Reporting arrangements"}),
		council(edit.Field{Name: "targets", Kind: edit.Text, Label: "Targets or main outcomes for the year"}),
		council(edit.Field{Name: "auditing", Kind: edit.Text, Label: "Audit arrangements"}),
		council(edit.Field{Name: "exit", Kind: edit.Text, Label: "How the partnership can end"}),
		council(edit.Field{Name: "ended", Kind: edit.Date, Label: "Left the partnership on"}),
		council(edit.Field{Section: "Money and risk", Name: "funding", Kind: edit.Rows, Label: "Funding and support in kind",
			AddLabel: "Add a line", Hint: "Money and support in kind are never added together.", Columns: []edit.Field{
				{Name: "support", Setting: "kind", Kind: edit.Pick, Required: true, Label: "Kind", Options: edit.ChooseOf(FundingKinds...)},
				{Name: "what", Kind: edit.Line, Required: true, Label: "What it is for"},
				{Name: "year", Kind: edit.Number, Required: true, Label: "Financial year begins in", Hint: "Like 2026.", Width: 4, Ungrouped: true},
				{Name: "amount", Kind: edit.Decimal, Setting: "amount-pence", Label: "Amount in pounds", Width: 10, Check: action.CheckPounds},
				{Name: "basis", Kind: edit.Line, Label: "How the value was worked out",
					Hint: "For support in kind: the rate, its source and the price year."},
			}}),
		council(edit.Field{Name: "budget", Kind: edit.Decimal, Label: "Total annual budget in pounds", Width: 10, Check: action.CheckPounds}),
		council(edit.Field{Name: "later", Kind: edit.Text, Label: "Contributions beyond one year"}),
		council(edit.Field{Name: "liabilities", Kind: edit.Text, Label: "Liabilities", Hint: "Only staff see this."}),
		council(edit.Field{Name: "risks", Kind: edit.Text, Label: "Risks", Hint: "Only staff see this."}),
		council(edit.Field{Section: "Yearly review", Name: "reviews", Kind: edit.Rows, Label: "Reviews", AddLabel: "Add a review",
			Columns: []edit.Field{
				{Name: "on", Kind: edit.Date, Required: true, Label: "Date"},
				{Name: "result", Kind: edit.Text, Required: true, Label: "Result"},
				{Name: "equality", Kind: edit.Text, Required: true, Label: "Equality check",
					Hint: "Who gains from the partnership, who does not, and what will change."},
			}}),
		council(edit.Field{Name: "next", Kind: edit.Date, Label: "Next review"}),
	}
	for i := range fields {
		switch fields[i].Name {
		case "ended":
			fields[i].Setting = "ended"
		case "budget":
			fields[i].Setting = "governance/budget-pence"
		case "next":
			fields[i].Setting = "governance/next-review"
		}
	}
	return fields
}

func (p *Partner) form() edit.Binding {
	g := &p.Governance
	return edit.Binding{
		edit.BindLine("name", &p.Name), edit.BindCode("kind", &p.Kind), edit.BindLine("category", &p.Category),
		edit.BindLine("site", &p.Site), edit.BindLine("part-of", &p.PartOf), edit.BindText("purpose", &p.Purpose),
		edit.BindText("easy-read", &p.EasyRead), edit.BindCodes("sectors", &p.Sectors),
		edit.BindRows("identifiers", &p.Identifiers, func(i *Identifier) edit.Binding {
			return edit.Binding{edit.BindLine("scheme", &i.Scheme), edit.BindLine("number", &i.Number)}
		}),
		edit.BindTexts("places", &p.Places), edit.BindTexts("works-with", &p.WorksWith), edit.BindTexts("speaks-for", &p.SpeaksFor),
		edit.BindTexts("communities", &p.Communities),
		edit.BindYesNo("significant", &g.Significant), edit.BindText("why", &g.Why), edit.BindLine("lead", &g.Lead),
		edit.BindLine("service", &g.Service), edit.BindLine("contact", &g.Contact), edit.BindText("objective", &g.Objective),
		edit.BindText("agreement", &g.Agreement), edit.BindDate("until", &g.Until), edit.BindText("reporting", &g.Reporting),
		edit.BindText("targets", &g.Targets), edit.BindText("auditing", &g.Auditing), edit.BindText("exit", &g.Exit),
		edit.BindDate("ended", &p.Ended),
		edit.BindRows("funding", &g.Funding, func(f *Funding) edit.Binding {
			return edit.Binding{edit.BindCode("support", &f.Kind), edit.BindLine("what", &f.What), edit.BindNumber("year", &f.Year),
				action.BindPounds("amount", &f.Amount), edit.BindLine("basis", &f.Basis)}
		}),
		action.BindPounds("budget", &g.Budget), edit.BindText("later", &g.Later),
		edit.BindText("liabilities", &g.Liabilities), edit.BindText("risks", &g.Risks),
		edit.BindRows("reviews", &g.Reviews, func(r *Review) edit.Binding {
			return edit.Binding{edit.BindDate("on", &r.On), edit.BindText("result", &r.Result), edit.BindText("equality", &r.Equality)}
		}),
		edit.BindDate("next", &g.Next),
	}
}

// FromValues returns the entry with these values, which may be incomplete.
func FromValues(id string, v edit.Values) *Partner {
	p := &Partner{ID: id}
	p.form().Change(v)
	return p
}

// advise points out a number that is probably under the wrong register.
func advise(v edit.Values) (all definition.SettingErrors) {
	p := FromValues("", v)
	for i := range p.Identifiers {
		p.Identifiers[i].tidy()
	}
	for _, i := range sameDigits(p.Identifiers) {
		all.Add(fault.New(fault.Invalid, "This has the same digits as a number of another register. Check that each is in the right one."),
			"identifiers", i, "number")
	}
	return all
}

// publish stores an entry, with the details of its organisation. Who approved it is checked by package edit.
func publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if !l.By.May(actor.Partnership) || !l.By.MayForAll(actor.Partnership) && !l.By.ActsFor(ref) {
		return fault.New(fault.Forbidden, "You do not have permission to change this entry. Ask the council to do it.")
	}
	p, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		p, err = &Partner{ID: ref}, nil
	}
	if err != nil {
		return err
	}
	p.form().Change(v)
	if err := p.check(ctx, l.Tx); err != nil {
		return err
	}
	if _, err := account.SavePartner(ctx, l.Tx, account.Org{ID: ref, Name: p.Name, Category: p.Category, Site: p.Site}); err != nil {
		return err
	}
	return p.save(ctx, l.Tx)
}

func example() edit.Values {
	v := edit.Values{
		"name": {"Example Valley Food Bank"}, "kind": {"voluntary"}, "category": {"Charity"}, "site": {"https://example.org"},
		"purpose": {"We give food to families who cannot buy enough."}, "easy-read": {"We give people food."},
		"sectors": {"families", "advice"}, "works-with": {"carers", "socio-economic"}, "speaks-for": {"disability"},
		"communities": {"People who use the food bank"}, "significant": {"yes"}, "why": {"It is the only food bank."},
		"lead": {"Head of communities"}, "service": {"Communities"}, "contact": {"Chair of trustees"},
		"objective": {"Every family has food."}, "agreement": {"Agreement of 1 May 2026"}, "until": {"2029-04-30"},
		"reporting": {"Every quarter to the board"}, "targets": {"500 families"}, "auditing": {"Internal audit can see the books."},
		"exit": {"Six months’ notice"}, "budget": {"20000"}, "later": {"None"}, "liabilities": {"The lease of a van"},
		"risks": {"It depends on one grant."}, "next": {"2027-05-01"},
	}
	v.SetRows("identifiers", []edit.Values{{"scheme": {"GB-CHC"}, "number": {"1234567"}}})
	v.SetRows("funding", []edit.Values{{"support": {"grant"}, "what": {"Running costs"}, "year": {"2026"}, "amount": {"12500.50"}}})
	v.SetRows("reviews", []edit.Values{{"on": {"2020-05-01"}, "result": {"It continues."}, "equality": {"Families without a car gain less."}}})
	return v
}
