package information

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// RecordsPath is where officers write releases.
const RecordsPath = "/staff/equality-information"

// Records returns the kinds of records that officers edit in the browser: releases.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{{
		Name: "information", Path: RecordsPath, Order: 34,
		One: "Equality information", Many: "Equality information", AddLabel: "Add equality information",
		Files: "information/*.yaml",
		About: "Pay gaps, and the yearly information about employees and service users that the law requires.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{
			{Name: "title", Kind: edit.Line, Required: true, Label: "Title",
				Hint: "Like “Gender pay gap on 31 March 2026”. The web address is made from it."},
			{Name: "kind", Kind: edit.Choice, Required: true, Label: "What is published", Options: edit.ChooseOf(ReleaseKinds...)},
			{Name: "as-at", Kind: edit.Date, Required: true, Label: "Snapshot date or end of the year",
				Hint: "In England, the snapshot date of the gender pay gap is 31 March."},
			{Name: "figures", Kind: edit.Picks, Label: "Figures", Options: setOptions,
				Hint: "Upload a file under “Equality figures” first."},
			{Section: "Statement", Name: "summary", Kind: edit.Text, Label: "Summary", Hint: "The main findings in a few sentences."},
			{Name: "meaning", Kind: edit.Text, Label: "What the figures show", Hint: "Explain the main reasons, such as who does which jobs."},
			{Name: "actions", Kind: edit.Text, Label: "What we are doing about it"},
			{Name: "changes", Kind: edit.Text, Label: "What changed because of our impact assessments"},
			{Section: "Publication", Name: "contact", Kind: edit.Line, Label: "Who to ask about it",
				Hint: "A team, with an email address or telephone number. People can ask it for another format."},
			{Name: "correction", Kind: edit.Text, Label: "Reason for the correction",
				Hint: "Only if it replaces figures about nearly the same people. The reason is published."},
		},
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "as_at", DateLabel: "Figures as at"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, as_at FROM information_latest`, "")
		},
		Load:        edit.LoadBound(Get, func(r *Release) edit.Binding { return r.form() }),
		Publish:     s.publishRecord,
		PublicPath:  Path,
		PreviewPath: func(id string) string { return RecordsPath + "/" + id + "/preview" },
		Example: edit.Values{
			"title": {"Equality information 2025 to 2026"}, "kind": {string(strategy.EqualityInformation)}, "as-at": {"2026-03-31"},
			"summary": {"More women are managers than last year."}, "meaning": {"Most part-time jobs are in care."},
			"actions": {"We advertise every job as flexible."}, "changes": {"Two libraries stayed open in the evening."},
			"contact": {"Equality team, equality@example.org"},
		},
	}}
}

// form connects the fields of the form with s.
func (s *Statement) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &s.Title),
		edit.BindCode("kind", &s.Kind),
		edit.BindDate("as-at", &s.AsAt),
		edit.BindTexts("figures", &s.Sets),
		edit.BindText("summary", &s.Summary),
		edit.BindText("meaning", &s.Meaning),
		edit.BindText("actions", &s.Actions),
		edit.BindText("changes", &s.Changes),
		edit.BindLine("contact", &s.Contact),
		edit.BindText("correction", &s.Correction),
	}
}

// FromValues returns the statement with these values, which may be incomplete.
func FromValues(ref string, v edit.Values) Statement {
	s := Statement{Ref: ref}
	s.form().Change(v)
	return s
}

// publishRecord publishes the release ref. What the form does not have stays as it is.
func (s *Service) publishRecord(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if err := authorise(l.By); err != nil {
		return err
	}
	what := Statement{Ref: ref}
	before, err := Get(ctx, l.Tx, ref)
	switch {
	case err == nil:
		what = before.Statement
	case !fault.Is(err, fault.NotFound):
		return err
	}
	what.form().Change(v)
	now, err := l.Tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = s.publish(ctx, l.Tx, l.Record, what, day(now))
	return err
}

// Definition is the contents of a file with a release.
type Definition struct {
	Statement `yaml:",inline"`
	Published time.Time       `yaml:"published"`
	Figures   []SetDefinition `yaml:"figures"`
}

// Define publishes def in the transaction of l. Defining the same again changes nothing.
func (s *Service) define(ctx context.Context, l *definition.Loading, def Definition) (err error) {
	defer fault.Wrap(&err, "define equality information %s", def.Ref)
	if err := authorise(l.By); err != nil {
		return err
	}
	var wrong definition.SettingErrors
	what := def.Statement
	for i := range def.Figures {
		set, err := def.Figures[i].set()
		if err == nil {
			_, err = insertSet(ctx, l.Tx, set)
		}
		wrong.Add(err, "figures", i)
		if set != nil {
			what.Sets = append(what.Sets, set.ID)
		}
	}
	now, err := l.Tx.Now(ctx)
	if err != nil {
		return err
	}
	on := day(def.Published)
	if on.IsZero() || on.After(now) {
		wrong.Add(fault.New(fault.Invalid, "Enter the day on which it was published, which is not in the future."), "published")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	changed, err := s.publish(ctx, l.Tx, l.Record, what, on)
	if err != nil || !changed {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "define-information", "information", def.Ref, "")
}
