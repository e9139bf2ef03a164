package outcome

import (
	"context"
	"errors"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/licence"
	"github.com/folkmoot/folkmoot/internal/place"
)

// RecordsPath is where officers edit indicators.
const RecordsPath = "/staff/indicators"

// ListPath is the address of the public list.
const ListPath = "/quality-of-life"

// Path returns the public address of an indicator.
func Path(ref string) string { return ListPath + "/" + ref }

// ImportsPath returns the address of the page on which readings of an indicator are imported.
func ImportsPath(ref string) string { return "/staff/indicator-imports/" + ref }

// Records returns the kinds of records that officers edit in the browser: indicators without their readings.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{{
		Name: "indicator", Path: RecordsPath, Order: 43,
		One: "Indicator", Many: "Quality-of-life indicators", AddLabel: "Add an indicator",
		Files: "indicators/*.yaml", Within: "indicators/*",
		About: "What is measured about life in the area, by whom, and its readings by place.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing,
		Fields: fields(),
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "dated", DateLabel: "Date of the source"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, dated FROM outcome_indicator`, "")
		},
		Load: edit.LoadBound(Get, (*Indicator).form), Publish: publish, PublicPath: Path,
		AlsoPath: ImportsPath, AlsoLabel: "Import readings from a file",
		Example: edit.Values{
			"title": {"Residents who feel safe after dark"}, "theme": {"safety"}, "definition": {"Residents who say that they feel safe."},
			"unit": {"%"}, "direction": {"higher"}, "decimals": {"1"}, "source": {"Residents’ survey"}, "address": {"https://example.org/survey"},
			"dated": {"2025-06-01"}, "licence": {"ogl-3"}, "interval": {"95"}, "target": {"80"}, "target-by": {"2030-03-31"},
			"easy-read": {"Do people feel safe at night?"}, "note": {"People aged 16 and over."}, "language": {"en"},
		},
	}}
}

func fields() []edit.Field {
	return []edit.Field{
		{Section: "What is measured", Name: "title", Kind: edit.Line, Required: true, Label: "Title",
			Hint: "In one line, like “Residents who feel safe after dark”. The web address is made from it."},
		{Name: "theme", Kind: edit.Choice, Required: true, Label: "Theme", Options: edit.ChooseOf(Themes...)},
		{Name: "definition", Kind: edit.Text, Required: true, Label: "Definition",
			Hint: "What is counted, among whom, and how, so that readers can understand a value."},
		{Name: "easy-read", Kind: edit.Line, Label: "In Easy Read", Hint: "What it is, in one short and plain sentence."},
		{Name: "language", Kind: edit.Language, Label: "Language of the texts", Hint: "Leave blank for the council’s own language."},
		{Section: "How values are read", Name: "unit", Kind: edit.Line, Required: true, Label: "Unit", Width: 20,
			Hint: "What follows a value, like % or “per 1,000 residents”."},
		{Name: "direction", Kind: edit.Choice, Required: true, Label: "Which values are better", Options: edit.ChooseOf(Directions...)},
		{Name: "decimals", Kind: edit.Number, Label: "Number of decimals", Width: 5,
			Hint: "With which values are shown. Leave blank for whole numbers."},
		{Name: "interval", Kind: edit.Number, Label: "Level of the intervals, in per cent", Width: 5,
			Hint: "As the source states it, usually 95. Leave blank if it gives no intervals."},
		{Name: "target", Kind: edit.Decimal, Label: "Target", Width: 10, Hint: "Leave blank if there is none."},
		{Name: "target-by", Kind: edit.Date, Label: "Date of the target"},
		{Name: "note", Kind: edit.Text, Label: "Note for readers", Hint: "For example, what the figures do not include."},
		{Section: "Source", Name: "source", Kind: edit.Line, Required: true, Setting: "source/name", Label: "Name of the source",
			Hint: "For example, “Census 2021, table TS038”."},
		{Name: "address", Kind: edit.Line, Setting: "source/address", Label: "Web address of the source",
			Hint: "Starting with https://", Check: func(text string) error { return evidence.Source{Address: text}.CheckAddress() }},
		{Name: "dated", Kind: edit.Date, Required: true, Setting: "source/date", Label: "Date of the source"},
		{Name: "licence", Kind: edit.Pick, Label: "Licence of the source", Options: edit.ChooseOf(licence.Codes...),
			Hint: "Leave blank if it is not known. Then the figures are not offered as open data under the council’s licence."},
		{Section: "Context", Name: "needs", Kind: edit.Picks, Label: "Needs for which it is context", Lookup: evidence.Lookup,
			Hint: "Their pages show a link to it. It does not measure the effect of a project."},
	}
}

func (i *Indicator) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &i.Title), edit.BindCode("theme", &i.Theme), edit.BindText("definition", &i.Definition),
		edit.BindLine("easy-read", &i.EasyRead), edit.BindLine("language", &i.Language), edit.BindLine("unit", &i.Unit),
		edit.BindCode("direction", &i.Direction), edit.BindNumber("decimals", &i.Decimals), edit.BindNumber("interval", &i.Level),
		edit.BindDecimal("target", &i.Target), edit.BindDate("target-by", &i.TargetBy), edit.BindText("note", &i.Note),
		edit.BindLine("source", &i.Source.Name), edit.BindLine("address", &i.Source.Address), edit.BindDate("dated", &i.Source.Date),
		edit.BindCode("licence", &i.Licence), edit.BindTexts("needs", &i.Needs),
	}
}

// publish stores the description of the indicator ref. Its readings stay as they are.
func publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if err := authorise(l.By); err != nil {
		return err
	}
	i, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		i, err = &Indicator{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	i.form().Change(v)
	var wrong definition.SettingErrors
	wrong.Add(i.validate())
	wrong.Add(i.checkReferences(ctx, l.Tx), "needs")
	if err := wrong.Err(); err != nil {
		return err
	}
	return i.save(ctx, l.Tx)
}

// authorise returns fault.Forbidden if by may not change indicators, which belong to the council.
func authorise(by actor.Actor) error {
	if !by.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to edit indicators. Ask an administrator for it.")
	}
	return nil
}

// Definition is the contents of a file of indicators.
type Definition struct {
	Indicators []Indicator `yaml:"indicators"`
}

// Define stores the indicators of a file with their readings. Defining the same again changes nothing.
func Define(ctx context.Context, l *definition.Loading, d Definition) error {
	if err := authorise(l.By); err != nil {
		return err
	}
	placeOf, err := place.Finder(ctx, l.Tx)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	for n := range d.Indicators {
		wrong.Add(d.Indicators[n].define(ctx, l, placeOf), "indicators", n)
	}
	return wrong.Err()
}

// ownColumns is the mapping of the files that Folkmoot writes itself.
var ownColumns = Mapping{Place: "place", Period: "period", Value: "value", Lower: "lower", Upper: "upper",
	Boundaries: "boundary-year", Note: "note"}

// define stores i as a file has it, if that changes anything.
func (i Indicator) define(ctx context.Context, l *definition.Loading, placeOf func(string) string) error {
	if err := i.validate(); err != nil {
		return err
	}
	if err := i.checkReferences(ctx, l.Tx); err != nil {
		var wrong definition.SettingErrors
		wrong.Add(err, "needs")
		return wrong.Err()
	}
	stored, err := Get(ctx, l.Tx, i.Ref)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	isNew := err != nil
	if !isNew {
		i.Version = stored.Version
	}
	if isNew || db.JSON(i) != db.JSON(stored) {
		if err := i.save(ctx, l.Tx); err != nil {
			return err
		}
		if err := audit.Append(ctx, l.Tx, l.By, "define-indicator", "indicator", i.Ref, ""); err != nil {
			return err
		}
	}
	return i.defineReadings(ctx, l, placeOf)
}

// defineReadings stores the readings of a file, if they change any.
func (i *Indicator) defineReadings(ctx context.Context, l *definition.Loading, placeOf func(string) string) error {
	if i.Text == "" {
		return nil
	}
	at := func(setting string, err error) error {
		var wrong definition.SettingErrors
		wrong.Add(err, setting)
		return wrong.Err()
	}
	rows, err := ReadFile([]byte(i.Text))
	if err != nil {
		return at("readings", err)
	}
	m := i.Columns
	if m.Place == "" {
		m = ownColumns
	}
	f, err := m.Read(rows, placeOf)
	if err != nil {
		return at("readings", err)
	}
	if f.WrongN > 0 {
		row := f.Wrong[0]
		say, _ := errors.AsType[*fault.Error](row.Say)
		return at("readings", fault.Newf(fault.Invalid, "Row %s: %s", strconv.Itoa(row.Row), say))
	}
	changes, _, err := compare(ctx, l.Tx, i.Ref, f.Readings)
	if err != nil || len(changes) == 0 {
		return err
	}
	if err := checkWhy(changes, i.Correction); err != nil {
		return at("correction", err)
	}
	if err := storeChanges(ctx, l.Tx, i.Ref, i.Version, changes, i.Correction); err != nil {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "define-readings", "indicator", i.Ref, "")
}

// Definitions returns the kinds of definition files of this feature: indicators with their readings.
func (s *Service) Definitions() []definition.Kind {
	kind := definition.FileKind[Definition]{
		One: "indicator", Many: "indicators", Pattern: "indicators/*.yaml",
		Count:  func(d Definition) int { return len(d.Indicators) },
		Define: Define,
		Names: func(d Definition, defines func(kind, ref string)) {
			for _, i := range d.Indicators {
				defines("indicator", i.Ref)
			}
		},
		Export: export,
	}
	return []definition.Kind{kind.Kind()}
}

// export adds a file for each indicator, with its readings.
func export(ctx context.Context, tx *db.Tx, files map[string]any) error {
	return db.ReadEach(ctx, tx, scan, positionByTheme, byTheme, func(i *Indicator) (err error) {
		if i.Text, err = formatCSV(ctx, tx, i.Ref); err != nil {
			return err
		}
		files["indicators/"+i.Ref+".yaml"] = &Definition{Indicators: []Indicator{*i}}
		return nil
	}, selectIndicators, "")
}
