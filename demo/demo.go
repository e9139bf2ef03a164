// Package demo holds the demonstration county as definition files, so that the
// one program can show it without any folder beside it.
package demo

import (
	"embed"
	"io/fs"
)

//go:embed all:leicestershire
var embedded embed.FS

// Files is the folder of definitions of the demonstration.
func Files() fs.FS {
	folder, err := fs.Sub(embedded, "leicestershire")
	if err != nil {
		panic(err) // the name is written three lines above
	}
	return folder
}
