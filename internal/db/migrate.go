package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Migrate applies, in the order of their numbers, the files of files that this
// database has not had, each in a transaction of its own. Two servers that
// start at once do not get into each other's way. A file that was applied and
// has changed since is an error: history is not rewritten.
func (d *DB) Migrate(ctx context.Context, files fs.FS, now time.Time) (err error) {
	defer fault.Wrap(&err, "migrate")
	release, err := d.lockMigrations(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()

	mine, sums, err := d.filesForEngine(files)
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
	provider, err := goose.NewProvider(dialect, d.write, mine, goose.WithTableName("schema_version"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	return d.storeSums(ctx, sums, now)
}

// lockMigrations makes a second PostgreSQL node wait; SQLite has one process.
func (d *DB) lockMigrations(ctx context.Context) (release func() error, err error) {
	if !d.postgres {
		return func() error { return nil }, d.createSumTable(ctx, d.write)
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	const key = 20161
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, key); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	release = func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, key)
		return errors.Join(err, conn.Close())
	}
	// PostgreSQL learns the one word of our types that it does not have.
	if _, err := conn.ExecContext(ctx, `DO $$ BEGIN CREATE DOMAIN blob AS bytea; EXCEPTION WHEN duplicate_object THEN NULL; END $$`); err != nil {
		return nil, errors.Join(err, release())
	}
	return release, d.createSumTable(ctx, d.write)
}

func (d *DB) createSumTable(ctx context.Context, pool *sql.DB) error {
	_, err := pool.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_sum (
		name TEXT PRIMARY KEY, sum TEXT NOT NULL, applied_at TEXT NOT NULL)`)
	return err
}

// filesForEngine returns files as this engine should read them, and the sum of each.
func (d *DB) filesForEngine(files fs.FS) (fs.FS, map[string]string, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, nil, err
	}
	mine, sums := fstest.MapFS{}, map[string]string{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, nil, err
		}
		sums[name] = fmt.Sprintf("%x", sha256.Sum256(text))
		own, err := d.stripOtherEngine(text)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		body := append([]byte("-- +goose Up\n-- +goose StatementBegin\n"), own...)
		mine[name] = &fstest.MapFile{Data: append(body, "\n-- +goose StatementEnd\n"...)}
	}
	return mine, sums, nil
}

// stripOtherEngine drops the sections of text that are meant for the other engine: the
// lines from "-- only postgres" (or sqlite) to "-- end". PostgreSQL also reads
// "WITHOUT ROWID" as nothing.
func (d *DB) stripOtherEngine(text []byte) (kept []byte, err error) {
	keep := true
	for line := range bytes.Lines(text) {
		trimmed := strings.TrimSpace(string(line))
		switch engine, found := strings.CutPrefix(trimmed, "-- only "); {
		case found && engine != "postgres" && engine != "sqlite":
			return nil, fmt.Errorf("%q names no engine; begin a comment with another word", trimmed)
		case found:
			keep = engine == d.Engine()
		case trimmed == "-- end":
			keep = true
		case keep && d.postgres: // only SQLite has tables without a row number
			kept = append(kept, bytes.Replace(line, []byte(") WITHOUT ROWID;"), []byte(");"), 1)...)
		case keep:
			kept = append(kept, line...)
		}
	}
	return kept, nil
}

func (d *DB) checkSums(ctx context.Context, sums map[string]string) error {
	type applied struct{ name, sum string }
	return d.View(ctx, func(tx *Tx) error {
		all, err := All(ctx, tx, func(r Row) (a applied, err error) { return a, r.Scan(&a.name, &a.sum) },
			`SELECT name, sum FROM schema_sum`)
		if err != nil {
			return err
		}
		for _, a := range all {
			switch sum, ok := sums[a.name]; {
			case !ok:
				return fmt.Errorf("the database has had %s, which this program does not know: it was used with a newer version", a.name)
			case sum != a.sum:
				return fmt.Errorf("%s was applied with other words; a migration is never edited", a.name)
			}
		}
		return nil
	})
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
