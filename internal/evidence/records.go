package evidence

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/skill"
)

// RecordsPath is where officers edit evidence.
const RecordsPath = "/staff/evidence"

// Records returns the kinds of records that officers edit in the browser: needs.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{{
		Name: "need", Path: RecordsPath, Order: 40,
		One: "Evidence", Many: "Evidence", AddLabel: "Add evidence",
		Files: "evidence/*.yaml", Within: "needs/*",
		About:   "The register of needs, research, data and engagement, which strategies and actions give as reasons.",
		Write:   actor.EditRecords,
		Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{
			{Name: "title", Kind: edit.Line, Required: true, Label: "Title",
				Hint: "The finding in one line, like “One in six residents is disabled”. The web address is made from it."},
			{Name: "summary", Kind: edit.Text, Required: true, Setting: "says", Label: "What the source says", Hint: "In our own words."},
			{Name: "figure", Kind: edit.Line, Label: "Figure", Hint: "The number as the source gives it, like “16.6% of usual residents”."},
			{Name: "kind", Kind: edit.Choice, Label: "Kind of evidence", Options: edit.ChooseOf(Kinds...)},
			{Name: "places", Kind: edit.Picks, Label: "Places", Options: place.Options},
			{Name: "characteristics", Kind: edit.Choices, Label: "Who it is about", Options: CharacteristicOptions},
			{
				Section: "What is missing", Name: "quality", Kind: edit.Choice, Label: "How far we can rely on it",
				Options: edit.ChooseOf(Qualities...),
			},
			{Name: "gap", Kind: edit.Text, Label: "Gap", Hint: "What the evidence does not say, such as a group that it does not include. " +
				"Actions say which gaps they close."},
			{
				Section: "What would help", Name: "helps", Kind: edit.Rows, Label: "What would help", AddLabel: "Add something that would help",
				Hint: "Partners who offer it are proposed for this need.", Columns: []edit.Field{
					{Name: "skill", Kind: edit.Pick, Required: true, Label: "Skill, asset or knowledge", Options: SkillOptions},
					{Name: "quantity", Kind: edit.Number, Label: "Quantity", Width: 10},
					{Name: "unit", Kind: edit.Pick, Label: "Counted in", Options: edit.ChooseOf(skill.Units...)},
				},
			},
			{
				Name: "harms", Kind: edit.Rows, Label: "What it does to people if nothing helps", AddLabel: "Add a group of people",
				Hint: "Needs of those who are worst off come first. Nothing is averaged.", Columns: []edit.Field{
					{Name: "who", Kind: edit.Pick, Required: true, Label: "Who is affected", Options: CharacteristicOptions},
					{Name: "harm", Kind: edit.Pick, Required: true, Label: "Harm to people", Options: StepOptions(HarmLabel)},
					{Name: "likelihood", Kind: edit.Pick, Required: true, Label: "Likelihood", Options: StepOptions(LikelihoodLabel)},
				},
			},
			{Section: "Source", Name: "source", Kind: edit.Line, Required: true, Setting: "source/name", Label: "Name of the source",
				Hint: "For example, “Census 2021, table TS038”."},
			{Name: "address", Kind: edit.Line, Setting: "source/address", Label: "Web address of the source",
				Hint: "Starting with https://", Check: func(text string) error { return Source{Address: text}.CheckAddress() }},
			{Name: "dated", Kind: edit.Date, Required: true, Setting: "source/date", Label: "Date of the source"},
		},
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "dated", DateLabel: "Date"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, dated FROM evidence_need`, "")
		},
		Load: func(ctx context.Context, tx *db.Tx, ref string) (edit.Values, error) {
			n, err := Get(ctx, tx, ref)
			if err != nil {
				return nil, err
			}
			return n.form().Values(), nil
		},
		Publish:     publish,
		PublicPath:  func(ref string) string { return "/evidence/" + ref },
		PreviewPath: func(id string) string { return RecordsPath + "/" + id + "/preview" },
		Example:     exampleValues(),
	}}
}

func exampleValues() edit.Values {
	v := edit.Values{
		"title": {"One in six residents is disabled"}, "summary": {"The highest rates are in two districts."},
		"figure": {"16.6%"}, "kind": {"data"}, "quality": {"adequate"}, "gap": {"It does not include children."},
		"characteristics": {"disability"}, "source": {"Census 2021, table TS038"},
		"address": {"https://example.org/census"}, "dated": {"2021-03-21"},
	}
	v.SetRows("helps", []edit.Values{{"skill": {"minibus"}, "quantity": {"4"}, "unit": {"days-a-month"}}})
	v.SetRows("harms", []edit.Values{{"who": {"disability"}, "harm": {"2"}, "likelihood": {"3"}}})
	return v
}

// form connects the fields of the form with n.
func (n *Need) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &n.Title),
		edit.BindText("summary", &n.Summary),
		edit.BindLine("figure", &n.Figure),
		edit.BindCode("kind", &n.Kind),
		edit.BindTexts("places", &n.Places),
		edit.BindCode("quality", &n.Quality),
		edit.BindText("gap", &n.Gap),
		edit.BindTexts("characteristics", &n.Characteristics),
		edit.BindRows("helps", &n.Helps, func(h *Help) edit.Binding {
			return edit.Binding{edit.BindLine("skill", &h.Skill), edit.BindNumber("quantity", &h.Quantity), edit.BindCode("unit", &h.Unit)}
		}),
		edit.BindRows("harms", &n.Harms, func(h *Harm) edit.Binding {
			return edit.Binding{edit.BindLine("who", &h.Who), edit.BindCode("harm", &h.Harm), edit.BindCode("likelihood", &h.Likelihood)}
		}),
		edit.BindLine("source", &n.Source.Name),
		edit.BindLine("address", &n.Source.Address),
		edit.BindDate("dated", &n.Source.Date),
	}
}

// FromValues returns the need with these values, which may be incomplete.
func FromValues(ref string, v edit.Values) Need {
	n := Need{Ref: ref}
	n.form().Change(v)
	return n
}

// publish stores the need ref. What the form does not have stays as it is.
func publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if err := authorise(l.By); err != nil {
		return err
	}
	n, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		n, err = Need{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	n.form().Change(v)
	if err := n.validate(); err != nil {
		return err
	}
	if err := place.Require(ctx, l.Tx, n.Places); err != nil {
		return definition.SettingErrors{{Path: []any{"places"}, Err: err}}
	}
	return save(ctx, l.Tx, n)
}

// SkillOptions returns the lines of the list of skills that can be chosen today.
func SkillOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	now, err := tx.Now(ctx)
	for _, s := range skill.On(now) {
		all = append(all, edit.Option{Value: s.Code, Label: s.Name})
	}
	return all, err
}

// CharacteristicOptions returns the characteristics as defined today, in the order of their names in English.
func CharacteristicOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	for code, name := range characteristicNames {
		if _, ok := equality.Get(code, equality.Day(now.Format(time.DateOnly))); ok {
			all = append(all, edit.Option{Value: string(code), Label: name})
		}
	}
	slices.SortFunc(all, func(a, b edit.Option) int {
		return cmp.Compare(a.Label.In((*locale.Printer)(nil)), b.Label.In((*locale.Printer)(nil)))
	})
	return all, nil
}

// GapLookup finds the evidence with a gap, for fields that name some.
var GapLookup = edit.NewLookup(db.Names{Select: `SELECT ref, title FROM evidence_need`, Ref: "ref", Name: "title", Where: `gap <> ''`})

// Lookup finds the needs that fields name.
var Lookup = edit.NewLookup(db.Names{Select: `SELECT ref, title FROM evidence_need`, Ref: "ref", Name: "title"})
