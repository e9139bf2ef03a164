package consultationreport

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service has the use cases of reports on consultations.
type Service struct {
	DB        *db.DB
	Decisions *decision.Service
	// OnPublish is called in the transaction that first publishes a report. It may be nil.
	OnPublish func(ctx context.Context, tx *db.Tx, r *Report, now time.Time) error
}

// Definitions returns the kinds of definition files of this feature: reports.
func (s *Service) Definitions() []definition.Kind {
	return []definition.Kind{definition.FileKind[Definition]{
		One: "consultation report", Many: "consultation reports", Pattern: "consultation-reports/*.yaml",
		Define: s.DefineIn,
		Count:  func(Definition) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			return EachConsultation(ctx, tx, func(slug string) (err error) {
				files["consultation-reports/"+slug+".yaml"], err = Get(ctx, tx, slug)
				return err
			})
		},
	}.Kind()}
}

// DefineIn publishes the report of a definition file. Defining the same again changes nothing; anything else is a new version.
func (s *Service) DefineIn(ctx context.Context, l *definition.Loading, r Definition) (err error) {
	defer fault.Wrap(&err, "publish report on %s", r.Consultation)
	if !l.By.May(actor.Draft) || !l.By.May(actor.Decide) {
		return forbidden()
	}
	old, err := Get(ctx, l.Tx, r.Consultation)
	if err == nil {
		if r.Facts, r.Edition = old.Facts, old.Edition; db.JSON(old) == db.JSON(&r) {
			return nil
		}
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	return s.publish(ctx, l, &r)
}

// publish checks r, assembles what it shows and stores it as a new version, unless nothing has changed.
func (s *Service) publish(ctx context.Context, l *definition.Loading, r *Report) error {
	now, err := l.Tx.Now(ctx)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	wrong.Add(r.validate(now))
	c, err := consult.GetOwned(ctx, l.Tx, l.By, r.Consultation)
	if fault.Is(err, fault.NotFound) {
		wrong.Add(definition.Missing("consultation", r.Consultation,
			fault.Newf(fault.Invalid, "There is no consultation %q. Add it first, or correct the reference.", r.Consultation)), "consultation")
		return wrong.Err()
	}
	if err != nil {
		return err
	}
	released, err := analysis.GetHead(ctx, l.Tx, r.Consultation, r.Release)
	if fault.Is(err, fault.NotFound) && !l.WillExist("release", r.ReleaseRef()) && r.Release > 0 {
		wrong.Add(definition.Missing("release", r.ReleaseRef(), fault.Newf(fault.Invalid,
			"Release %d of the results of this consultation does not exist. Release the results first.", r.Release)), "release")
	} else if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	wrong.Add(s.checkTexts(ctx, l, r))
	if err := wrong.Err(); err != nil {
		return err
	}
	if r.Facts, err = assemble(ctx, l.Tx, c); err != nil {
		return err
	}
	r.Facts.ReleasedAt, r.Facts.Checksum = released.ReleasedAt, released.Checksum
	return s.store(ctx, l, r, now)
}

// store stores r after the latest version and tells those who want to know of the first one.
func (s *Service) store(ctx context.Context, l *definition.Loading, r *Report, now time.Time) error {
	old, err := Get(ctx, l.Tx, r.Consultation)
	if fault.Is(err, fault.NotFound) {
		old, err = &Report{}, nil
	}
	if err != nil {
		return err
	}
	changed, err := r.save(ctx, l.Tx, l.Record, old, now)
	if err != nil || !changed {
		return err
	}
	if s.OnPublish != nil && r.Edition == 1 {
		if err := s.OnPublish(ctx, l.Tx, r, now); err != nil {
			return err
		}
	}
	return audit.Append(ctx, l.Tx, l.By, "publish-consultation-report", "consultation-report", r.Consultation, "")
}

// checkTexts checks that the figures and the assessments that r names are published.
func (s *Service) checkTexts(ctx context.Context, l *definition.Loading, r *Report) error {
	var wrong definition.SettingErrors
	figures := r.figures(s.Decisions.FiguresDuring(l))
	for _, section := range Sections {
		_, err := figures.Expand(ctx, l.Tx, r.Text(section))
		wrong.Add(err, section.ID)
	}
	for i, key := range r.Assessments {
		_, err := s.Decisions.AssessmentVersion(ctx, l.Tx, key)
		wrong.Add(err, "assessments", i)
	}
	return wrong.Err()
}

// figures returns find for the texts of r, in which a figure has no release: it is the one of r. So all figures of a report move
// together when officers choose a later release, and none comes from another by mistake.
func (r *Report) figures(find decision.FigureFunc) decision.FigureFunc {
	if find == nil {
		return nil
	}
	return func(ctx context.Context, tx *db.Tx, ref string) (analysis.Figure, error) {
		slug, rest, whole := strings.Cut(ref, "#")
		if !whole && r.Release == 0 {
			return analysis.Figure{}, fault.New(fault.Invalid, "The results that this report names are not released yet.")
		}
		if !whole {
			return find(ctx, tx, r.ReleaseRef()+"/"+ref)
		}
		number, path, _ := strings.Cut(rest, "/")
		if slug == r.Consultation && number != strconv.FormatInt(r.Release, 10) {
			return analysis.Figure{}, fault.Newf(fault.Invalid,
				"The figure %q is from release %s, but this report uses release %d. Write it without a release: %s.", ref, number, r.Release, path)
		}
		return find(ctx, tx, ref)
	}
}

// Expand fills in the figures of a text of r.
func (s *Service) Expand(ctx context.Context, tx *db.Tx, r *Report, text string) (decision.Prose, error) {
	return r.figures(s.Decisions.Figures).Expand(ctx, tx, text)
}

// publishRecord publishes the report on a consultation with these values.
func (s *Service) publishRecord(ctx context.Context, l *definition.Loading, slug string, v edit.Values) error {
	r, err := fromValues(ctx, l.Tx, slug, v)
	if err != nil {
		return err
	}
	r.Published = time.Time{} // a new version is published now
	return s.publish(ctx, l, r)
}

// fromValues returns the report on a consultation with the values of a form. What the form does not have stays as it is.
func fromValues(ctx context.Context, tx *db.Tx, slug string, v edit.Values) (*Report, error) {
	r, err := Get(ctx, tx, slug)
	if fault.Is(err, fault.NotFound) {
		r, err = &Report{Consultation: slug}, nil
	}
	if err == nil {
		r.form().Change(v)
	}
	return r, err
}

// Preview returns the report with the values of a working copy and the facts as they are now. It may be incomplete: without a
// release that exists, r.Release is 0.
func (s *Service) Preview(ctx context.Context, tx *db.Tx, by actor.Actor, slug string, v edit.Values) (*Report, error) {
	c, err := consult.GetOwned(ctx, tx, by, slug)
	if err != nil {
		return nil, err
	}
	r, err := fromValues(ctx, tx, slug, v)
	if err != nil {
		return nil, err
	}
	if r.Facts, err = assemble(ctx, tx, c); err != nil {
		return nil, err
	}
	released, err := analysis.GetHead(ctx, tx, slug, r.Release)
	if fault.Is(err, fault.NotFound) {
		r.Release, err = 0, nil
	}
	r.Facts.ReleasedAt, r.Facts.Checksum = released.ReleasedAt, released.Checksum
	return r, err
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to publish reports on consultations. Ask an administrator for permission.")
}
