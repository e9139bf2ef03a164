package operation

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
)

const (
	maxAtOnce   = 2           // operations that one server runs at once: each may take much memory
	maxAttempts = 5           // after which an operation has failed
	busyPause   = time.Second // until an operation that found maxAtOnce others is tried again
	keepFor     = 7 * 24 * time.Hour
	keepResult  = 24 * time.Hour // results may be derived from answers
)

// Service starts operations and runs them.
type Service struct {
	db     *db.DB
	runner *jobs.Runner
	log    *slog.Logger
	kinds  map[string]Kind
	slots  chan struct{} // one element for each operation that runs

	stop    context.CancelFunc
	ctx     context.Context // of operations that Start runs
	running sync.WaitGroup  // of Start

	mu       sync.Mutex
	outcomes map[string]*outcome // by id of the operation; guarded by mu
}

// outcome is how an operation ended on this server.
type outcome struct {
	done chan struct{} // closed at the end
	err  error
}

// New returns a Service that runs operations with runner until Close is called or ctx is
// done.
func New(ctx context.Context, d *db.DB, runner *jobs.Runner, log *slog.Logger) *Service {
	s := &Service{
		db: d, runner: runner, log: log, kinds: map[string]Kind{}, slots: make(chan struct{}, maxAtOnce), outcomes: map[string]*outcome{},
	}
	s.ctx, s.stop = context.WithCancel(ctx)
	runner.HandleLong(jobKind, s.handle)
	return s
}

// Register adds a kind. It must be called before an operation is started. It panics if
// there is one of that name.
func (s *Service) Register(k Kind) {
	if s.kinds[k.Name].Name != "" || k.Name == "" || k.Needs == "" || k.Run == nil || k.Path == nil || k.Done == nil {
		panic(fmt.Sprintf("operation: the kind %q is incomplete or registered twice", k.Name))
	}
	s.kinds[k.Name] = k
}

// Kind returns the kind with this name.
func (s *Service) Kind(name string) Kind { return s.kinds[name] }

// Kinds returns the number of kinds, for tests that must cover them all.
func (s *Service) Kinds() int { return len(s.kinds) }

// Close stops the operations of this server and waits for them. Their jobs are due
// again, so that the next server continues them.
func (s *Service) Close() {
	s.stop()
	s.running.Wait()
}

// Start stores an operation, begins it and waits until it ends, at most for wait. If one
// with the same kind and key has not ended, it waits for that one. also may be nil; it
// runs in the same transaction, unless there is such an operation, for the audit entry of
// a request. If the operation ends with an error, which says what to do, Start returns
// that.
func (s *Service) Start(
	ctx context.Context, by actor.Actor, r Request, also func(*db.Tx) error, wait time.Duration,
) (o Operation, err error) {
	defer fault.Wrap(&err, "start %s of %s", r.Kind, r.Subject)
	k, ok := s.kinds[r.Kind]
	if !ok {
		return o, fmt.Errorf("no kind %q", r.Kind)
	}
	if !by.May(k.Needs) {
		return o, errNotFound
	}
	id := ""
	if err := s.db.Update(ctx, func(tx *db.Tx) error {
		var created bool
		if id, created, err = insert(ctx, tx, by, r); err != nil || !created || also == nil {
			return err
		}
		return also(tx)
	}); err != nil {
		return o, err
	}
	ended := s.outcome(id)
	s.running.Go(func() {
		if err := s.runner.RunNow(s.ctx, jobKind, id); err != nil && s.ctx.Err() == nil {
			s.log.Error("could not run an operation", "id", id, "err", err) // its job is due again later
		}
	})
	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	select {
	case <-ended.done:
		err = ended.err
	case <-timeout.C:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return o, err
	}
	return s.Get(ctx, by, id)
}

// outcome returns the outcome of an operation that has not ended.
func (s *Service) outcome(id string) *outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.outcomes[id] == nil {
		s.outcomes[id] = &outcome{done: make(chan struct{})}
	}
	return s.outcomes[id]
}

// Get returns an operation. It is fault.NotFound for people who may not start one of its
// kind, for other organisations, and for those that only the person who started it sees.
func (s *Service) Get(ctx context.Context, by actor.Actor, id string) (o Operation, err error) {
	defer fault.Wrap(&err, "get operation %s", id)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if o, err = get(ctx, tx, id); err == nil && !s.maySee(by, o) {
			err = errNotFound
		}
		return err
	})
	return o, err
}

func (s *Service) maySee(by actor.Actor, o Operation) bool {
	k, ok := s.kinds[o.Kind]
	return ok && by.May(k.Needs) && by.ActsFor(o.Org) && (!k.Own || by.ID == o.StartedBy)
}

// Latest returns the operation of a kind about subject that by may see and that has
// ended last without a problem, and the id of one that has not ended. Either may be
// missing.
func (s *Service) Latest(ctx context.Context, by actor.Actor, kind, subject string) (last *Operation, running string, err error) {
	defer fault.Wrap(&err, "find the latest %s of %s", kind, subject)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		last, running = nil, ""
		all, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM operation_item
			WHERE kind = $1 AND subject = $2 AND problem = '' ORDER BY ended_at DESC, id`, kind, subject)
		for _, o := range all {
			switch {
			case !s.maySee(by, o):
			case !o.Ended():
				running = o.ID
			case last == nil:
				last = &o
			}
		}
		return err
	})
	return last, running, err
}

// handle runs the job of an operation.
func (s *Service) handle(ctx context.Context, j jobs.Job) error {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	default:
		now, err := s.db.Now(ctx)
		if err != nil {
			return err
		}
		return jobs.RetryLaterError{At: now.Add(busyPause)}
	}
	var o Operation
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		o, err = get(ctx, tx, j.Key)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && o.Ended() {
		return nil
	}
	if err != nil {
		return err
	}
	result, err := s.run(ctx, o, j.Attempts())
	if err != nil && !isFinal(err) && j.Attempts() < maxAttempts {
		return err // tried again
	}
	if ctx.Err() != nil && err != nil {
		return err
	}
	problem := ""
	if err != nil {
		problem = s.problem(ctx, o, err)
		result = Result{}
	}
	if stored := jobs.Persist(ctx, func(ctx context.Context) error {
		return s.db.Update(ctx, func(tx *db.Tx) error {
			if err := end(ctx, tx, o.ID, problem, result); err != nil {
				return err
			}
			return s.appendNotice(ctx, tx, o, problem != "")
		})
	}); stored != nil {
		return stored
	}
	s.announce(o.ID, err)
	return nil
}

// run calls Run of the kind of o, unless it has been tried too often: then a server has
// probably stopped because of it.
func (s *Service) run(ctx context.Context, o Operation, attempts int64) (Result, error) {
	k, ok := s.kinds[o.Kind]
	if !ok || attempts > maxAttempts {
		return Result{}, errGivenUp
	}
	by, err := o.actor()
	if err != nil {
		return Result{}, err
	}
	return k.Run(ctx, by, o)
}

// isFinal reports whether trying again would not help, because the person has to do
// something first.
func isFinal(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.NotFound, fault.Forbidden, fault.Conflict, fault.Closed, fault.TooLarge:
		return true
	}
	return err == errGivenUp
}

var errGivenUp = fault.New(fault.Internal,
	"This did not work, although we tried several times. Try again later. If it fails again, ask the people who run this website.")

// problem returns what the page says about err, in the language of the person.
func (s *Service) problem(ctx context.Context, o Operation, err error) string {
	if !isFinal(err) {
		s.log.ErrorContext(ctx, "an operation has failed", "kind", o.Kind, "id", o.ID, "err", err)
		err = errGivenUp
	}
	format, args := fault.MessageFormat(err)
	return o.Printer().Say(format, args...)
}

// announce tells those who wait for an operation that it has ended.
func (s *Service) announce(id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.outcomes[id]; o != nil {
		o.err = err
		close(o.done)
		delete(s.outcomes, id)
	}
}

// DeleteExpired deletes results after a day and operations after a week.
func (s *Service) DeleteExpired(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "delete operations that ended")
	var due int64
	expired := func(tx *db.Tx) (whole, results string, err error) {
		now, err := tx.Now(ctx)
		return db.Time(now.Add(-keepFor)), db.Time(now.Add(-keepResult)), err
	}
	const old, oldResult = `ended_at <> '' AND ended_at < $1`, `ended_at <> '' AND ended_at < $2
		AND (result <> '' OR id IN (SELECT operation FROM operation_chunk))`
	if err := s.db.View(ctx, func(tx *db.Tx) error {
		whole, results, err := expired(tx)
		if err == nil {
			due, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM operation_item WHERE `+old+` OR `+oldResult, whole, results)
		}
		return err
	}); err != nil || due == 0 {
		return err
	}
	if err := s.db.Update(ctx, func(tx *db.Tx) error {
		whole, results, err := expired(tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM operation_chunk WHERE operation IN (
			SELECT id FROM operation_item WHERE ended_at <> '' AND ended_at < $1)`, results); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM operation_item WHERE `+old, whole); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE operation_item SET result = '' WHERE ended_at <> '' AND ended_at < $1 AND result <> ''`, results)
		return err
	}); err != nil {
		return err
	}
	return s.db.Checkpoint(ctx)
}
