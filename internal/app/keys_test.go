package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// An installation that had one key for all contacts still starts and opens what
// was sealed with it.
func TestFormerContactKeyStillDecrypts(t *testing.T) {
	data := t.TempDir()
	former, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(data, "contacts.key")
	if err := os.WriteFile(old, []byte(former.String()+"\n"), 0o400); err != nil {
		t.Fatal(err)
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, former.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("her@example.org"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and starts again
		a, err := app.New(t.Context(), app.Config{Data: data}, discardLogger(), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", old, err)
	}
	box, err := seal.Open(filepath.Join(data, "contacts"))
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	if got, err := box.Open("getting-about", sealed.Bytes()); err != nil || got != "her@example.org" {
		t.Errorf("%q %v", got, err)
	}
}
