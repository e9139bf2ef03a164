package subjectaccess

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// seal encrypts what a request has that identifies a person.
func (s *Service) seal(text string) ([]byte, error) {
	if s.box == nil {
		return nil, fault.New(fault.Busy, "This installation has no key for personal data.")
	}
	return s.box.Seal("", text)
}

// sealNote encrypts a note. An empty note stays empty.
func (s *Service) sealNote(note string) ([]byte, error) {
	if note == "" {
		return nil, nil
	}
	return s.seal(note)
}

// advance sets the version of r after step, if it is still the one that the officer saw.
func advance(ctx context.Context, tx *db.Tx, r *Request, version int64, sealed []byte, step Step) error {
	closed := ""
	if step.Kind.Closes() {
		closed = step.Day.Format(time.DateOnly)
	}
	next := *r
	next.Steps = append(slices.Clone(r.Steps), step)
	n, err := tx.Exec(ctx, `UPDATE subjectaccess_request SET version = $1, sealed = $2, closed = $3, due = $4, waits_for = $5
		WHERE id = $6 AND version = $7 AND closed = ''`,
		version+1, sealed, closed, next.dueDay(), string(next.WaitsFor()), r.ID, version)
	if err == nil && (n == 0 || r.Version() != version) {
		err = fault.New(fault.Conflict, "Someone else has changed this request. Open it again to see the changes.")
	}
	return err
}

func insertStep(
	ctx context.Context, tx *db.Tx, by actor.Actor, request string, number int64, step Step, note []byte, now time.Time,
) error {
	if note == nil {
		note = []byte{}
	}
	_, err := tx.Insert(ctx, `subjectaccess_step (request, number, kind, day, sealed, made_by, made_at)`, [][]any{{
		request, number, string(step.Kind), step.Day.Format(time.DateOnly), note, by.ID, db.Time(now),
	}}, "")
	return err
}

// sealedRequest is a request as it is stored.
type sealedRequest struct {
	Request
	sealed []byte
	notes  [][]byte // of the steps
}

const requestColumns = `id, org, consultation, kind, channel, received, closed, sealed`

func scanRequest(row db.Row) (r *sealedRequest, err error) {
	r = &sealedRequest{}
	var received, closed string
	if err = row.Scan(&r.ID, &r.Org, &r.Consultation, &r.Right, &r.Channel, &received, &closed, &r.sealed); err != nil {
		return nil, err
	}
	if r.Received, err = time.Parse(time.DateOnly, received); err == nil && closed != "" {
		r.Closed, err = time.Parse(time.DateOnly, closed)
	}
	r.Erased = len(r.sealed) == 0
	return r, err
}

// scanStep is for a row with the id of a request and a step.
func scanStep(all map[string]*sealedRequest) func(db.Row) (struct{}, error) {
	return func(row db.Row) (none struct{}, err error) {
		var request, day string
		var step Step
		var note []byte
		if err := row.Scan(&request, &step.Number, &step.Kind, &day, &note, &step.By, db.ScanTime(&step.At)); err != nil {
			return none, err
		}
		if step.Day, err = time.Parse(time.DateOnly, day); err != nil {
			return none, err
		}
		if r := all[request]; r != nil {
			r.Steps, r.notes = append(r.Steps, step), append(r.notes, note)
		}
		return none, nil
	}
}

const stepColumns = `s.request, s.number, s.kind, s.day, s.sealed, s.made_by, s.made_at`

// selectRequests returns the requests that by may see, with their steps. where and order
// are SQL.
func selectRequests(ctx context.Context, tx *db.Tx, by actor.Actor, where, order string) (all []*Request, err error) {
	org := by.Org
	if org == actor.AnyOrg {
		org = ""
	}
	rows, err := db.All(ctx, tx, scanRequest, `SELECT `+requestColumns+` FROM subjectaccess_request
		WHERE (CAST($1 AS TEXT) = '' OR org = $1) AND `+where+` `+order, org)
	if err != nil {
		return nil, err
	}
	return addSteps(ctx, tx, by, rows)
}

// addSteps reads the steps of some requests and returns those that by may see.
func addSteps(ctx context.Context, tx *db.Tx, by actor.Actor, rows []*sealedRequest) (all []*Request, err error) {
	found := map[string]*sealedRequest{}
	var ids []any
	for _, r := range rows {
		if by.ActsFor(r.Org) {
			found[r.ID], ids = r, append(ids, r.ID)
			all = append(all, &r.Request)
		}
	}
	for some := range slices.Chunk(ids, idsPerQuery) {
		if _, err := db.All(ctx, tx, scanStep(found), `SELECT `+stepColumns+` FROM subjectaccess_step s
			WHERE s.request IN (`+db.Placeholders(1, len(some))+`) ORDER BY s.request, s.number`, some...); err != nil {
			return nil, err
		}
	}
	return all, nil
}

var firstReceived = db.Order{Columns: []db.Column{{Name: "received"}, {Name: "id"}}}

// eachRequest calls fn for every request that by may see, with its steps, the first received
// first.
func eachRequest(ctx context.Context, tx *db.Tx, by actor.Actor, fn func(*Request) error) error {
	where, args := `org = $1`, []any{by.Org}
	if by.Org == actor.AnyOrg {
		where, args = "", nil
	}
	position := func(r *sealedRequest) []any { return []any{r.Received.Format(time.DateOnly), r.ID} }
	return db.Each(func(at string) (db.Page[*Request], error) {
		p, err := db.ReadPage(ctx, tx, scanRequest, position, db.PageQuery{Order: firstReceived, At: at, Size: idsPerQuery},
			`SELECT `+requestColumns+` FROM subjectaccess_request`, where, args...)
		if err != nil {
			return db.Page[*Request]{}, err
		}
		all, err := addSteps(ctx, tx, by, p.Items)
		return db.Paged(p, all), err
	}, fn)
}

// idsPerQuery limits the arguments of one statement.
const idsPerQuery = 100

// getRequest returns a request with its details and notes.
func (s *Service) getRequest(ctx context.Context, by actor.Actor, id string) (*Request, error) {
	var r *sealedRequest
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		r, err = db.One(ctx, tx, scanRequest, `SELECT `+requestColumns+` FROM subjectaccess_request WHERE id = $1`, id)
		if fault.Is(err, fault.NotFound) || err == nil && !by.ActsFor(r.Org) {
			return fault.New(fault.NotFound, "We cannot find that request. Go back to the list of requests.")
		}
		if err != nil {
			return err
		}
		_, err = db.All(ctx, tx, scanStep(map[string]*sealedRequest{id: r}), `SELECT `+stepColumns+`
			FROM subjectaccess_step s WHERE s.request = $1 ORDER BY s.number`, id)
		return err
	})
	if err != nil || r.Erased {
		if err != nil {
			return nil, err
		}
		return &r.Request, nil
	}
	if s.box == nil {
		return nil, fault.New(fault.Busy, "This installation has no key for personal data.")
	}
	text, err := s.box.Open("", r.sealed)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &r.Details); err != nil {
		return nil, err
	}
	for i, note := range r.notes {
		if len(note) > 0 {
			if r.Steps[i].Note, err = s.box.Open("", note); err != nil {
				return nil, err
			}
		}
	}
	return &r.Request, nil
}

// reminderDays is how long before a request is due colleagues are reminded.
const reminderDays = 7

// Notices returns the events that staff are notified of: a request waits for them.
func (s *Service) Notices() []staffnotice.Kind {
	return []staffnotice.Kind{{
		Name: "data-request", Say: "A request about personal data is waiting for you", Default: staffnotice.AtOnce,
		Needs: []actor.Capability{actor.HandleRequests, actor.ManageRetention}, Due: s.listWaitingRequests,
	}}
}

// listWaitingRequests returns events of open requests for those whom they wait for: when one is handed to them, a week before
// it is due and when it is overdue, once each.
func (s *Service) listWaitingRequests(ctx context.Context) (waiting []staffnotice.Event, err error) {
	var open []*Request
	var now time.Time
	err = s.db.View(ctx, func(tx *db.Tx) (err error) {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		open, err = selectRequests(ctx, tx, actor.System, `closed = ''`, `ORDER BY id`)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, r := range open {
		d, occasion := r.Deadline(), "waiting"
		for _, step := range r.Steps {
			if step.Kind == ToLookUp || step.Kind == ToAnswer {
				occasion = "waiting/" + step.At.UTC().Format(time.RFC3339)
			}
		}
		if d.Paused == "" && !today(now).Before(d.Due.AddDate(0, 0, -reminderDays)) {
			occasion = "due/" + d.Due.Format(time.DateOnly)
		}
		if d.Paused == "" && today(now).After(d.Due) {
			occasion = "overdue/" + d.Due.Format(time.DateOnly)
		}
		waiting = append(waiting, staffnotice.Event{
			Key: r.ID + "/" + occasion, Org: r.Org, Audience: staffnotice.Audience{Can: []actor.Capability{actor.HandleRequests, r.WaitsFor()}},
			Link: "/staff/requests/" + r.ID, Due: d.Due,
		})
	}
	return waiting, nil
}

// erasedAtOnce is how many requests EraseClosedRequests reads at once.
const erasedAtOnce = 100

// EraseClosedRequests deletes who asked and all notes of requests whose retention period
// has ended, and returns how many. Their dates stay, so that the council can show that it
// replied in time. It does nothing while the clock may be wrong.
func (s *Service) EraseClosedRequests(ctx context.Context) (erased int, err error) {
	defer fault.Wrap(&err, "erase closed requests about personal data")
	for {
		var due []string
		if err := s.db.View(ctx, func(tx *db.Tx) error {
			due = nil
			now, trusted, err := retention.TrustedTime(ctx, tx)
			if err != nil || !trusted {
				return err
			}
			first, err := db.All(ctx, tx, scanRequest, `SELECT `+requestColumns+` FROM subjectaccess_request
				WHERE closed <> '' AND LENGTH(sealed) > 0 ORDER BY closed LIMIT $1`, erasedAtOnce)
			for _, r := range first {
				if !now.Before(retention.Requests.Expiry(r.Closed)) {
					due = append(due, r.ID)
				}
			}
			return err
		}); err != nil {
			return erased, err
		}
		for _, id := range due {
			if err := s.db.Update(ctx, func(tx *db.Tx) error { return eraseRequest(ctx, tx, id) }); err != nil {
				return erased, err
			}
			erased++
		}
		if len(due) < erasedAtOnce {
			return erased, nil
		}
	}
}

func eraseRequest(ctx context.Context, tx *db.Tx, id string) error {
	for _, query := range []string{
		`UPDATE subjectaccess_request SET sealed = $2 WHERE id = $1`,
		`UPDATE subjectaccess_step SET sealed = $2 WHERE request = $1`,
	} {
		if _, err := tx.Exec(ctx, query, id, []byte{}); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor.System, "erase-data-request", subjectKind, id, "")
}
