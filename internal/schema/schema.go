// Package schema holds the SQL migrations that create every table. Each file is
// valid for both SQLite and PostgreSQL and belongs to the package it is named
// after.
package schema

import (
	"embed"
	"fmt"
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

// Table is what the migrations say about a table.
type Table struct {
	Name string
	Key  []string // columns of the primary key

	// How folkmoot audit checks its rows, from a comment above CREATE TABLE. With
	// neither, by a fingerprint of each row.
	AuditedBy string // "Audited by: …": a check of its own
	Unaudited string // "Not audited: …": what is not looked at, in words
	Why       string // why it is not
}

var (
	createTable = regexp.MustCompile(`(?im)((?:^--[^\n]*\n)*)^CREATE TABLE\s+([a-z_]+)\s*\(((?:\n\s+[^\n]*)*)\n\)`)
	keyOfTable  = regexp.MustCompile(`(?im)^\s*PRIMARY KEY\s*\(([a-z_, ]+)\)`)
	keyColumn   = regexp.MustCompile(`(?im)^\s*([a-z_]+)\s[^,\n]*\bPRIMARY KEY\b`)
	auditedBy   = regexp.MustCompile(`(?m)^-- Audited by: (.+)\.$`)
	unaudited   = regexp.MustCompile(`(?m)^-- Not audited: ([^.]+)\. (.+)$`)
)

// Describe returns what the migrations of files say about each table that they create.
func Describe(files fs.FS) (all []Table, err error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		for _, m := range createTable.FindAllStringSubmatch(string(text), -1) {
			comment, body := m[1], m[3]
			t := Table{Name: m[2]}
			switch whole, column := keyOfTable.FindStringSubmatch(body), keyColumn.FindStringSubmatch(body); {
			case whole != nil:
				t.Key = strings.Split(strings.ReplaceAll(whole[1], " ", ""), ",")
			case column != nil:
				t.Key = column[1:]
			default:
				return nil, fmt.Errorf("%s: table %s has no primary key", name, t.Name)
			}
			if by := auditedBy.FindStringSubmatch(comment); by != nil {
				t.AuditedBy = by[1]
			}
			if no := unaudited.FindStringSubmatch(comment); no != nil {
				t.Unaudited, t.Why = no[1], no[2]
			}
			all = append(all, t)
		}
	}
	return all, nil
}
