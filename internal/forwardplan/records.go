package forwardplan

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Path returns the address of an entry.
func Path(ref string) string { return "/forward-plan/" + ref }

// Service publishes the forward plan.
type Service struct {
	DB        *db.DB
	Decisions *decision.Service
}

// Records returns the kinds of records that officers edit in the browser: entries of the forward plan, and the rules.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{{
		Name: "forward-plan", Path: "/staff/forward-plan", Order: 23,
		Agrees: edit.AgreesNothing,
		One:    "Forward plan entry", Many: "Forward plan", AddLabel: "Add an entry",
		Files: "forward-plan/*.yaml",
		About: "The decisions that the council is going to make. Key decisions need notice.",
		Write: actor.EditRecords, Approve: actor.Decide,
		Fields: s.fields(),
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "meeting", DateLabel: "Meeting", Latest: true},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, meeting FROM forwardplan_entry`, `latest`)
		},
		Load: edit.LoadBound(Get, (*Entry).form), Publish: s.publish, PublicPath: Path,
		Example: edit.Values{
			"title": {"Opening hours of the museum"}, "key": {"yes"}, "maker": {"Cabinet"}, "members": {"The Leader",
				"The Deputy Leader"},
			"meeting": {"2199-07-06"}, "about": {"When the museum is open."}, "other-documents": {"Ask the museum team."},
			"copies": {"County Hall"}, "language": {"en"},
		},
	}, rulesKind()}
}

func (s *Service) fields() []edit.Field {
	return []edit.Field{
		{Section: "What will be decided", Name: "title", Kind: edit.Line, Required: true, Label: "Matter",
			Hint: "The web address is made from it."},
		{Name: "about", Kind: edit.Text, Required: true, Label: "What will be decided"},
		{Name: "key", Kind: edit.YesNo, Label: "Key decision",
			Hint: "Significant money, or an effect on two or more wards or divisions."},
		{Name: "maker", Kind: edit.Line, Required: true, Label: "Who will decide", Hint: "A body, or the title of a person."},
		{Name: "members", Kind: edit.Lines, Label: "Members of the body", Hint: "One on each line."},
		{Name: "meeting", Kind: edit.Date, Required: true, Label: "Date of the decision"},
		{Name: "closed", Kind: edit.Text, Label: "Why the meeting is private", Hint: "Leave blank if it is public."},
		{Name: "consultation", Kind: edit.Pick, Label: "Consultation", Options: consult.Options},
		{Name: "language", Kind: edit.Language, Label: "Language of the entry",
			Hint: "Leave blank for the council’s own language."},
		{Section: "Documents", Name: "reports", Kind: edit.Picks, Label: "Reports submitted", Options: s.Decisions.PaperOptions},
		{Name: "assessments", Kind: edit.Picks, Label: "Impact assessments submitted", Lookup: s.Decisions.AssessmentLookup()},
		{Name: "other-documents", Kind: edit.Text, Label: "Other documents", Hint: "Which may follow, and how to ask for them."},
		{Name: "copies", Kind: edit.Text, Required: true, Label: "Where people can get copies",
			Hint: "An address, with any restrictions."},
		{Section: "Less notice", Name: "notice", Kind: edit.Choice, Label: "How much notice",
			Hint: "Leave blank for full notice.", Options: edit.ChooseOf(General, Urgent)},
		{Name: "reason", Kind: edit.Text, Label: "Why it cannot wait"},
		{Name: "agreed-by", Kind: edit.Line, Label: "Who was notified or agreed",
			Hint: "For example, the chair of the scrutiny committee."},
		{Name: "notice-on", Kind: edit.Date, Label: "When they were notified or agreed"},
		{Section: "After the decision", Name: "decision", Kind: edit.Pick, Label: "Decision", Lookup: decision.Lookup},
		{Name: "announced", Kind: edit.Date, Label: "Date on which the decision was published",
			Hint: "Call-in runs from this day."},
	}
}

func (e *Entry) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &e.Title), edit.BindText("about", &e.About), edit.BindYesNo("key", &e.Key),
		edit.BindLine("maker", &e.Maker),
		edit.BindTexts("members", &e.Members), edit.BindDate("meeting", &e.Meeting), edit.BindText("closed", &e.Closed),
		edit.BindLine("consultation", &e.Consults), edit.BindLine("language", &e.Language), edit.BindTexts("reports", &e.Reports),
		edit.BindTexts("assessments", &e.Impact), edit.BindText("other-documents", &e.Others), edit.BindText("copies", &e.Copies),
		edit.BindCode("notice", &e.Notice), edit.BindText("reason", &e.Reason), edit.BindLine("agreed-by", &e.Agreed),
		edit.BindDate("notice-on", &e.NoticeOn), edit.BindLine("decision", &e.Decision), edit.BindDate("announced", &e.Announced),
	}
}

func (s *Service) publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	e, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		e, err = &Entry{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	e.form().Change(v)
	return s.DefineIn(ctx, l, *e)
}

// DefineIn publishes an entry in the transaction of l. Defining the same again changes nothing.
func (s *Service) DefineIn(ctx context.Context, l *definition.Loading, e Entry) (err error) {
	defer fault.Wrap(&err, "publish forward plan entry %s", e.Ref)
	if !l.By.MayForAll(actor.EditRecords) {
		return forbidden()
	}
	now, err := l.Tx.Now(ctx)
	if err != nil {
		return err
	}
	rules, err := GetRules(ctx, l.Tx)
	if err != nil {
		return err
	}
	stored, err := Get(ctx, l.Tx, e.Ref)
	since := day(now)
	switch {
	case fault.Is(err, fault.NotFound):
		stored = &Entry{}
		if !e.Published.IsZero() && e.Published.Before(since) {
			since = e.Published
		}
	case err != nil:
		return err
	default:
		since = stored.Since
	}
	var wrong definition.SettingErrors
	wrong.Add(e.validate(rules, since))
	wrong.Add(s.checkReferences(ctx, l.Tx, &e))
	if err := wrong.Err(); err != nil {
		return err
	}
	changed, err := e.save(ctx, l.Tx, l.Record, stored, since)
	if err != nil || !changed {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "publish-forward-plan", "forward-plan", e.Ref, "")
}

// checkReferences checks that what e names exists, and that the decision is not dated before it was made.
func (s *Service) checkReferences(ctx context.Context, tx *db.Tx, e *Entry) error {
	var wrong definition.SettingErrors
	for i, key := range e.Reports {
		_, err := s.Decisions.PaperVersion(ctx, tx, key)
		wrong.Add(err, "reports", i)
	}
	for i, key := range e.Impact {
		_, err := s.Decisions.AssessmentVersion(ctx, tx, key)
		wrong.Add(err, "assessments", i)
	}
	if e.Consults != "" {
		_, err := consult.Get(ctx, tx, e.Consults)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("consultation", e.Consults,
				fault.Newf(fault.Invalid, "There is no consultation %q. Add it first, or correct the reference.", e.Consults))
		}
		wrong.Add(err, "consultation")
	}
	if e.Decision != "" {
		d, err := decision.Get(ctx, tx, e.Decision)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("decision", e.Decision,
				fault.Newf(fault.Invalid, "There is no decision %q. Add it first, or correct the reference.", e.Decision))
		}
		if err == nil && !e.Announced.IsZero() && e.Announced.Before(d.Date) {
			err = fault.New(fault.Invalid, "The decision cannot be published before it was made.")
		}
		wrong.Add(err, "decision")
	}
	return wrong.Err()
}

// Definitions returns the kinds of definition files of this feature: the rules and the entries.
func (s *Service) Definitions() []definition.Kind {
	rules := definition.FileKind[Rules]{
		One: "set of call-in rules", Many: "sets of call-in rules", Pattern: "call-in.yaml",
		Define: func(ctx context.Context, l *definition.Loading, r Rules) error { return r.save(ctx, l) },
		Count:  func(Rules) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			has, err := db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM forwardplan_rules)`)
			if err == nil && has {
				files["call-in.yaml"], err = GetRules(ctx, tx)
			}
			return err
		},
	}
	entries := definition.FileKind[Entry]{
		One: "forward plan entry", Many: "forward plan entries", Pattern: "forward-plan/*.yaml",
		Define: s.DefineIn,
		Count:  func(Entry) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			return db.EachText(ctx, tx, "ref", func(ref string) error {
				e, err := Get(ctx, tx, ref)
				if err == nil {
					e.Published = e.Since
				}
				files["forward-plan/"+ref+".yaml"] = e
				return err
			}, `SELECT ref FROM forwardplan_entry`, `latest`)
		},
	}
	return []definition.Kind{rules.Kind(), entries.Kind()}
}

// rulesKind is the record with the rules of the council.
func rulesKind() edit.Kind {
	return edit.Kind{
		Name: "call-in", Path: "/staff/call-in", Only: "call-in", Order: 59, Agrees: edit.AgreesNothing,
		One: "Notice and call-in", Many: "Notice and call-in", Files: "call-in.yaml",
		About: "How much notice the council gives of key decisions, and who can call them in.",
		Write: actor.EditRecords, Approve: actor.Decide,
		Fields: []edit.Field{
			{Name: "full-days", Kind: edit.Number, Required: true, Label: "Clear days of notice", Width: 4,
				Hint: "The law says 28."},
			{Name: "general-days", Kind: edit.Number, Required: true, Label: "Clear days with the general exception", Width: 4,
				Hint: "The law says 5."},
			{Name: "call-in-days", Kind: edit.Number, Label: "Working days for call-in", Width: 4,
				Hint: "Counted from the day on which a decision is published. Leave blank if there is no call-in."},
			{Name: "call-in-time", Kind: edit.Line, Label: "Time on the last day", Width: 5,
				Hint: "For example, 12:00. Leave blank for the end of the day.",
				Check: func(text string) error {
					if _, err := time.Parse("15:04", text); err != nil {
						return fault.New(fault.Invalid, "Enter the time like 12:00.")
					}
					return nil
				}},
			{Name: "callers", Kind: edit.Text, Label: "Who can call a decision in", Hint: "For example, any three councillors."},
			{Name: "basis", Kind: edit.Text, Label: "Basis", Hint: "The part of the council’s constitution that says so."},
		},
		Load: edit.LoadBound(func(ctx context.Context, tx *db.Tx, _ string) (*Rules, error) {
			return GetRules(ctx,
				tx)
		}, (*Rules).form),
		Publish: func(ctx context.Context, l *definition.Loading, _ string, v edit.Values) error {
			r, err := GetRules(ctx, l.Tx)
			if err != nil {
				return err
			}
			r.form().Change(v)
			return r.save(ctx, l)
		},
		PublicPath: func(string) string { return "/forward-plan" },
		Example: edit.Values{"full-days": {"28"}, "general-days": {"5"}, "call-in-days": {"3"}, "call-in-time": {"12:00"},
			"callers": {"Any three councillors"}, "basis": {"Part 4 of the constitution"}},
	}
}

func (r *Rules) form() edit.Binding {
	return edit.Binding{
		edit.BindNumber("full-days", &r.FullDays), edit.BindNumber("general-days", &r.GeneralDays),
		edit.BindNumber("call-in-days", &r.CallInDays), edit.BindLine("call-in-time", &r.CallInTime),
		edit.BindText("callers", &r.Callers), edit.BindText("basis", &r.Basis),
	}
}

// save stores the rules, if they have changed.
func (r *Rules) save(ctx context.Context, l *definition.Loading) error {
	if !l.By.MayForAll(actor.EditRecords) {
		return forbidden()
	}
	n, err := l.Tx.Exec(ctx, `INSERT INTO forwardplan_rules (id, body) VALUES ('this', $1)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE forwardplan_rules.body <> excluded.body`, db.JSON(r))
	if err != nil || n == 0 {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "set-call-in", "forward-plan", "call-in", "")
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to edit the forward plan. Ask an administrator for permission.")
}
