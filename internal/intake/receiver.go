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
)

const (
	maxBatch = 256  // responses in one commit
	maxQueue = 2048 // responses that wait; the next is told to come back
)

// Receiver gathers responses that arrive together and commits them together:
// response, leaf, head of the log and signed checkpoint in one transaction. One
// flush to disk then serves a whole batch, which is what makes the last hour
// before a close bearable.
type Receiver struct {
	db     *db.DB
	log    *record.Log
	slog   *slog.Logger
	seal   SealFunc
	mu     sync.Mutex
	queue  []*pending // guarded by mu
	closed bool       // guarded by mu; set when Run has ended
	signal chan struct{}
}

// pending is one response and its fate.
type pending struct {
	committed committedResponse
	receipt   *receipt.Receipt
	duplicate bool // it was kept before
	err       error
	done      chan struct{} // closed when the fate is final
}

// SealFunc encrypts a contact to the key of its consultation, so that only the
// mailer can open it, and only while that key exists.
type SealFunc func(consultation, plain string) ([]byte, error)

// NewReceiver returns a Receiver that keeps nothing until Run is called.
func NewReceiver(d *db.DB, log *record.Log, seal SealFunc, slog *slog.Logger) *Receiver {
	return &Receiver{db: d, log: log, seal: seal, slog: slog, signal: make(chan struct{}, 1)}
}

// Submit returns the receipt of r once r is durable and its checkpoint is
// published. If it returns an error, r may or may not have been kept; to send
// the same key again is safe and gives the same receipt.
//
// A full queue is fault.Busy; a consultation that does not take responses is
// what Consultation.Accepts says.
func (rc *Receiver) Submit(ctx context.Context, r *Response) (*receipt.Receipt, error) {
	w := &pending{committed: newCommittedResponse(r), done: make(chan struct{})}
	if err := rc.enqueue(w); err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-w.done:
	}
	if w.err == nil && w.duplicate {
		return rc.findReceipt(ctx, r.Consultation, w.committed.id)
	}
	return w.receipt, w.err
}

func (rc *Receiver) enqueue(w *pending) error {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	if rc.closed || len(rc.queue) >= maxQueue {
		return fault.New(fault.Busy, "The service is busy and your answers have not been sent yet. Try sending them again in a minute.")
	}
	rc.queue = append(rc.queue, w)
	select {
	case rc.signal <- struct{}{}:
	default: // Run already knows
	}
	return nil
}

// nextBatch returns the next batch; last also ends the taking in.
func (rc *Receiver) nextBatch(last bool) []*pending {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	rc.closed = rc.closed || last
	n := min(len(rc.queue), maxBatch)
	batch := rc.queue[:n:n]
	rc.queue = rc.queue[n:]
	if len(rc.queue) > 0 {
		select {
		case rc.signal <- struct{}{}:
		default:
		}
	}
	return batch
}

// Run commits batches until ctx is done; then it commits what is left and takes
// no more. While one batch is being committed the next one fills, so batches
// grow exactly as far as the disk is slow, and nobody waits for a timer.
func (rc *Receiver) Run(ctx context.Context) error {
	keep := context.WithoutCancel(ctx) // a commit that has begun is not given up
	for {
		select {
		case <-ctx.Done():
			for batch := rc.nextBatch(true); len(batch) > 0; batch = rc.nextBatch(true) {
				rc.commitBatch(keep, batch)
			}
			return ctx.Err()
		case <-rc.signal:
			rc.commitBatch(keep, rc.nextBatch(false))
		}
	}
}

// commitBatch writes a batch. If it fails as a whole, each response is tried by
// itself, so that one that cannot be kept does not take its neighbours along.
func (rc *Receiver) commitBatch(ctx context.Context, batch []*pending) {
	if len(batch) == 0 {
		return
	}
	err := rc.writeBatch(ctx, batch)
	if err != nil && len(batch) > 1 {
		rc.slog.Warn("a batch failed; its responses are tried one by one", "responses", len(batch), "err", err)
		for _, w := range batch {
			w.err = rc.writeBatch(ctx, []*pending{w})
			close(w.done)
		}
		return
	}
	for _, w := range batch {
		if err != nil {
			w.err = err
		}
		close(w.done)
	}
}

// writeBatch keeps a batch in one transaction. It may run twice, so it sets every
// fate anew.
func (rc *Receiver) writeBatch(ctx context.Context, batch []*pending) (err error) {
	defer fault.Wrap(&err, "keep %d responses", len(batch))
	var kept []*pending
	receipts, err := rc.log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		kept = kept[:0]
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		known, err := existingIDs(ctx, tx, batch)
		if err != nil {
			return err
		}
		open := map[string]*consult.Consultation{}
		for _, w := range batch {
			w.duplicate, w.err = known[w.committed.id], nil
			if w.duplicate {
				continue
			}
			if w.err = rc.checkOpen(ctx, tx, open, w.committed.response, now); w.err != nil {
				if fault.KindOf(w.err) == fault.Internal {
					return w.err
				}
				continue
			}
			known[w.committed.id] = true
			kept = append(kept, w)
			leaves.Add(w.committed.leaf())
		}
		return rc.insertResponses(ctx, tx, kept, now)
	})
	if err != nil {
		return err
	}
	for i, w := range kept {
		w.receipt = receipts[i]
	}
	return nil
}

// checkOpen asks, inside the transaction and by the clock of the database, whether
// the consultation takes r: each response is wholly before a close or after it.
func (rc *Receiver) checkOpen(
	ctx context.Context,
	tx *db.Tx,
	open map[string]*consult.Consultation,
	r *Response,
	now time.Time,
) (err error) {
	c, ok := open[r.Consultation]
	if !ok {
		if c, err = consult.Get(ctx, tx, r.Consultation); err != nil {
			return err
		}
		open[r.Consultation] = c
	}
	if r.byOfficer {
		return checkImportAllowed(c, r, now)
	}
	return c.Accepts(now, r.StartedAt)
}

// findReceipt returns the receipt of a response that was kept before.
func (rc *Receiver) findReceipt(ctx context.Context, consultation, id string) (got *receipt.Receipt, err error) {
	err = rc.db.View(ctx, func(tx *db.Tx) error {
		got, err = findReceipt(ctx, tx, rc.log, consultation, id)
		return err
	})
	return got, err
}
