package db

import (
	"context"
	"errors"
	"time"
)

// CopyLogEvery is how often CopyLog is to be called. Pages that change again and again are copied once
// each time: in a rush of responses, more often costs more than it saves.
const CopyLogEvery = 5 * time.Second

// CopyLog copies the write-ahead log of SQLite into the database file as far as no
// transaction reads older rows. Otherwise the commit that makes the log too long has to
// do it, and all who write wait for it. CopyLog works beside them. With PostgreSQL it
// does nothing.
func (d *DB) CopyLog(ctx context.Context) error {
	if d.postgres || d.readOnly || d.commits.Swap(0) == 0 {
		return nil
	}
	// SQLite refuses to copy if another connection is at it, and does not wait. What
	// removes deleted data must not be refused.
	d.copying.Lock()
	defer d.copying.Unlock()
	_, err := d.read.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`)
	return err
}

// Checkpoint copies the write-ahead log of SQLite into the database file and
// truncates it, so that deleted data is in neither file: secure_delete overwrites
// it in the database file. A transaction that is still reading can keep part of
// the log until the next call. With PostgreSQL it does nothing; the server
// checkpoints and vacuums by itself.
func (d *DB) Checkpoint(ctx context.Context) error {
	if d.postgres || d.readOnly {
		return nil
	}
	d.copying.Lock()
	defer d.copying.Unlock()
	_, err := d.write.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}

// truncateLog copies the write-ahead log of SQLite into the database file, where
// secure_delete has overwritten deleted rows, and truncates it. It does not wait for others.
func (d *DB) truncateLog(ctx context.Context) (complete bool, err error) {
	d.copying.Lock()
	defer d.copying.Unlock()
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `PRAGMA busy_timeout = 0`); err != nil {
		return false, err
	}
	defer func() {
		_, reset := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA busy_timeout = 10000`)
		err = errors.Join(err, reset)
	}()
	var busy, frames, copied int64
	err = conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &copied)
	return busy == 0, err
}
