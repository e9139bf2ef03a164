package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What an installation publishes can be exported to files and imported into
// another.
func TestExportAndImport(t *testing.T) {
	folder, first, second := filepath.Join(t.TempDir(), "county"), t.TempDir(), t.TempDir()
	file := filepath.Join(t.TempDir(), "duties.yaml")
	const duties = "jurisdiction: england\nemployees: 1400\n"
	if err := os.WriteFile(file, []byte(duties), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, output := run(t, "import", "-data", first, filepath.Dir(file)); code != 0 {
		t.Fatalf("%d %s", code, output)
	}
	if code, output := run(t, "export", "-data", first, folder); code != 0 || !strings.Contains(output, "Wrote 1 file to") {
		t.Fatalf("%d %s", code, output)
	}
	taken, err := os.ReadFile(filepath.Join(folder, "duties.yaml"))
	if err != nil || string(taken) != duties {
		t.Errorf("%v\n%s", err, taken)
	}
	if code, output := run(t, "import", "-data", second, folder); code != 0 {
		t.Errorf("%d %s", code, output)
	}
	for _, test := range []struct {
		want string
		code int
		args []string
	}{
		{"is not empty", 1, []string{"export", "-data", first, folder}},
		{"usage", 2, []string{"export", "-data", first}},
	} {
		if code, output := run(t, test.args...); code != test.code || !strings.Contains(output, test.want) {
			t.Errorf("%q: %d %s", test.args, code, output)
		}
	}
}
