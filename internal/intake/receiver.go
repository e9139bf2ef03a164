package intake

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

const (
	maxBatch = 256  // responses in one commit
	maxQueue = 2048 // waiting responses; further ones are refused with fault.Busy
)

// Receiver commits responses that arrive at the same time in batches: responses,
// leaves, head of the record and signed checkpoint in one transaction. One flush
// to disk serves the whole batch, so that throughput rises with load.
type Receiver struct {
	db     *db.DB
	log    *record.Log
	slog   *slog.Logger
	seal   SealFunc
	mu     sync.Mutex
	queue  []*pending    // guarded by mu
	closed bool          // guarded by mu; set when Run is about to return
	signal chan struct{} // of capacity 1; full when the queue may not be empty
}

// pending is a response that is being stored, and the result.
type pending struct {
	committed committedResponse
	receipt   *receipt.Receipt
	duplicate bool // a response with this id was stored before
	err       error
	done      chan struct{} // closed when the other fields are final
}

// SealFunc encrypts a contact with the key of its consultation. Only the mailer
// can decrypt it, and only until that key is deleted.
type SealFunc func(consultation, plain string) ([]byte, error)

// NewReceiver returns a Receiver. Submit blocks until Run is called.
func NewReceiver(d *db.DB, log *record.Log, seal SealFunc, slog *slog.Logger) *Receiver {
	return &Receiver{db: d, log: log, seal: seal, slog: slog, signal: make(chan struct{}, 1)}
}

// Submit stores r and returns its receipt once r and its checkpoint are on disk.
// If it returns an error, r may still have been stored; submitting the same key
// again is safe and returns the same receipt. Submitting other answers with the same
// key returns ErrAlreadySent.
//
// If the queue is full, the error is fault.Busy. If the consultation does not
// accept the response, it is the error of Consultation.Accepts.
func (rc *Receiver) Submit(ctx context.Context, r *Response) (*receipt.Receipt, error) {
	p := &pending{committed: newCommittedResponse(r), done: make(chan struct{})}
	if err := rc.enqueue(p); err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.done:
	}
	if p.err == nil && p.duplicate {
		return rc.findSame(ctx, r)
	}
	return p.receipt, p.err
}

func (rc *Receiver) enqueue(p *pending) error {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	if rc.closed || len(rc.queue) >= maxQueue {
		return fault.New(fault.Busy, "The service is busy and your answers have not been sent yet. Try sending them again in a minute.")
	}
	rc.queue = append(rc.queue, p)
	select {
	case rc.signal <- struct{}{}:
	default: // Run has been signalled already
	}
	return nil
}

// fill adds responses from the queue to those of a batch, up to most.
func (rc *Receiver) fill(all []*pending, most int) []*pending {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	n := min(len(rc.queue), most-len(all))
	all = append(all, rc.queue[:n]...)
	rc.queue = rc.queue[n:]
	if len(rc.queue) > 0 {
		select {
		case rc.signal <- struct{}{}:
		default:
		}
	}
	return all
}

// closeQueue makes enqueue refuse further responses.
func (rc *Receiver) closeQueue() {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	rc.closed = true
}

// waiting reports whether the queue has responses.
func (rc *Receiver) waiting() bool {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	return len(rc.queue) > 0
}

// Run commits batches until ctx is done. Then it closes the queue, commits the
// rest of it and returns. The next batch fills while the last one is being
// committed and while another server has its turn, so the batch size adapts to the
// speed of the disk and no timer adds to the latency. Its transaction runs while the
// checkpoint of the last one is appended to the checkpoint file.
func (rc *Receiver) Run(ctx context.Context) error {
	commitCtx := context.WithoutCancel(ctx) // do not abort a commit that has started
	committed := make(chan *batch, 1)
	var answering sync.WaitGroup
	answering.Go(func() {
		for b := range committed {
			b.answer()
		}
	})
	defer func() {
		close(committed)
		answering.Wait()
	}()
	for {
		select {
		case <-ctx.Done():
			rc.closeQueue()
			for rc.waiting() {
				rc.commitBatch(commitCtx, committed)
			}
			return ctx.Err()
		case <-rc.signal:
			rc.commitBatch(commitCtx, committed)
		}
	}
}

// batch is the responses of one transaction.
type batch struct {
	all       []*pending
	accepted  []*pending        // those of all that were stored
	committed *record.Committed // nil if err is not nil
	err       error             // of the transaction
}

// answer makes the receipts and lets Submit return. Only then do respondents learn that
// their responses are stored.
func (b *batch) answer() {
	err := b.err
	if err == nil {
		receipts, failed := b.committed.Receipts()
		for i := range receipts {
			b.accepted[i].receipt = receipts[i]
		}
		err = failed
	}
	for _, p := range b.all {
		if err != nil {
			p.err = err
		}
		close(p.done)
	}
}

// commitBatch stores the next batch and sends it to committed. If storing fails, it stores each
// response separately, so that one bad response does not fail the others. While the database
// is away, all are told to try again.
func (rc *Receiver) commitBatch(ctx context.Context, committed chan<- *batch) {
	if !rc.waiting() {
		return
	}
	b := rc.writeBatch(ctx, nil, maxBatch)
	if b.err != nil && len(b.all) == 0 { // the transaction did not begin
		b.all = rc.fill(nil, maxBatch)
	}
	if b.err != nil && len(b.all) > 1 && !fault.Is(b.err, fault.Unavailable) {
		rc.slog.Warn("storing a batch of responses failed; storing them one by one", "responses", len(b.all), "err", b.err)
		for _, p := range b.all {
			committed <- rc.writeBatch(ctx, []*pending{p}, 1)
		}
		return
	}
	committed <- b
}

// writeBatch stores all in one transaction, with those from the queue that have arrived
// by the time the transaction has its turn, up to most. Responses that the consultation
// does not accept, and duplicates, are marked and left out.
func (rc *Receiver) writeBatch(ctx context.Context, all []*pending, most int) *batch {
	b := &batch{all: all}
	b.committed, b.err = rc.log.Commit(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		b.accepted = b.accepted[:0] // the function may run more than once
		if b.all = rc.fill(b.all, most); len(b.all) == 0 {
			return nil
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		existing, err := existingIDs(ctx, tx, b.all)
		if err != nil {
			return err
		}
		consultations := map[string]*consult.Consultation{}
		for _, p := range b.all {
			p.duplicate, p.err = existing[p.committed.id], nil
			if p.duplicate {
				continue
			}
			if p.err = rc.checkOpen(ctx, tx, consultations, p.committed.response, now); p.err != nil {
				if fault.KindOf(p.err) == fault.Internal {
					return p.err
				}
				continue
			}
			if p.err = checkFiles(ctx, tx, p.committed.response); p.err != nil {
				if fault.KindOf(p.err) == fault.Internal {
					return p.err
				}
				continue
			}
			existing[p.committed.id] = true
			b.accepted = append(b.accepted, p)
			p.committed.receivedOn(now)
			leaves.Add(p.committed.leaf())
		}
		return rc.insertResponses(ctx, tx, b.accepted)
	})
	fault.Wrap(&b.err, "store %d responses", len(b.all))
	return b
}

// checkOpen returns an error unless the consultation of r accepts it at now, the
// time of the database in the transaction that stores r. So every response is
// either before a close or after it. consultations caches those already read.
func (rc *Receiver) checkOpen(
	ctx context.Context,
	tx *db.Tx,
	consultations map[string]*consult.Consultation,
	r *Response,
	now time.Time,
) (err error) {
	c, ok := consultations[r.Consultation]
	if !ok {
		if c, err = consult.Get(ctx, tx, r.Consultation); err != nil {
			return err
		}
		consultations[r.Consultation] = c
	}
	if r.byOfficer {
		return checkImportAllowed(c, now)
	}
	return c.Accepts(now, r.StartedAt)
}

// ErrAlreadySent is the error for answers that differ from those that were sent before
// with the same key.
var ErrAlreadySent = fault.New(fault.Conflict, "You have already sent your answers, so these have not been sent.")

// findSame returns the receipt of r, which was stored before, or ErrAlreadySent if
// other answers were stored. Contacts are not compared: nothing links them to r.
func (rc *Receiver) findSame(ctx context.Context, r *Response) (got *receipt.Receipt, err error) {
	err = rc.db.View(ctx, func(tx *db.Tx) error {
		stored, err := getSame(ctx, tx, r)
		if err != nil {
			return err
		}
		got, err = rc.log.Find(ctx, tx, stored.leaf("response"))
		return err
	})
	return got, err
}

// getSame returns the response that was stored with the key of r, or ErrAlreadySent if
// it has other answers.
func getSame(ctx context.Context, tx *db.Tx, r *Response) (storedResponse, error) {
	stored, err := getStored(ctx, tx, r.Consultation, r.Key.ID())
	if err == nil && (stored.answers != string(r.Answers) || stored.monitoring != string(r.Monitoring)) {
		err = ErrAlreadySent
	}
	return stored, err
}

// CheckSame returns ErrAlreadySent unless answers are those that were stored with key.
func (s *Service) CheckSame(ctx context.Context, tx *db.Tx, consultation string, key Key, form *survey.Form, answers survey.Answers) error {
	r := NewResponse(form, answers)
	r.Key, r.Consultation = key, consultation
	_, err := getSame(ctx, tx, &r)
	return err
}
