package decision

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// RecordsPath is where officers edit decisions.
const RecordsPath = "/staff/decisions"

// Records returns the kinds of records that officers edit in the browser: decisions with their key issues, and
// the feedback to respondents.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{s.IssuesKind(), s.FeedbackKind(), {
		Name: "decision", Path: RecordsPath, Order: 22,
		One: "Decision", Many: "Decisions", AddLabel: "Add a decision",
		Files:   "decisions/*.yaml",
		About:   "What the council decided, and its answers to the key issues that people raised.",
		Write:   actor.EditRecords,
		Approve: actor.Decide,
		Agrees:  edit.AgreesActivity, Decides: true, Covered: coveredBy,
		Fields: slices.Concat(s.decisionFields(), decidedFields(), dueRegardFields(), []edit.Field{issuesField()}, sourceFields()),
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "dated", DateLabel: "Date", Latest: true},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, dated FROM decision_decision`, `latest`)
		},
		Load:       edit.LoadBound(Get, (*Decision).form),
		Publish:    s.publish,
		Quotes:     quotesOfResults,
		PublicPath: func(ref string) string { return "/decisions/" + ref },
		Example:    exampleValues(),
	}}
}

// quotesOfResults returns the figures of the results that were considered.
func quotesOfResults(ctx context.Context, tx *db.Tx, _ string, v edit.Values) ([]edit.Quote, error) {
	slug, number, _ := strings.Cut(v.Text("release"), "#")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil, nil // none is chosen
	}
	return QuotesOf(ctx, tx, slug, n)
}

func (s *Service) decisionFields() []edit.Field {
	versions := s.AssessmentLookup()
	return []edit.Field{
		{Name: "title", Kind: edit.Line, Required: true, Label: "Title", Hint: "The web address is made from it."},
		{Name: "kind", Kind: edit.Choice, Required: true, Label: "Kind", Options: edit.ChooseOf(Outcome, Approval, Report)},
		{Name: "body", Kind: edit.Line, Required: true, Label: "Who decided", Hint: "For example, “Cabinet”.", Width: 30},
		{Name: "date", Kind: edit.Date, Required: true, Label: "Date of the decision"},
		{Name: "time", Kind: edit.Line, Label: "Time of the decision", Width: 5,
			Hint: "For example, 14:30. Needed if the meeting received something that was published on the same day.",
			Check: func(text string) error {
				_, err := time.Parse("15:04", text)
				if err != nil {
					return fault.New(fault.Invalid, "Enter the time of the decision like 14:30.")
				}
				return nil
			}},
		{Name: "makers", Kind: edit.Lines, Label: "Who was present and decided",
			Hint: "Enter one name or office on each line. They have to consider equality themselves."},
		{Name: "effective", Kind: edit.Date, Label: "Takes effect on"},
		{Name: "language", Kind: edit.Language, Label: "Language of the decision", Hint: "Leave blank for the council’s own language."},
		{Name: "summary", Kind: edit.Text, Label: "Summary"},
		{Section: "What it is about", Name: "consultation", Kind: edit.Pick, Label: "Consultation", Options: consult.Options},
		{Name: "release", Kind: edit.Pick, Label: "Results that were considered", Options: releaseOptions},
		{Name: "strategy", Kind: edit.Pick, Label: "Strategy", Options: strategy.Options},
		{Name: "report", Kind: edit.Pick, Label: "Report", Options: s.PaperOptions,
			Hint: "In the version that the meeting received. Its impact assessments count as received."},
		{Name: "received", Kind: edit.Rows, Label: "Documents that were considered", AddLabel: "Add a document",
			Hint: "In the version that the meeting received, such as an equality impact assessment. None can be later than the decision.",
			Columns: []edit.Field{
				{Name: "document", Kind: edit.Line, Required: true, Setting: "title", Label: "Title"},
				{Name: "version", Kind: edit.Line, Label: "Version", Width: 20},
				{Name: "dated", Kind: edit.Date, Setting: "date", Label: "Date"},
				{Name: "address", Kind: edit.Line, Label: "Web address", Hint: "Starting with https://, or with / on this website.",
					Check: checkAddress},
				{Name: "assessment", Kind: edit.Pick, Label: "Impact assessment", Lookup: versions,
					Hint: "If the document is one. Choose the version that the meeting received."},
			}},
		{Name: "assessments", Kind: edit.Picks, Label: "Impact assessments that the decision rests on", Lookup: versions,
			Hint: "Each must be part of the report or one of the documents above, in the same version. None can be later than the decision."},
	}
}

func decidedFields() []edit.Field {
	return []edit.Field{
		{Section: "What was decided", Name: "decided", Kind: edit.Rows, Label: "What was decided", AddLabel: "Add a point",
			Hint:    "One point in each row, for example “That the plan be adopted.” The page numbers them (a), (b) and so on.",
			Columns: []edit.Field{{Name: "point", Kind: edit.Text, Required: true, Label: "Point"}}},
		{Name: "reasons", Kind: edit.Text, Label: "Reasons", Hint: "A decision after a consultation must give them."},
		{Name: "rejected", Kind: edit.Rows, Label: "Options that were rejected", AddLabel: "Add an option", Columns: []edit.Field{
			{Name: "option", Kind: edit.Line, Required: true, Label: "Option"},
			{Name: "why", Kind: edit.Text, Label: "Why it was rejected"},
		}},
	}
}

// issuesField is the list of key issues.
func issuesField() edit.Field {
	return edit.Field{Section: "Key issues", Name: "issues", Kind: edit.Rows, Label: "Key issues", AddLabel: "Add a key issue",
		Hint: "What people said, the council’s answer and whether it changed something.", Columns: []edit.Field{
			{Name: "ref", Kind: edit.Kept},
			{Name: "issue", Kind: edit.Text, Required: true, Label: "What people said"},
			{Name: "raised-by", Kind: edit.Line, Required: true, Label: "Who said it",
				Hint: "Groups, never named people. For numbers, use the published figures below."},
			{Name: "sources", Kind: edit.Choices, Label: "Where they said it",
				Options: edit.ChooseOf(FromQuestionnaire, FromLetters, FromPetitions, FromEvents)},
			{Name: "response", Kind: edit.Text, Expected: true, Label: "The council’s answer"},
			{Name: "owner", Kind: edit.Line, Label: "Who will answer", Hint: "A role, not a person. Needed if there is no answer yet."},
			{Name: "due", Kind: edit.Date, Label: "Answer due by", Hint: "This date is public until there is an answer."},
			{Name: "change", Kind: edit.Text, Label: "What changed", Hint: "If there is an answer, fill in this or the next field."},
			{Name: "no-change", Kind: edit.Text, Label: "Why nothing changed"},
			{Name: "shown-in", Kind: edit.Pick, Setting: "document", Label: "Document that shows the change", Options: documentOptions},
			{Name: "words", Kind: edit.Text, Label: "Changed words", Hint: "Copied from that document."},
			{Name: "actions", Kind: edit.Picks, Label: "Actions that follow", Lookup: action.Lookup},
		}}
}

func sourceFields() []edit.Field {
	return []edit.Field{
		{Section: "Source", Name: "source", Kind: edit.Line, Setting: "source/name", Label: "Name of the source",
			Hint: "For example, “Minutes of the Cabinet, 6 July 2016”."},
		{Name: "source-address", Kind: edit.Line, Setting: "source/address", Label: "Web address of the source",
			Hint: "Starting with https://", Check: checkAddress},
	}
}

// coveredBy returns the consultation and the strategy that a decision is about, whose assessment is the one of the decision,
// and the assessments on which it rests.
func coveredBy(_ context.Context, _ *db.Tx, v edit.Values) (all []string, err error) {
	for _, kind := range []string{"consultation", "strategy"} {
		if ref := v.Text(kind); ref != "" {
			all = append(all, edit.ActivityName(kind, ref))
		}
	}
	for _, key := range v["assessments"] {
		if ref, _, ok := strings.Cut(key, "#"); ok {
			all = append(all, edit.ActivityName("assessment", ref))
		}
	}
	return all, nil
}

func checkAddress(text string) error { return evidence.Source{Address: text}.CheckAddress() }

// exampleValues is an invented decision.
func exampleValues() edit.Values {
	v := edit.Values{
		"title": {"Opening hours of the museum"}, "kind": {string(Outcome)}, "body": {"Cabinet"}, "date": {"2016-07-06"},
		"effective": {"2016-08-01"}, "language": {"en"}, "summary": {"The museum stays open on Sundays."},
		"reasons": {"Most visitors come at the weekend."}, "source": {"Minutes"}, "source-address": {"https://example.org/minutes"},
	}
	v.SetRows("received", []edit.Values{{"document": {"Equality impact assessment"}, "version": {"2"}, "dated": {"2016-06-20"},
		"address": {"/documents/assessment"}}})
	v.SetRows("decided", []edit.Values{{"point": {"That the museum open on Sundays."}}, {"point": {"That it close on Mondays."}}})
	v.SetRows("rejected", []edit.Values{{"option": {"Open every day"}, "why": {"There is no budget for it."}}})
	v.SetRows("issues", []edit.Values{{"ref": {"opening-hours-of-the-museum-1"}, "issue": {"Families cannot come on weekdays."},
		"raised-by": {"Parents"}, "response": {"We agree."}, "change": {"Sunday stays."}}})
	return v
}

// publish validates and stores the decision ref. What the form does not have, and everything that has not been changed in
// it, stays as it is, as does the feedback on its consultation.
func (s *Service) publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if !l.By.MayForAll(actor.EditRecords) {
		return forbidden()
	}
	d, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		d, err = &Decision{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	if chosen := v.Text("consultation"); chosen != "" && chosen != d.Consultation {
		c, err := consult.GetOwned(ctx, l.Tx, l.By, chosen)
		if fault.Is(err, fault.NotFound) || err == nil && c.Stage == consult.StageDraft {
			var wrong definition.SettingErrors
			wrong.Add(fault.New(fault.Invalid, "Choose one of the consultations in the list."), "consultation")
			return wrong.Err()
		}
		if err != nil {
			return err
		}
	}
	d.form().Change(v)
	if err := nameIssues(ctx, l.Tx, d.Ref, d.Issues); err != nil {
		return err
	}
	d.Feedback = nil
	return s.define(ctx, l, *d)
}

// nameIssues gives each new issue a reference that begins with that of what it belongs to.
func nameIssues(ctx context.Context, tx *db.Tx, of string, issues []Issue) error {
	for i := range issues {
		for n := 1; issues[i].Ref == ""; n++ {
			ref := fmt.Sprintf("%s-%d", of, n)
			taken, err := db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM decision_issue WHERE ref = $1)`, ref)
			if err != nil {
				return err
			}
			if !taken && !slices.ContainsFunc(issues, func(other Issue) bool { return other.Ref == ref }) {
				issues[i].Ref = ref
			}
		}
	}
	return nil
}
