// Package record keeps the tamper-evident public record: what is entered
// cannot be changed or removed later without everybody being able to see it.
//
// README.md beside this file tells the life of an entry step by step.
package record

import (
	"context"
	"io"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/receipt"
)

// Options says where a record keeps what must not be in the database, and who
// it is.
type Options struct {
	// Dir holds the signing key and the append-only file of checkpoints. It
	// must not be restored together with the database: it is what notices that
	// the database was.
	Dir string
	// Origin names the record for ever: the address of its page without
	// https://, such as "consult.example.org/record".
	Origin string
	// Rand makes the key and shuffles batches; nil is crypto/rand.
	Rand io.Reader
}

// Log is the record of an installation. Nothing it holds in memory is the only
// copy of anything: several servers may have the same record open, if they
// share the database and the key.
type Log struct {
	db        *db.DB
	rand      io.Reader
	key       *signingKey
	file      *checkpointLog
	writeLock chan struct{} // full while this server writes, so that its own writers do not fight each other
	mu        sync.Mutex
	head      Epoch // guarded by mu; the head this server wrote or saw last
}

// Epoch is one tree of the record, which has more than one only if entries that
// were signed for have been lost.
type Epoch struct {
	Number int64
	Origin string
	Key    string // verifier key of its checkpoints
	Size   int64  // entries in this database
	Root   tlog.Hash

	// How it ended; zero while it grows.
	LastNote    string // its last checkpoint, signed before the entries were lost
	MissingFrom int64  // the entries that are lost: from this index
	MissingTo   int64  // up to and without this one
}

// Ended reports whether e grows no more.
func (e Epoch) Ended() bool { return e.LastNote != "" }

// Missing returns how many entries of e were signed for and are lost.
func (e Epoch) Missing() int64 { return e.MissingTo - e.MissingFrom }

// Writer collects the leaves that a transaction adds to the record.
type Writer struct{ leaves []receipt.Leaf }

// Add adds leaves. Their order within the transaction is not kept: the record
// is not to show who came first.
func (w *Writer) Add(leaves ...receipt.Leaf) { w.leaves = append(w.leaves, leaves...) }

// DB returns the database that holds the record.
func (l *Log) DB() *db.DB { return l.db }

// Key returns the verifier key of the epoch that grows.
func (l *Log) Key() string { return l.lastHead().Key }

// Origin names the epoch that grows.
func (l *Log) Origin() string { return l.lastHead().Origin }

func (l *Log) lastHead() Epoch {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head
}

// updateHead remembers the head e, unless a later one is known.
func (l *Log) updateHead(e Epoch) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.Number > l.head.Number || e.Number == l.head.Number && e.Size >= l.head.Size {
		l.head = e
	}
}

// Head returns the epoch that grows, as the database has it now.
func (l *Log) Head(ctx context.Context) (e Epoch, err error) {
	err = l.db.View(ctx, func(tx *db.Tx) error {
		e, err = currentEpoch(ctx, tx)
		return err
	})
	return e, err
}
