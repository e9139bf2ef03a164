package record

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"regexp"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// originPattern allows only characters that are safe in a checkpoint line and in
// the subject of an entry.
var originPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9.:/-]{0,99}$`)

// Open opens the record in d. The first time, it makes the signing key. Every
// time, it compares the database with the checkpoint file, which a restore of
// the database does not roll back. If entries that were signed are missing, it
// closes the epoch and starts a new one whose first entry says so; appending to
// the old epoch would sign a second history over the first.
func Open(ctx context.Context, d *db.DB, o Options) (_ *Log, err error) {
	defer fault.Wrap(&err, "open the record")
	if !originPattern.MatchString(o.Origin) {
		return nil, fmt.Errorf(
			"%q is not a valid name for a record; use the URL of its page without https://, such as consult.example.org/record",
			o.Origin,
		)
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	l := &Log{db: d, rand: o.Rand, writeLock: make(chan struct{}, 1)}
	signed, err := l.hasSigned(ctx)
	if err != nil {
		return nil, err
	}
	if l.file, err = openCheckpointLog(o.Dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.file.close())
		}
	}()
	lines, err := l.file.read()
	if err != nil {
		return nil, err
	}
	if l.key, err = readOrMakeKey(o.Dir, o.Origin, o.Rand, signed || len(lines) > 0); err != nil {
		return nil, err
	}
	proven, err := l.key.verifyHistory(lines)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.file.path, err)
	}
	var missing [][]byte
	err = d.Update(ctx, func(tx *db.Tx) error {
		if err := l.reconcile(ctx, tx, proven); err != nil {
			return err
		}
		missing, err = unfiledCheckpoints(ctx, tx, proven)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := l.file.append(missing...); err != nil {
		return nil, err
	}
	head, err := l.Head(ctx)
	if err != nil {
		return nil, err
	}
	l.updateHead(head)
	return l, l.key.writePublic(o.Dir, head.Number)
}

// Close closes the checkpoint file. The database stays open.
func (l *Log) Close() error { return l.file.close() }

// hasSigned reports whether the database has entries or signed checkpoints.
func (l *Log) hasSigned(ctx context.Context) (signed bool, err error) {
	err = l.db.View(ctx, func(tx *db.Tx) error {
		signed, err = db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM record_checkpoint)
			OR EXISTS (SELECT 1 FROM record_head WHERE size > 0)`)
		return err
	})
	return signed, err
}

// reconcile closes epochs of the database that lack entries which the checkpoint
// file proves were signed. In nearly every case there are none and it changes
// nothing. In an empty database it starts the first epoch.
func (l *Log) reconcile(ctx context.Context, tx *db.Tx, proven history) error {
	epochs, err := Epochs(ctx, tx)
	if err != nil {
		return err
	}
	for i, e := range epochs {
		if err := l.checkIdentity(e, int64(i)+1); err != nil {
			return err
		}
	}
	if len(epochs) == 0 && len(proven) == 0 {
		return l.startEpoch(ctx, tx, 1)
	}
	losses, err := findLosses(ctx, tx, epochs, proven)
	if err != nil || len(losses) == 0 {
		return err
	}
	return l.recoverEpochs(ctx, tx, epochs, losses)
}

// checkIdentity returns an error if e, the nth epoch, has another name or key
// than this server is configured for.
func (l *Log) checkIdentity(e Epoch, n int64) error {
	verifier, err := l.key.verifier(n)
	switch {
	case err != nil:
		return err
	case e.Number != n || e.Origin != l.key.origin(n):
		return fmt.Errorf(
			"the record in the database is %q, but this server is configured for %q; "+
				"the name of a record never changes, so restore the old name",
			e.Origin,
			l.key.origin(n),
		)
	case e.Key != verifier:
		return fmt.Errorf(
			"%s is not the key that signed this record (%s); copy %[1]s from the server that signed it",
			keyFile,
			e.Key,
		)
	}
	return nil
}

// startEpoch inserts the empty epoch n.
func (l *Log) startEpoch(ctx context.Context, tx *db.Tx, n int64) error {
	verifier, err := l.key.verifier(n)
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(0, nil)
	if err != nil {
		return err
	}
	return insertHead(ctx, tx, Epoch{Number: n, Origin: l.key.origin(n), Key: verifier, Root: root})
}

// unfiledCheckpoints returns the checkpoints in the database that are larger than
// the largest one in the checkpoint file.
func unfiledCheckpoints(ctx context.Context, tx *db.Tx, proven history) (notes [][]byte, err error) {
	epochs, err := Epochs(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, e := range epochs {
		from := int64(0)
		if lines := proven[e.Number]; len(lines) > 0 {
			from = lines[len(lines)-1].Size
		}
		later, err := db.All(ctx, tx, scanCheckpoint, `SELECT size, root, note FROM record_checkpoint
			WHERE epoch = $1 AND size > $2 ORDER BY size`, e.Number, from)
		if err != nil {
			return nil, err
		}
		for _, s := range later {
			notes = append(notes, s.note)
		}
	}
	return notes, nil
}
