package record

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// Update runs fn in a transaction and appends the leaves that fn adds to the
// record in the same transaction, so that either both are committed or neither.
// It returns a receipt for each leaf, in the order of Add. By then the
// checkpoint of the receipts is durable in the database and in the checkpoint
// file.
//
// fn may run more than once; its Writer is empty each time. If Update returns
// an error, the transaction may still have been committed, for example if the
// connection broke during the commit: use Find to check. If fn adds no leaf,
// Update is the same as db.Update.
func (l *Log) Update(ctx context.Context, fn func(tx *db.Tx, w *Writer) error) ([]*receipt.Receipt, error) {
	c, err := l.Commit(ctx, fn)
	if err != nil {
		return nil, err
	}
	return c.Receipts()
}

// Commit is the first half of Update. Until Receipts has been called, what fn stored is
// durable, but nothing may be promised yet: the checkpoint is in the database only.
// So the next transaction can run while the checkpoint of this one is written to its file.
func (l *Log) Commit(ctx context.Context, fn func(tx *db.Tx, w *Writer) error) (*Committed, error) {
	b, err := l.commit(ctx, fn)
	if err == nil && b != nil {
		l.updateHead(b.head)
	}
	return &Committed{l.file, b}, err
}

// Committed is a transaction that has been committed. See Log.Commit.
type Committed struct {
	file   *checkpointLog
	result *appendResult // nil if no leaf was added
}

// Receipts is the second half of Update: it appends the checkpoint to the checkpoint file and
// returns the receipts, in the order of Add. Call it once, and for one transaction after
// the other.
func (c *Committed) Receipts() ([]*receipt.Receipt, error) {
	if c.result == nil {
		return nil, nil
	}
	if err := c.file.append(c.result.note); err != nil {
		return nil, err
	}
	return c.result.receipts, nil
}

// appendResult is the result of appending the leaves of one transaction.
type appendResult struct {
	head     Epoch              // after the append
	note     []byte             // the checkpoint of head
	receipts []*receipt.Receipt // in the order of Add
}

// commit runs the transaction of Update. The result is nil if fn added no leaf.
func (l *Log) commit(ctx context.Context, fn func(tx *db.Tx, w *Writer) error) (b *appendResult, err error) {
	select {
	case l.writeLock <- struct{}{}:
		defer func() { <-l.writeLock }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	known := l.lastHead() // read before the transaction begins, so the transaction must see at least this head
	err = l.db.UpdateInTurn(ctx, func(tx *db.Tx) error {
		var w Writer
		b = nil
		e, err := readEdge(ctx, tx, known) // before fn writes, so that all writes can be sent together
		if err != nil {
			return err
		}
		if err := fn(tx, &w); err != nil || len(w.leaves) == 0 {
			return err
		}
		b, err = l.appendLeaves(ctx, tx, w.leaves, e)
		return err
	})
	return b, err
}

// pendingLeaf is a leaf that is about to be appended.
type pendingLeaf struct {
	leaf         receipt.Leaf
	body         []byte
	hash         tlog.Hash
	receiptIndex int // index in appendResult.receipts
}

// edge is where the record ends: its head, and the tree with the tiles that the next leaf changes.
type edge struct {
	head Epoch
	tree *tree
}

func readEdge(ctx context.Context, tx *db.Tx, known Epoch) (edge, error) {
	head, err := currentEpochAfter(ctx, tx, known)
	if err != nil {
		return edge{}, err
	}
	t := storedTree(ctx, tx, head.Number, head.Size)
	return edge{head, t}, t.ensureTiles(partialTiles(t.size)...)
}

// appendLeaves appends leaves at e to the tree in tx, signs the new root and makes
// the receipts. The checkpoint is stored in tx, so it is never given out
// without being in the database.
func (l *Log) appendLeaves(ctx context.Context, tx *db.Tx, leaves []receipt.Leaf, e edge) (*appendResult, error) {
	head, t := e.head, e.tree
	entries, err := l.shuffle(leaves)
	if err != nil {
		return nil, err
	}
	first := head.Size
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

// newReceipt makes the receipt of the leaf at index. note is the checkpoint for
// head.Size.
func newReceipt(t *tree, leaf receipt.Leaf, index int64, head Epoch, note []byte) (*receipt.Receipt, error) {
	proof, err := tlog.ProveRecord(head.Size, index, t)
	if err != nil {
		return nil, err
	}
	return &receipt.Receipt{Leaf: leaf, Index: index, Proof: proof, Checkpoint: note, Key: head.Key}, nil
}

// shuffle puts leaves into an unpredictable order that cannot be reconstructed,
// so that the index of an entry reveals no more about when a response arrived
// than its batch does.
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
	// ChaCha8 is a cryptographic generator: its output does not reveal the seed.
	rand.New(rand.NewChaCha8(seed)).Shuffle(len(entries), func(i, j int) {
		entries[i], entries[j] = entries[j], entries[i]
	})
	return entries, nil
}

// currentEpochAfter returns the current epoch, or an error if it does not contain known,
// the last head this server saw. That happens after a restore of the database or a
// failover to a standby that was behind. Appending then would sign a second
// history over the first, which cannot be told from fraud.
//
// known is lost when the server restarts; Open then does the full comparison
// with the checkpoint file.
func currentEpochAfter(ctx context.Context, tx *db.Tx, known Epoch) (Epoch, error) {
	head, root, err := currentEpochAndRoot(ctx, tx, known.Number, known.Size)
	if err != nil || head.Number > known.Number || known.Size == 0 {
		return head, err
	}
	if head.Number < known.Number || head.Size <= known.Size {
		root = head.Root[:] // if the record is shorter now, the roots differ
	}
	if string(root) == string(known.Root[:]) {
		return head, nil
	}
	return head, &fault.Error{
		Kind: fault.Busy,
		Say:  "Sorry, we cannot save anything at the moment because there is a problem with the public record. Try again later.",
		Err: errors.New(
			"the database has lost entries of the public record that had been signed; " +
				"stop every server and start it with -restored \"REASON\": it then closes this epoch of the record and starts a new one",
		),
	}
}

// KeepCheckpointEvery is how often KeepCheckpoint is to be called.
const KeepCheckpointEvery = 5 * time.Second

// KeepCheckpoint appends the latest checkpoint of the record to the checkpoint file of this
// server if another server has written it. So the file of each server shows what any of
// them has signed, and a restored database is recognised by whichever starts first.
func (l *Log) KeepCheckpoint(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "keep the checkpoint of another server")
	known := l.lastHead()
	var head Epoch
	var note []byte
	if err := l.db.View(ctx, func(tx *db.Tx) error {
		note = nil
		if head, err = currentEpoch(ctx, tx); err != nil || head.Ended() || head.Number == known.Number && head.Size == known.Size {
			return err
		}
		if head, err = currentEpochAfter(ctx, tx, known); err != nil {
			return err
		}
		signed, err := db.All(ctx, tx, scanCheckpoint, `SELECT size, root, note FROM record_checkpoint
			WHERE epoch = $1 AND size = $2`, head.Number, head.Size)
		if err == nil && len(signed) > 0 {
			note = signed[0].note
		}
		return err
	}); err != nil || note == nil {
		return err
	}
	l.updateHead(head)
	return l.file.append(note)
}
