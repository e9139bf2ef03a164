// Package record stores the tamper-evident public record, an append-only log in
// which any later change or removal of an entry can be detected by the public.
//
// README.md in this folder follows an entry step by step.
package record

import (
	"context"
	"io"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/receipt"
)

// Options is the configuration of a record.
type Options struct {
	// Dir is the folder of the signing key and of the append-only checkpoint
	// file. It must not be restored together with the database: the checkpoint
	// file is how Open detects that the database was restored.
	Dir string
	// Origin is the permanent name of the record, such as
	// "consult.example.org/record". With "" the record keeps the name it has, and
	// a new one gets DefaultOrigin or, if that is "" too, ProvisionalOrigin. Until
	// the first entry has been signed, the name can still change.
	Origin        string
	DefaultOrigin string
	// Rand is the source of the key and of the order of entries in a batch; nil
	// means crypto/rand.
	Rand io.Reader
	// OnKey is called once with a function that derives secrets from the signing key,
	// before the database is changed; nil does nothing. See Log.DeriveKey.
	OnKey func(derive func(purpose string) []byte)
	// Restored is the reason for which an operator accepts a database that was
	// restored from a backup. With "", such a database is refused.
	Restored string
	// OnRestored joins the transaction that accepts it; nil does nothing.
	OnRestored func(ctx context.Context, tx *db.Tx, r Restored) error
}

// ProvisionalOrigin is the name of a record that has not been named yet.
const ProvisionalOrigin = "folkmoot.invalid/record"

// Restored is what was found and done when a restored database was accepted.
type Restored struct {
	Epoch    int64 // the current one
	NewEpoch bool  // an epoch was closed, because signed entries are missing
	Missing  int64 // the number of these entries
}

// Log is the public record of an installation. All state in memory can be
// rebuilt from the database and Options.Dir, so several servers can open the
// same record if they share the database and the key.
type Log struct {
	db        *db.DB
	rand      io.Reader
	key       *signingKey
	file      *checkpointLog
	writeLock chan struct{} // of capacity 1; serialises the writers of this server, so that they do not retry against each other
	restored  *Restored     // set by Open if it accepted a restored database
	mu        sync.Mutex
	head      Epoch // guarded by mu; the latest head that this server wrote or read
}

// Epoch is one Merkle tree of the record. A record has more than one epoch only
// if the database lost entries that had been signed.
type Epoch struct {
	Number int64
	Origin string
	Key    string // verifier key of its checkpoints
	Size   int64  // number of entries in this database
	Root   tlog.Hash

	// Set when the epoch ended, zero for the current epoch. The entries with an
	// index in [MissingFrom, MissingTo) were signed but are lost.
	LastNote    string // the last checkpoint that was signed for it
	MissingFrom int64
	MissingTo   int64
}

// Ended reports whether e is closed: no more entries are added to it.
func (e Epoch) Ended() bool { return e.LastNote != "" }

// Missing returns the number of entries of e that were signed but are lost.
func (e Epoch) Missing() int64 { return e.MissingTo - e.MissingFrom }

// Writer collects the leaves that a transaction adds to the record.
type Writer struct{ leaves []receipt.Leaf }

// Add adds leaves. Update shuffles all leaves of a transaction, so that the
// record does not show in which order they arrived.
func (w *Writer) Add(leaves ...receipt.Leaf) { w.leaves = append(w.leaves, leaves...) }

// Restored returns what Open found and did if it accepted a restored database, or
// nil.
func (l *Log) Restored() *Restored { return l.restored }

// DB returns the database that holds the record.
func (l *Log) DB() *db.DB { return l.db }

// Key returns the verifier key of the current epoch.
func (l *Log) Key() string { return l.lastHead().Key }

// Origin returns the name of the current epoch.
func (l *Log) Origin() string { return l.lastHead().Origin }

func (l *Log) lastHead() Epoch {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head
}

// updateHead sets the head to e, unless a later one is known.
func (l *Log) updateHead(e Epoch) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.Number > l.head.Number || e.Number == l.head.Number && e.Size >= l.head.Size {
		l.head = e
	}
}

// Head reads the current epoch from the database.
func (l *Log) Head(ctx context.Context) (e Epoch, err error) {
	err = l.db.View(ctx, func(tx *db.Tx) error {
		e, err = currentEpoch(ctx, tx)
		return err
	})
	return e, err
}

// Epochs reads all epochs from the database, the current one last.
func (l *Log) Epochs(ctx context.Context) (all []Epoch, err error) {
	err = l.db.View(ctx, func(tx *db.Tx) error {
		all, err = Epochs(ctx, tx)
		return err
	})
	return all, err
}
