// Package confirmation keeps acts that cannot be undone until a second person confirms them.
package confirmation

import (
	"context"
	"encoding/json"
	"net/url"
	"reflect"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// MaxAge is how long a request waits for a second person.
const MaxAge = 7 * 24 * time.Hour

// DefaultSecondPersonFrom is the number of people from which a second person has to confirm,
// if the council has not set another.
const DefaultSecondPersonFrom = 100

// Needs are the capabilities that acts for a second person need. People who have none of them have nothing to confirm.
var Needs = []actor.Capability{
	actor.Draft, actor.Publish, actor.Release, actor.ApproveRecords, actor.Moderate,
	actor.ReadMonitoring, actor.ManageRetention, actor.Operate,
}

// Request is an act that one person has confirmed and that waits for a second one.
type Request struct {
	ID                 string
	Org                string
	Act, Kind, Subject string // as in the audit log
	Needs              actor.Capability
	Title              string   // what the act is
	Effects            []string // what it deletes or publishes
	Path               string   // of the form
	Input              url.Values
	AskedBy            string // id of an account
	AskedAt            time.Time
}

// Service keeps requests.
type Service struct{ DB *db.DB }

const columns = `id, org, act, kind, subject, needs, title, effects, path, input, asked_by, asked_at`

func scan(row db.Row) (r Request, err error) {
	var effects, input string
	if err := row.Scan(&r.ID, &r.Org, &r.Act, &r.Kind, &r.Subject, &r.Needs, &r.Title, &effects, &r.Path, &input,
		&r.AskedBy, db.ScanTime(&r.AskedAt)); err != nil {
		return r, err
	}
	if err := json.Unmarshal([]byte(effects), &r.Effects); err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(input), &r.Input)
}

// Ask saves r and returns its id. Asking again for the same act gives the same id.
func (s *Service) Ask(ctx context.Context, by actor.Actor, r Request) (id string, err error) {
	defer fault.Wrap(&err, "ask a second person to confirm %s", r.Act)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		waiting, err := list(ctx, tx, by)
		if err != nil {
			return err
		}
		for _, old := range waiting {
			if old.Matches(r.Act, r.Subject, r.Path, r.Input) {
				id = old.ID
				return nil
			}
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM confirmation_request WHERE asked_at < $1`, db.Time(now.Add(-MaxAge))); err != nil {
			return err
		}
		id = db.NewID()
		if _, err := tx.Exec(ctx, `INSERT INTO confirmation_request (`+columns+`)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			id, by.Org, r.Act, r.Kind, r.Subject, string(r.Needs), r.Title, db.JSON(r.Effects), r.Path, db.JSON(r.Input),
			by.ID, db.Time(now)); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "ask-second-person", r.Kind, r.Subject, r.Act)
	})
	return id, err
}

// Matches reports whether r is for this act with this input.
func (r *Request) Matches(act, subject, path string, input url.Values) bool {
	return r.Act == act && r.Subject == subject && r.Path == path && reflect.DeepEqual(r.Input, input)
}

// Get returns a request of by's organisation that still waits. It is fault.NotFound if by
// may not do the act.
func (s *Service) Get(ctx context.Context, by actor.Actor, id string) (r Request, err error) {
	defer fault.Wrap(&err, "get request %s", id)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		r, err = get(ctx, tx, by, id)
		return err
	})
	return r, err
}

func get(ctx context.Context, tx *db.Tx, by actor.Actor, id string) (Request, error) {
	all, err := list(ctx, tx, by)
	for _, r := range all {
		if r.ID == id {
			return r, nil
		}
	}
	if err != nil {
		return Request{}, err
	}
	return Request{}, fault.New(fault.NotFound, "This request has been confirmed, cancelled or has expired.")
}

// List returns the requests of by's organisation that by may see, the oldest first.
func (s *Service) List(ctx context.Context, by actor.Actor) (all []Request, err error) {
	defer fault.Wrap(&err, "list requests")
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all, err = list(ctx, tx, by)
		return err
	})
	return all, err
}

func list(ctx context.Context, tx *db.Tx, by actor.Actor) (all []Request, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	waiting, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM confirmation_request
		WHERE org = $1 AND asked_at >= $2 ORDER BY asked_at, id`, by.Org, db.Time(now.Add(-MaxAge)))
	for _, r := range waiting {
		if by.May(r.Needs) {
			all = append(all, r)
		}
	}
	return all, err
}

// Approve ends a request because by, who did not ask for it, confirms it. by does the act
// afterwards. The person who asked is fault.Forbidden.
func (s *Service) Approve(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "approve request %s", id)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		r, err := get(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if r.AskedBy == by.ID {
			return fault.New(fault.Forbidden, "A second person must confirm this. You asked for it.")
		}
		return end(ctx, tx, by, &r, "approve-second-person")
	})
}

// Cancel ends a request without the act.
func (s *Service) Cancel(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "cancel request %s", id)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		r, err := get(ctx, tx, by, id)
		if err != nil {
			return err
		}
		return end(ctx, tx, by, &r, "cancel-second-person")
	})
}

func end(ctx context.Context, tx *db.Tx, by actor.Actor, r *Request, act string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM confirmation_request WHERE id = $1`, r.ID); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, act, r.Kind, r.Subject, r.Act)
}
