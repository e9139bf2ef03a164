package report

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
)

// RecordsPath is where officers write reports.
const RecordsPath = "/staff/reports"

// Records returns the kinds of records that officers edit in the browser: reports.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{{
		Name: "report", Path: RecordsPath, Order: 23,
		One: "Report", Many: "Reports", AddLabel: "Add a report",
		Files: "reports/*.yaml",
		About: "Reports to councillors and others who will decide. A head of service approves them. " +
			"Each published version stays as it is.",
		Write: actor.EditRecords, Approve: actor.ApproveReports, Agrees: edit.AgreesNothing,
		Fields: append(append(aboutFields(), proposalFields()...), s.implicationFields()...),
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "meeting", DateLabel: "Meeting", Latest: true},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, meeting FROM report_version`, `latest`)
		},
		Load: edit.LoadBound(Get, (*Report).form), Publish: s.publish,
		PublicPath: Path, Quotes: quotes,
		Example: exampleValues(),
	}}
}

// quotes returns the figures of the latest results of the consultation.
func quotes(ctx context.Context, tx *db.Tx, _ string, v edit.Values) ([]edit.Quote, error) {
	return decision.QuotesOfLatest(ctx, tx, v.Text("consultation"), v)
}

func aboutFields() []edit.Field {
	return []edit.Field{
		{Section: "About the report", Name: "title", Kind: edit.Line, Required: true, Label: "Title",
			Hint: "The web address is made from it."},
		{Name: "body", Kind: edit.Line, Required: true, Label: "Who will decide", Hint: "For example, “Cabinet”.", Width: 30},
		{Name: "meeting", Kind: edit.Date, Required: true, Label: "Date of the meeting"},
		{Name: "author", Kind: edit.Line, Required: true, Label: "Author", Hint: "A role, not a person."},
		{Name: "contact", Kind: edit.Line, Label: "Contact", Hint: "A team, with an email address or telephone number."},
		{Name: "areas", Kind: edit.Lines, Label: "Areas affected",
			Hint: "One on each line. Councillors see the reports about their area first."},
		{Name: "language", Kind: edit.Language, Label: "Language of the report",
			Hint: "Leave blank for the council’s own language."},
		{Section: "Recommendations", Name: "purpose", Kind: edit.Text, Required: true, Label: "Purpose of the report"},
		{Name: "recommendations", Kind: edit.Rows, Required: true, Label: "Recommendations", AddLabel: "Add a recommendation",
			Hint:    "The page numbers them (a), (b) and so on.",
			Columns: []edit.Field{{Name: "point", Kind: edit.Text, Required: true, Label: "Recommendation"}}},
		{Name: "reasons", Kind: edit.Text, Required: true, Label: "Reasons for the recommendations"},
		{Name: "timetable", Kind: edit.Text, Label: "Timetable for decisions"},
		{Name: "previous", Kind: edit.Text, Label: "Policy framework and previous decisions"},
		{Name: "background", Kind: edit.Text, Label: "Background"},
	}
}

func proposalFields() []edit.Field {
	return []edit.Field{
		{Section: "Consultation", Name: "consultation", Kind: edit.Pick, Label: "Consultation", Options: consult.Options,
			Hint: "Its key issues are part of the report, also those without an answer."},
		{Name: "findings", Kind: edit.Text, Label: "What people said",
			Hint: "Include criticism, in its own words. For numbers, use the published figures below."},
		{Name: "amendments", Kind: edit.Rows, Label: "What changed because of what people said", AddLabel: "Add an amendment",
			Columns: []edit.Field{
				{Name: "issue", Kind: edit.Pick, Required: true, Label: "Key issue that caused it", Options: decision.IssueOptions},
				{Name: "where", Kind: edit.Line, Label: "Place in the document", Hint: "For example, “Paragraph 12”.", Width: 30},
				{Name: "before", Kind: edit.Text, Label: "Draft text", Hint: "Leave blank if the text is new."},
				{Name: "after", Kind: edit.Text, Label: "Amended text",
					Hint: "Leave blank if the text is deleted. The page marks the words that changed."},
			}},
		{Section: "Options", Name: "options", Kind: edit.Rows, Required: true, Label: "Options", AddLabel: "Add an option",
			Hint: "Include doing nothing, and options that were considered and not pursued.", Columns: []edit.Field{
				{Name: "option", Kind: edit.Line, Required: true, Label: "Option"},
				{Name: "role", Kind: edit.Choice, Required: true, Label: "What the report says about it",
					Options: edit.ChooseOf(roles...)},
				{Name: "effect", Kind: edit.Text, Required: true, Label: "What would happen"},
				{Name: "cost", Kind: edit.Line, Label: "Cost or saving"},
				{Name: "why", Kind: edit.Text, Label: "Why it is recommended or was not pursued",
					Hint: "Needed if the option is recommended or was not pursued."},
			}},
	}
}

func (s *Service) implicationFields() []edit.Field {
	return []edit.Field{
		{Section: "Equality", Name: "assessments", Kind: edit.Picks, Label: "Impact assessments",
			Lookup: s.Decisions.AssessmentLookup(),
			Hint:   "Their findings are part of the report, adverse ones first. They cannot be edited here."},
		{Name: "equality", Kind: edit.Text, Label: "Equality and human rights implications",
			Hint: "If there is no impact assessment, say why, and how equality was considered."},
		{Section: "Implications", Name: "legal", Kind: edit.Text, Required: true, Label: "Legal implications"},
		{Name: "finance", Kind: edit.Text, Required: true, Label: "Financial implications"},
		{Name: "risk", Kind: edit.Text, Required: true, Label: "Risks"},
		{Name: "papers", Kind: edit.Rows, Label: "Background papers and appendices", AddLabel: "Add a paper", Columns: []edit.Field{
			{Name: "paper", Kind: edit.Line, Required: true, Setting: "title", Label: "Title"},
			{Name: "address", Kind: edit.Line, Label: "Web address", Hint: "Starting with https://, or with / on this website.",
				Check: func(text string) error { return evidence.Source{Address: text}.CheckAddress() }},
		}},
	}
}

// form connects the fields of the form with r.
func (r *Report) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &r.Title), edit.BindLine("body", &r.Body), edit.BindDate("meeting", &r.Meeting),
		edit.BindLine("author", &r.Author), edit.BindLine("contact", &r.Contact), edit.BindTexts("areas", &r.Areas),
		edit.BindLine("language", &r.Language), edit.BindText("purpose", &r.Purpose),
		edit.BindRows("recommendations", &r.Recommendations,
			func(point *string) edit.Binding { return edit.Binding{edit.BindText("point", point)} }),
		edit.BindText("reasons", &r.Reasons), edit.BindText("timetable", &r.Timetable), edit.BindText("previous", &r.Previous),
		edit.BindText("background", &r.Background), edit.BindLine("consultation", &r.Consultation),
		edit.BindText("findings", &r.Findings),
		edit.BindRows("amendments", &r.Amendments, func(a *Amendment) edit.Binding {
			return edit.Binding{edit.BindLine("issue", &a.Issue), edit.BindLine("where", &a.Where),
				edit.BindText("before", &a.Before),
				edit.BindText("after", &a.After)}
		}),
		edit.BindRows("options", &r.Options, func(o *Option) edit.Binding {
			return edit.Binding{edit.BindLine("option", &o.Option), edit.BindCode("role", &o.Role),
				edit.BindText("effect", &o.Effect),
				edit.BindLine("cost", &o.Cost), edit.BindText("why", &o.Why)}
		}),
		edit.BindTexts("assessments", &r.Assessments), edit.BindText("equality", &r.Equality), edit.BindText("legal", &r.Legal),
		edit.BindText("finance", &r.Finance), edit.BindText("risk", &r.Risk),
		edit.BindRows("papers", &r.Papers, func(p *Paper) edit.Binding {
			return edit.Binding{edit.BindLine("paper", &p.Title), edit.BindLine("address", &p.Address)}
		}),
	}
}

// exampleValues is an invented report.
func exampleValues() edit.Values {
	v := edit.Values{
		"title": {"Opening hours of the museum"}, "body": {"Cabinet"}, "meeting": {"2030-07-06"}, "author": {"Head of culture"},
		"contact": {"Museum team, museum@example.org"}, "areas": {"North"}, "language": {"en"},
		"purpose": {"To decide when the museum is open."}, "reasons": {"Most visitors come at the weekend."},
		"timetable": {"The hours change in September."}, "previous": {"The Cabinet approved the consultation in March."},
		"background": {"The hours have not changed for ten years."}, "findings": {"People want Sundays."},
		"equality": {"Sundays help people who work in the week."}, "legal": {"There are none."},
		"finance": {"The cost is the same."},
		"risk":    {"There may be too few staff on Sundays."},
	}
	v.SetRows("recommendations", []edit.Values{{"point": {"That the museum open on Sundays."}},
		{"point": {"That it close on Mondays."}}})
	v.SetRows("options", []edit.Values{
		{"option": {"Open on Sundays"}, "role": {string(Recommended)}, "effect": {"More families come."}, "cost": {"None"},
			"why": {"It is what people want."}},
		{"option": {"Leave the hours as they are"}, "role": {string(Nothing)}, "effect": {"Families cannot come on weekdays."}},
	})
	v.SetRows("papers", []edit.Values{{"paper": {"Survey of visitors"}, "address": {"https://example.org/survey"}}})
	return v
}
