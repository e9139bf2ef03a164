package record_test

import (
	"os"
	"path/filepath"
	"testing"
)

func copyKey(t testing.TB, from, to string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(from, "record.key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, "record.key"), text, 0o400); err != nil {
		t.Fatal(err)
	}
}
