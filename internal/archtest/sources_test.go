package archtest

// soundSource is most of a module that keeps every rule. internal/sample is a
// feature that the layers do not list; internal/allowed has the ways to put a
// statement together that are allowed.
const soundSource = `
-- go.mod --
module example.org/council

go 1.26

-- README.md --
[Documents](docs), [one](docs/hostile-inputs.md "title"), [site](https://example.org).

-- tally/tally_test.go --
package tally

import "testing"

func TestTally(t *testing.T) {}

-- internal/schema/0001_intake.sql --
CREATE TABLE intake_response (id TEXT PRIMARY KEY);

-- internal/schema/0002_consult.sql --
-- not: DELETE FROM intake_response
CREATE TABLE consult_paper (id TEXT, UNIQUE (id));

-- internal/schema/0003_allowed.sql --
CREATE TABLE allowed_paper (id TEXT PRIMARY KEY, title TEXT NOT NULL);

-- internal/outbound/client.go --
package outbound

import "net/http"

type Client = http.Client

func New() *http.Client { return &http.Client{} }

-- internal/intake/table.go --
package intake

const Table = "intake_response"

-- internal/intake/intaketest/begun.go --
// Package intaketest is for tests: it may have a clock, and import any package.
package intaketest

import (
	"time"

	_ "example.org/council/internal/app"
)

var Begun = time.Now()

-- internal/sample/sample.go --
// Package sample is a new feature.
package sample

import (
	_ "example.org/council/internal/db"
	_ "example.org/council/internal/intake"
)

-- internal/sample/sampleweb/page.go --
// Package sampleweb has its pages.
package sampleweb

import (
	_ "net/http"

	_ "example.org/council/internal/page"
	_ "example.org/council/internal/sample"
)

-- internal/app/features.go --
package app

import _ "example.org/council/internal/sample/sampleweb"

-- cmd/folkmoot/main.go --
// Folkmoot begins here, where the time may be taken.
package main

import "time"

func main() { time.Now() }

-- internal/db/tx.go --
package db

import "context"

type Tx struct{}

type Row interface{ Scan(into ...any) error }

func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) { return 0, nil }

func (t *Tx) Insert(ctx context.Context, into string, rows [][]any, suffix string) (int64, error) { return 0, nil }

func One[T any](ctx context.Context, t *Tx, scan func(Row) (T, error), query string, args ...any) (v T, err error) {
	return v, nil
}

func All[T any](ctx context.Context, t *Tx, scan func(Row) (T, error), query string, args ...any) (all []T, err error) {
	return all, nil
}

func Texts(ctx context.Context, t *Tx, query string, args ...any) (n int, all []string) { return n, all }

func Bytes(ctx context.Context, t *Tx, query string, args ...any) []byte { return nil }

func Text(r Row) (s string, err error) { return s, r.Scan(&s) }

func Placeholders(first, n int) string { return "" }

-- internal/allowed/allowed.go --
// Package allowed puts statements together from texts that are written here.
package allowed

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.org/council/internal/db"
)

const columns = "id, title"

var tables = [2]string{"allowed_paper (id)", "allowed_response (id)"}

type filter struct {
	Words string
	order string
}

func List(ctx context.Context, tx *db.Tx, f filter, ids []any) error {
	var where []string
	var args []any
	is := func(column, value string) {
		args = append(args, value)
		where = append(where, fmt.Sprintf("%s = $%d", column, len(args)))
	}
	for _, wanted := range []struct{ column, value string }{{"title", f.Words}} {
		is(wanted.column, wanted.value)
	}
	query := "SELECT " + columns + " FROM allowed_paper WHERE title IS DISTINCT FROM some_value"
	if len(where) > 0 {
		query += " AND " + strings.Join(where, " AND ")
	}
	var more strings.Builder
	for i := range ids {
		more.WriteString(" OR ")
		fmt.Fprintf(&more, "id = $%d", i)
		more.WriteByte(')')
	}
	_, err := db.One(ctx, tx, db.Text, query+more.String()+f.order+" LIMIT "+strconv.Itoa(len(ids)), args...)
	if err != nil {
		return err
	}
	list := db.Placeholders(1, len(ids))
	_, err = tx.Exec(ctx, "DELETE FROM allowed_paper WHERE id IN ("+list+") AND "+which(len(ids)), ids...)
	return err
}

func which(n int) (condition string) {
	if n > 1 {
		return "TRUE"
	}
	condition = "FALSE"
	return
}

func order(by string) filter {
	if by == "title" {
		return filter{Words: by, order: " ORDER BY title"}
	}
	return filter{by, " ORDER BY id"}
}

func Forget(ctx context.Context, tx *db.Tx) error {
	for query, n := range map[string]int{"DELETE FROM allowed_paper WHERE n = $1": 1} {
		if err := run(ctx, tx, query, n); err != nil {
			return err
		}
	}
	if _, err := (*db.Tx).Exec(tx, ctx, "DELETE FROM allowed_response"); err != nil {
		return err
	}
	for _, into := range tables {
		if _, err := tx.Insert(ctx, into, nil, ""); err != nil {
			return err
		}
	}
	keys := map[string]bool{}
	keys["title"] = true
	return run(ctx, tx, "SELECT "+strings.Join(slices.Sorted(maps.Keys(keys)), ", ")+
		" FROM allowed_paper ON CONFLICT (id) DO UPDATE SET shown_at = excluded.shown_at", 0)
}

func run(c context.Context, tx *db.Tx, statement string, args ...any) error {
	_, err := tx.Exec(context.WithoutCancel(c), statement, args...)
	return err
}

func Few(ctx context.Context, tx *db.Tx, last bool) ([]string, error) {
	order := " ORDER BY title"
	if last {
		order += " DESC"
	}
	return texts(ctx, tx, "allowed_paper", order+" LIMIT 20")
}

func One(ctx context.Context, tx *db.Tx, id string) ([]string, error) {
	_ = db.Bytes(ctx, tx, "SELECT title FROM allowed_paper")
	return db.All(ctx, tx, db.Text, "SELECT title FROM allowed_paper WHERE id = $1 AND title <> ''", id)
}

func texts(ctx context.Context, tx *db.Tx, table, rest string) ([]string, error) {
	return db.All(ctx, tx, db.Text, "SELECT title FROM "+table+rest)
}

// Prose names intake_response, and is no SQL.
const Prose = "The table intake_response grows from time to time."
`
