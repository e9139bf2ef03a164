// Package schema holds the SQL migrations that create every table. Each file is
// valid for both SQLite and PostgreSQL and belongs to the package it is named
// after.
package schema

import (
	"embed"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// Migrations holds the migrations, which run in the order of their file names.
// From the first released version on, files are only added: a released migration
// never changes.
//
//go:embed *.sql
var Migrations embed.FS

var tableStatement = regexp.MustCompile(`(?im)^\s*(CREATE|DROP) TABLE\s+([a-z_]+)`)

// Tables returns the names of the tables that exist after all migrations of
// files, in the order in which they are created. So a table comes after those
// that its foreign keys refer to.
func Tables(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	var tables []string
	for _, name := range names { // fs.Glob sorts
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		for _, m := range tableStatement.FindAllSubmatch(text, -1) {
			table := string(m[2])
			tables = slices.DeleteFunc(tables, func(t string) bool { return t == table })
			if strings.EqualFold(string(m[1]), "CREATE") {
				tables = append(tables, table)
			}
		}
	}
	return tables, nil
}
