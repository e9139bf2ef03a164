package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Migrate applies the SQL files of files that have not been applied yet, in the
// order of their numbers, each in its own transaction. now is recorded with each.
// Several servers may call it at the same time. It is an error if an applied file
// has changed or is missing from files.
func (d *DB) Migrate(ctx context.Context, files fs.FS, now time.Time) (err error) {
	defer fault.Wrap(&err, "migrate")
	if d.readOnly {
		return errReadOnly
	}
	release, err := d.lockMigrations(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()

	translated, sums, err := d.filesForEngine(files)
	if err != nil {
		return err
	}
	if err := d.checkSums(ctx, sums); err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if d.postgres {
		dialect = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(dialect, d.write, translated,
		goose.WithTableName("schema_version"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	return d.storeSums(ctx, sums, now)
}

// lockMigrations takes a lock that makes a second server on the same PostgreSQL
// database wait until release is called. With SQLite there is one process only.
// It also creates what the migrations and transactions need: the table of digests
// and, on PostgreSQL, the type blob and the table of waitForTurn.
func (d *DB) lockMigrations(ctx context.Context) (release func() error, err error) {
	if !d.postgres {
		return func() error { return nil }, d.createSumTable(ctx, d.write)
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	const key = 20161 // any number that no other program on the server uses
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, key); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	release = func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, key)
		return errors.Join(err, conn.Close())
	}
	if _, err := conn.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS `+turnTable+` (none TEXT)`); err != nil {
		return nil, errors.Join(err, release())
	}
	// The migrations use the type BLOB, which PostgreSQL does not have.
	if _, err := conn.ExecContext(ctx, `
		DO $$ BEGIN CREATE DOMAIN blob AS bytea; EXCEPTION WHEN duplicate_object THEN NULL; END $$`); err != nil {
		return nil, errors.Join(err, release())
	}
	return release, d.createSumTable(ctx, d.write)
}

func (d *DB) createSumTable(ctx context.Context, pool *sql.DB) error {
	_, err := pool.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_sum (
		name TEXT PRIMARY KEY, sum TEXT NOT NULL, applied_at TEXT NOT NULL)`)
	return err
}

// filesForEngine returns files with the SQL for this engine, and the SHA-256 digest
// of each original file by name.
func (d *DB) filesForEngine(files fs.FS) (fs.FS, map[string]string, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, nil, err
	}
	translated, sums := fstest.MapFS{}, map[string]string{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, nil, err
		}
		sums[name] = digest.Of(text).Hex()
		sql, err := d.translateMigration(text)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		body := append([]byte("-- +goose Up\n-- +goose StatementBegin\n"), sql...)
		translated[name] = &fstest.MapFile{Data: append(body, "\n-- +goose StatementEnd\n"...)}
	}
	return translated, sums, nil
}

// translateMigration removes the sections of text that are for the other engine:
// the lines from "-- only postgres" or "-- only sqlite" to "-- end". For
// PostgreSQL it also removes WITHOUT ROWID.
func (d *DB) translateMigration(text []byte) (translated []byte, err error) {
	section, include := "", true
	for line := range bytes.Lines(text) {
		trimmed := strings.TrimSpace(string(line))
		switch engine, found := strings.CutPrefix(trimmed, "-- only "); {
		case found && engine != "postgres" && engine != "sqlite":
			return nil, fmt.Errorf("%q must name postgres or sqlite; begin other comments with a word other than \"only\"", trimmed)
		case found && section != "":
			return nil, fmt.Errorf("%q begins within %q, which has no \"-- end\"", trimmed, section)
		case found:
			section, include = trimmed, engine == d.Engine()
		case trimmed == "-- end":
			section, include = "", true
		case include && d.postgres:
			translated = append(translated, bytes.Replace(line, []byte(") WITHOUT ROWID;"), []byte(");"), 1)...)
		case include:
			translated = append(translated, line...)
		}
	}
	if section != "" { // the rest of the file would be missing on the other engine
		return nil, fmt.Errorf("%q has no \"-- end\"", section)
	}
	return translated, nil
}

// migration is a row of schema_sum.
type migration struct{ name, sum string }

func scanMigration(r Row) (m migration, err error) { return m, r.Scan(&m.name, &m.sum) }

// checkSums returns an error if a migration that was applied is not in sums, or
// with another digest.
func (d *DB) checkSums(ctx context.Context, sums map[string]string) error {
	return d.View(ctx, func(tx *Tx) error {
		applied, err := AppliedMigrations(ctx, tx)
		if err != nil {
			return err
		}
		return compareSums(applied, sums)
	})
}

// compareSums is checkSums for the migrations in applied.
func compareSums(applied, sums map[string]string) error {
	for name, sum := range applied {
		switch own, ok := sums[name]; {
		case !ok:
			return fmt.Errorf("the database was used with a newer version of this program, which applied %s", name)
		case own != sum:
			return fmt.Errorf("%s has changed since it was applied; add a new migration instead", name)
		}
	}
	return nil
}

func (d *DB) storeSums(ctx context.Context, sums map[string]string, now time.Time) error {
	return d.Update(ctx, func(tx *Tx) error {
		for name, sum := range sums {
			if _, err := tx.Exec(ctx, `INSERT INTO schema_sum (name, sum, applied_at) VALUES ($1, $2, $3)
				ON CONFLICT (name) DO NOTHING`, name, sum, Time(now)); err != nil {
				return err
			}
		}
		return nil
	})
}
