package action

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ReportState is what has become of a report.
type ReportState string

// The states of a report.
const (
	Reported  ReportState = "reported"  // waits for a publisher of the council
	Returned  ReportState = "returned"  // with a comment, for its author to change
	Published ReportState = "published" // is an Update
)

// Report is an update that an owner has written and a publisher of the council signs off.
type Report struct {
	Update
	ID         string
	State      ReportState
	Comment    string // why it was returned
	ReportedBy string // account
	ReportedAt time.Time
	Version    int64
}

// MaySignOff reports whether by signs off reports of every organisation, and publishes own ones without a second person.
func MaySignOff(by actor.Actor) bool { return by.MayForAll(actor.Publish) }

// MaySignOff reports whether by signs off reports on a: a publisher of the council, or of the organisation that does it.
func (a *Action) MaySignOff(by actor.Actor) bool {
	return MaySignOff(by) || by.May(actor.Publish) && by.ActsFor(a.Org())
}

// isOwner reports whether by may report on a. Colleagues of the owner may do it in their place.
func (a *Action) isOwner(by actor.Actor) bool {
	return by.May(actor.UpdateActions) && by.ActsFor(a.Org())
}

// authoriseSignOff returns an error unless by signs off reports on a. Publishers of other organisations learn nothing.
func (a *Action) authoriseSignOff(by actor.Actor) error {
	switch {
	case a.MaySignOff(by):
		return nil
	case by.May(actor.Publish):
		return errNotMine
	}
	return forbiddenToSignOff()
}

func forbiddenToSignOff() error {
	return fault.New(fault.Forbidden, "You do not have permission to sign off reports on actions. "+
		"Ask an administrator for permission to publish.")
}

// maxText is the number of characters of a report.
const maxText = 4000

// checkReport returns the field of u that must be corrected, and why. It trims the text.
func (a *Action) checkReport(u *Update, now time.Time) (field string, err error) {
	u.Text = strings.TrimSpace(u.Text)
	day := u.Date.Format(time.DateOnly)
	switch {
	case !slices.Contains(Statuses, u.Status):
		return "status", fault.New(fault.Invalid, "Select how the work is going.")
	case u.Date.IsZero() || u.Date.After(now):
		return "date", fault.New(fault.Invalid, "Date must be a real date, today or in the past.")
	case slices.ContainsFunc(a.Updates, func(o Update) bool { return o.Date.Format(time.DateOnly) == day }):
		return "date", fault.New(fault.Invalid, "An update with this date has been published. Enter a later date.")
	case u.Text == "":
		return "text", fault.New(fault.Invalid, "Enter what you have done.")
	case len([]rune(u.Text)) > maxText:
		return "text", fault.New(fault.Invalid, "What you have done must be 4,000 characters or fewer.")
	case u.Source.Address != "" && u.Source.Name == "":
		return "source", fault.New(fault.Invalid, "Enter a name for the evidence as well as its web address.")
	case u.Source.CheckAddress() != nil:
		return "address", fault.New(fault.Invalid, "Web address must start with https://.")
	}
	return "", u.validate(a.Ref, now)
}

// Report saves the report of by on an action, in place of one that has not been published. version
// is that of the report that by saw, or 0. A report of a person who may sign off is published at
// once. field names what must be corrected.
func (s *Service) Report(ctx context.Context, by actor.Actor, ref string, version int64, u Update) (field string, err error) {
	defer fault.Wrap(&err, "report on action %s", ref)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		a, err := getMine(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if field, err = a.checkReport(&u, now); err != nil {
			return err
		}
		u.Action = ref
		last, err := openReport(ctx, tx, ref)
		if err != nil {
			return err
		}
		if last.Version != version {
			return errReportChanged
		}
		r := Report{
			Update: u, ID: cmp.Or(last.ID, db.NewID()), State: Reported, ReportedBy: by.ID, ReportedAt: now, Version: version + 1,
		}
		if a.MaySignOff(by) {
			return r.publish(ctx, tx, by)
		}
		if err := r.save(ctx, tx, by, ""); err != nil {
			return err
		}
		if err := r.appendReported(ctx, tx, a); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "report-action", "action", ref, "")
	})
	return field, err
}

var errReportChanged = fault.New(fault.Conflict,
	"Someone else has changed this report. Check it, and then send yours again if it is still needed.")

// publish makes an update of r.
func (r *Report) publish(ctx context.Context, tx *db.Tx, by actor.Actor) error {
	r.State, r.Comment = Published, ""
	if err := r.save(ctx, tx, by, by.ID); err != nil {
		return err
	}
	if _, err := r.insert(ctx, tx); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, "update-action", "action", r.Action, "")
}

// SignOff publishes the report on an action that by has read, whose version is version, or returns
// it to its author with a comment that says why.
func (s *Service) SignOff(ctx context.Context, by actor.Actor, ref string, version int64, publish bool, comment string) (err error) {
	defer fault.Wrap(&err, "sign off the report on action %s", ref)
	if !by.May(actor.Publish) {
		return forbiddenToSignOff()
	}
	comment = strings.TrimSpace(comment)
	if !publish && comment == "" {
		return fault.New(fault.Invalid, "Enter what the author should change.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		a, err := Get(ctx, tx, ref)
		if err == nil {
			err = a.authoriseSignOff(by)
		}
		if err != nil {
			return err
		}
		r, err := openReport(ctx, tx, ref)
		if err != nil {
			return err
		}
		if r.Version != version || r.State != Reported {
			return errReportChanged
		}
		if r.Version++; publish {
			return r.publish(ctx, tx, by)
		}
		r.State, r.Comment = Returned, comment
		if err := r.save(ctx, tx, by, by.ID); err != nil {
			return err
		}
		if err := r.appendReturned(ctx, tx); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "return-action-report", "action", ref, comment)
	})
}

// Assign makes an account the owner of an action, or every action owner of its organisation if
// owner is "". The owner finds the action in their list and is reminded of it.
func (s *Service) Assign(ctx context.Context, by actor.Actor, ref, owner string) (err error) {
	defer fault.Wrap(&err, "assign action %s", ref)
	if !by.May(actor.Publish) {
		return forbiddenToSignOff()
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		a, err := Get(ctx, tx, ref)
		if err == nil {
			err = a.authoriseSignOff(by)
		}
		if err != nil || a.Owner == owner {
			return err
		}
		if owner != "" {
			p, err := account.GetPerson(ctx, tx, owner)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err != nil || p.Org != a.Org() || !p.Actor().May(actor.UpdateActions) {
				return fault.New(fault.Invalid, "Select an action owner from the list.")
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE action_action SET owner = $2 WHERE ref = $1`, ref, owner); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "assign-action", "action", ref, owner)
	})
}

const reportColumns = `id, action, dated, status, body, value, source, state, comment, reported_by, reported_at, version`

func scanReport(row db.Row) (r Report, err error) {
	var source string
	err = row.Scan(&r.ID, &r.Action, db.ScanTime(&r.Date), &r.Status, &r.Text, &r.Value, &source, &r.State, &r.Comment,
		&r.ReportedBy, db.ScanTime(&r.ReportedAt), &r.Version)
	if err == nil {
		r.Source, err = parseSource(source)
	}
	return r, err
}

// openReport returns the report on an action that has not been published, or a zero Report.
func openReport(ctx context.Context, tx *db.Tx, ref string) (Report, error) {
	r, err := db.One(ctx, tx, scanReport, `SELECT `+reportColumns+` FROM action_report WHERE action = $1 AND state <> 'published'`, ref)
	if fault.Is(err, fault.NotFound) {
		return Report{}, nil
	}
	return r, err
}

// save stores r, which by has written or decided about.
func (r *Report) save(ctx context.Context, tx *db.Tx, by actor.Actor, decidedBy string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO action_report (`+reportColumns+`, org, decided_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET dated = excluded.dated, status = excluded.status, body = excluded.body,
			value = excluded.value, source = excluded.source, state = excluded.state, comment = excluded.comment,
			reported_by = excluded.reported_by, reported_at = excluded.reported_at, version = excluded.version,
			decided_by = excluded.decided_by`,
		r.ID, r.Action, db.Time(r.Date), string(r.Status), r.Text, r.Value, db.JSON(r.Source), string(r.State), r.Comment,
		r.ReportedBy, db.Time(r.ReportedAt), r.Version, by.Org, decidedBy)
	return err
}
