package subjectaccess

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// subjectKind is the kind of requests in the audit log.
const subjectKind = "data-request"

func authorise(by actor.Actor, also actor.Capability) error {
	if !by.May(actor.HandleRequests) || !by.May(also) {
		return fault.New(fault.Forbidden, "You do not have permission to do this with requests about personal data.")
	}
	return nil
}

// AddRequest adds a request to the register of by's organisation and returns its id. r has
// the consultation, the right, the channel, the day and the details. If a field is wrong,
// field is its name: right, channel, received, consultation, name, reply or asks.
func (s *Service) AddRequest(ctx context.Context, by actor.Actor, r Request) (id, field string, err error) {
	defer fault.Wrap(&err, "add a request about personal data")
	if err := authorise(by, actor.HandleRequests); err != nil {
		return "", "", err
	}
	switch {
	case !slices.Contains(Rights, r.Right):
		return "", "right", fault.New(fault.Invalid, "Select what the person asks for.")
	case !slices.Contains(Channels, r.Channel):
		return "", "channel", fault.New(fault.Invalid, "Select how the request was received.")
	}
	if field, err := r.Details.check(); err != nil {
		return "", field, err
	}
	sealed, err := s.seal(db.JSON(r.Details))
	if err != nil {
		return "", "", err
	}
	id = db.IDFromKey(r.ID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		field = ""
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if r.Received.IsZero() || r.Received.After(today(now)) {
			field = "received"
			return fault.New(fault.Invalid, "Date must be today or in the past.")
		}
		if r.Consultation != "" {
			if _, err := consult.GetOwned(ctx, tx, by, r.Consultation); err != nil {
				field = "consultation"
				return err
			}
		}
		added, err := tx.Exec(ctx, `INSERT INTO subjectaccess_request
			(id, org, consultation, kind, channel, received, closed, version, due, waits_for, sealed)
			VALUES ($1, $2, $3, $4, $5, $6, '', 1, $7, $8, $9) ON CONFLICT (id) DO NOTHING`,
			id, by.Org, r.Consultation, string(r.Right), r.Channel, r.Received.Format(time.DateOnly),
			r.dueDay(), string(r.WaitsFor()), sealed)
		if err != nil || added == 0 { // 0: the page was sent before
			return err
		}
		if err := insertStep(ctx, tx, by, id, 1, Step{Kind: Received, Day: r.Received}, nil, now); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "add-data-request", subjectKind, id, "")
	})
	return id, field, err
}

// AddStep records s in request id, whose latest step the officer saw is version. For
// ToAnswer, response is the id of the person's response, or "" if there is none.
func (s *Service) AddStep(
	ctx context.Context, by actor.Actor, id string, version int64, step Step, response string,
) (err error) {
	defer fault.Wrap(&err, "record a step of a request about personal data")
	if err := authorise(by, step.Kind.Needs()); err != nil {
		return err
	}
	r, err := s.getRequest(ctx, by, id)
	if err != nil {
		return err
	}
	response = strings.TrimSpace(response)
	if response != "" && (step.Kind != ToAnswer || !by.May(actor.ReadResponses) || r.Consultation == "") {
		return fault.New(fault.Invalid, "Only enter a response when you hand over a request about a consultation.")
	}
	step.Note = strings.TrimSpace(step.Note)
	note, err := s.sealNote(step.Note)
	if err != nil {
		return err
	}
	details := r.Details
	switch {
	case step.Kind == ToAnswer:
		details.Response = response
	case step.Kind.Closes():
		details.Response = ""
	}
	sealed, err := s.seal(db.JSON(details))
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := r.checkStep(&step, today(now)); err != nil {
			return err
		}
		if response != "" {
			if _, err := intake.GetResponse(ctx, tx, r.Consultation, response); err != nil {
				return err
			}
		}
		if err := advance(ctx, tx, r, version, sealed, step); err != nil {
			return err
		}
		if err := insertStep(ctx, tx, by, id, version+1, step, note, now); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "record-data-request-step", subjectKind, id, string(step.Kind))
	})
}

// EraseResponse withdraws the response that was found for request id, and records that.
// The officer does not see the response. version is as for AddStep.
func (s *Service) EraseResponse(ctx context.Context, by actor.Actor, id string, version int64) (err error) {
	defer fault.Wrap(&err, "erase the response of a request about personal data")
	r, err := s.PlanErasure(ctx, by, id)
	if err != nil {
		return err
	}
	response, details := r.Details.Response, r.Details
	details.Response = ""
	sealed, err := s.seal(db.JSON(details))
	if err != nil {
		return err
	}
	how := "Request about personal data " + id
	return s.deleter.WithdrawForRequest(ctx, by, r.Consultation, response, how, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		step := Step{Kind: Withdrawn, Day: today(now)}
		if err := advance(ctx, tx, r, version, sealed, step); err != nil {
			return err
		}
		if err := insertStep(ctx, tx, by, id, version+1, step, nil, now); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "record-data-request-step", subjectKind, id, string(step.Kind))
	})
}

// PlanErasure returns request id if by may erase the response that was found for it.
func (s *Service) PlanErasure(ctx context.Context, by actor.Actor, id string) (*Request, error) {
	if err := authorise(by, actor.ManageRetention); err != nil {
		return nil, err
	}
	r, err := s.getRequest(ctx, by, id)
	switch {
	case err != nil:
		return nil, err
	case r.Details.Response == "" || !r.Closed.IsZero() || r.Right != RightToErasure && r.Right != RightToObject:
		return nil, fault.New(fault.Conflict, "No response to erase has been found for this request.")
	case !r.has(IdentityChecked):
		return nil, fault.New(fault.Conflict, "First record how you checked who the person is, or why you did not need to.")
	}
	return r, nil
}

// ReadRequest returns request id with its details. The access is logged first.
func (s *Service) ReadRequest(ctx context.Context, by actor.Actor, id string) (r *Request, err error) {
	defer fault.Wrap(&err, "read a request about personal data")
	if err := authorise(by, actor.HandleRequests); err != nil {
		return nil, err
	}
	if r, err = s.getRequest(ctx, by, id); err != nil {
		return nil, err
	}
	return r, s.db.Update(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, by, "read-data-request", subjectKind, id, "")
	})
}

// ListRequests returns the open requests of by's organisation, the first to be answered
// first, and the latest closed ones, without details and notes.
func (s *Service) ListRequests(ctx context.Context, by actor.Actor) (open, closed []*Request, err error) {
	defer fault.Wrap(&err, "list requests about personal data")
	if err := authorise(by, actor.HandleRequests); err != nil {
		return nil, nil, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if open, err = selectRequests(ctx, tx, by, `closed = ''`, ``); err != nil {
			return err
		}
		closed, err = selectRequests(ctx, tx, by, `closed <> ''`, `ORDER BY closed DESC, id LIMIT 50`)
		return err
	})
	slices.SortStableFunc(open, func(a, b *Request) int { return a.Deadline().Due.Compare(b.Deadline().Due) })
	return open, closed, err
}

// ExportRequests calls fn for all requests of by's organisation, the earliest first, without
// details and notes.
func (s *Service) ExportRequests(ctx context.Context, by actor.Actor, fn func(*Request) error) (err error) {
	defer fault.Wrap(&err, "export requests about personal data")
	if err := authorise(by, actor.HandleRequests); err != nil {
		return err
	}
	if err := s.db.Update(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, by, "export-data-requests", "organisation", by.Org, "")
	}); err != nil {
		return err
	}
	return s.db.View(ctx, func(tx *db.Tx) error { return eachRequest(ctx, tx, by, fn) })
}

// today returns the day of now in the United Kingdom, at midnight UTC.
func today(now time.Time) time.Time {
	if zone, err := time.LoadLocation("Europe/London"); err == nil {
		now = now.In(zone)
	}
	y, m, d := now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
