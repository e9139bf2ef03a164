package risk

import (
	"context"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
)

// Where officers edit risks and appraisals, and where the public reads appraisals.
const (
	RisksPath      = "/staff/equality-risks"
	AppraisalsPath = "/staff/option-appraisals"
	PublicPath     = "/options"
)

// Records returns the kinds of records that officers edit in the browser.
func Records() []edit.Kind { return []edit.Kind{riskKind(), appraisalKind()} }

func riskKind() edit.Kind {
	return edit.Kind{
		Name: "risk", Path: RisksPath, Order: 24,
		One: "Equality risk", Many: "Equality risks", AddLabel: "Add an equality risk",
		Files: "risks/*.yaml", Within: "risks/*",
		About: "Risks of harm to people who share a characteristic, before and after what the council does about them.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{
			{Name: "title", Kind: edit.Line, Required: true, Label: "What could happen",
				Hint: "In one line, like “Disabled people cannot reach the new office”."},
			{Name: "who", Kind: edit.Choices, Label: "Who it would harm", Options: evidence.CharacteristicOptions},
			{Name: "cause", Kind: edit.Text, Label: "Why it could happen"},
			{Name: "owner", Kind: edit.Line, Label: "Who is responsible", Hint: "A role, not a person."},
			{Name: "places", Kind: edit.Picks, Label: "Places", Options: place.Options,
				Hint: "The register shows how deprived and how rural they are. Leave blank for the whole area."},
			{Name: "review", Kind: edit.Date, Label: "Review date"},
			{Section: "Before the actions", Name: "harm", Kind: edit.Choice, Required: true, Label: "Harm to people",
				Options: evidence.StepOptions(evidence.HarmLabel)},
			{Name: "likelihood", Kind: edit.Choice, Required: true, Label: "Likelihood", Options: evidence.StepOptions(evidence.LikelihoodLabel)},
			{Name: "people", Kind: edit.Number, Label: "Number of people affected", Width: 10},
			{Name: "affected", Kind: edit.Decimal, Setting: "share-affected", Label: "Share of the group among people affected (%)", Width: 10},
			{Name: "population", Kind: edit.Decimal, Setting: "share-population", Label: "Share of the group in the population (%)", Width: 10},
			{Name: "confidence", Kind: edit.Choice, Label: "Evidence", Options: edit.ChooseOf(Weak, Fair, Strong)},
			{Section: "After the actions", Name: "actions", Kind: edit.Picks, Label: "Actions", Lookup: action.Lookup},
			{Name: "left", Kind: edit.Choice, Required: true, Setting: "harm-left", Label: "Harm to people after the actions",
				Options: evidence.StepOptions(evidence.HarmLabel)},
			{Name: "left-likelihood", Kind: edit.Choice, Required: true, Setting: "likelihood-left", Label: "Likelihood after the actions",
				Options: evidence.StepOptions(evidence.LikelihoodLabel)},
		},
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "review", DateLabel: "Review date"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, review FROM risk_risk`, "")
		},
		Load:    edit.LoadBound(GetRisk, (*Risk).form),
		Publish: publishRisk,
		Example: edit.Values{
			"title": {"Disabled people cannot reach the new office"}, "who": {"disability"}, "cause": {"The lift is out of order every month."},
			"owner": {"Head of property"}, "review": {"2027-03-31"}, "harm": {"3"}, "likelihood": {"3"}, "people": {"120"},
			"affected": {"40"}, "population": {"18.5"}, "confidence": {"fair"}, "left": {"3"}, "left-likelihood": {"1"},
		},
	}
}

func (r *Risk) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &r.Title), edit.BindTexts("who", &r.Who), edit.BindText("cause", &r.Cause),
		edit.BindLine("owner", &r.Owner), edit.BindTexts("places", &r.Places), edit.BindDate("review", &r.Review),
		edit.BindCode("harm", &r.Harm), edit.BindCode("likelihood", &r.Likelihood), edit.BindNumber("people", &r.People),
		edit.BindDecimal("affected", &r.Affected), edit.BindDecimal("population", &r.Population),
		edit.BindCode("confidence", &r.Confidence), edit.BindTexts("actions", &r.Actions),
		edit.BindCode("left", &r.Left), edit.BindCode("left-likelihood", &r.LeftLikely),
	}
}

func appraisalKind() edit.Kind {
	return edit.Kind{
		Name: "appraisal", Path: AppraisalsPath, Order: 23,
		One: "Comparison of options", Many: "Comparisons of options", AddLabel: "Add a comparison of options",
		Files: "options/*.yaml",
		About: "What each option for a saving, or for placing staff and money, does to whom.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{
			{Name: "title", Kind: edit.Line, Required: true, Label: "Title", Hint: "The web address is made from it."},
			{Name: "about", Kind: edit.Text, Label: "What is to be decided"},
			{Section: "Options", Name: "options", Kind: edit.Rows, Label: "Options", AddLabel: "Add an option", Columns: []edit.Field{
				{Name: "name", Kind: edit.Line, Required: true, Label: "Option"},
				{Name: "does", Kind: edit.Text, Label: "What it means"},
				{Name: "saving", Kind: edit.Number, Label: "Saving in pounds a year", Width: 10},
				{Name: "places", Kind: edit.Picks, Label: "Places", Options: place.Options,
					Hint: "Of options that do equal harm, those in less deprived places come first."},
			}},
			{Section: "What they do to whom", Name: "effects", Kind: edit.Rows, Label: "What they do to whom", AddLabel: "Add an effect",
				Hint: "Write the names of options and groups the same each time.", Columns: []edit.Field{
					{Name: "option", Kind: edit.Line, Required: true, Label: "Option"},
					{Name: "who", Kind: edit.Line, Required: true, Label: "Who is affected"},
					{Name: "effect", Kind: edit.Line, Setting: "does", Label: "What happens to them"},
					{Name: "harm", Kind: edit.Pick, Required: true, Label: "Harm to people", Options: evidence.StepOptions(evidence.HarmLabel)},
					{Name: "likelihood", Kind: edit.Pick, Required: true, Label: "Likelihood", Options: evidence.StepOptions(evidence.LikelihoodLabel)},
					{Name: "people", Kind: edit.Number, Label: "Number of people affected", Width: 10},
				}},
			{Section: "Choice", Name: "chosen", Kind: edit.Line, Label: "Option that was chosen", Hint: "Leave blank until one is chosen."},
			{Name: "reasons", Kind: edit.Text, Label: "Reasons"},
			{Name: "decision", Kind: edit.Pick, Label: "Decision", Lookup: decision.Lookup,
				Hint: "The record of the decision with which it was chosen."},
			{Name: "review", Kind: edit.Date, Label: "Review date"},
		},
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "review", DateLabel: "Review date"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, review FROM risk_latest`, "")
		},
		Load:        edit.LoadBound(GetAppraisal, (*Appraisal).form),
		Publish:     publishAppraisal,
		PublicPath:  func(ref string) string { return PublicPath + "/" + ref },
		PreviewPath: func(id string) string { return AppraisalsPath + "/" + id + "/preview" },
		Example:     exampleAppraisal(),
	}
}

func exampleAppraisal() edit.Values {
	v := edit.Values{"title": {"Library opening hours"}, "about": {"How to save £60,000 a year."}, "chosen": {"Shorter hours"},
		"reasons": {"It harms no group severely."}, "review": {"2027-09-30"}}
	v.SetRows("options", []edit.Values{{"name": {"Change nothing"}}, {"name": {"Shorter hours"},
		"does": {"Close at 5pm."}, "saving": {"60000"}}})
	v.SetRows("effects", []edit.Values{{"option": {"Shorter hours"}, "who": {"Students"},
		"effect": {"They lose the evening."}, "harm": {"2"},
		"likelihood": {"3"}, "people": {"140"}}})
	return v
}

func (a *Appraisal) form() edit.Binding {
	step := func(name string, to *int) edit.Bound {
		return edit.BindFunc(name, func() []string {
			if *to == 0 {
				return nil
			}
			return []string{strconv.Itoa(*to)}
		}, func(values []string) {
			*to = 0
			if len(values) > 0 {
				*to = Step(values[0]).Number()
			}
		})
	}
	return edit.Binding{
		edit.BindLine("title", &a.Title), edit.BindText("about", &a.About),
		edit.BindRows("options", &a.Options, func(o *Option) edit.Binding {
			return edit.Binding{edit.BindLine("name", &o.Name), edit.BindText("does", &o.Does), edit.BindNumber("saving", &o.Saving),
				edit.BindTexts("places", &o.Places)}
		}),
		edit.BindRows("effects", &a.Effects, func(e *Effect) edit.Binding {
			return edit.Binding{edit.BindLine("option", &e.Option), edit.BindLine("who", &e.Who), edit.BindLine("effect", &e.Does),
				step("harm", &e.Harm), step("likelihood", &e.Likelihood), edit.BindNumber("people", &e.People)}
		}),
		edit.BindLine("chosen", &a.Chosen), edit.BindText("reasons", &a.Reasons),
		edit.BindLine("decision", &a.Decision), edit.BindDate("review", &a.Review),
	}
}

// AppraisalFromValues returns the appraisal with these values, which may be incomplete.
func AppraisalFromValues(ref string, v edit.Values) Appraisal {
	a := Appraisal{Ref: ref}
	a.form().Change(v)
	return a
}

// authorise returns fault.Forbidden if by may not change risks and options, which belong to the council.
func authorise(by actor.Actor) error {
	if !by.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to edit risks and options. Ask an administrator for it.")
	}
	return nil
}

func publishRisk(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	r, err := GetRisk(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		r, err = &Risk{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	r.form().Change(v)
	_, err = r.define(ctx, l)
	return err
}

// define validates and stores r, and reports whether that changed anything.
func (r *Risk) define(ctx context.Context, l *definition.Loading) (changed bool, err error) {
	if err := authorise(l.By); err != nil {
		return false, err
	}
	if err := r.validate(ctx, l.Tx); err != nil {
		return false, err
	}
	before, err := GetRisk(ctx, l.Tx, r.Ref)
	if err != nil && !fault.Is(err, fault.NotFound) || err == nil && db.JSON(before) == db.JSON(r) {
		return false, err
	}
	return true, r.save(ctx, l.Tx)
}

func publishAppraisal(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	a, err := GetAppraisal(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		a, err = &Appraisal{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	a.form().Change(v)
	_, err = a.define(ctx, l)
	return err
}

// define publishes a with its entry in the public record, and reports whether that changed anything.
func (a *Appraisal) define(ctx context.Context, l *definition.Loading) (changed bool, err error) {
	if err := authorise(l.By); err != nil {
		return false, err
	}
	if err := a.validate(ctx, l.Tx); err != nil {
		return false, err
	}
	before, err := GetAppraisal(ctx, l.Tx, a.Ref)
	switch {
	case fault.Is(err, fault.NotFound):
		a.Number = 1
	case err != nil || before.sameAs(*a):
		return false, err
	default:
		a.Number = before.Number + 1
	}
	l.Record.Add(a.Leaf())
	return true, a.insert(ctx, l.Tx)
}

// RiskDefinition is the contents of a file with risks.
type RiskDefinition struct {
	Risks []Risk `yaml:"risks"`
}

// Definitions returns the kinds of definition files of this feature: risks, and comparisons of options.
func Definitions() []definition.Kind {
	risks := definition.FileKind[RiskDefinition]{
		One: "equality risk", Many: "equality risks", Pattern: "risks/*.yaml",
		Count: func(d RiskDefinition) int { return len(d.Risks) },
		Define: func(ctx context.Context, l *definition.Loading, d RiskDefinition) error {
			var wrong definition.SettingErrors
			for i := range d.Risks {
				changed, err := d.Risks[i].define(ctx, l)
				if err == nil && changed {
					err = audit.Append(ctx, l.Tx, l.By, "define-risk", "risk", d.Risks[i].Ref, "")
				}
				wrong.Add(err, "risks", i)
			}
			return wrong.Err()
		},
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			all, err := db.All(ctx, tx, scanRisk, `SELECT content, deprived FROM risk_risk ORDER BY ref`)
			if len(all) > 0 {
				files["risks/risks.yaml"] = &RiskDefinition{Risks: all}
			}
			return err
		},
	}
	options := definition.FileKind[Appraisal]{
		One: "comparison of options", Many: "comparisons of options", Pattern: "options/*.yaml",
		Count: func(Appraisal) int { return 1 },
		Define: func(ctx context.Context, l *definition.Loading, a Appraisal) error {
			changed, err := a.define(ctx, l)
			if err != nil || !changed {
				return err
			}
			return audit.Append(ctx, l.Tx, l.By, "define-appraisal", "appraisal", a.Ref, "")
		},
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			all, err := db.All(ctx, tx, scanAppraisal, `SELECT a.content FROM risk_appraisal a JOIN risk_latest l
				ON a.ref = l.ref AND a.number = l.number ORDER BY a.ref`)
			for _, a := range all {
				files["options/"+a.Ref+".yaml"] = a
			}
			return err
		},
	}
	return []definition.Kind{risks.Kind(), options.Kind()}
}
