package report

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

// Service publishes reports and sends them to those who will decide.
type Service struct {
	DB        *db.DB
	Decisions *decision.Service
	// Members returns the accounts of those who can decide. It reads in a transaction of its own.
	Members func(ctx context.Context) ([]Member, error)
}

// Member is a person who can decide.
type Member struct{ ID, Name string }

// Definitions returns the kinds of definition files of this feature: reports.
func (s *Service) Definitions() []definition.Kind {
	return []definition.Kind{definition.FileKind[Report]{
		One: "report", Many: "reports", Pattern: "reports/*.yaml",
		Define: s.DefineIn,
		Count:  func(Report) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			return db.EachText(ctx, tx, "ref", func(ref string) (err error) {
				files["reports/"+ref+".yaml"], err = Get(ctx, tx, ref)
				return err
			}, `SELECT ref FROM report_version`, `latest`)
		},
	}.Kind()}
}

// DefineIn publishes a report in the transaction of l. Defining the same again changes nothing; anything else is a new version.
func (s *Service) DefineIn(ctx context.Context, l *definition.Loading, r Report) (err error) {
	defer fault.Wrap(&err, "publish report %s", r.Ref)
	return s.define(ctx, l, r, false)
}

// define is DefineIn. With refresh, a report of which only the key issues have changed is a new version.
func (s *Service) define(ctx context.Context, l *definition.Loading, r Report, refresh bool) error {
	if !l.By.MayForAll(actor.EditRecords) {
		return forbidden()
	}
	now, err := l.Tx.Now(ctx)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	if r.Published.After(now) {
		wrong.Add(fault.New(fault.Invalid, "The report cannot be published in the future."), "published")
	}
	wrong.Add(r.validate())
	wrong.Add(s.checkReferences(ctx, l, &r))
	if err := wrong.Err(); err != nil {
		return err
	}
	stored, err := Get(ctx, l.Tx, r.Ref)
	if fault.Is(err, fault.NotFound) {
		stored, refresh, err = &Report{}, true, nil
	}
	if err != nil {
		return err
	}
	if r.Said = stored.Said; !refresh && db.JSON(stored) == db.JSON(&r) {
		return nil
	}
	if r.Said, err = said(ctx, l.Tx, &r); err != nil {
		return err
	}
	changed, err := r.save(ctx, l.Tx, l.Record, stored, now)
	if err != nil || !changed {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "publish-report", "report", r.Ref, "")
}

// publish publishes the report ref with these values. What the form does not have stays as it is.
func (s *Service) publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	r, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		r, err = &Report{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	r.form().Change(v)
	r.Published = time.Time{} // a new version is published now
	return s.define(ctx, l, *r, true)
}

// checkReferences checks the consultation, key issues, figures and assessments of r.
func (s *Service) checkReferences(ctx context.Context, l *definition.Loading, r *Report) error {
	var wrong definition.SettingErrors
	if r.Consultation != "" {
		_, err := consult.Get(ctx, l.Tx, r.Consultation)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("consultation", r.Consultation,
				fault.Newf(fault.Invalid, "There is no consultation %q. Add it first, or correct the reference.", r.Consultation))
		}
		wrong.Add(err, "consultation")
	}
	wrong.Add(s.Decisions.CheckText(ctx, l, r.Findings), "findings")
	for i, a := range r.Amendments {
		_, err := decision.GetIssue(ctx, l.Tx, a.Issue)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("issue", a.Issue, fault.New(fault.Invalid, "Choose the key issue that caused the amendment."))
		}
		wrong.Add(err, "amendments", i, "issue")
	}
	for i, key := range r.Assessments {
		_, err := s.Decisions.AssessmentVersion(ctx, l.Tx, key)
		wrong.Add(err, "assessments", i)
	}
	return wrong.Err()
}

// said returns the key issues of the consultation of r, and the others that caused an amendment.
func said(ctx context.Context, tx *db.Tx, r *Report) (all []Said, err error) {
	known := map[string]bool{}
	add := func(i decision.Issue) {
		known[i.Ref], all = true, append(all, Said{i, i.Path(), i.Language})
	}
	if r.Consultation != "" {
		log, err := decision.GetIssueLog(ctx, tx, r.Consultation)
		if err == nil {
			for _, i := range log.Issues {
				add(i)
			}
		} else if !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	for _, a := range r.Amendments {
		if !known[a.Issue] {
			i, err := decision.GetIssue(ctx, tx, a.Issue)
			if err != nil {
				return nil, err
			}
			add(i)
		}
	}
	return all, nil
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to write reports. Ask an administrator for permission.")
}
