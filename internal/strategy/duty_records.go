package strategy

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// DutiesPath is where officers edit the equality duties of the council.
const DutiesPath = "/staff/duties"

// dutiesKind is the record with the jurisdiction of the council and what it published outside its strategies.
func dutiesKind() edit.Kind {
	return edit.Kind{
		Name: "duties", Path: DutiesPath, Only: "duties", Order: 36,
		One: "Equality duties", Many: "Equality duties",
		Files: "duties.yaml",
		About: "What the council must publish by law and by when, and what it has published.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{
			{Name: "jurisdiction", Kind: edit.Choice, Required: true, Label: "The council is in",
				Options: edit.ChooseOf(England, Wales, Scotland)},
			{Name: "employees", Kind: edit.Number, Required: true, Label: "Number of employees", Width: 10,
				Hint: "Some duties depend on it. Do not count staff of maintained schools, who are employees of the governing body."},
			{Name: "contact", Kind: edit.Line, Label: "Who to ask about these publications",
				Hint: "A team, with an email address or telephone number. People can ask it for another format."},
			{Name: "note", Kind: edit.Text, Label: "Note for readers",
				Hint: "Shown below the duties. For example, say where to find workforce figures."},
			publicationRows(
				locale.Key("What was published"),
				locale.Key("Each one gets an entry in the public record. You cannot change it once it is published. "+
					"Add what belongs to a strategy there."),
				edit.Field{Name: "for", Kind: edit.Date, Label: "Due date, if it was published late",
					Hint: "Only for duties with a fixed date, such as 30 March for the gender pay gap."},
			),
		},
		Load: edit.LoadBound(func(ctx context.Context, tx *db.Tx, _ string) (*DutyDefinition, error) {
			def, err := Duties(ctx, tx)
			if fault.Is(err, fault.NotFound) {
				return &DutyDefinition{}, nil
			}
			return def, err
		}, (*DutyDefinition).form),
		Publish:    publishDuties,
		PublicPath: func(string) string { return "/progress#duties" },
		Example:    exampleDuties(),
	}
}

func (d *DutyDefinition) form() edit.Binding {
	return edit.Binding{
		edit.BindCode("jurisdiction", &d.Jurisdiction),
		edit.BindNumber("employees", &d.Employees),
		edit.BindLine("contact", &d.Contact),
		edit.BindText("note", &d.Note),
		edit.BindRows("publications", &d.Publications, func(p *Publication) edit.Binding {
			return append(p.form(), edit.BindDate("for", &p.For))
		}),
	}
}

// publishDuties stores the duties with these values.
func publishDuties(ctx context.Context, l *definition.Loading, _ string, v edit.Values) error {
	if err := authorise(l.By); err != nil {
		return err
	}
	stored, err := Duties(ctx, l.Tx)
	if fault.Is(err, fault.NotFound) {
		stored, err = &DutyDefinition{}, nil
	}
	if err != nil {
		return err
	}
	def := *stored
	def.Publications = slices.Clone(stored.Publications)
	def.form().Change(v)
	if def.Publications, err = keepPublications(def.Publications, stored.Publications); err != nil {
		return err
	}
	_, err = saveDuties(ctx, l.Tx, l.Record, def)
	return err
}

func exampleDuties() edit.Values {
	v := edit.Values{"jurisdiction": {string(England)}, "employees": {"5000"},
		"contact": {"Equality team, equality@example.org"}, "note": {"Workforce figures are in the annual report."}}
	v.SetRows("publications", []edit.Values{{"key": {"gender-pay-gap-2026-03-27"}, "publication": {"Our pay gap in 2025"},
		"duty": {string(GenderPayGap)}, "on": {"2026-03-27"}, "source": {"Our website"}, "source-address": {"https://example.org/pay"}}})
	return v
}
