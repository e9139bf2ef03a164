package decision

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Service records decisions and feedback. Log writes the public record in the same transaction.
type Service struct {
	DB      *db.DB
	Log     *record.Log
	Figures FigureFunc

	// Assessments are the impact assessments. Nil: there are none.
	Assessments Assessments

	// Papers are the reports to those who decide. Nil: there are none.
	Papers Papers

	// Planned returns a check of figures of the results that a folder of definitions asks for. It
	// is Figures of an analysis.Planner; nil: they are only checked when the folder is stored.
	Planned func(*definition.Folder) analysis.PlannedFigureFunc

	// OnFeedback is called in the transaction that publishes feedback. It may be nil.
	OnFeedback func(ctx context.Context, tx *db.Tx, a *Feedback) error
}

// Define records a decision with its key issues and its feedback. Defining the same again changes nothing. A different
// definition is a correction, which has its own entry in the public record.
func (s *Service) Define(ctx context.Context, by actor.Actor, def Definition) error {
	_, err := s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		return s.DefineIn(ctx, &definition.Loading{Tx: tx, Record: w, By: by}, def)
	})
	return err
}

// DefineIn is Define in the transaction of l. Its error holds all definition.SettingErrors. References to results that will
// be released, and to their figures, are checked as far as that is possible before.
func (s *Service) DefineIn(ctx context.Context, l *definition.Loading, def Definition) (err error) {
	defer fault.Wrap(&err, "record decision %s", def.Ref)
	if !l.By.May(actor.Decide) {
		return forbidden()
	}
	return s.define(ctx, l, def)
}

// define is DefineIn for actors who may.
func (s *Service) define(ctx context.Context, l *definition.Loading, def Definition) error {
	tx, w, by := l.Tx, l.Record, l.By
	var wrong definition.SettingErrors
	wrong.Add(def.prepare())
	wrong.Add(s.checkReferences(ctx, l, &def))
	assessments, err := s.receivedAssessments(ctx, tx, &def)
	wrong.Add(err)
	if def.Feedback != nil && def.Feedback.Consultation != "" {
		wrong.Add(s.FiguresDuring(l).checkFeedback(ctx, tx, def.Feedback), "answer")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	changed, err := def.save(ctx, tx, w, assessments)
	if err == nil && changed {
		err = audit.Append(ctx, tx, by, "record-decision", "decision", def.Ref, "")
	}
	if err != nil || def.Feedback == nil {
		return err
	}
	return s.storeFeedback(ctx, tx, w, by, def.Feedback, false)
}

// DefineFeedback publishes feedback that does not belong to a recorded decision. Defining the same again changes
// nothing.
func (s *Service) DefineFeedback(ctx context.Context, by actor.Actor, a Feedback) (err error) {
	defer fault.Wrap(&err, "publish feedback on %s", a.Consultation)
	if !by.May(actor.Decide) {
		return forbidden()
	}
	if err := a.validate(); err != nil {
		return err
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error { return s.saveFeedback(ctx, tx, w, by, &a, false) })
	return err
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to record decisions. Ask an administrator for permission.")
}

// saveFeedback checks and stores a, and writes the audit entry if it has changed.
func (s *Service) saveFeedback(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, a *Feedback, byStaff bool) error {
	if err := s.Figures.checkFeedback(ctx, tx, a); err != nil {
		return err
	}
	return s.storeFeedback(ctx, tx, w, by, a, byStaff)
}

// storeFeedback is saveFeedback for feedback that has been checked.
func (s *Service) storeFeedback(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, a *Feedback, byStaff bool) error {
	changed, err := a.save(ctx, tx, w, byStaff)
	if err != nil || !changed {
		return err
	}
	if s.OnFeedback != nil {
		if err := s.OnFeedback(ctx, tx, a); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, by, "publish-feedback", "consultation", a.Consultation, "")
}
