package record

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/unlink"
	"github.com/folkmoot/folkmoot/receipt"
)

// UnlinkableTables are the tables whose rows are written together with a response.
// The order of entries is public. What must not be known is the transaction of an
// entry, because it could tell the minute.
var UnlinkableTables = []unlink.Table{
	{Name: "record_leaf", Key: []string{"epoch", "idx"}, Sequential: true},
	{Name: "record_checkpoint", Key: []string{"epoch", "size"}, Sequential: true},
}

const headColumns = `epoch, origin, verifier, size, root, last_note, missing_from, missing_to`

func scanHead(r db.Row) (e Epoch, err error) { return scanHeadAnd(r) }

// scanHeadAnd scans a row of headColumns and what follows them.
func scanHeadAnd(r db.Row, more ...any) (e Epoch, err error) {
	var root []byte
	into := append([]any{&e.Number, &e.Origin, &e.Key, &e.Size, &root, &e.LastNote, &e.MissingFrom, &e.MissingTo}, more...)
	if err := r.Scan(into...); err != nil {
		return Epoch{}, err
	}
	if len(root) != tlog.HashSize {
		return Epoch{}, fmt.Errorf("record_head epoch %d: the root has %d bytes instead of %d", e.Number, len(root), tlog.HashSize)
	}
	e.Root = tlog.Hash(root)
	return e, nil
}

// currentEpoch returns the latest epoch, or fault.NotFound if there is none.
func currentEpoch(ctx context.Context, tx *db.Tx) (Epoch, error) {
	return db.One(ctx, tx, scanHead, `SELECT `+headColumns+` FROM record_head ORDER BY epoch DESC LIMIT 1`)
}

// currentEpochAndRoot is currentEpoch, and the root that was signed for a size of an epoch, or
// nil if none was. It is one statement, because other servers wait while it runs.
func currentEpochAndRoot(ctx context.Context, tx *db.Tx, epoch, size int64) (e Epoch, root []byte, err error) {
	e, err = db.One(ctx, tx, func(r db.Row) (Epoch, error) { return scanHeadAnd(r, &root) },
		`SELECT `+headColumns+`, (SELECT c.root FROM record_checkpoint c WHERE c.epoch = $1 AND c.size = $2)
		FROM record_head ORDER BY epoch DESC LIMIT 1`, epoch, size)
	return e, root, err
}

// Epochs returns all epochs in ascending order. The last one is the current one.
func Epochs(ctx context.Context, tx *db.Tx) ([]Epoch, error) {
	return db.All(ctx, tx, scanHead, `SELECT `+headColumns+` FROM record_head ORDER BY epoch`)
}

func insertHead(ctx context.Context, tx *db.Tx, e Epoch) error {
	n, err := tx.Exec(ctx, `INSERT INTO record_head (`+headColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (epoch) DO NOTHING`,
		e.Number, e.Origin, e.Key, e.Size, e.Root[:], e.LastNote, e.MissingFrom, e.MissingTo)
	if err == nil && n == 0 {
		err = fmt.Errorf("epoch %d already exists", e.Number)
	}
	return err
}

// errHeadMoved means that another writer has appended since the head was read.
// The isolation of db.Update already prevents that on both engines; the check is
// a second guard against a fork.
var errHeadMoved = fault.New(fault.Busy, "The public record is busy. Try again in a minute.")

// moveHead updates record_head to the head to, if it still has the size of from.
func moveHead(ctx context.Context, tx *db.Tx, from, to Epoch) error {
	return tx.Queue(ctx, func(n int64, err error) error {
		if err == nil && n != 1 {
			err = errHeadMoved
		}
		return err
	}, `UPDATE record_head SET size = $3, root = $4 WHERE epoch = $1 AND size = $2 AND last_note = ''`,
		from.Number, from.Size, to.Size, to.Root[:])
}

func insertLeaves(ctx context.Context, tx *db.Tx, epoch, first int64, leaves []pendingLeaf) error {
	rows := make([][]any, len(leaves))
	for i, e := range leaves {
		rows[i] = []any{epoch, first + int64(i), e.hash[:], string(e.body)}
	}
	return tx.QueueInsert(ctx, "record_leaf (epoch, idx, hash, body)", rows, "", func(err error) error {
		if fault.Is(err, fault.Conflict) {
			err = &fault.Error{Kind: fault.Conflict, Say: "This is already in the public record.", Err: err}
		}
		return err
	})
}

func insertCheckpoint(ctx context.Context, tx *db.Tx, epoch int64, c receipt.Checkpoint, note []byte) error {
	return tx.Queue(ctx, nil, `INSERT INTO record_checkpoint (epoch, size, root, note) VALUES ($1, $2, $3, $4)`,
		epoch, c.Size, c.Root[:], string(note))
}

func writeTiles(ctx context.Context, tx *db.Tx, t *tree) error {
	return tx.QueueInsert(ctx, "record_tile (epoch, level, idx, data)", t.dirtyRows(),
		`ON CONFLICT (epoch, level, idx) DO UPDATE SET data = excluded.data`, nil)
}

// checkpointRow is a row of record_checkpoint.
type checkpointRow struct {
	size int64
	root []byte
	note []byte
}

func scanCheckpoint(r db.Row) (s checkpointRow, err error) {
	var note string
	err = r.Scan(&s.size, &s.root, &note)
	s.note = []byte(note)
	return s, err
}

// checkpointIncluding returns the smallest checkpoint that includes leaf idx.
func checkpointIncluding(ctx context.Context, tx *db.Tx, epoch, idx int64) (checkpointRow, error) {
	return db.One(ctx, tx, scanCheckpoint, `SELECT size, root, note FROM record_checkpoint
		WHERE epoch = $1 AND size > $2 ORDER BY size LIMIT 1`, epoch, idx)
}

// rootAt returns the root that was signed for size, or nil if none was.
func rootAt(ctx context.Context, tx *db.Tx, epoch, size int64) ([]byte, error) {
	s, err := db.One(ctx, tx, scanCheckpoint, `SELECT size, root, note FROM record_checkpoint
		WHERE epoch = $1 AND size = $2`, epoch, size)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return s.root, err
}

// leafRow is a row of record_leaf.
type leafRow struct {
	epoch, idx int64
	hash       []byte
	body       string
}

func scanLeaf(r db.Row) (l leafRow, err error) {
	return l, r.Scan(&l.epoch, &l.idx, &l.hash, &l.body)
}

const leafColumns = `epoch, idx, hash, body`

// toEntry parses the body and checks that it matches the stored hash.
func (l leafRow) toEntry() (Entry, error) {
	leaf, err := receipt.ParseLeaf([]byte(l.body))
	if err == nil && string(l.hash) != string(leafHash(l.body)) {
		err = errors.New("the hash does not match the body")
	}
	if err != nil {
		return Entry{}, fmt.Errorf("record_leaf epoch %d idx %d: %w; run folkmoot audit", l.epoch, l.idx, err)
	}
	return Entry{l.epoch, l.idx, leaf}, nil
}

func leafHash(body string) []byte {
	hash := tlog.RecordHash([]byte(body))
	return hash[:]
}

// getEpoch returns epoch n, or fault.NotFound.
func getEpoch(ctx context.Context, tx *db.Tx, n int64) (Epoch, error) {
	return db.One(ctx, tx, scanHead, `SELECT `+headColumns+` FROM record_head WHERE epoch = $1`, n)
}
