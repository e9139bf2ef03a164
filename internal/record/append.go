package record

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// Update runs fn in one transaction and enters the leaves that it adds to the
// record in the same transaction, so that neither is ever there without the
// other. It returns a receipt for each leaf, in the order of Add, and does so
// only when the checkpoint they rest on is on disk in two places.
//
// fn may run twice; its Writer starts empty each time. If Update returns an
// error the transaction may have been committed all the same, as when a
// connection breaks at the last moment: Find knows. If fn adds no leaf, Update
// is a plain db.Update.
func (l *Log) Update(ctx context.Context, fn func(tx *db.Tx, w *Writer) error) ([]*receipt.Receipt, error) {
	b, err := l.commit(ctx, fn)
	if err != nil || b == nil {
		return nil, err
	}
	l.updateHead(b.head)
	if err := l.file.append(b.note); err != nil {
		return nil, err
	}
	return b.receipts, nil
}

// appendResult is what became of the leaves of one transaction.
type appendResult struct {
	head     Epoch // after it
	note     []byte
	receipts []*receipt.Receipt // in the order of Add
}

// commit is Update without what happens after the commit. The batch is nil if
// fn added no leaf.
func (l *Log) commit(ctx context.Context, fn func(tx *db.Tx, w *Writer) error) (b *appendResult, err error) {
	select {
	case l.writeLock <- struct{}{}:
		defer func() { <-l.writeLock }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	known := l.lastHead() // before the transaction begins, so that it must see at least this much
	err = l.db.Update(ctx, func(tx *db.Tx) error {
		var w Writer
		b = nil
		if err := fn(tx, &w); err != nil || len(w.leaves) == 0 {
			return err
		}
		b, err = l.appendLeaves(ctx, tx, w.leaves, known)
		return err
	})
	return b, err
}

// pendingLeaf is a leaf on its way into the record.
type pendingLeaf struct {
	leaf         receipt.Leaf
	body         []byte
	hash         tlog.Hash
	receiptIndex int // its place among the receipts
}

// appendLeaves appends leaves to the tree in tx, signs the new root and proves each of
// them. The checkpoint is stored before anybody sees it.
func (l *Log) appendLeaves(ctx context.Context, tx *db.Tx, leaves []receipt.Leaf, known Epoch) (*appendResult, error) {
	head, err := currentEpoch(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := checkNotRolledBack(ctx, tx, head, known); err != nil {
		return nil, err
	}
	entries, err := l.shuffle(leaves)
	if err != nil {
		return nil, err
	}
	first, t := head.Size, storedTree(ctx, tx, head.Number, head.Size)
	if err := t.ensureTiles(partialTiles(t.size)...); err != nil {
		return nil, err
	}
	if err := t.append(entries); err != nil {
		return nil, err
	}
	b := &appendResult{head: head}
	b.head.Size = t.size
	if b.head.Root, err = t.root(); err != nil {
		return nil, err
	}
	c := receipt.Checkpoint{Origin: head.Origin, Size: b.head.Size, Root: b.head.Root}
	if b.note, err = l.key.sign(head.Number, c); err != nil {
		return nil, err
	}
	if err := moveHead(ctx, tx, head, b.head); err != nil {
		return nil, err
	}
	if err := insertCheckpoint(ctx, tx, head.Number, c, b.note); err != nil {
		return nil, err
	}
	if err := insertLeaves(ctx, tx, head.Number, first, entries); err != nil {
		return nil, err
	}
	if err := writeTiles(ctx, tx, t); err != nil {
		return nil, err
	}
	b.receipts = make([]*receipt.Receipt, len(entries))
	for i, e := range entries {
		if b.receipts[e.receiptIndex], err = newReceipt(t, e.leaf, first+int64(i), b.head, b.note); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// newReceipt makes the receipt of the leaf at index under the checkpoint note, which
// is of the tree with the size of head.
func newReceipt(t *tree, leaf receipt.Leaf, index int64, head Epoch, note []byte) (*receipt.Receipt, error) {
	proof, err := tlog.ProveRecord(head.Size, index, t)
	if err != nil {
		return nil, err
	}
	return &receipt.Receipt{Leaf: leaf, Index: index, Proof: proof, Checkpoint: note, Key: head.Key}, nil
}

// shuffle brings leaves into an order that nobody can foretell or reconstruct:
// the place of an entry says no more of the time of a response than its batch
// does.
func (l *Log) shuffle(leaves []receipt.Leaf) ([]pendingLeaf, error) {
	entries := make([]pendingLeaf, len(leaves))
	for i, leaf := range leaves {
		if err := leaf.Check(); err != nil {
			return nil, &fault.Error{Kind: fault.Invalid, Say: err.Error()}
		}
		body := leaf.Bytes()
		entries[i] = pendingLeaf{leaf, body, tlog.RecordHash(body), i}
	}
	var seed [32]byte
	if _, err := io.ReadFull(l.rand, seed[:]); err != nil {
		return nil, err
	}
	// ChaCha8 is a cryptographic generator: what it puts out does not tell the seed.
	rand.New(rand.NewChaCha8(seed)).Shuffle(len(entries), func(i, j int) {
		entries[i], entries[j] = entries[j], entries[i]
	})
	return entries, nil
}

// checkNotRolledBack refuses to sign if the database has lost what this server knows was
// signed, as after a failover to a standby that was behind. To sign on would
// make a second history, which is what fraud looks like. What is known is only
// a guard: the truth is in the database and in the file of checkpoints.
func checkNotRolledBack(ctx context.Context, tx *db.Tx, head, known Epoch) error {
	if head.Number > known.Number || known.Size == 0 {
		return nil
	}
	root := head.Root[:] // of another tree if the record is shorter now
	if head.Number == known.Number && head.Size > known.Size {
		var err error
		if root, err = rootAt(ctx, tx, known.Number, known.Size); err != nil {
			return err
		}
	}
	if string(root) == string(known.Root[:]) {
		return nil
	}
	return &fault.Error{
		Kind: fault.Busy,
		Say:  "Sorry, we cannot save anything at the moment because there is a problem with the public record. Try again later.",
		Err: errors.New(
			"the database has lost entries that were signed for; restart the server, which then ends this epoch of the record and begins a new one",
		),
	}
}
