// Package schema is every table of the house, as numbered SQL that both
// engines read.
package schema

import "embed"

// Files are the migrations, in the order of their names.
//
//go:embed *.sql
var Files embed.FS
