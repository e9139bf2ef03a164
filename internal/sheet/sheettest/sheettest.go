// Package sheettest makes files for tests of what reads spreadsheets and archives.
package sheettest

import (
	"archive/zip"
	"bytes"
	"testing"
)

// Archive returns an archive with the parts, which are names and texts in turn.
func Archive(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		part, err := w.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
