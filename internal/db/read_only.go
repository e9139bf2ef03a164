package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// errReadOnly is returned by Update and Migrate for a database that was opened by OpenReadOnly.
var errReadOnly = errors.New("the database is open for reading only")

// OpenReadOnly opens the database that dsn names for commands that only look. It
// writes no byte: no table, no row and, with SQLite, no file beside the database
// either. A server may be using the database meanwhile. A SQLite file that does
// not exist is an error.
func OpenReadOnly(ctx context.Context, dsn string) (_ *DB, err error) {
	defer fault.Wrap(&err, "open database")
	d := &DB{readOnly: true}
	if IsPostgres(dsn) {
		d.postgres = true
		// The server itself then refuses every statement that writes.
		u, err := url.Parse(dsn)
		if err != nil {
			return nil, err
		}
		query := u.Query()
		query.Set("default_transaction_read_only", "on")
		u.RawQuery = query.Encode()
		if d.read, err = sql.Open("pgx", u.String()); err != nil {
			return nil, err
		}
	} else {
		address, err := readOnlyURI(dsn)
		if err != nil {
			return nil, err
		}
		if d.read, err = sql.Open("sqlite", address); err != nil {
			return nil, err
		}
	}
	d.read.SetMaxOpenConns(4)
	d.write = d.read
	if err := d.read.PingContext(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// readOnlyURI returns the address with which SQLite reads the file at path and
// changes nothing. readonly_shm reads the index of the write-ahead log of a
// running server, or rebuilds it in memory if the server was killed. Without a
// log, the file is complete and no server is writing to it.
// Source: https://www.sqlite.org/walformat.html and https://www.sqlite.org/uri.html.
func readOnlyURI(path string) (string, error) {
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	address := fileURI(path) + "?mode=ro&_pragma=busy_timeout(10000)&_pragma=query_only(1)&_pragma=cache_size(-16000)"
	_, log := os.Stat(path + "-wal")
	_, index := os.Stat(path + "-shm")
	switch {
	case log == nil && index == nil:
		return address + "&readonly_shm=1", nil
	case errors.Is(log, fs.ErrNotExist):
		return address + "&immutable=1", nil
	case log != nil:
		return "", log
	}
	return "", fmt.Errorf("%s-wal has changes, but %[1]s-shm is missing: copy all three files, or start the server once", path)
}

// CheckMigrated returns an error unless exactly the migrations of files have been
// applied. It changes nothing.
func (d *DB) CheckMigrated(ctx context.Context, files fs.FS) (err error) {
	defer fault.Wrap(&err, "check the tables of the database")
	_, sums, err := d.filesForEngine(files)
	if err != nil {
		return err
	}
	return d.View(ctx, func(tx *Tx) error {
		known, err := tx.hasTable(ctx, "schema_sum")
		if err != nil {
			return err
		}
		if !known {
			return errors.New("it is empty: start the server once, or check the name of the database")
		}
		applied, err := AppliedMigrations(ctx, tx)
		if err != nil {
			return err
		}
		if err := compareSums(applied, sums); err != nil {
			return err
		}
		for name := range sums {
			if _, ok := applied[name]; !ok {
				return fmt.Errorf("%s has not been applied yet: start the server of this version once", name)
			}
		}
		return nil
	})
}

// hasTable reports whether the database has the table name.
func (t *Tx) hasTable(ctx context.Context, name string) (bool, error) {
	query := `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1)`
	if t.db.postgres {
		query = `SELECT to_regclass($1) IS NOT NULL`
	}
	return One(ctx, t, Bool, query, name)
}
