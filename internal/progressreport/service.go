package progressreport

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service has the use cases of reports.
type Service struct {
	DB       *db.DB
	Edit     *edit.Service
	Accounts *account.Service
}

// Preview returns the report with the values of a working copy, and its facts as they are now. It may be incomplete.
func Preview(ctx context.Context, tx *db.Tx, ref string, v edit.Values) (*Report, error) {
	r, err := fromValues(ctx, tx, ref, v)
	if err != nil || r.Facts != nil {
		return r, err
	}
	if r.Facts, err = assemble(ctx, tx, r); fault.Is(err, fault.NotFound) {
		r.Facts, err = &Facts{}, nil
	}
	return r, err
}

// fromValues returns the report ref with the values of a form. What the form does not have, such as the facts, is that of the
// published report.
func fromValues(ctx context.Context, tx *db.Tx, ref string, v edit.Values) (*Report, error) {
	r, err := Get(ctx, tx, ref)
	if fault.Is(err, fault.NotFound) {
		r, err = &Report{Ref: ref}, nil
	}
	if err == nil {
		r.form().Change(v)
	}
	return r, err
}

// DefineIn publishes the report of a definition file, with the signatures in the file.
func (s *Service) DefineIn(ctx context.Context, l *definition.Loading, def Definition) (err error) {
	defer fault.Wrap(&err, "publish report %s", def.Ref)
	if !l.By.May(actor.ApproveRecords) {
		return forbidden()
	}
	if old, err := Get(ctx, l.Tx, def.Ref); err == nil {
		def.Facts = old.Facts
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	return publishReport(ctx, l, &def)
}

// publishReport computes the facts of r if it was not published before, checks it and stores it.
func publishReport(ctx context.Context, l *definition.Loading, r *Report) error {
	now, err := l.Tx.Now(ctx)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	wrong.Add(r.prepare(now))
	if err := wrong.Err(); err != nil {
		return err
	}
	if r.Facts == nil {
		if r.Facts, err = assemble(ctx, l.Tx, r); fault.Is(err, fault.NotFound) {
			wrong.Add(definition.Missing("strategy", r.Strategy, err), "strategy")
			return wrong.Err()
		}
		if err != nil {
			return err
		}
	}
	signed := map[string]bool{}
	for _, s := range r.Signed {
		signed[s.Owner] = true
	}
	var missing []string
	for _, owner := range r.Owners() {
		if !signed[owner] {
			missing = append(missing, owner)
		}
	}
	if len(missing) > 0 {
		return fault.Newf(fault.Invalid, "Not signed off yet by: %s. Each owner signs what the report says about their objectives.",
			strings.Join(missing, ", "))
	}
	changed, err := r.save(ctx, l.Tx, l.Record)
	if err != nil || !changed {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "publish-progress-report", "progress-report", r.Ref, "")
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to do this. Ask an administrator of your organisation.")
}
