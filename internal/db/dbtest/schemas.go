package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// migratedDSN returns the DSN of a schema on server that has every table and no rows, and that no
// other test uses until this one ends.
//
// To make the tables takes a third of a second of processor time, more than most tests, and each
// set that was made and dropped makes the catalogue of the server larger and slower. So the
// schemas stay: a test takes the first one that is free, in whichever process it runs, and empties
// it first, because the test before may have been killed.
func migratedDSN(t testing.TB, server string) string {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { admin.Close() }) // with the lock
	admin.SetMaxOpenConns(1)
	conn, err := admin.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for n := 1; ; n++ {
		s := sharedSchema{conn, fmt.Sprintf("test_%s_%d", migrationsDigest(t), n)}
		free, err := s.lock(t.Context())
		if err == nil && free {
			var ready bool
			if ready, err = s.empty(t.Context()); err == nil && !ready {
				err = s.create(t.Context(), withSearchPath(server, s.name))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		if free {
			return withSearchPath(server, s.name)
		}
	}
}

// migrationsDigest names what the migrations make.
func migrationsDigest(t testing.TB) string {
	t.Helper()
	return digest.Of([]byte(Migrations(t))).Hex()[:12]
}

// Migrations returns the text of all migrations.
func Migrations(t testing.TB) string {
	t.Helper()
	names, err := fs.Glob(schema.Migrations, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range names {
		text, err := fs.ReadFile(schema.Migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// withSearchPath returns the DSN of a schema on server.
func withSearchPath(server, name string) string {
	if strings.Contains(server, "?") {
		return server + "&search_path=" + name
	}
	return server + "?search_path=" + name
}

// sharedSchema is a schema that tests use one after another.
type sharedSchema struct {
	conn *sql.Conn
	name string
}

// lock reports whether no other test uses s. If so, it is locked until the connection is closed.
func (s sharedSchema) lock(ctx context.Context) (free bool, err error) {
	err = s.conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock(hashtextextended($1, 0))`, s.name).Scan(&free)
	return free, err
}

// shape describes every table, column and index of s.
const shape = `SELECT COALESCE(md5(string_agg(
		concat_ws(' ', c.relname, c.relkind, c.relchecks, a.attname, a.atttypid, a.attnotnull, a.atthasdef), ','
		ORDER BY c.relname, a.attnum)), '')
	FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
	WHERE c.relnamespace = to_regnamespace($1)`

// empty deletes every row of s. It reports false if s does not exist or if a test has changed its
// tables.
func (s sharedSchema) empty(ctx context.Context) (ready bool, err error) {
	var comment sql.NullString
	var now string
	err = s.conn.QueryRowContext(ctx, `SELECT obj_description(to_regnamespace($1), 'pg_namespace'), (`+shape+`)`, s.name).
		Scan(&comment, &now)
	if err != nil || comment.String == "" || comment.String != now {
		return false, err
	}
	// Rows are deleted in any order: as a replica, the server does not look at foreign keys.
	_, err = s.conn.ExecContext(ctx, `DO $$
		DECLARE t regclass;
		BEGIN
			SET LOCAL session_replication_role = replica;
			FOR t IN SELECT oid FROM pg_class
				WHERE relnamespace = '`+s.name+`'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
					AND relname NOT IN ('schema_version', 'schema_sum')
			LOOP
				EXECUTE 'DELETE FROM ' || t;
			END LOOP;
		END $$`)
	return err == nil, err
}

// create makes s anew.
func (s sharedSchema) create(ctx context.Context, dsn string) error {
	if _, err := s.conn.ExecContext(ctx, `DROP SCHEMA IF EXISTS `+s.name+` CASCADE; CREATE SCHEMA `+s.name); err != nil {
		return err
	}
	d, err := db.Open(ctx, dsn)
	if err != nil {
		return err
	}
	if err := errors.Join(d.Migrate(ctx, schema.Migrations, Now), d.Close()); err != nil {
		return err
	}
	var now string
	if err := s.conn.QueryRowContext(ctx, shape, s.name).Scan(&now); err != nil {
		return err
	}
	_, err = s.conn.ExecContext(ctx, `COMMENT ON SCHEMA `+s.name+` IS '`+now+`'`)
	return err
}
