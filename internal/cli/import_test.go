package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A link in a folder of definitions cannot make the import read other files of
// the machine, whose words would be in its messages.
func TestImportDoesNotFollowLinksOutOfTheFolder(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.yaml")
	folder := t.TempDir()
	if err := os.WriteFile(outside, []byte("swordfish: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(folder, "council.yaml")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	code, output := run(t, "import", "-data", t.TempDir(), folder)
	if code == 0 || strings.Contains(output, "swordfish") || !strings.Contains(output, "council.yaml") {
		t.Errorf("code %d: %s", code, output)
	}
}
