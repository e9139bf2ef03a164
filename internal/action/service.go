package action

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Service defines, updates and returns actions.
type Service struct {
	DB *db.DB
	// Assessments finds the impact assessments, also drafts, of which an action can be a part. It may be nil.
	Assessments *edit.Lookup
}

// Define stores the actions of def and adds their new updates. Existing updates stay. Defining the same again changes
// nothing.
func (s *Service) Define(ctx context.Context, by actor.Actor, def Definition) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error { return s.DefineIn(ctx, tx, by, def) })
}

// DefineIn is Define in the transaction of the caller. Its error holds all definition.SettingErrors.
func (s *Service) DefineIn(ctx context.Context, tx *db.Tx, by actor.Actor, def Definition) (err error) {
	defer fault.Wrap(&err, "define actions")
	if !by.May(actor.Draft) {
		return fault.New(fault.Forbidden, "You do not have permission to edit actions. Ask an administrator for permission to draft.")
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	for i := range def.Actions {
		a := &def.Actions[i]
		wrong.Add(a.validate(now), "actions", i)
		wrong.Add(a.checkLinks(ctx, tx), "actions", i)
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	for i := range def.Actions {
		wrong.Add(def.Actions[i].define(ctx, tx, by, i), "actions", i)
	}
	return wrong.Err()
}

// define stores a at a position of its plan, and writes the audit entry if it has changed.
func (a *Action) define(ctx context.Context, tx *db.Tx, by actor.Actor, position int) error {
	before, err := snapshot(ctx, tx, a.Ref)
	if err != nil {
		return err
	}
	if err := a.save(ctx, tx, position); err != nil {
		return err
	}
	after, err := snapshot(ctx, tx, a.Ref)
	if err != nil || after == before {
		return err
	}
	return audit.Append(ctx, tx, by, "define-action", "action", a.Ref, "")
}

// snapshot returns the stored action as JSON, or "" if there is none, to see whether a definition changes it.
func snapshot(ctx context.Context, tx *db.Tx, ref string) (string, error) {
	a, err := Get(ctx, tx, ref)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return db.JSON(a), nil
}

// checkLinks checks that the objective and the needs of a exist. Key issues belong to package decision, which imports
// this one, so only the form of their references is checked.
func (a *Action) checkLinks(ctx context.Context, tx *db.Tx) error {
	var wrong definition.SettingErrors
	if a.Objective != "" {
		_, err := strategy.GetObjectiveBrief(ctx, tx, a.Objective)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("objective", a.Objective, fault.Newf(
				fault.Invalid,
				"Action %q refers to objective %q, which does not exist. Add its strategy first, or correct the reference.",
				a.Ref,
				a.Objective,
			))
		}
		wrong.Add(err, "objective")
	}
	wrong.Add(account.RequireOrg(ctx, tx, a.Organisation), "organisation")
	for i, issue := range a.Issues {
		wrong.Add(evidence.CheckRef("each key issue", issue), "issues", i)
	}
	for i, slug := range a.Consultations {
		_, err := a.getConsultation(ctx, tx, slug)
		wrong.Add(err, "consultations", i)
	}
	for i, ref := range a.Mitigates {
		wrong.Add(a.checkAssessment(ctx, tx, ref), "mitigates", i)
	}
	wrong.Add(evidence.RequireNeeds(ctx, tx, a.Needs), "needs")
	wrong.Add(evidence.RequireNeeds(ctx, tx, a.Closes), "closes-gaps")
	return wrong.Err()
}

// getConsultation returns a consultation that a refers to. A missing one is fault.Invalid.
func (a *Action) getConsultation(ctx context.Context, tx *db.Tx, slug string) (*consult.Consultation, error) {
	c, err := consult.Get(ctx, tx, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, definition.Missing("consultation", slug, fault.Newf(
			fault.Invalid,
			"Action %q refers to consultation %q, which does not exist. Add the consultation first, or correct the reference.",
			a.Ref,
			slug,
		))
	}
	return c, err
}

// checkAssessment returns fault.Invalid unless ref is an equality impact assessment of a consultation.
func (a *Action) checkAssessment(ctx context.Context, tx *db.Tx, ref string) error {
	slug, id, _ := strings.Cut(ref, "/")
	c, err := a.getConsultation(ctx, tx, slug)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(c.Documents, func(d consult.Document) bool {
		return d.ID == id && d.Kind == consult.EqualityImpact
	}) {
		return fault.Newf(
			fault.Invalid,
			"Action %q mitigates %q, which is not an equality impact assessment of a consultation. "+
				"Use the references of the consultation and of its document, like parks-2026/impact.",
			a.Ref,
			ref,
		)
	}
	return nil
}

// Update publishes an update on the action ref.
func (s *Service) Update(ctx context.Context, by actor.Actor, ref string, u Update) (err error) {
	defer fault.Wrap(&err, "update action %s", ref)
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish updates. Ask an administrator for permission to publish.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := u.validate(ref, now); err != nil {
			return err
		}
		if _, err := Get(ctx, tx, ref); err != nil {
			return err
		}
		u.Action = ref
		inserted, err := u.insert(ctx, tx)
		if err != nil || !inserted {
			return err
		}
		return audit.Append(ctx, tx, by, "update-action", "action", ref, "")
	})
}

// Get returns an action, or fault.NotFound.
func (s *Service) Get(ctx context.Context, ref string) (a *Action, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		a, err = Get(ctx, tx, ref)
		return err
	})
	return a, err
}
