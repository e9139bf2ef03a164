package record

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/receipt"
)

// history is the content of the checkpoint file: for each epoch its lines,
// sorted by size.
type history map[int64][]checkpointLine

// verifyHistory sorts lines by epoch and size. It verifies only the signature of
// the last one of each epoch: the smaller ones are only used where their root
// agrees with the database.
func (k *signingKey) verifyHistory(lines []checkpointLine) (history, error) {
	proven := history{}
	for _, at := range lines {
		n := k.epochOf(at.Origin)
		if n == 0 {
			return nil, fmt.Errorf(
				"line %d belongs to the record %q, but this server is configured for %q; "+
					"the name of a record never changes, so restore the old name",
				at.number,
				at.Origin,
				k.base,
			)
		}
		proven[n] = append(proven[n], at)
	}
	for n, lines := range proven {
		slices.SortStableFunc(lines, func(a, b checkpointLine) int { return int(min(max(a.Size-b.Size, -1), 1)) })
		last := lines[len(lines)-1]
		verifier, err := k.verifier(n)
		if err != nil {
			return nil, err
		}
		if _, err := receipt.VerifyCheckpoint(last.note, verifier); err != nil {
			return nil, fmt.Errorf("line %d: %w Restore the file from your copy, or restore the key that signed it", last.number, err)
		}
	}
	return proven, nil
}

// loss is an epoch that has to be closed.
type loss struct {
	epoch    int64
	note     []byte // the last checkpoint that was signed; nil if it is the last one in the database
	from, to int64  // the entries with an index in [from, to) are lost
}

// findLosses returns the epochs of which the database lacks entries that the
// checkpoint file proves were signed, and epochs that were followed by another
// one although the database has them as current.
func findLosses(ctx context.Context, tx *db.Tx, epochs []Epoch, proven history) (losses []loss, err error) {
	last := int64(len(epochs))
	for n := range proven {
		last = max(last, n)
	}
	for n := int64(1); n <= last; n++ {
		at := loss{epoch: n}
		lines := proven[n]
		if len(lines) > 0 {
			signed := lines[len(lines)-1]
			at.note, at.to = signed.note, signed.Size
		}
		if n > int64(len(epochs)) { // the restored database is from before this epoch
			losses = append(losses, at)
			continue
		}
		e := epochs[n-1]
		if at.from, err = commonSize(ctx, tx, e, lines); err != nil {
			return nil, err
		}
		switch {
		case at.from >= at.to && (e.Ended() || n == last): // nothing is lost
			continue
		case at.from >= at.to: // nothing is lost, but a later epoch was started
			at.note, at.to = nil, at.from
		case at.to <= e.MissingTo && e.MissingFrom <= at.from: // already recorded
			continue
		case e.Ended(): // more is lost than was recorded
			at.from = min(at.from, e.MissingFrom)
			if at.to < e.MissingTo {
				at.note, at.to = []byte(e.LastNote), e.MissingTo
			}
		}
		losses = append(losses, at)
	}
	return losses, nil
}

// commonSize returns the largest size in lines at which the tree of e has the
// root that was signed, or e.Size if that is so at all sizes up to e.Size.
func commonSize(ctx context.Context, tx *db.Tx, e Epoch, lines []checkpointLine) (int64, error) {
	within := sort.Search(len(lines), func(i int) bool { return lines[i].Size > e.Size })
	var failed error
	t := storedTree(ctx, tx, e.Number, e.Size)
	// Binary search: trees with the same root at one size agree at all smaller sizes.
	same := sort.Search(within, func(i int) bool {
		root, err := tlog.TreeHash(lines[i].Size, t)
		if err != nil {
			failed = err
		}
		return root != lines[i].Root
	})
	if same == within {
		return e.Size, failed
	}
	if same == 0 {
		return 0, failed
	}
	return lines[same-1].Size, failed
}

// recoverEpochs closes the epochs in losses and records each loss as an entry: in
// a new epoch, or in the current one if that has no losses itself.
func (l *Log) recoverEpochs(ctx context.Context, tx *db.Tx, epochs []Epoch, losses []loss) error {
	next := max(int64(len(epochs)), losses[len(losses)-1].epoch)
	var leaves []receipt.Leaf
	for _, at := range losses {
		if at.note == nil {
			var err error
			if at.note, err = lastNote(ctx, tx, at.epoch); err != nil {
				return err
			}
		}
		if at.epoch > int64(len(epochs)) {
			if err := l.startEpoch(ctx, tx, at.epoch); err != nil {
				return err
			}
		}
		if err := endEpoch(ctx, tx, at); err != nil {
			return err
		}
		leaves = append(leaves, at.leaf())
	}
	// An epoch that was closed before may have lost more than was recorded. Then
	// the current epoch is intact and records the loss.
	if e, err := currentEpoch(ctx, tx); err != nil || !e.Ended() {
		if err == nil {
			err = l.appendAtEnd(ctx, tx, leaves)
		}
		return err
	}
	if err := l.startEpoch(ctx, tx, next+1); err != nil {
		return err
	}
	return l.appendAtEnd(ctx, tx, leaves)
}

// appendAtEnd appends leaves wherever the record ends, because what this server last saw of it is lost.
func (l *Log) appendAtEnd(ctx context.Context, tx *db.Tx, leaves []receipt.Leaf) error {
	e, err := readEdge(ctx, tx, Epoch{})
	if err != nil {
		return err
	}
	_, err = l.appendLeaves(ctx, tx, leaves, e)
	return err
}

// neverSigned is the last note of an epoch for which no checkpoint was signed.
const neverSigned = "never signed\n"

func lastNote(ctx context.Context, tx *db.Tx, epoch int64) ([]byte, error) {
	notes, err := db.All(ctx, tx, scanCheckpoint, `SELECT size, root, note FROM record_checkpoint
		WHERE epoch = $1 ORDER BY size DESC LIMIT 1`, epoch)
	if err != nil {
		return nil, err
	}
	if len(notes) == 0 {
		return []byte(neverSigned), nil
	}
	return notes[0].note, nil
}

func endEpoch(ctx context.Context, tx *db.Tx, at loss) error {
	_, err := tx.Exec(ctx, `UPDATE record_head SET last_note = $2, missing_from = $3, missing_to = $4 WHERE epoch = $1`,
		at.epoch, string(at.note), at.from, at.to)
	return err
}

// leaf returns the entry that makes the loss public. It commits to the last
// checkpoint of the epoch and to the range of missing entries, which the page of
// the record shows.
func (at loss) leaf() receipt.Leaf {
	sum := digest.Labelled("folkmoot/commit/epoch/v1", fmt.Sprintf("%s%d %d\n", at.note, at.from, at.to))
	return receipt.Leaf{Subject: fmt.Sprintf("epoch-%d", at.epoch), Kind: "epoch", Commitment: sum}
}
