package place

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/licence"
)

// Addresses of the pages on which officers edit places and tables of figures.
const (
	RecordsPath = "/staff/places"
	TablesPath  = "/staff/figures"
)

// ImportsPath returns the address of the page on which figures of a table are imported.
func ImportsPath(table string) string { return "/staff/figure-imports/" + table }

// Records returns the kinds of records that officers edit in the browser: places, and tables of figures without the figures.
func (s *Service) Records() []edit.Kind { return []edit.Kind{placeKind(), tableKind()} }

func placeKind() edit.Kind {
	return edit.Kind{
		Name: "place", Path: RecordsPath, Order: 41,
		One: "Place", Many: "Places", AddLabel: "Add a place",
		Files: "places.yaml", Within: "places/*",
		About: "Counties, districts, wards and small areas, to which evidence, figures and consultations belong.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{
			{Name: "name", Kind: edit.Line, Required: true, Label: "Name", Hint: "The web address is made from it."},
			{Name: "code", Kind: edit.Line, Required: true, Label: "Code", Width: 20,
				Hint: "The code of the Office for National Statistics, like E07000129. Files of figures use it."},
			{Name: "kind", Kind: edit.Choice, Required: true, Label: "Kind of place", Options: edit.ChooseOf(Kinds...)},
			{Name: "within", Kind: edit.Pick, Label: "Part of", Options: Options},
			{Name: "from", Kind: edit.Date, Label: "First day",
				Hint: "For example, when new ward boundaries begin. Leave blank if it is not known."},
			{Name: "until", Kind: edit.Date, Label: "Last day", Hint: "Leave blank while the place exists."},
			{Section: "Position in the tile map", Name: "column", Kind: edit.Number, Label: "Column", Width: 5,
				Hint: "The map shows counties and districts as tiles. Leave both blank if the place is not on it."},
			{Name: "row", Kind: edit.Number, Label: "Row", Width: 5},
		},
		Listed: edit.ListColumns{Ref: "ref", Title: "name"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, name FROM place_place`, "")
		},
		Load: func(ctx context.Context, tx *db.Tx, ref string) (edit.Values, error) {
			p, err := Get(ctx, tx, ref)
			if err != nil {
				return nil, err
			}
			return p.form().Values(), nil
		},
		Publish:     publishPlace,
		PublicPath:  func(ref string) string { return "/places/" + ref },
		PreviewPath: func(id string) string { return RecordsPath + "/" + id + "/preview" },
		Example: edit.Values{
			"name": {"Exampleton"}, "code": {"E07999999"}, "kind": {string(District)}, "from": {"2020-04-01"}, "column": {"1"}, "row": {"2"},
		},
	}
}

func (p *Place) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("name", &p.Name),
		edit.BindLine("code", &p.Code),
		edit.BindCode("kind", &p.Kind),
		edit.BindLine("within", &p.Within),
		edit.BindDate("from", &p.From),
		edit.BindDate("until", &p.Until),
		edit.BindNumber("column", &p.Column),
		edit.BindNumber("row", &p.Row),
	}
}

// FromValues returns the place with these values, which may be incomplete.
func FromValues(ref string, v edit.Values) Place {
	p := Place{Ref: ref}
	p.form().Change(v)
	return p
}

// publishPlace stores the place ref. What the form does not have stays as it is.
func publishPlace(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if err := authorise(l.By); err != nil {
		return err
	}
	p, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		p, err = Place{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	p.form().Change(v)
	if err := p.validate(); err != nil {
		return err
	}
	if err := checkLinks(ctx, l.Tx, p); err != nil {
		return err
	}
	return savePlace(ctx, l.Tx, p)
}

func tableKind() edit.Kind {
	return edit.Kind{
		Name: "figures", Path: TablesPath, Order: 42,
		One: "Table of figures", Many: "Figures", AddLabel: "Add a table of figures",
		Files: "figures/*.yaml", Within: "tables/*",
		About: "Figures about places, such as population and deprivation, with their source and date.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{
			{Name: "title", Kind: edit.Line, Required: true, Label: "Title", Hint: "Like “Ethnic group”. The web address is made from it."},
			{Name: "measure", Kind: edit.Choice, Required: true, Label: "What the figures are", Options: edit.ChooseOf(Parts, Counts, Values)},
			{Name: "says", Kind: edit.Choice, Label: "What it says about places", Options: edit.ChooseOf(Deprivation, Rurality),
				Hint: "Leave blank for anything else. Risks and options show how deprived and how rural their places are."},
			{Name: "whole", Kind: edit.Line, Label: "Category that is the total",
				Hint: "Like “All persons”. Leave blank if the figures of the categories add up to the total."},
			{Name: "base", Kind: edit.Line, Label: "Who is counted", Hint: "Like “residents aged 16 and over”."},
			{Name: "note", Kind: edit.Text, Label: "Note for readers"},
			{Section: "Source", Name: "source", Kind: edit.Line, Required: true, Label: "Name of the source",
				Hint: "With its table, like “Census 2021, table TS021”."},
			{Name: "address", Kind: edit.Line, Label: "Web address of the source", Hint: "Starting with https://",
				Check: func(text string) error { return definition.CheckAddress("", text) }},
			{Name: "licence", Kind: edit.Pick, Label: "Licence of the source", Options: edit.ChooseOf(licence.Codes...),
				Hint: "Leave blank if it is not known. Then the figures are not offered as open data under the council’s licence."},
			{Name: "dated", Kind: edit.Date, Required: true, Setting: "date", Label: "Date that the figures are about"},
		},
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "dated", DateLabel: "Date"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, dated FROM place_table`, "")
		},
		Load:       edit.LoadBound(GetTable, (*Table).form),
		Publish:    publishTable,
		PublicPath: func(ref string) string { return "/figures/" + ref },
		AlsoPath:   ImportsPath, AlsoLabel: "Import figures from a file",
		Example: edit.Values{
			"title": {"Ethnic group"}, "measure": {string(Parts)}, "says": {string(Rurality)},
			"base": {"usual residents"}, "note": {"The census counts residents."},
			"source": {"Census 2021, table TS021"}, "address": {"https://example.org/census"}, "licence": {"ogl-3"}, "dated": {"2021-03-21"},
		},
	}
}

func (t *Table) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &t.Title),
		edit.BindCode("measure", &t.Measure),
		edit.BindCode("says", &t.Says),
		edit.BindLine("whole", &t.Whole),
		edit.BindLine("base", &t.Base),
		edit.BindText("note", &t.Note),
		edit.BindLine("source", &t.Source),
		edit.BindLine("address", &t.Address),
		edit.BindCode("licence", &t.Licence),
		edit.BindDate("dated", &t.Date),
	}
}

// publishTable stores the description of the table ref. Its figures stay as they are.
func publishTable(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if err := authorise(l.By); err != nil {
		return err
	}
	t, err := GetTable(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		t, err = &Table{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	t.form().Change(v)
	if err := t.validate(); err != nil {
		return err
	}
	return saveTable(ctx, l.Tx, t)
}
