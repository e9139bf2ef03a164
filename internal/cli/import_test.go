package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Row B11 of docs/faults.md. Only ordinary files of the folder are read: no link, to a file
// outside or inside, in place of a definition, a folder or a text that a definition names,
// whose words would be in pages and messages; and no pipe, which never ends.
func TestImportReadsOrdinaryFilesOnly(t *testing.T) {
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret.yaml")
	if err := os.WriteFile(secret, []byte("swordfish: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := func(name, content string) func(folder string) error {
		return func(folder string) error {
			return os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600)
		}
	}
	link := func(to, name string) func(folder string) error {
		return func(folder string) error { return os.Symlink(to, filepath.Join(folder, name)) }
	}
	const council = "name: file:.words\n"
	for name, test := range map[string]struct {
		names string // in the message
		steps []func(folder string) error
	}{
		"a link out of the folder": {"council.yaml", []func(string) error{link(secret, "council.yaml")}},
		"a link in the folder":     {"council.yaml", []func(string) error{text("README.md", "swordfish"), link("README.md", "council.yaml")}},
		"a link to a folder":       {"evidence", []func(string) error{link(outside, "evidence")}},
		"a text that is a link":    {".words", []func(string) error{text("council.yaml", council), link(secret, ".words")}},
		"a text that is a link in the folder": {".words", []func(string) error{
			text("council.yaml", council), text(".secret", "swordfish"), link(".secret", ".words"),
		}},
		"a pipe": {"council.yaml", []func(string) error{func(folder string) error {
			return exec.Command("mkfifo", filepath.Join(folder, "council.yaml")).Run()
		}}},
		"a text that is a pipe": {".words", []func(string) error{text("council.yaml", council), func(folder string) error {
			return exec.Command("mkfifo", filepath.Join(folder, ".words")).Run()
		}}},
	} {
		folder := t.TempDir()
		for _, step := range test.steps {
			if err := step(folder); err != nil {
				t.Skip("no links or pipes here:", err)
			}
		}
		code, output := run(t, "import", "-data", t.TempDir(), folder)
		if code == 0 || strings.Contains(output, "swordfish") || !strings.Contains(output, test.names) {
			t.Errorf("%s: code %d: %s", name, code, output)
		}
	}
}
