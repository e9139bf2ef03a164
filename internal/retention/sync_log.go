package retention

import (
	"context"
	"fmt"
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
	var shared map[string]string // id to line
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) (err error) {
		shared, err = sharedLines(ctx, tx, int64(len(own)))
		return err
	}); err != nil || shared == nil {
		return err
	}
	var rows [][]any
	known := make(map[string]bool, len(own))
	for _, del := range own {
		if _, ok := shared[del.ID]; !ok && !known[del.ID] {
			rows = append(rows, []any{del.ID, del.line()})
		}
		known[del.ID] = true
	}
	var others []Deletion
	for id, line := range shared {
		if known[id] {
			continue
		}
		del, ok := parseLine([]byte(line))
		if !ok || del.ID != id {
			return fmt.Errorf("the entry %s that another server shared is damaged", id)
		}
		others = append(others, del)
	}
	if err := d.deletions.append(inOrder(others)...); err != nil || len(rows) == 0 {
		return err
	}
	return d.intake.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Insert(ctx, `retention_log (id, line)`, rows, `ON CONFLICT (id) DO NOTHING`)
		return err
	})
}

// sharedLines returns the entries in the database, or nil if there are as many as own.
func sharedLines(ctx context.Context, tx *db.Tx, own int64) (map[string]string, error) {
	n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM retention_log`)
	if err != nil || n == own {
		return nil, err
	}
	rows, err := db.All(ctx, tx, func(r db.Row) (row [2]string, err error) { return row, r.Scan(&row[0], &row[1]) },
		`SELECT id, line FROM retention_log`)
	shared := make(map[string]string, len(rows))
	for _, row := range rows {
		shared[row[0]] = row[1]
	}
	return shared, err
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
	shared, err := sharedLines(ctx, tx, -1)
	if err != nil {
		return "", err
	}
	n := len(shared)
	for _, del := range own {
		switch line, ok := shared[del.ID]; {
		case !ok:
			report(fmt.Sprintf("retention_log: entry %s of the deletion log is missing; start the server once", del.ID))
		case line != del.line():
			report(fmt.Sprintf("retention_log: entry %s is not as in the deletion log", del.ID))
		}
		delete(shared, del.ID)
	}
	for id := range shared {
		report(fmt.Sprintf("retention_log: the deletion log of this server lacks entry %s; start the server once, "+
			"and keep the deletion log of the server that is gone", id))
	}
	return fmt.Sprintf("%d deletions are in the deletion log and in the database", n), nil
}
