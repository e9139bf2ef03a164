package record

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// A database and the checkpoint files of its servers know each other by an id. A
// copy of the database that folkmoot restore made has an id of its own, so that a
// server cannot append its checkpoints to the file of the original by mistake.

var idPattern = regexp.MustCompile(`^[0-9a-f]{32}$`)

func newID() string {
	var id [16]byte
	rand.Read(id[:])
	return hex.EncodeToString(id[:])
}

// databaseID returns the id of the database, or "" if it has none yet.
func databaseID(ctx context.Context, tx *db.Tx) (string, error) {
	id, err := db.One(ctx, tx, db.Text, `SELECT id FROM record_identity`)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return id, err
}

// ensureDatabaseID returns the id of the database, which is fresh if it has none.
func ensureDatabaseID(ctx context.Context, tx *db.Tx, fresh string) (string, error) {
	id, err := databaseID(ctx, tx)
	if err != nil || id != "" {
		return id, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO record_identity (id) VALUES ($1)`, fresh)
	return fresh, err
}

// RenewIdentity gives a database that was restored from a backup an id of its own.
// It is a backup.AfterRestore.
func RenewIdentity(ctx context.Context, tx *db.Tx, _ time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM record_identity`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO record_identity (id) VALUES ($1)`, newID())
	return err
}

// RestoredError means that a database is not as the checkpoint file says it was. It
// was restored from a backup, a standby that was behind took over, or it belongs
// to another installation. Options.Restored accepts it.
type RestoredError struct {
	File    string // the checkpoint file
	Foreign bool   // the file belongs to a database with another id
	Missing int64  // the number of entries that were signed and that the database lacks
}

func (e *RestoredError) Error() string {
	found := "belongs to another database: this one was restored from a backup, or is not the one of this folder"
	switch {
	case e.Missing > 0 && e.Foreign:
		found = fmt.Sprintf("belongs to another database, and has %s that this one lacks", entries(e.Missing))
	case e.Missing > 0:
		found = fmt.Sprintf("has %s that the database lacks", entries(e.Missing))
	case !e.Foreign:
		found = "shows that another epoch of the public record was started than the database has"
	}
	return fmt.Sprintf(
		"%s %s. Nothing has been changed. Check -data and FOLKMOOT_DATABASE. If this database is now to take the place of the "+
			"earlier one, start the server once with -restored \"REASON\"; if signed entries are missing, that starts a new epoch, "+
			"and the page of the public record says so for ever",
		e.File, found,
	)
}

func entries(n int64) string {
	if n == 1 {
		return "1 signed entry"
	}
	return fmt.Sprintf("%d signed entries", n)
}

// LaterEntries returns how many entries the checkpoint file in dir shows that the
// database with epochs does not have. It writes nothing.
func LaterEntries(dir string, epochs []Epoch) (later int64, err error) {
	file, err := readCheckpointLog(dir)
	if err != nil {
		return 0, err
	}
	lines, err := file.read()
	if err := errors.Join(err, file.close()); err != nil {
		return 0, err
	}
	sizes, last := map[string]int64{}, map[string]int64{}
	for _, e := range epochs {
		sizes[e.Origin] = e.Size
	}
	for _, at := range lines {
		last[at.Origin] = max(last[at.Origin], at.Size)
	}
	for origin, size := range last {
		later += max(size-sizes[origin], 0)
	}
	return later, nil
}
