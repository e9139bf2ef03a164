package record

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// originPattern allows only characters that are safe in a checkpoint line and in
// the subject of an entry.
var originPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9.:/-]{0,99}$`)

// Open opens the record in d. The first time, it makes the signing key. Every
// time, it compares the database with the checkpoint file, which a restore of
// the database does not roll back. If the file belongs to another database, or
// entries that were signed are missing, it changes nothing and returns a
// *RestoredError, unless o.Restored has a reason. Then it closes the epoch and
// starts a new one whose first entry says so; appending to the old epoch would
// sign a second history over the first.
func Open(ctx context.Context, d *db.DB, o Options) (_ *Log, err error) {
	defer fault.Wrap(&err, "open the record")
	if name := cmp.Or(o.Origin, o.DefaultOrigin, ProvisionalOrigin); !originPattern.MatchString(name) {
		return nil, fmt.Errorf(
			"%q is not a valid name for a record; use the URL of its page without https://, such as consult.example.org/record", name)
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
	signed = signed || len(lines) > 0
	if l.key, err = readOrMakeKey(o.Dir, o, signed); err != nil {
		return nil, err
	}
	if o.OnKey != nil {
		o.OnKey(l.key.derive)
	}
	proven, err := l.key.verifyHistory(lines)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.file.path, err)
	}
	id, fresh := "", newID()
	err = d.Update(ctx, func(tx *db.Tx) error {
		if id, err = ensureDatabaseID(ctx, tx, fresh); err != nil {
			return err
		}
		if !signed { // the name can still change
			if _, err := tx.Exec(ctx, `DELETE FROM record_head WHERE size = 0 AND origin <> $1`, l.key.base); err != nil {
				return err
			}
		}
		return l.reconcile(ctx, tx, proven, o, l.file.database != "" && l.file.database != id)
	})
	if err != nil {
		return nil, err
	}
	if err := l.file.join(id); err != nil {
		return nil, err
	}
	if err := l.appendUnfiled(ctx, proven); err != nil {
		return nil, err
	}
	head, err := l.Head(ctx)
	if err != nil {
		return nil, err
	}
	l.updateHead(head)
	return l, l.key.writePublic(o.Dir, head.Number)
}

// OpenReadOnly opens the record in d to read and audit it. It writes nothing: no
// key, no file and no epoch. The name and the public key are those of the files in
// dir, or of the database if dir has none.
func OpenReadOnly(ctx context.Context, d *db.DB, dir string) (_ *Log, err error) {
	defer fault.Wrap(&err, "open the record")
	l := &Log{db: d, rand: rand.Reader, writeLock: make(chan struct{}, 1)}
	head, err := l.Head(ctx)
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			err = errors.New("the database has no public record yet: start the server once")
		}
		return nil, err
	}
	l.updateHead(head)
	if l.key, err = readKey(dir, ""); errors.Is(err, fs.ErrNotExist) {
		l.key, err = l.publicKey(ctx)
	}
	if err != nil {
		return nil, err
	}
	l.file, err = readCheckpointLog(dir)
	return l, err
}

// publicKey returns the key in the database, with which signatures can be checked
// but not made.
func (l *Log) publicKey(ctx context.Context) (k *signingKey, err error) {
	err = l.db.View(ctx, func(tx *db.Tx) error {
		e, err := getEpoch(ctx, tx, 1)
		if err != nil {
			return err
		}
		parts := strings.SplitN(e.Key, "+", 3)
		if len(parts) != 3 {
			return errors.New("record_head epoch 1: verifier is not a key")
		}
		public, err := base64.StdEncoding.DecodeString(parts[2])
		if err != nil || len(public) != 1+ed25519.PublicKeySize {
			return errors.New("record_head epoch 1: verifier is not an Ed25519 key")
		}
		k = &signingKey{base: e.Origin, public: public[1:]}
		return nil
	})
	return k, err
}

// CheckRestored returns a *RestoredError if Open would, and changes nothing.
func (l *Log) CheckRestored(ctx context.Context, tx *db.Tx) error {
	lines, err := l.file.read()
	if err != nil {
		return err
	}
	proven, err := l.key.verifyHistory(lines)
	if err != nil {
		return fmt.Errorf("%s: %w", l.file.path, err)
	}
	id, err := databaseID(ctx, tx)
	if err != nil {
		return err
	}
	epochs, err := Epochs(ctx, tx)
	if err != nil {
		return err
	}
	losses, err := findLosses(ctx, tx, epochs, proven)
	if err != nil {
		return err
	}
	return l.checkAccepted("", losses, l.file.database != "" && l.file.database != id)
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
// nothing. In an empty database it starts the first epoch. foreign says that the
// file belongs to another database.
func (l *Log) reconcile(ctx context.Context, tx *db.Tx, proven history, o Options, foreign bool) error {
	epochs, err := Epochs(ctx, tx)
	if err != nil {
		return err
	}
	for i, e := range epochs {
		if err := l.checkIdentity(e, int64(i)+1); err != nil {
			return err
		}
	}
	losses, err := findLosses(ctx, tx, epochs, proven)
	if err != nil {
		return err
	}
	if err := l.checkAccepted(o.Restored, losses, foreign); err != nil {
		return err
	}
	switch {
	case len(losses) > 0:
		err = l.recoverEpochs(ctx, tx, epochs, losses)
	case len(epochs) == 0:
		err = l.startEpoch(ctx, tx, 1)
	}
	if err != nil || o.Restored == "" || o.OnRestored == nil {
		return err
	}
	head, err := currentEpoch(ctx, tx)
	if err != nil {
		return err
	}
	var missing int64
	for _, at := range losses {
		missing += at.to - at.from
	}
	l.restored = &Restored{Epoch: head.Number, NewEpoch: len(losses) > 0, Missing: missing}
	return o.OnRestored(ctx, tx, *l.restored)
}

// checkAccepted returns a *RestoredError if the database was restored and reason,
// with which an operator accepts that, is "". A reason without need is an error
// too, because it would accept whatever happens next.
func (l *Log) checkAccepted(reason string, losses []loss, foreign bool) error {
	switch found := len(losses) > 0 || foreign; {
	case found && reason == "":
		e := &RestoredError{File: l.file.path, Foreign: foreign}
		for _, at := range losses {
			e.Missing += at.to - at.from
		}
		return e
	case !found && reason != "":
		return errors.New("nothing is missing, and the database is the one that the checkpoint file knows: start without -restored")
	}
	return nil
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

// appendUnfiled appends the checkpoints in the database to the checkpoint file that are
// larger than the largest one there.
func (l *Log) appendUnfiled(ctx context.Context, proven history) error {
	return l.db.View(ctx, func(tx *db.Tx) error {
		epochs, err := Epochs(ctx, tx)
		if err != nil {
			return err
		}
		for _, e := range epochs {
			from := int64(0)
			if lines := proven[e.Number]; len(lines) > 0 {
				from = lines[len(lines)-1].Size
			}
			for {
				later, err := db.All(ctx, tx, scanCheckpoint, `SELECT size, root, note FROM record_checkpoint
					WHERE epoch = $1 AND size > $2 ORDER BY size LIMIT $3`, e.Number, from, linesAtOnce)
				if err != nil {
					return err
				}
				if len(later) == 0 {
					break
				}
				var notes [][]byte
				for _, s := range later {
					notes, from = append(notes, s.note), s.size
				}
				if err := l.file.append(notes...); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
