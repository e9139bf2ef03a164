package bench

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/url"
	"os"

	"github.com/folkmoot/folkmoot/internal/db"
)

// newInstallation creates an installation for a benchmark: a folder, and a
// schema of its own if database is a PostgreSQL URL. remove deletes both.
func (run Options) newInstallation(ctx context.Context, database string) (dir, own string, remove func() error, err error) {
	if dir, err = os.MkdirTemp("", "folkmoot-bench-"); err != nil {
		return "", "", nil, err
	}
	own, drop, err := newSchema(ctx, database)
	if err != nil {
		return "", "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	remove = func() error { return errors.Join(drop(), os.RemoveAll(dir)) }
	err = run.Prepare(ctx, dir, own)
	if err == nil {
		err = analyze(ctx, own)
	}
	if err != nil {
		return "", "", nil, errors.Join(err, remove())
	}
	return dir, own, remove, nil
}

// analyze counts the rows of the tables of a PostgreSQL schema, as the server does by itself within a few minutes. Until
// then it plans for tables without rows.
func analyze(ctx context.Context, address string) error {
	if !db.IsPostgres(address) {
		return nil
	}
	d, err := db.Open(ctx, address)
	if err != nil {
		return err
	}
	err = d.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DO $do$ DECLARE own RECORD; BEGIN
			FOR own IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema()
			LOOP EXECUTE format('ANALYZE %I', own.tablename); END LOOP; END $do$`)
		return err
	})
	return errors.Join(err, d.Close())
}

// newSchema creates a schema in the PostgreSQL database at address and returns
// a URL that selects it. Other schemas are not touched. For SQLite it does
// nothing.
func newSchema(ctx context.Context, address string) (own string, remove func() error, err error) {
	if !db.IsPostgres(address) {
		return address, func() error { return nil }, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", nil, err
	}
	var id [6]byte
	rand.Read(id[:])
	name := "bench_" + hex.EncodeToString(id[:])
	d, err := db.Open(ctx, address)
	if err != nil {
		return "", nil, err
	}
	exec := func(ctx context.Context, statement string) error {
		return d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, statement)
			return err
		})
	}
	if err := exec(ctx, "CREATE SCHEMA "+name); err != nil {
		return "", nil, errors.Join(err, d.Close())
	}
	query := u.Query()
	query.Set("search_path", name)
	u.RawQuery = query.Encode()
	return u.String(), func() error {
		return errors.Join(exec(context.WithoutCancel(ctx), "DROP SCHEMA "+name+" CASCADE"), d.Close())
	}, nil
}
