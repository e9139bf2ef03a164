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

// originPattern is what goes into a line of a checkpoint and into the subject of
// an entry.
var originPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9.:/-]{0,99}$`)

// Open opens the record in d. At the first start it makes the key. At every
// start it compares the database with the file of checkpoints, which a restore
// of the database does not roll back: if entries that were signed for are gone,
// it ends the epoch and begins a new one that says so, because to go on would
// be to sign a second history.
func Open(ctx context.Context, d *db.DB, o Options) (_ *Log, err error) {
	defer fault.Wrap(&err, "open the record")
	if !originPattern.MatchString(o.Origin) {
		return nil, fmt.Errorf(
			"%q cannot name a record; use the address of its page without https://, such as consult.example.org/record",
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
	begun, err := l.hasSigned(ctx)
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
	if l.key, err = readOrMakeKey(o.Dir, o.Origin, o.Rand, begun || len(lines) > 0); err != nil {
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

// Close closes the file of checkpoints. The database stays open.
func (l *Log) Close() error { return l.file.close() }

// hasSigned reports whether anything in the database was ever signed.
func (l *Log) hasSigned(ctx context.Context) (begun bool, err error) {
	err = l.db.View(ctx, func(tx *db.Tx) error {
		begun, err = db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM record_checkpoint)
			OR EXISTS (SELECT 1 FROM record_head WHERE size > 0)`)
		return err
	})
	return begun, err
}

// reconcile brings the database into agreement with what the file proves was
// signed, which for nearly every start means to leave it as it is.
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

// checkIdentity refuses a record that was begun under another name or with another key.
func (l *Log) checkIdentity(e Epoch, n int64) error {
	verifier, err := l.key.verifier(n)
	switch {
	case err != nil:
		return err
	case e.Number != n || e.Origin != l.key.origin(n):
		return fmt.Errorf(
			"the record in the database is %q, and this server is set to keep %q; a record keeps its name for ever, so set it back",
			e.Origin,
			l.key.origin(n),
		)
	case e.Key != verifier:
		return fmt.Errorf("%s is not the key with which this record was signed (%s); copy %[1]s from the server that signed it", keyFile, e.Key)
	}
	return nil
}

// startEpoch makes the empty epoch n.
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

// unfiledCheckpoints returns the checkpoints of the database that are later than those which
// are proven.
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
