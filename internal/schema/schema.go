// Package schema is every table of the house, as numbered SQL that both
// engines read.
package schema

import (
	"embed"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// Migrations are the migrations, in the order of their names.
//
//go:embed *.sql
var Migrations embed.FS

var tableStatement = regexp.MustCompile(`(?im)^\s*(CREATE|DROP) TABLE\s+([a-z_]+)`)

// Tables returns the tables that files make, in the order in which they come
// into being: what a table points to stands before it.
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
