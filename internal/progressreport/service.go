package progressreport

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service has the use cases of reports.
type Service struct {
	DB   *db.DB
	Edit *edit.Service
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

// Line is an owner of objectives in a report that is not published yet.
type Line struct {
	Owner    string
	SignedBy string // account, or ""
	SignedAt time.Time
	Stale    bool // what was signed has been changed since
}

// SignOff is what the owners of a report have signed.
type SignOff struct {
	*Report
	Lines []Line
}

// Missing returns how many owners have not signed what the report says now.
func (s *SignOff) Missing() (n int) {
	for _, l := range s.Lines {
		if l.SignedBy == "" || l.Stale {
			n++
		}
	}
	return n
}

// signOff returns the owners of r and their signatures.
func signOff(ctx context.Context, tx *db.Tx, r *Report) (*SignOff, error) {
	type row struct {
		line Line
		part string
	}
	rows, err := db.All(ctx, tx, func(d db.Row) (x row, err error) {
		return x, d.Scan(&x.line.Owner, &x.line.SignedBy, db.ScanTime(&x.line.SignedAt), &x.part)
	}, `SELECT owner, signed_by, signed_at, part FROM progressreport_signature
		WHERE kind = $1 AND strategy = $2 AND starts = $3 AND ends = $4`, string(r.Kind), r.Strategy, db.Time(r.From), db.Time(r.To))
	out := &SignOff{Report: r}
	for _, owner := range r.Owners() {
		line := Line{Owner: owner}
		for _, x := range rows {
			if x.line.Owner == owner {
				line = x.line
				line.Stale = x.part != r.part(owner)
			}
		}
		out.Lines = append(out.Lines, line)
	}
	return out, err
}

// SignOff returns what the owners of the objectives in the working copy at address have signed.
func (s *Service) SignOff(ctx context.Context, by actor.Actor, address string) (out *SignOff, err error) {
	defer fault.Wrap(&err, "load the signatures on report %s", address)
	k := s.kind()
	return out, s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := s.Edit.FindIn(ctx, tx, by, &k, address)
		if err != nil {
			return err
		}
		r, err := Preview(ctx, tx, c.Record, c.Values)
		if err != nil {
			return err
		}
		out, err = signOff(ctx, tx, r)
		return err
	})
}

// Sign records that by signs, for the role owner, what the report says about its objectives. part is SignOff.Part of what
// they have read.
func (s *Service) Sign(ctx context.Context, by actor.Actor, address, owner, part string) (err error) {
	defer fault.Wrap(&err, "sign report %s", address)
	k := s.kind()
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := s.Edit.FindIn(ctx, tx, by, &k, address)
		if err != nil {
			return err
		}
		r, err := Preview(ctx, tx, c.Record, c.Values)
		if err != nil {
			return err
		}
		found := false
		for _, name := range r.Owners() {
			found = found || name == owner
		}
		if !found {
			return fault.New(fault.NotFound, "The report has no objective of this role.")
		}
		if r.part(owner) != part {
			return fault.New(fault.Conflict, "This part of the report has changed since you opened the page. Read it again before you sign.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO progressreport_signature (kind, strategy, starts, ends, owner, part, signed_by, signed_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (kind, strategy, starts, ends, owner)
			DO UPDATE SET part = excluded.part, signed_by = excluded.signed_by, signed_at = excluded.signed_at`,
			string(r.Kind), r.Strategy, db.Time(r.From), db.Time(r.To), owner, part, by.ID, db.Time(now))
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "sign-progress-report", "progress-report", c.Address(), owner)
	})
}

// Part identifies what the report says about the objectives of owner.
func (s *SignOff) Part(owner string) string { return s.part(owner) }
