// Package operation runs work that a member of staff starts and that may take longer
// than a request: releasing results, comparing responses, deleting, exporting.
//
// An operation is a row with a job of package jobs, so it survives a restart and runs on
// one server at a time. The page that started it waits for a moment and then shows the
// result or, if there is none yet, how far the operation is.
package operation

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Kind is a kind of work. A feature registers its kinds.
type Kind struct {
	Name  string           // "release-results"
	Needs actor.Capability // of the people who may start it and see it
	Own   bool             // only the person who started it may see it
	Title string           // English, a message of the interface: "Release the results"

	// Run does the work of o for by, who started it. It may be called again for the same
	// operation after a server has stopped, so it must be idempotent. What it changes, it
	// changes in transactions with their entries in the audit log. An error that the
	// person can do something about (fault.Invalid, Conflict, Closed, Forbidden, NotFound)
	// ends the operation; after any other it is tried again.
	Run func(ctx context.Context, by actor.Actor, o Operation) (Result, error)

	// Done says what was done, for the page of the operation.
	Done func(p *locale.Printer, o Operation) string

	Path func(o Operation) string // of the page from which it is started, and which shows the result
}

// Result is what an operation leaves.
type Result struct {
	Amount int64  // how many it concerned, such as responses deleted
	Data   []byte // JSON for the page that shows the result, or nil
}

// Request is what a person starts.
type Request struct {
	Kind, Subject string
	Key           string // if one with the same kind and key has not ended, it is not started again
	Arguments     any    // for Run, as JSON: never an answer, an address or a name of a respondent
	Language      string // in which the page says why it failed
}

// Operation is work that a person has started.
type Operation struct {
	ID, Org, Kind, Subject string
	Arguments              string // JSON
	StartedBy              string // id of an account
	StartedAt              time.Time
	EndedAt                time.Time // zero until then
	Problem                string    // why it failed, in the language of the person; "" if it did not
	Amount                 int64     // of the Result
	Result                 []byte    // its Data
	Done, Total            int64     // how far it is; Total is 0 if it is not known

	language, rights string
}

// Ended reports whether o has ended, with or without success.
func (o *Operation) Ended() bool { return !o.EndedAt.IsZero() }

// Data returns the result of o, or nil for no operation.
func (o *Operation) Data() []byte {
	if o == nil {
		return nil
	}
	return o.Result
}

// Decode decodes the arguments of o into v.
func (o *Operation) Decode(v any) error { return json.Unmarshal([]byte(o.Arguments), v) }

// Printer returns the language of the person who started o.
func (o *Operation) Printer() *locale.Printer { return locale.For(o.language) }

// rights is what the person who started an operation was allowed and has confirmed.
type rights struct {
	Capabilities []actor.Capability
	Interactive  bool
	Confirmation *actor.Confirmation
}

// actor returns the person who started o, as they were then.
func (o *Operation) actor() (by actor.Actor, err error) {
	var r rights
	err = json.Unmarshal([]byte(o.rights), &r)
	return actor.Actor{
		ID: o.StartedBy, Org: o.Org, Capabilities: r.Capabilities, Interactive: r.Interactive, Confirmation: r.Confirmation,
	}, err
}

// jobKind is the kind of the jobs of operations. Their key is the id of the operation.
const jobKind = "operation"

const columns = `id, org, kind, subject, arguments, language, started_by, rights, started_at, ended_at, problem, amount, result`

func scan(row db.Row) (o Operation, err error) {
	var result string
	err = row.Scan(&o.ID, &o.Org, &o.Kind, &o.Subject, &o.Arguments, &o.language, &o.StartedBy, &o.rights,
		db.ScanTime(&o.StartedAt), db.ScanTime(&o.EndedAt), &o.Problem, &o.Amount, &result)
	o.Result = []byte(result)
	return o, err
}

// insert stores an operation and its job, unless one with the same kind and key has not
// ended. Then it returns the id of that one.
func insert(ctx context.Context, tx *db.Tx, by actor.Actor, r Request) (id string, created bool, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", false, err
	}
	id, once := db.NewID(), r.Kind+"/"+r.Key
	n, err := tx.Exec(ctx, `
		INSERT INTO operation_item (once, `+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', 0, '')
		ON CONFLICT (once) WHERE ended_at = '' DO NOTHING`,
		once, id, by.Org, r.Kind, r.Subject, db.JSON(r.Arguments), r.Language, by.ID,
		db.JSON(rights{by.Capabilities, by.Interactive, by.Confirmation}), db.Time(now))
	if err != nil {
		return "", false, err
	}
	if n == 0 {
		id, err = db.One(ctx, tx, db.Text, `SELECT id FROM operation_item WHERE once = $1 AND ended_at = ''`, once)
		return id, false, err
	}
	return id, true, jobs.Enqueue(ctx, tx, jobs.Job{Kind: jobKind, Key: id, Payload: jobs.Payload(id)}, now)
}

// get returns an operation and how far it is, or fault.NotFound.
func get(ctx context.Context, tx *db.Tx, id string) (Operation, error) {
	o, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM operation_item WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return o, errNotFound
	}
	if err == nil {
		o.Done, o.Total, err = jobs.ProgressOf(ctx, tx, jobKind, id)
	}
	return o, err
}

var errNotFound = fault.New(fault.NotFound,
	"We cannot find this work. Its page is deleted some days after the end. What it changed is in the audit log.")

// end stores how an operation ended, unless it has ended already.
func end(ctx context.Context, tx *db.Tx, id, problem string, r Result) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE operation_item SET ended_at = $2, problem = $3, amount = $4, result = $5
		WHERE id = $1 AND ended_at = ''`, id, db.Time(now), problem, r.Amount, string(r.Data))
	return err
}
