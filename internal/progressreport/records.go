package progressreport

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// RecordsPath is where officers write reports.
const RecordsPath = "/staff/progress-reports"

const kindName = "progress-report"

// Records returns the kinds of records that officers edit in the browser: reports.
func (s *Service) Records() []edit.Kind { return []edit.Kind{s.kind()} }

func (s *Service) kind() edit.Kind {
	return edit.Kind{
		Name: kindName, Path: RecordsPath, Order: 33, Agrees: edit.AgreesNothing,
		One: "Progress report", Many: "Progress reports", AddLabel: "Write a report",
		Files: "progress-reports/*.yaml",
		About: "What was done in a period and whether it helped. We compute the numbers; you write beside them. " +
			"Each owner signs off their part before it is published.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords,
		Fields: []edit.Field{
			{Name: "title", Kind: edit.Line, Required: true, Label: "Title", Hint: "The web address is made from it."},
			{Name: "kind", Kind: edit.Choice, Required: true, Label: "Kind", Options: edit.ChooseOf(Kinds...)},
			{Name: "strategy", Kind: edit.Pick, Label: "Strategy", Options: strategy.Options,
				Hint: "Leave blank for all strategies that were in force in the period."},
			{Name: "from", Kind: edit.Date, Required: true, Label: "First day of the period"},
			{Name: "to", Kind: edit.Date, Required: true, Label: "Last day of the period",
				Hint: "The numbers are as at this day. They are computed when you publish and do not change afterwards."},
			{Name: "foreword", Kind: edit.Text, Required: true, Section: "Foreword", Label: "Foreword",
				Hint: "In Markdown, like all texts of the report."},
			{Name: "who", Kind: edit.Text, Section: "Who we are", Label: "Who lives here and who uses our services",
				Hint: "Quote the census or our own figures, with their source."},
			{Name: "workforce", Kind: edit.Text, Section: "Workforce and pay", Label: "Workforce profile and pay gaps",
				Hint: "What we published in the period is listed beside it."},
			{Section: "Objectives", Name: "objectives", Kind: edit.Rows, Label: "About the objectives", AddLabel: "Add an objective",
				Hint: "Baseline, target, latest measurement and actions are computed.", Columns: []edit.Field{
					{Name: "objective", Kind: edit.Pick, Required: true, Label: "Objective", Options: strategy.ObjectiveOptions},
					{Name: "words", Kind: edit.Text, Required: true, Label: "What happened, and why"},
				}},
			{Name: "assessments", Kind: edit.Text, Section: "Impact assessments", Label: "What changed because of impact assessments"},
			{Name: "complaints", Kind: edit.Text, Section: "Complaints and hate incidents", Label: "Complaints and hate incidents"},
			{Name: "partnership", Kind: edit.Text, Section: "Work with partners", Label: "Work with partners"},
			{Name: "cases", Kind: edit.Text, Section: "Examples", Label: "Examples from people’s lives",
				Hint: "Say how each contributes to equality. Do not name people without their consent."},
			{Name: "next", Kind: edit.Text, Section: "What happens next", Label: "What we will do next",
				Hint: "The actions that are due in the next period are listed beside it."},
			{Name: "notes", Kind: edit.Text, Section: "About the figures", Label: "Notes on the data"},
			easyread.Field(),
		},
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "ends", DateLabel: "End of the period", Latest: true},
		List:   listItems, Load: edit.LoadBound(Get, (*Report).form), Publish: publishRecord,
		PublicPath:  Path,
		PreviewPath: func(id string) string { return RecordsPath + "/" + id + "/sign-off" },
		Example: edit.Values{
			"title": {"Annual report 2012"}, "kind": {"annual"}, "from": {"2012-01-01"}, "to": {"2012-12-31"},
			"foreword": {"A year of work."},
		},
	}
}

// form connects the fields of the form with r.
func (r *Report) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &r.Title), edit.BindCode("kind", &r.Kind), edit.BindLine("strategy", &r.Strategy),
		edit.BindDate("from", &r.From), edit.BindDate("to", &r.To),
		edit.BindText("foreword", &r.Foreword), edit.BindText("who", &r.Who), edit.BindText("workforce", &r.Workforce),
		edit.BindRows("objectives", &r.Objectives, func(o *ObjectiveWords) edit.Binding {
			return edit.Binding{edit.BindLine("objective", &o.Objective), edit.BindText("words", &o.Words)}
		}),
		edit.BindText("assessments", &r.Assessments), edit.BindText("complaints", &r.Complaints),
		edit.BindText("partnership", &r.Partnership), edit.BindText("cases", &r.Cases), edit.BindText("next", &r.Next),
		edit.BindText("notes", &r.Notes),
		easyread.Bind(&r.EasyRead),
	}
}

// publishRecord publishes the report ref with the signatures of the owners.
func publishRecord(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if !l.By.May(actor.EditRecords) {
		return forbidden()
	}
	r, err := fromValues(ctx, l.Tx, ref, v)
	if err != nil {
		return err
	}
	preview, err := Preview(ctx, l.Tx, ref, v)
	if err != nil {
		return err
	}
	signed, err := signOff(ctx, l.Tx, preview)
	if err != nil {
		return err
	}
	r.Signed = nil
	for _, line := range signed.Lines {
		if line.SignedBy != "" && !line.Stale {
			y, m, d := line.SignedAt.Date()
			r.Signed = append(r.Signed, Signature{line.Owner, time.Date(y, m, d, 0, 0, 0, 0, time.UTC)})
		}
	}
	return publishReport(ctx, l, r)
}

// Definitions returns the kinds of definition files of this feature: reports.
func (s *Service) Definitions() []definition.Kind {
	reports := definition.FileKind[Definition]{
		One: "progress report", Many: "progress reports", Pattern: "progress-reports/*.yaml",
		Define: s.DefineIn,
		Count:  func(Definition) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			return EachRef(ctx, tx, func(ref string) (err error) {
				files["progress-reports/"+ref+".yaml"], err = Get(ctx, tx, ref)
				return err
			})
		},
	}
	return []definition.Kind{reports.Kind()}
}
