// Package demo embeds the definition files of the demonstration county, so that
// the program needs no other files to show it.
package demo

import (
	"embed"
	"io/fs"
)

//go:embed all:leicestershire
var embedded embed.FS

// Files returns the folder of definition files of the demonstration.
func Files() fs.FS {
	folder, err := fs.Sub(embedded, "leicestershire")
	if err != nil {
		panic(err) // impossible: the folder is embedded above
	}
	return folder
}
