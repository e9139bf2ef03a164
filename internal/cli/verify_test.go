package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/cli"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// run runs a command and returns its exit code and output.
func run(t *testing.T, args ...string) (code int, output string) {
	t.Helper()
	var out bytes.Buffer
	code = cli.Main(
		t.Context(),
		&cli.Env{
			Args:   args,
			Getenv: func(string) string { return "" },
			Out:    &out,
			Err:    &out,
			Now:    func() time.Time { return dbtest.Now },
		},
	)
	return code, out.String()
}

// newInstallation creates a data folder with a public record, and returns it
// with the file of a receipt from it and its public key.
func newInstallation(t *testing.T) (data, file, key string) {
	t.Helper()
	data = t.TempDir()
	dir := filepath.Join(data, "record")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	log, err := record.Open(
		t.Context(),
		dbtest.Open(t, filepath.Join(data, "folkmoot.db")),
		record.Options{Dir: dir, Origin: "example.org/record"},
	)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	receipts, err := log.Update(t.Context(), func(_ *db.Tx, w *record.Writer) error {
		w.Add(receipt.Leaf{Subject: "park", Kind: "response"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "receipt.txt")
	if err := os.WriteFile(file, receipts[0].Marshal(), 0o600); err != nil {
		t.Fatal(err)
	}
	return data, file, log.Key()
}

func TestVerifyNamesTheKey(t *testing.T) {
	data, file, key := newInstallation(t)
	_, _, other := newInstallation(t)
	list := func(name string, lines ...string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const compare, own = "Compare this key", "the installation's own key"
	for _, test := range []struct {
		name string
		args []string
		code int
		says string
		not  string
	}{
		{"an unknown key", []string{"-data", t.TempDir()}, 0, compare, own},
		{"the installation's own key", []string{"-data", data}, 0, own, compare},
		{"the key is given", []string{"-key", key}, 0, "is valid", compare},
		{"another key is given", []string{"-key", other}, 1, "different key", "is valid"},
		{"the keys of every epoch in a file", []string{"-key", list("record.pub", other, key, "")}, 0, "is valid", compare},
		{"a file without the key", []string{"-key", list("record.pub", other)}, 1, "different key", "is valid"},
		{"a file without any key", []string{"-key", list("record.pub", "", "")}, 1, "does not contain a key", "is valid"},
		{"a missing file", []string{"-key", filepath.Join(data, "nothing.pub")}, 1, "nothing.pub", "is valid"},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, output := run(t, append(append([]string{"verify"}, test.args...), file)...)
			if code != test.code || !strings.Contains(output, test.says) || strings.Contains(output, test.not) {
				t.Errorf("exit %d, want %d with %q and without %q:\n%s", code, test.code, test.says, test.not, output)
			}
		})
	}
}

func TestDoctorNeedsAnInstallation(t *testing.T) {
	if code, output := run(t, "doctor", "-data", filepath.Join(t.TempDir(), "nowhere")); code != 1 ||
		!strings.Contains(output, "-data") {
		t.Errorf("exit %d:\n%s", code, output)
	}
	data, _, _ := newInstallation(t)
	if code, output := run(t, "doctor", "-data", data); code != 0 || !strings.Contains(output, "entries: 1") ||
		strings.Contains(output, "Problem:") {
		t.Errorf("exit %d:\n%s", code, output)
	}
}
