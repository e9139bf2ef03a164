package retention

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/unlink"
)

// UnlinkableTables are the tables whose rows are written together with deletions. Entries of
// a response and of a contact that were deleted together must not be linked.
var UnlinkableTables = []unlink.Table{{Name: "retention_log", Key: []string{"id"}}}

// SyncLogEvery is how often SyncLog is to be called.
const SyncLogEvery = 5 * time.Second

// SyncLog appends to the deletion log of this server what other servers have deleted, so
// that a restored database finds all deletions in the file of any server. The servers pass
// entries on through the database. Entries that the database lacks, because it was restored
// or because a deletion failed, are added to it.
func (d *Deleter) SyncLog(ctx context.Context) (err error) {
	if d.deletions == nil {
		return nil
	}
	defer fault.Wrap(&err, "compare the deletion log with that of other servers")
	d.syncing.Lock()
	defer d.syncing.Unlock()
	own, err := d.deletions.List()
	if err != nil {
		return err
	}
	missing := make(map[string]bool, len(own)) // from the database
	known := make(map[string]bool, len(own))
	for _, del := range own {
		missing[del.ID], known[del.ID] = true, true
	}
	var others []Deletion
	same := false
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) error {
		others = nil
		n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM retention_log`)
		if same = n == int64(len(own)); err != nil || same {
			return err
		}
		return eachSharedLine(ctx, tx, func(line sharedLine) error {
			if delete(missing, line.id); known[line.id] {
				return nil
			}
			del, ok := parseLine([]byte(line.text))
			if !ok || del.ID != line.id {
				return fmt.Errorf("the entry %s that another server shared is damaged", line.id)
			}
			others = append(others, del)
			return nil
		})
	}); err != nil || same {
		return err
	}
	var rows [][]any
	for _, del := range own {
		if missing[del.ID] {
			rows = append(rows, []any{del.ID, del.line()})
			delete(missing, del.ID)
		}
	}
	if err := d.deletions.append(inOrder(others)...); err != nil || len(rows) == 0 {
		return err
	}
	return d.intake.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Insert(ctx, `retention_log (id, line)`, rows, `ON CONFLICT (id) DO NOTHING`)
		return err
	})
}

// sharedLine is an entry of the deletion log in the database.
type sharedLine struct{ id, text string }

// eachSharedLine calls fn with every entry in the database.
func eachSharedLine(ctx context.Context, tx *db.Tx, fn func(sharedLine) error) error {
	return db.ReadEach(
		ctx, tx,
		func(r db.Row) (line sharedLine, err error) { return line, r.Scan(&line.id, &line.text) },
		func(line sharedLine) []any { return []any{line.id} },
		db.Order{Columns: []db.Column{{Name: "id"}}},
		fn,
		`SELECT id, line FROM retention_log`, "")
}

// inOrder returns all with each redaction behind the one that it refers to, because Replay
// applies them in the order of the file.
func inOrder(all []Deletion) []Deletion {
	byID := make(map[string]Deletion, len(all))
	for _, del := range all {
		byID[del.ID] = del
	}
	out := make([]Deletion, 0, len(all))
	var add func(id string)
	add = func(id string) {
		del, ok := byID[id]
		if !ok {
			return // in the file already, or before all redactions
		}
		delete(byID, id)
		add(del.PreviousID)
		out = append(out, del)
	}
	for _, del := range all {
		add(del.ID)
	}
	return out
}

// share adds del to the database, in the transaction that deletes, for the other servers.
func (d *Deleter) share(ctx context.Context, tx *db.Tx, del Deletion) error {
	if d.deletions == nil {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO retention_log (id, line) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, del.ID, del.line())
	return err
}

// AuditLog reports entries that are only in the deletion log of this server or only in the
// database, and entries that differ.
func (d *Deleter) AuditLog(ctx context.Context, tx *db.Tx, report func(problem string)) (summary string, err error) {
	own, err := d.deletions.List()
	if err != nil {
		return "", err
	}
	lines := make(map[string]string, len(own))
	for _, del := range own {
		lines[del.ID] = del.line()
	}
	n := 0
	if err := eachSharedLine(ctx, tx, func(shared sharedLine) error {
		n++
		switch line, ok := lines[shared.id]; {
		case !ok:
			report(fmt.Sprintf("retention_log: the deletion log of this server lacks entry %s; start the server once, "+
				"and keep the deletion log of the server that is gone", shared.id))
		case line != shared.text:
			report(fmt.Sprintf("retention_log: entry %s is not as in the deletion log", shared.id))
		}
		delete(lines, shared.id)
		return nil
	}); err != nil {
		return "", err
	}
	for _, id := range slices.Sorted(maps.Keys(lines)) {
		report(fmt.Sprintf("retention_log: entry %s of the deletion log is missing; start the server once", id))
	}
	return fmt.Sprintf("%d deletions are in the deletion log and in the database", n), nil
}
