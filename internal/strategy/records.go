package strategy

import (
	"context"
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// RecordsPath is where officers edit strategies.
const RecordsPath = "/staff/strategies"

// Records returns the kinds of records that officers edit in the browser: strategies with their aims, the objectives of
// those aims with their measurements, and the equality duties of the council.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{s.strategyKind(), ObjectiveKind(), dutiesKind()}
}

func (s *Service) strategyKind() edit.Kind {
	return edit.Kind{
		Name: "strategy", Path: RecordsPath, Order: 30,
		One: "Strategy", Many: "Strategies", AddLabel: "Add a strategy",
		Files: "strategies/*.yaml",
		About: "What we plan for a period: aims, versions of the text, and what was published under the equality duty.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesActivity,
		Fields: slices.Concat(strategyFields(), s.versionFields(), publicationFields(), sourceFields("Source")),
		Listed: edit.ListColumns{Ref: "slug", Title: "title", Date: "starts", DateLabel: "Starts"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT slug, title, starts FROM strategy_strategy`, "")
		},
		Load:       edit.LoadBound(Get, (*Strategy).form),
		Publish:    publishStrategy,
		CheckPath:  func(ref string) string { return RecordsPath + "/" + ref + "/check" },
		PublicPath: func(ref string) string { return "/strategies/" + ref },
		ReadFirst:  s.LongTerm,
		Example:    exampleStrategyValues(),
	}
}

func strategyFields() []edit.Field {
	return []edit.Field{
		{Name: "title", Kind: edit.Line, Required: true, Label: "Title", Hint: "The web address is made from it."},
		{Name: "from", Kind: edit.Date, Required: true, Label: "Start of the period"},
		{Name: "to", Kind: edit.Date, Required: true, Label: "End of the period"},
		{Name: "summary", Kind: edit.Text, Label: "Summary"},
		{Name: "report-every", Kind: edit.Number, Label: "Months between progress reports", Width: 4,
			Hint: "If you promised them. The public page shows when one is missing."},
		{Name: "follows", Kind: edit.Pick, Label: "Strategy that it replaces", Options: Options},
		{Name: "needs", Kind: edit.Picks, Label: "Evidence for it", Lookup: evidence.Lookup},
		{Name: "language", Kind: edit.Language, Label: "Language", Hint: "Leave blank for the council’s own language."},
		{Section: "Aims", Name: "aims", Kind: edit.Rows, Label: "Aims", AddLabel: "Add an aim",
			Hint: "Publish the strategy first. Then you can add objectives to each aim under Objectives.", Columns: []edit.Field{
				{Name: "ref", Kind: edit.Kept},
				{Name: "aim", Kind: edit.Line, Required: true, Setting: "title", Label: "Aim"},
				{Name: "about", Kind: edit.Text, Setting: "summary", Label: "What it means"},
			}},
	}
}

func (s *Service) versionFields() []edit.Field {
	return []edit.Field{
		{Section: "Versions of the text", Name: "versions", Kind: edit.Rows, Label: "Versions of the text", AddLabel: "Add a version",
			Hint: "You cannot change a published version, because people were consulted on it or it was adopted.", Columns: slices.Concat(
				[]edit.Field{
					{Name: "id", Kind: edit.Kept},
					{Name: "version", Kind: edit.Line, Required: true, Setting: "title", Label: "Title"},
					{Name: "stage", Kind: edit.Pick, Required: true, Setting: "kind", Label: "Stage",
						Options: edit.ChooseOf(Draft, Consulted, Adopted)},
					{Name: "dated", Kind: edit.Date, Required: true, Setting: "date", Label: "Date"},
					{Name: "body", Kind: edit.Text, Label: "Text", Hint: "In Markdown."},
					{Name: "changes", Kind: edit.Text, Label: "What changed since the version before"},
					{Name: "consultation", Kind: edit.Pick, Label: "Consultation on it", Options: s.Consultations},
				}, sourceFields(""))},
	}
}

func publicationFields() []edit.Field {
	rows := publicationRows(
		locale.Key("Publications under the equality duty"),
		locale.Key("Each one gets an entry in the public record. You cannot change it once it is published. "+
			"Its date sets when the next one is due. You can publish equality objectives when all objectives are complete."),
	)
	rows.Section = locale.Key("Equality duty")
	return []edit.Field{rows}
}

// publicationRows are the fields of what was published under the duties.
func publicationRows(label, hint string, more ...edit.Field) edit.Field {
	return edit.Field{Name: "publications", Kind: edit.Rows, Label: label, Hint: hint, AddLabel: "Add a publication",
		Columns: slices.Concat([]edit.Field{
			{Name: "key", Kind: edit.Kept},
			{Name: "publication", Kind: edit.Line, Required: true, Setting: "title", Label: "Title"},
			{Name: "duty", Kind: edit.Pick, Required: true, Setting: "kind", Label: "Duty", Options: edit.ChooseOf(AllDuties()...)},
			{Name: "on", Kind: edit.Date, Required: true, Setting: "date", Label: "Published on"},
		}, more, sourceFields("")),
	}
}

// sourceFields are the fields of where something was published.
func sourceFields(section string) []edit.Field {
	return []edit.Field{
		{Section: section, Name: "source", Kind: edit.Line, Setting: "source/name", Label: "Name of the source"},
		{Name: "source-address", Kind: edit.Line, Setting: "source/address", Label: "Web address of the source", Hint: "Starting with https://",
			Check: func(text string) error { return evidence.Source{Address: text}.CheckAddress() }},
	}
}

func bindSource(s *evidence.Source) edit.Binding {
	return edit.Binding{edit.BindLine("source", &s.Name), edit.BindLine("source-address", &s.Address)}
}

// form connects the fields of the form with s.
func (s *Strategy) form() edit.Binding {
	return append(edit.Binding{
		edit.BindLine("title", &s.Title),
		edit.BindDate("from", &s.From),
		edit.BindDate("to", &s.To),
		edit.BindText("summary", &s.Summary),
		edit.BindNumber("report-every", &s.ReportEvery),
		edit.BindLine("follows", &s.Follows),
		edit.BindTexts("needs", &s.Needs),
		edit.BindLine("language", &s.Language),
		edit.BindRows("aims", &s.Aims, func(a *Aim) edit.Binding {
			return edit.Binding{edit.BindKept("ref", a.Ref), edit.BindLine("aim", &a.Title), edit.BindText("about", &a.Summary)}
		}),
		edit.BindRows("versions", &s.Versions, (*Version).form),
		edit.BindRows("publications", &s.Publications, (*Publication).form),
	}, bindSource(&s.Source)...)
}

func (v *Version) form() edit.Binding {
	return append(edit.Binding{
		edit.BindKept("id", v.ID),
		edit.BindLine("version", &v.Title),
		edit.BindCode("stage", &v.Kind),
		edit.BindDate("dated", &v.Date),
		edit.BindText("body", &v.Body),
		edit.BindText("changes", &v.Changes),
		edit.BindLine("consultation", &v.Consultation),
	}, bindSource(&v.Source)...)
}

func (p *Publication) form() edit.Binding {
	return append(edit.Binding{
		edit.BindKept("key", p.key()),
		edit.BindLine("publication", &p.Title),
		edit.BindCode("duty", &p.Kind),
		edit.BindDate("on", &p.Date),
	}, bindSource(&p.Source)...)
}

// key distinguishes the publications of a strategy; it is "" for a new one.
func (p *Publication) key() string {
	if p.Date.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s-%s", p.Kind, p.Date.Format("2006-01-02"))
}

// exampleStrategyValues is an invented strategy.
func exampleStrategyValues() edit.Values {
	v := edit.Values{"title": {"Open to all"}, "from": {"2026-04-01"}, "to": {"2030-03-31"}, "summary": {"Our services are open to all."},
		"report-every": {"6"}, "language": {"en"}, "source": {"Cabinet papers"}, "source-address": {"https://example.org/papers"}}
	v.SetRows("aims", []edit.Values{{"ref": {"open-to-all-aim-1"}, "aim": {"Services for all"}, "about": {"Each building has a ramp."}}})
	v.SetRows("versions", []edit.Values{{"id": {"adopted"}, "version": {"Adopted text"}, "stage": {string(Adopted)}, "dated": {"2026-03-31"},
		"body": {"We will open every building."}, "changes": {"Ramps were added."}}})
	v.SetRows("publications", []edit.Values{{"key": {"equality-information-2026-03-31"}, "publication": {"Our residents"},
		"duty": {string(EqualityInformation)}, "on": {"2026-03-31"}, "source": {"Our website"}}})
	return v
}

// publishStrategy validates and stores the strategy ref. What the form does not have, such as the objectives of its aims,
// stays as it is.
func publishStrategy(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if err := authorise(l.By); err != nil {
		return err
	}
	st, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		st, err = &Strategy{Slug: ref}, nil
	}
	if err != nil {
		return err
	}
	stored := *st
	st.form().Change(v)
	wrong := st.keepPublished(&stored)
	if err := st.nameAims(ctx, l.Tx); err != nil {
		return err
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	if err := st.removeAims(ctx, l.Tx, stored.Aims); err != nil {
		return err
	}
	return st.define(ctx, l.Tx, l.Record)
}

func authorise(by actor.Actor) error {
	if by.MayForAll(actor.EditRecords) {
		return nil
	}
	return fault.New(fault.Forbidden, "You do not have permission to edit or publish strategies. Ask an administrator for permission.")
}

// keepPublished refuses changes to the versions and publications in stored, and adds those that the form left out.
func (s *Strategy) keepPublished(stored *Strategy) (wrong definition.SettingErrors) {
	var err error
	left := slices.Clone(stored.Versions)
	for i := range s.Versions {
		v := &s.Versions[i]
		at := slices.IndexFunc(left, func(was Version) bool { return v.ID != "" && was.ID == v.ID })
		switch {
		case at >= 0 && db.JSON(left[at]) != db.JSON(*v):
			wrong.Add(publishedError(), "versions", i, "title")
		case v.ID == "":
			v.ID = s.newVersionID(stored, v.Kind)
		}
		left = slices.DeleteFunc(left, func(was Version) bool { return was.ID == v.ID })
	}
	s.Versions = append(s.Versions, left...)
	for i := range s.Publications {
		s.Publications[i].Strategy = s.Slug
	}
	s.Publications, err = keepPublications(s.Publications, stored.Publications)
	wrong.Add(err)
	return wrong
}

// keepPublications refuses changes to publications in stored, and returns all with those that the form left out.
func keepPublications(all, stored []Publication) ([]Publication, error) {
	var wrong definition.SettingErrors
	left := slices.Clone(stored)
	for i := range all {
		p := &all[i]
		if slices.ContainsFunc(left, func(was Publication) bool { return was.key() == p.key() && db.JSON(was) != db.JSON(*p) }) {
			wrong.Add(publishedError(), "publications", i, "title")
		}
		left = slices.DeleteFunc(left, func(was Publication) bool { return was.key() == p.key() })
	}
	return append(all, left...), wrong.Err()
}

func publishedError() error {
	return fault.New(fault.Invalid, "This has been published and cannot be changed. Add another one.")
}

// newVersionID returns an id that no version has: the kind, and a number if that is taken.
func (s *Strategy) newVersionID(stored *Strategy, kind VersionKind) string {
	id := string(kind)
	is := func(v Version) bool { return v.ID == id }
	for n := 2; slices.ContainsFunc(s.Versions, is) || slices.ContainsFunc(stored.Versions, is); n++ {
		id = fmt.Sprintf("%s-%d", kind, n)
	}
	return id
}

// nameAims gives each new aim a reference that no aim or objective has.
func (s *Strategy) nameAims(ctx context.Context, tx *db.Tx) error {
	for i := range s.Aims {
		for n := 1; s.Aims[i].Ref == ""; n++ {
			ref := fmt.Sprintf("%s-aim-%d", s.Slug, n)
			taken, err := db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM strategy_aim WHERE ref = $1)
				OR EXISTS (SELECT 1 FROM strategy_objective WHERE ref = $1)`, ref)
			if err != nil {
				return err
			}
			if !taken && !slices.ContainsFunc(s.Aims, func(other Aim) bool { return other.Ref == ref }) {
				s.Aims[i].Ref = ref
			}
		}
	}
	return nil
}

// removeAims deletes the stored aims that s no longer has. One that has objectives is refused.
func (s *Strategy) removeAims(ctx context.Context, tx *db.Tx, stored []Aim) error {
	for _, was := range stored {
		if slices.ContainsFunc(s.Aims, func(a Aim) bool { return a.Ref == was.Ref }) {
			continue
		}
		if len(was.Objectives) > 0 {
			var wrong definition.SettingErrors
			wrong.Add(fault.Newf(fault.Invalid, "“%s” has objectives. Move them to another aim before you remove it.", was.Title), "aims")
			return wrong.Err()
		}
		if _, err := tx.Exec(ctx, `DELETE FROM strategy_aim WHERE ref = $1`, was.Ref); err != nil {
			return err
		}
	}
	return nil
}

// Options returns the strategies, newest period first, for fields that name one.
func Options(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	outlines, err := Outlines(ctx, tx)
	for _, o := range outlines {
		all = append(all, edit.Option{Value: o.Slug, Label: edit.Name(o.Title)})
	}
	return all, err
}

// ObjectiveOptions returns the objectives of all strategies, each after the name of its strategy.
func ObjectiveOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	outlines, err := Outlines(ctx, tx)
	for _, of := range outlines {
		for _, o := range of.Objectives {
			all = append(all, edit.Option{Value: o.Ref, Label: locale.Lazy("%s: %s", edit.Name(of.Title), edit.Name(o.Title))})
		}
	}
	return all, err
}
