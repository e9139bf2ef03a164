package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/cli"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// serve runs a server until it is ready, or refuses, and while does something
// meanwhile.
func serve(t *testing.T, database string, while func(), args ...string) (code int, output string) {
	t.Helper()
	return serveWith(t, map[string]string{"FOLKMOOT_DATABASE": database, "FOLKMOOT_LOG": "error"}, while, args...)
}

func serveWith(t *testing.T, env map[string]string, while func(), args ...string) (code int, output string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out readyWriter
	out.ready = func() {
		if while != nil {
			while()
		}
		stop()
	}
	code = cli.Main(ctx, &cli.Env{
		Args: append(args, "-listen", "127.0.0.1:0"), Getenv: func(name string) string { return env[name] },
		Out: &out, Err: &out, Now: func() time.Time { return dbtest.Now },
	})
	return code, out.text.String()
}

// readyWriter calls ready when the server says that it is.
type readyWriter struct {
	text  bytes.Buffer
	ready func()
}

func (w *readyWriter) Write(b []byte) (int, error) {
	w.text.Write(b)
	if bytes.Contains(b, []byte("Folkmoot is ready")) {
		w.ready()
	}
	return len(b), nil
}

// Of two servers on one SQLite folder the second is refused. The lock ends with the
// server.
//
// Row H2 of docs/faults.md.
func TestSecondServerOnOneFolderIsRefused(t *testing.T) {
	data := t.TempDir()
	for range 2 {
		code, output := serve(t, "", func() {
			if code, output := serve(t, "", nil, "serve", "-data", data); code != 1 || !strings.Contains(output, "another server is using") {
				t.Errorf("the second server: %d %s", code, output)
			}
		}, "serve", "-data", data)
		if code != 0 {
			t.Errorf("the first server: %d %s", code, output)
		}
	}
}

// A server with a data folder of its own does not start on the database of others,
// and creates no key. Keys that are lost are replaced only for a reason.
//
// Row H2 of docs/faults.md.
func TestServerWithOtherKeysIsRefused(t *testing.T) {
	eachInstallation(t, func(t *testing.T, in *installation) {
		in.must("user", "add", "-data", in.data, "second@example.org")
		key := filepath.Join(in.data, "intake.key")
		for _, other := range []struct {
			name   string
			change func() error
		}{
			{"missing", func() error { return os.Remove(key) }},
			{"another", func() error { return os.WriteFile(key, bytes.Repeat([]byte{7}, 32), 0o400) }},
		} {
			if err := other.change(); err != nil {
				t.Fatal(err)
			}
			code, output := serve(t, in.database, nil, "serve", "-data", in.data)
			if code != 1 || !strings.Contains(output, "intake.key") || !strings.Contains(output, "-new-keys") {
				t.Errorf("%s: %d %s", other.name, code, output)
			}
			if _, err := os.Stat(key); (err == nil) != (other.name == "another") {
				t.Errorf("%s: a key was created: %v", other.name, err)
			}
		}
		if code, output := in.run("doctor", "-data", in.data); code != 1 || !strings.Contains(output, "intake.key") {
			t.Errorf("doctor: %d %s", code, output)
		}
		if err := os.RemoveAll(filepath.Join(in.data, "contacts")); err != nil {
			t.Fatal(err)
		}
		if code, output := serve(t, in.database, nil, "serve", "-data", in.data, "-new-keys", "the disk failed"); code != 0 {
			t.Errorf("with a reason: %d %s", code, output)
		}
		if code, output := serve(t, in.database, nil, "serve", "-data", in.data); code != 0 {
			t.Errorf("later: %d %s", code, output)
		}
	})
}

// The demonstration on the data of another version of it begins anew and keeps the
// earlier data beside it. Other data is refused, and not changed.
//
// Row H9 of docs/faults.md.
func TestDemonstrationOfEarlierVersionBeginsAnew(t *testing.T) {
	data := filepath.Join(t.TempDir(), "demo")
	if code, output := serve(t, "", nil, "demo", "-data", data); code != 0 {
		t.Fatalf("%d %s", code, output)
	}
	in := &installation{t: t, data: data}
	if code, output := serve(t, "", nil, "demo", "-data", data); code != 0 || strings.Contains(output, "begins anew") {
		t.Errorf("the same version: %d %s", code, output)
	}
	version := filepath.Join(data, "demonstration.version")
	if err := os.WriteFile(version, []byte("0123\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// An earlier schema, which could not be migrated.
	d, err := db.Open(t.Context(), filepath.Join(data, "folkmoot.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE schema_sum SET sum = 'another'`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	code, output := serve(t, "", nil, "demo", "-data", data)
	if code != 0 || !strings.Contains(output, "begins anew") {
		t.Errorf("an earlier version: %d %s", code, output)
	}
	if kept, err := filepath.Glob(data + "-before-*/folkmoot.db"); err != nil || len(kept) != 1 {
		t.Errorf("the earlier data is in %v, %v", kept, err)
	}
	if err := os.Remove(version); err != nil {
		t.Fatal(err)
	}
	before := in.state()
	if code, output := serve(t, "", nil, "demo", "-data", data); code != 1 || !strings.Contains(output, "Nothing has been changed") {
		t.Errorf("other data: %d %s", code, output)
	}
	in.checkUnchanged(before, "the refused demonstration")
}
