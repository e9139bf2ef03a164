package record

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// Audit recomputes the whole record from the bodies of its entries and calls
// report for every stored value that differs, with its table and key. It trusts
// only the bodies and the signing key: hashes, tiles, roots, signatures and heads
// are all derived from these. The error is for failures to read, not for
// findings.
func (l *Log) Audit(ctx context.Context, tx *db.Tx, report func(string)) (err error) {
	defer fault.Wrap(&err, "audit the record")
	epochs, err := db.All(ctx, tx, scanRawHead, `SELECT `+headColumns+` FROM record_head ORDER BY epoch`)
	if err != nil {
		return err
	}
	if len(epochs) == 0 {
		report("record_head is empty")
	}
	for i, e := range epochs {
		a := audit{ctx, tx, l.key, e, int64(i) + 1, newTree(e.Number, 0, nil), map[tileID]bool{}, report}
		if err := a.check(i == len(epochs)-1); err != nil {
			return err
		}
	}
	if err := auditPublications(ctx, tx, epochs, report); err != nil {
		return err
	}
	if err := auditOrphans(ctx, tx, report); err != nil {
		return err
	}
	return l.auditFile(ctx, tx, epochs, report)
}

// auditPublications checks that each step of the public view ends at a checkpoint, not
// beyond the head and not in the future.
func auditPublications(ctx context.Context, tx *db.Tx, epochs []rawHead, report func(string)) error {
	sizes := map[int64]int64{}
	for _, e := range epochs {
		sizes[e.Number] = e.Size
	}
	type row struct {
		epoch int64
		publication
	}
	rows, err := db.All(ctx, tx, func(r db.Row) (p row, err error) { return p, r.Scan(&p.epoch, &p.size, db.ScanTime(&p.at)) },
		`SELECT epoch, size, at FROM record_published ORDER BY epoch`)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for _, p := range rows {
		root, err := rootAt(ctx, tx, p.epoch, p.size)
		if err != nil {
			return err
		}
		if size, ok := sizes[p.epoch]; !ok || p.size > size || p.size < 0 || p.size > 0 && root == nil {
			report(fmt.Sprintf("record_published epoch %d: there is no checkpoint of size %d", p.epoch, p.size))
		}
		if p.at.After(now) {
			report(fmt.Sprintf("record_published epoch %d: at is in the future", p.epoch))
		}
	}
	return nil
}

// rawHead is a row of record_head whose root has not been checked.
type rawHead struct {
	Epoch
	root []byte // in place of Epoch.Root
}

func scanRawHead(r db.Row) (e rawHead, err error) {
	return e, r.Scan(&e.Number, &e.Origin, &e.Key, &e.Size, &e.root, &e.LastNote, &e.MissingFrom, &e.MissingTo)
}

// audit is the audit of one epoch.
type audit struct {
	ctx    context.Context
	tx     *db.Tx
	key    *signingKey
	head   rawHead
	number int64           // the epoch number that head should have
	tree   *tree           // recomputed from the leaves; full tiles are dropped once they have been compared
	tiles  map[tileID]bool // the tiles that have been compared
	report func(string)
}

func (a *audit) reportf(format string, args ...any) { a.report(fmt.Sprintf(format, args...)) }

const auditPage = 1024 // leaves per query

// check checks the epoch; last says that it is the current one.
func (a *audit) check(last bool) error {
	if err := a.checkHead(last); err != nil {
		return err
	}
	checkpoint := int64(0) // size of the last checkpoint that was checked
	for {
		rows, err := db.All(a.ctx, a.tx, scanLeaf, `SELECT `+leafColumns+` FROM record_leaf
			WHERE epoch = $1 AND idx >= $2 ORDER BY idx LIMIT $3`, a.head.Number, a.tree.size, auditPage)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		notes, err := db.All(a.ctx, a.tx, scanCheckpoint, `SELECT size, root, note FROM record_checkpoint
			WHERE epoch = $1 AND size > $2 AND size <= $3 ORDER BY size LIMIT $4`,
			a.head.Number, checkpoint, a.tree.size+int64(len(rows)), len(rows))
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.idx != a.tree.size {
				a.reportf("record_leaf epoch %d idx %d is missing; the entries after it cannot be checked", a.head.Number, a.tree.size)
				return nil
			}
			if err := a.checkLeaf(r); err != nil {
				return err
			}
			if len(notes) > 0 && notes[0].size == a.tree.size {
				if err := a.checkCheckpoint(notes[0]); err != nil {
					return err
				}
				checkpoint, notes = notes[0].size, notes[1:]
			}
		}
	}
	return a.checkEnd(checkpoint)
}

// checkHead checks the columns of record_head that do not depend on the leaves.
func (a *audit) checkHead(last bool) error {
	e := a.head
	verifier, err := a.key.verifier(a.number)
	if err != nil {
		return err
	}
	if e.Number != a.number {
		a.reportf("record_head epoch %d: the epoch should be %d", e.Number, a.number)
	}
	if e.Origin != a.key.origin(a.number) {
		a.reportf("record_head epoch %d: origin is %q, not %q", e.Number, e.Origin, a.key.origin(a.number))
	}
	if e.Key != verifier {
		a.reportf("record_head epoch %d: verifier does not belong to the signing key", e.Number)
	}
	if last == e.Ended() {
		a.reportf("record_head epoch %d: last_note should be set for every epoch except the last", e.Number)
	}
	if !e.Ended() {
		if e.MissingFrom != 0 || e.MissingTo != 0 {
			a.reportf("record_head epoch %d: missing_from or missing_to is set for the current epoch", e.Number)
		}
		return nil
	}
	if e.LastNote != neverSigned {
		if _, err := receipt.VerifyCheckpoint([]byte(e.LastNote), verifier); err != nil {
			a.reportf("record_head epoch %d: last_note: %v", e.Number, err)
		}
	}
	leaf := loss{e.Number, []byte(e.LastNote), e.MissingFrom, e.MissingTo}.leaf()
	hash := leaf.Hash()
	found, err := db.One(a.ctx, a.tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM record_leaf WHERE hash = $1)`, hash[:])
	if err == nil && !found {
		a.reportf("record_head epoch %d: no entry in the record commits to its last_note, missing_from and missing_to", e.Number)
	}
	return err
}

// checkLeaf checks one row of record_leaf and appends it to the tree.
func (a *audit) checkLeaf(r leafRow) error {
	at := fmt.Sprintf("record_leaf epoch %d idx %d", r.epoch, r.idx)
	if _, err := receipt.ParseLeaf([]byte(r.body)); err != nil {
		a.reportf("%s: body: %v", at, err)
	}
	hash := tlog.RecordHash([]byte(r.body))
	if !bytes.Equal(hash[:], r.hash) {
		a.reportf("%s: hash does not match body", at)
	}
	if err := a.tree.append([]pendingLeaf{{hash: hash}}); err != nil {
		return err
	}
	for id, t := range a.tree.tiles {
		if t.width() == tileWidth {
			if err := a.checkTile(id, t); err != nil {
				return err
			}
			delete(a.tree.tiles, id)
		}
	}
	return nil
}

// checkTile compares the recomputed tile want with the stored one.
func (a *audit) checkTile(id tileID, want *tile) error {
	a.tiles[id] = true
	found, err := readTiles(a.ctx, a.tx, a.head.Number, []tileID{id})
	if err != nil {
		return err
	}
	switch data, ok := found[id]; {
	case !ok:
		a.reportf("record_tile epoch %d %s is missing", a.head.Number, id)
	case !bytes.Equal(data, want.data):
		first := 0
		for first < min(len(data), len(want.data)) && data[first] == want.data[first] {
			first++
		}
		a.reportf("record_tile epoch %d %s: data is wrong from byte %d", a.head.Number, id, first)
	}
	return nil
}

// checkCheckpoint checks one row of record_checkpoint. The tree must have exactly
// its size.
func (a *audit) checkCheckpoint(s checkpointRow) error {
	at := fmt.Sprintf("record_checkpoint epoch %d size %d", a.head.Number, s.size)
	root, err := a.tree.root()
	if err != nil {
		return err
	}
	if !bytes.Equal(root[:], s.root) {
		a.reportf("%s: root does not match the entries", at)
	}
	verifier, err := a.key.verifier(a.number)
	if err != nil {
		return err
	}
	c, err := receipt.VerifyCheckpoint(s.note, verifier)
	if err != nil {
		a.reportf("%s: note: %v", at, err)
	} else if c.Size != s.size || c.Root != root {
		a.reportf("%s: note has size %d and root %s, but the entries have root %s", at, c.Size, c.Root, root)
	}
	return nil
}

// checkEnd does the checks that need all leaves in the tree. checkpoint is the
// size of the last checkpoint that was checked.
func (a *audit) checkEnd(checkpoint int64) error {
	for id, t := range a.tree.tiles {
		if err := a.checkTile(id, t); err != nil {
			return err
		}
	}
	root, err := a.tree.root()
	if err != nil {
		return err
	}
	e := a.head
	if e.Size != a.tree.size {
		a.reportf("record_head epoch %d: size is %d, but record_leaf has %d entries from idx 0 without a gap", e.Number, e.Size, a.tree.size)
	}
	if !bytes.Equal(e.root, root[:]) {
		a.reportf("record_head epoch %d: root does not match the entries", e.Number)
	}
	if checkpoint != a.tree.size {
		a.reportf("record_checkpoint epoch %d size %d is missing", e.Number, a.tree.size)
	}
	return a.checkSurplus()
}

// checkSurplus reports rows that belong to no entry.
func (a *audit) checkSurplus() error {
	epoch := a.head.Number
	bySize := db.Order{Columns: []db.Column{{Name: "size", Number: true}}}
	if err := db.ReadEach(a.ctx, a.tx, db.Int, func(n int64) []any { return []any{n} }, bySize, func(size int64) error {
		a.reportf("record_checkpoint epoch %d size %d: the epoch has only %d entries", epoch, size, a.tree.size)
		return nil
	}, `SELECT size FROM record_checkpoint`, `epoch = $1 AND (size > $2 OR size < 1)`, epoch, a.tree.size); err != nil {
		return err
	}
	scan := func(r db.Row) (id tileID, err error) { return id, r.Scan(&id.level, &id.idx) }
	position := func(id tileID) []any { return []any{int64(id.level), id.idx} }
	byLevel := db.Order{Columns: []db.Column{{Name: "level", Number: true}, {Name: "idx", Number: true}}}
	if err := db.ReadEach(a.ctx, a.tx, scan, position, byLevel, func(id tileID) error {
		if !a.tiles[id] {
			a.reportf("record_tile epoch %d %s should not exist", epoch, id)
		}
		return nil
	}, `SELECT level, idx FROM record_tile`, `epoch = $1`, epoch); err != nil {
		return err
	}
	byIndex := db.Order{Columns: []db.Column{{Name: "idx", Number: true}}}
	return db.ReadEach(a.ctx, a.tx, db.Int, func(n int64) []any { return []any{n} }, byIndex, func(idx int64) error {
		a.reportf("record_leaf epoch %d idx %d should not exist", epoch, idx)
		return nil
	}, `SELECT idx FROM record_leaf`, `epoch = $1 AND idx < 0`, epoch)
}

// auditOrphans reports rows that belong to no epoch.
func auditOrphans(ctx context.Context, tx *db.Tx, report func(string)) error {
	for _, table := range []string{"record_leaf", "record_tile", "record_checkpoint"} {
		epochs, err := db.All(
			ctx,
			tx,
			db.Int,
			`SELECT DISTINCT epoch FROM `+table+` WHERE epoch NOT IN (SELECT epoch FROM record_head) ORDER BY epoch`,
		)
		if err != nil {
			return err
		}
		for _, n := range epochs {
			report(fmt.Sprintf("%s epoch %d: record_head has no such epoch", table, n))
		}
	}
	return nil
}
