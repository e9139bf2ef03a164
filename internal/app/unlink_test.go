package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/unlink"
)

var (
	createTable   = regexp.MustCompile(`(?s)CREATE TABLE ([a-z_]+) \((.*?)\n\)( WITHOUT ROWID)?;`)
	stringLiteral = regexp.MustCompile("(?s)`[^`]*`")
)

// Row B1 of docs/faults.md. Every table with sealed addresses or with a column settled
// is rewritten by the running program, has no rowid and is defined as package unlink
// needs it; and every statement that changes a row of one asks for it to be rewritten.
func TestTablesAboutRespondentsAreRewritten(t *testing.T) {
	a, err := app.New(t.Context(), app.Config{Data: t.TempDir()}, discardLogger(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	registered := map[string]unlink.Table{}
	for _, table := range a.UnlinkableTables() {
		registered[table.Name] = table
	}
	text := dbtest.Migrations(t)
	for _, m := range createTable.FindAllStringSubmatch(text, -1) {
		name, columns, noRowid := m[1], m[2], m[3] != ""
		table, ok := registered[name]
		if has := strings.Contains(columns, "settled BOOLEAN NOT NULL DEFAULT FALSE"); has != ok {
			t.Errorf("%s: it has the column settled: %t; it is in a Feature.Unlinkable: %t", name, has, ok)
		}
		if !ok {
			continue
		}
		if noRowid == table.Sequential {
			t.Errorf("%s: it is sequential: %t; it is WITHOUT ROWID: %t", name, table.Sequential, noRowid)
		}
		if index := "ON " + name + " (" + strings.Join(table.Key, ", ") + ") WHERE NOT settled;"; !strings.Contains(text, index) {
			t.Errorf("%s: there is no index %s", name, index)
		}
		delete(registered, name)
	}
	for name := range registered {
		t.Errorf("%s: there is no such table", name)
	}
	checkUpdates(t, a.UnlinkableTables())
}

// checkUpdates reports every statement in the source that updates a row of tables and
// does not set settled.
func checkUpdates(t *testing.T, tables []unlink.Table) {
	t.Helper()
	checked := 0
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, literal := range stringLiteral.FindAllString(string(text), -1) {
			words := strings.Fields(strings.Trim(literal, "`"))
			for i, word := range words[:max(len(words)-1, 0)] {
				isUpdate := word == "UPDATE" && slices.ContainsFunc(tables, func(t unlink.Table) bool { return t.Name == words[i+1] })
				isUpsert := word == "INTO" && slices.ContainsFunc(tables, func(t unlink.Table) bool { return t.Name == words[i+1] }) &&
					strings.Contains(literal, "DO UPDATE")
				if !isUpdate && !isUpsert {
					continue
				}
				if checked++; !strings.Contains(literal, "settled = FALSE") {
					t.Errorf("%s: a statement changes rows of %s without settled = FALSE: %s", path, words[i+1], literal)
				}
			}
		}
		return nil
	})
	if err != nil || checked < 10 {
		t.Errorf("%d statements checked, %v", checked, err)
	}
}
