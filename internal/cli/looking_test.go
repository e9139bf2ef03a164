package cli_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/cli"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// installation is an installation on one engine, for tests of commands.
type installation struct {
	t        *testing.T
	data     string
	database string // "" for SQLite in data
}

// eachInstallation runs test on both engines, with an installation that has an
// account and public content.
func eachInstallation(t *testing.T, test func(t *testing.T, in *installation)) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := &installation{t: t, data: filepath.Join(t.TempDir(), "data")}
		if db.IsPostgres(dsn) {
			in.database = dsn
		}
		in.must("import", "-data", in.data, publicationFolder(t, "2024-01-30"))
		in.must("user", "add", "-data", in.data, "officer@example.org")
		test(t, in)
	})
}

// publicationFolder returns a folder with a definition whose import adds an entry to
// the public record.
func publicationFolder(t *testing.T, day string) string {
	t.Helper()
	folder := t.TempDir()
	text := "jurisdiction: england\nemployees: 1400\npublications:\n  - kind: equality-information\n    date: " + day +
		"\n    title: Equality information\n    source: {name: Invented}\n    invented: all of it\n"
	if err := os.WriteFile(filepath.Join(folder, "duties.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func (in *installation) run(args ...string) (code int, output string) {
	in.t.Helper()
	return runOn(in.t.Context(), in.database, args...)
}

func runOn(ctx context.Context, database string, args ...string) (code int, output string) {
	var out bytes.Buffer
	code = cli.Main(ctx, &cli.Env{
		Args: args,
		Getenv: func(name string) string {
			return map[string]string{"FOLKMOOT_DATABASE": database, "FOLKMOOT_LOG": "error"}[name]
		},
		Out: &out, Err: &out, Now: func() time.Time { return dbtest.Now },
	})
	return code, out.String()
}

func (in *installation) must(args ...string) string {
	in.t.Helper()
	code, output := in.run(args...)
	if code != 0 {
		in.t.Fatalf("%q: %d %s", args, code, output)
	}
	return output
}

// state returns a digest of every file of the installation with its mode, and of
// every table of a PostgreSQL database. The memory that processes share to read a SQLite
// database (-shm) has no data and is left out: it is there while any of them has it open.
func (in *installation) state() map[string]string {
	in.t.Helper()
	state := map[string]string{}
	err := filepath.WalkDir(in.data, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, ".db-shm") {
			return nil
		}
		var text []byte
		if !entry.IsDir() {
			if text, err = os.ReadFile(name); err != nil {
				return err
			}
		}
		state[name] = fmt.Sprintf("%v %x", info.Mode(), sha256.Sum256(text))
		return nil
	})
	if err != nil {
		in.t.Fatal(err)
	}
	if in.database != "" {
		maps.Copy(state, tables(in.t, in.database))
	}
	return state
}

// tables returns the rows of every table of a PostgreSQL database.
func tables(t *testing.T, database string) map[string]string {
	t.Helper()
	d, err := db.OpenReadOnly(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	state := map[string]string{}
	if err := d.View(t.Context(), func(tx *db.Tx) error {
		names, err := db.All(t.Context(), tx, db.Text, `SELECT tablename FROM pg_tables WHERE schemaname = current_schema()`)
		for _, name := range names {
			rows, err := db.All(t.Context(), tx, db.Text, `SELECT CAST(t AS TEXT) FROM `+name+` AS t ORDER BY 1`)
			if err != nil {
				return err
			}
			state[name] = strings.Join(rows, "\n")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return state
}

func (in *installation) checkUnchanged(before map[string]string, what string) {
	in.t.Helper()
	after := in.state()
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if before[name] != after[name] {
			in.t.Errorf("%s changed or created %s", what, name)
		}
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			in.t.Errorf("%s removed %s", what, name)
		}
	}
}

// looking are the commands that only look, with the installation in data.
func (in *installation) looking(receipt string) [][]string {
	outside := in.t.TempDir()
	return [][]string{
		{"audit", "-data", in.data},
		{"doctor", "-data", in.data},
		{"user", "list", "-data", in.data},
		{"export", "-data", in.data, filepath.Join(outside, "export")},
		{"verify", "-data", in.data, receipt},
		{"backup", "-data", in.data, filepath.Join(outside, "backup")},
		{"drill", "-data", in.data, filepath.Join(outside, "backup")},
	}
}

// Row H3 of docs/faults.md.
func TestCommandsThatLookChangeNothing(t *testing.T) {
	_, receipt, _ := newInstallation(t)
	eachInstallation(t, func(t *testing.T, in *installation) {
		for _, situation := range []struct {
			name    string
			prepare func()
			code    int
			says    string // of audit
		}{
			{"as the last command left it", func() {}, 0, "Checked"},
			{"without its keys", func() {
				for _, name := range []string{"intake.key", "record/record.key", "record/record.pub", "record/record.checkpoints"} {
					if err := os.Remove(filepath.Join(in.data, name)); err != nil {
						t.Fatal(err)
					}
				}
			}, 0, "Checked"},
			{"with an older schema", func() { forgetMigration(t, in) }, 1, "start the server of this version"},
			{"without an installation", func() { in.data += "-elsewhere"; in.database = emptyDatabase(t, in.database) }, 1, ""},
		} {
			situation.prepare()
			if err := os.MkdirAll(in.data, 0o700); err != nil {
				t.Fatal(err)
			}
			for _, args := range in.looking(receipt) {
				before := in.state()
				code, output := in.run(args...)
				in.checkUnchanged(before, situation.name+": "+strings.Join(args[:2], " "))
				if args[0] == "audit" && (code != situation.code || !strings.Contains(output, situation.says)) {
					t.Errorf("%s: audit exits with %d and says %s", situation.name, code, output)
				}
			}
		}
	})
}

// forgetMigration makes the database look as if the newest migration had not been
// applied.
func forgetMigration(t *testing.T, in *installation) {
	t.Helper()
	dsn := in.database
	if dsn == "" {
		dsn = filepath.Join(in.data, "folkmoot.db")
	}
	d, err := db.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	names, err := fs.Glob(schema.Migrations, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `DELETE FROM schema_sum WHERE name = $1`, slices.Max(names))
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func emptyDatabase(t *testing.T, database string) string {
	t.Helper()
	if database == "" {
		return ""
	}
	return dbtest.NewPostgresDSN(t, dbtest.ServerDSN(t))
}

// A drill restores an old backup while production has newer entries. Nothing of
// production changes, and the newer entries are named.
//
// Row H3 of docs/faults.md.
func TestDrillLeavesProductionAsItWas(t *testing.T) {
	eachInstallation(t, func(t *testing.T, in *installation) {
		file := filepath.Join(t.TempDir(), "backup")
		in.must("backup", "-data", in.data, file)
		in.must("import", "-data", in.data, publicationFolder(t, "2025-01-30"))
		before := in.state()
		output := in.must("drill", "-data", in.data, file)
		in.checkUnchanged(before, "the drill")
		for _, want := range []string{"Checked", "signed after the backup was made: 1.", "can be restored"} {
			if !strings.Contains(output, want) {
				t.Errorf("the drill does not say %q:\n%s", want, output)
			}
		}
		if left, err := filepath.Glob(filepath.Join(os.TempDir(), "folkmoot-drill-*")); err != nil || len(left) > 0 {
			t.Errorf("the drill left %v, %v", left, err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text[:len(text)/2], 0o600); err != nil {
			t.Fatal(err)
		}
		if code, output := in.run("drill", "-data", in.data, file); code != 1 {
			t.Errorf("the drill of a cut backup: %d %s", code, output)
		}
	})
}

// A copy of the database, restored elsewhere, is opened with the folder of
// production. No command appends to production's checkpoint file, and production
// starts as before.
//
// Row H3 of docs/faults.md.
func TestRestoredCopyDoesNotTouchCheckpointFileOfProduction(t *testing.T) {
	eachInstallation(t, func(t *testing.T, in *installation) {
		file := filepath.Join(t.TempDir(), "backup")
		in.must("backup", "-data", in.data, file)
		if in.database == "" { // the copy takes the place of the database in the folder
			for _, end := range []string{"", "-wal", "-shm"} {
				os.Remove(filepath.Join(in.data, "folkmoot.db"+end))
			}
		}
		production := in.database
		in.database = emptyDatabase(t, in.database)
		in.must("restore", "-data", in.data, file)
		before := in.state()
		for _, args := range [][]string{
			{"audit", "-data", in.data},
			{"doctor", "-data", in.data},
			{"import", "-data", in.data, publicationFolder(t, "2025-01-30")},
			{"serve", "-data", in.data, "-listen", "127.0.0.1:0"},
			{"user", "add", "-data", in.data, "second@example.org"},
		} {
			code, output := in.run(args...)
			if args[0] != "audit" && (code == 0 || !strings.Contains(output, "belongs to another database")) {
				t.Errorf("%q: %d %s", args, code, output)
			}
			for name, sum := range in.state() {
				if strings.Contains(name, "record") && before[name] != sum {
					t.Errorf("%q changed %s", args, name)
				}
			}
		}
		if production != "" {
			in.database = production
			in.must("import", "-data", in.data, publicationFolder(t, "2026-01-30"))
			return
		}
		ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
		defer stop()
		code, output := runOn(ctx, "", "serve", "-data", in.data, "-listen", "127.0.0.1:0", "-restored", "the disk failed")
		if code != 0 || !strings.Contains(output, "The restored database was accepted") || strings.Contains(output, "Epoch") {
			t.Errorf("with a reason: %d %s", code, output)
		}
		in.must("import", "-data", in.data, publicationFolder(t, "2026-01-30"))
	})
}

// A command without FOLKMOOT_BASE_URL fixes nothing: until something is signed, the
// record takes the name of the settings, and later the address can change while the
// name stays. Each address is an entry of the record.
//
// Row H5 of docs/faults.md.
func TestAddressCanChangeAndTheNameOfTheRecordStays(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		data := filepath.Join(t.TempDir(), "data")
		env := map[string]string{"FOLKMOOT_LOG": "error"}
		if db.IsPostgres(dsn) {
			env["FOLKMOOT_DATABASE"] = dsn
		}
		run := func(address, name string, args ...string) (code int, output string) {
			t.Helper()
			env["FOLKMOOT_BASE_URL"], env["FOLKMOOT_RECORD_NAME"] = address, name
			if args[0] == "serve" {
				return serveWith(t, env, nil, append(args, "-data", data)...)
			}
			var out bytes.Buffer
			code = cli.Main(t.Context(), &cli.Env{
				Args: append(args, "-data", data), Getenv: func(name string) string { return env[name] },
				Out: &out, Err: &out, Now: func() time.Time { return dbtest.Now },
			})
			return code, out.String()
		}
		const first, second = "https://consult.example.org", "https://haveyoursay.example.org"
		check := func(step, name, address string) {
			t.Helper()
			if _, output := run("", "", "doctor"); !strings.Contains(output, name+", epoch 1") || !strings.Contains(output, address) {
				t.Errorf("%s: doctor does not say %s and %s:\n%s", step, name, address, output)
			}
		}
		for _, step := range []struct {
			name            string
			address, record string
			args            []string
			refused         string // "" if it is not
			is, at          string
		}{
			{"without settings", "", "", []string{"serve"}, "", "folkmoot.invalid/record", ""},
			{"with an address", first, "", []string{"serve"}, "", "consult.example.org/record", first},
			{"without settings again", "", "", []string{"serve"}, "", "consult.example.org/record", first},
			{"another address", second, "", []string{"serve"}, "-moved", "consult.example.org/record", first},
			{"another address, with a reason", second, "", []string{"serve", "-moved", "a new name"}, "", "consult.example.org/record", second},
			{"the same, later", second, "", []string{"serve"}, "", "consult.example.org/record", second},
			{"another name", second, "elsewhere.example.org/record", []string{"serve"}, "never changes", "consult.example.org/record", second},
		} {
			code, output := run(step.address, step.record, step.args...)
			if (code != 0) != (step.refused != "") || !strings.Contains(output, step.refused) {
				t.Errorf("%s: %d %s", step.name, code, output)
			}
			check(step.name, step.is, step.at)
		}
		if code, output := run("", "", "audit"); code != 0 {
			t.Errorf("audit: %d %s", code, output)
		}
	})
}
