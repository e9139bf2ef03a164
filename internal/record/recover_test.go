package record_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/record/recordtest"
)

var tables = []string{"record_head", "record_leaf", "record_tile", "record_checkpoint"}

// backup copies the tables of the record within d. The returned function restores
// them from the copy.
func backup(t testing.TB, d *db.DB, name string) (restore func()) {
	t.Helper()
	run := func(queries ...string) {
		t.Helper()
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			for _, table := range tables {
				for _, query := range queries {
					query = strings.NewReplacer("TABLE_NAME", table, "COPY_NAME", "copy_"+name+"_"+table).Replace(query)
					if _, err := tx.Exec(t.Context(), query); err != nil {
						return err
					}
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	run(`CREATE TABLE COPY_NAME AS SELECT * FROM TABLE_NAME`)
	return func() { t.Helper(); run(`DELETE FROM TABLE_NAME`, `INSERT INTO TABLE_NAME SELECT * FROM COPY_NAME`) }
}

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

func epochs(t testing.TB, d *db.DB) (all []record.Epoch) {
	t.Helper()
	view(t, d, func(tx *db.Tx) (err error) {
		all, err = record.Epochs(t.Context(), tx)
		return err
	})
	return all
}

func TestRestoreStartsNewEpoch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		l := openLog(t, d, dir)
		kept := addLeaves(t, l, responses(300)...)
		restore := backup(t, d, "a")
		lost := addLeaves(t, l, responses(9)...)
		firstKey := l.Key()
		restore()

		l = openRestored(t, d, dir)
		audit(t, l)
		all := epochs(t, d)
		if len(all) != 2 || all[0].MissingFrom != 300 || all[0].MissingTo != 309 || all[0].LastNote != string(lost[0].Checkpoint) {
			t.Fatalf("the epochs are %+v", all)
		}
		if want := origin + "/epoch-2"; l.Origin() != want {
			t.Errorf("the origin of the new epoch is %s, not %s", l.Origin(), want)
		}
		view(t, d, func(tx *db.Tx) error {
			first, err := record.Entries(t.Context(), tx, 2, 1, 10)
			if err != nil || len(first) != 1 || first[0].Leaf.Kind != "epoch" || first[0].Leaf.Subject != "epoch-1" {
				t.Errorf("the first entry of the new epoch is %v, %v", first, err)
			}
			note, err := record.Checkpoint(t.Context(), tx, 1)
			if err != nil || !bytes.Equal(note, lost[0].Checkpoint) {
				t.Errorf("the checkpoint of the old epoch is now %q, %v", note, err)
			}
			again, err := l.Find(t.Context(), tx, kept[4].Leaf)
			if err != nil || !bytes.Equal(again.Marshal(), kept[4].Marshal()) {
				t.Errorf("a receipt of the old epoch has changed: %v", err)
			}
			if _, err := l.Find(t.Context(), tx, lost[0].Leaf); !fault.Is(err, fault.NotFound) {
				t.Errorf("a lost entry is found: %v", err)
			}
			return nil
		})
		for _, r := range append(kept, lost...) {
			if err := r.Verify(firstKey); err != nil {
				t.Fatalf("an old receipt no longer verifies: %v", err)
			}
		}
		for _, r := range addLeaves(t, l, responses(2)...) {
			if err := r.Verify(l.Key()); err != nil || l.Key() == firstKey {
				t.Errorf("a new receipt under %s: %v", l.Key(), err)
			}
		}
		audit(t, l)

		l = openLog(t, d, dir) // a normal start changes nothing
		if again := epochs(t, d); len(again) != 2 {
			t.Errorf("a normal start created epoch %d", len(again))
		}
		restore() // the same backup again; epoch 2 has signed checkpoints, so the next one must be epoch 3
		l = openRestored(t, d, dir)
		audit(t, l)
		if all := epochs(t, d); len(all) != 3 || all[0].Missing() != 9 || all[1].Missing() != 3 || all[1].Size != 0 {
			t.Errorf("after a second restore the epochs are %+v", all)
		}
		addLeaves(t, l, responses(1)...)
		audit(t, l)
	})
}

// An early backup is restored, then a later one. Epoch 1 is complete again, but
// checkpoints of epoch 2 have been signed since, so epoch 1 must stay closed.
func TestRestoreFromBeforeEpoch(t *testing.T) {
	for _, server := range []string{"the server that signed", "another server"} {
		t.Run(server, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				dir, other := t.TempDir(), t.TempDir()
				l := openLog(t, d, dir)
				copyKey(t, dir, other)
				addLeaves(t, l, responses(3)...)
				openLog(t, d, other) // its checkpoint file ends at size 3
				early := backup(t, d, "a")
				last := addLeaves(t, l, responses(4)...)[0]
				late := backup(t, d, "b")
				early()
				openRestored(t, d, dir)
				openLog(t, d, other)
				late()
				if server == "another server" {
					dir = other
				}
				l = openRestored(t, d, dir)
				addLeaves(t, l, responses(1)...)
				audit(t, l)
				all := epochs(t, d)
				if len(all) != 3 || all[0].Missing() != 0 || all[0].LastNote != string(last.Checkpoint) || all[1].Missing() != 1 || all[2].Ended() {
					t.Errorf("the epochs are %+v", all)
				}
			})
		})
	}
}

// A server that was started on an old copy of the database has signed another
// history of the same length.
func TestForkIsNotSigned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir, elsewhere := t.TempDir(), t.TempDir()
		l := openLog(t, d, dir)
		addLeaves(t, l, responses(10)...)
		restore := backup(t, d, "a")
		addLeaves(t, l, responses(5)...)
		restore()
		copyKey(t, dir, elsewhere)
		rival := openLog(t, d, elsewhere)
		addLeaves(t, rival, responses(5)...)
		addLeaves(t, rival, responses(5)...)

		openRestored(t, d, dir)
		all := epochs(t, d)
		if len(all) != 2 || all[0].MissingFrom != 10 || all[0].MissingTo != 15 {
			t.Errorf("the epochs are %+v", all)
		}
	})
}

func TestRunningServerStopsAfterRestore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		l := openLog(t, d, dir)
		addLeaves(t, l, responses(10)...)
		restore := backup(t, d, "a")
		addLeaves(t, l, responses(1)...)
		sign := func() error {
			_, err := l.Update(t.Context(), func(_ *db.Tx, w *record.Writer) error {
				w.Add(responses(1)...)
				return nil
			})
			return err
		}
		restore()
		if err := sign(); !fault.Is(err, fault.Busy) {
			t.Errorf("a shorter record: got %v", err)
		}
		if head, err := l.Head(t.Context()); err != nil || head.Size != 10 {
			t.Errorf("the record has %d entries, %v", head.Size, err)
		}
		elsewhere := t.TempDir()
		copyKey(t, dir, elsewhere)
		rival := openLog(t, d, elsewhere) // its checkpoint file does not have the lost entry
		for _, length := range []string{"same length", "longer"} {
			addLeaves(t, rival, responses(1)...)
			if err := sign(); !fault.Is(err, fault.Busy) {
				t.Errorf("a different history, %s: got %v", length, err)
			}
		}
	})
}

func TestCrashBeforeCheckpointFileIsRepaired(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		path := filepath.Join(dir, "record.checkpoints")
		l := openLog(t, d, dir)
		addLeaves(t, l, responses(3)...)
		l.Close() // the file can no longer be written, as if the server had crashed
		if receipts, err := l.Update(t.Context(), func(_ *db.Tx, w *record.Writer) error {
			w.Add(responses(4)...)
			return nil
		}); err == nil || receipts != nil {
			t.Error("Update returned receipts for a checkpoint that is not in the file")
		}
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(f, "%s 5 half a li", origin)
		f.Close()

		l = openLog(t, d, dir)
		addLeaves(t, l, responses(1)...)
		audit(t, l)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []string{" 3 ", " 7 ", " 8 ", " half a li torn\n"} {
			if !strings.Contains(string(text), size) {
				t.Errorf("%q is not in the file:\n%s", size, text)
			}
		}
		openLog(t, d, dir)
		if all := epochs(t, d); len(all) != 1 {
			t.Errorf("there are %d epochs", len(all))
		}
	})
}

func TestOpenKeyErrors(t *testing.T) {
	write := func(text string, mode os.FileMode) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			t.Helper()
			os.Remove(path)
			if err := os.WriteFile(path, []byte(text), mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, test := range []struct {
		name   string
		origin string
		do     func(t *testing.T, path string)
		want   string
	}{
		{"missing", origin, func(t *testing.T, path string) { os.Remove(path) }, "restore it"},
		{"readable by all", origin, func(t *testing.T, path string) { os.Chmod(path, 0o444) }, "chmod 400"},
		{"cut off", origin, func(t *testing.T, path string) {
			text, _ := os.ReadFile(path)
			write(string(text[:len(text)-9])+"\n", 0o400)(t, path)
		}, "wrong length"},
		{"damaged", origin, func(t *testing.T, path string) {
			text, _ := os.ReadFile(path)
			text[len(text)-20] ^= 1
			write(string(text), 0o400)(t, path)
		}, "damaged"},
		{"empty", origin, write("", 0o400), "not the key"},
		{"for another record", "elsewhere.example.org/record", func(*testing.T, string) {}, "restore the old name"},
		{"replaced by a new key", origin, func(t *testing.T, path string) {
			other := t.TempDir()
			openLog(t, dbtest.Open(t, filepath.Join(other, "other.db")), other)
			text, _ := os.ReadFile(filepath.Join(other, "record.key"))
			write(string(text), 0o400)(t, path)
		}, "restore the key"},
		{"invalid name of the record", "our record", func(*testing.T, string) {}, "not a valid name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			d := dbtest.Open(t, filepath.Join(dir, "test.db"))
			addLeaves(t, openLog(t, d, dir), responses(1)...)
			test.do(t, filepath.Join(dir, "record.key"))
			_, err := record.Open(t.Context(), d, record.Options{Dir: dir, Origin: test.origin})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestKeyFilePermissions(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dbtest.Open(t, filepath.Join(dir, "test.db")), dir)
	if info, err := os.Stat(filepath.Join(dir, "record.key")); err != nil || info.Mode().Perm() != 0o400 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "record.pub")); err != nil || string(text) != l.Key()+"\n" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestDamagedCheckpointFileStopsStart(t *testing.T) {
	for _, test := range []struct {
		name     string
		old, new string
		want     string
	}{
		{"another size", " 2 ", " 3 ", "line 3"},
		{"a line that is not a checkpoint", "\n", "\nhello\n", "line 2"},
		{"another record", origin, "elsewhere.example.org/record", "line 2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			d := dbtest.Open(t, filepath.Join(dir, "test.db"))
			l := openLog(t, d, dir)
			addLeaves(t, l, responses(1)...)
			addLeaves(t, l, responses(1)...)
			path := filepath.Join(dir, "record.checkpoints")
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(strings.Replace(string(text), test.old, test.new, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err = record.Open(t.Context(), d, record.Options{Dir: dir, Origin: origin})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestEachBySubject(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d, t.TempDir())
		response := addLeaves(t, l, responses(20)...)[3].Leaf
		exclusion := response
		exclusion.Kind = "excluded:duplicate"
		otherSubject := exclusion
		otherSubject.Subject = "another-park"
		addLeaves(t, l, exclusion, otherSubject)
		view(t, d, func(tx *db.Tx) error {
			for _, test := range []struct {
				subject, kind string
				want          int
			}{
				{"the-park", "", 21},
				{"the-park", "response", 20},
				{"the-park", "excluded:duplicate", 1},
				{"the-park", "excluded", 0},
				{"another-park", "", 1},
				{"the", "", 0},
			} {
				entries, err := recordtest.Entries(t.Context(), tx, test.subject, test.kind)
				if err != nil || len(entries) != test.want {
					t.Errorf("%d entries about %s of kind %q, want %d, %v", len(entries), test.subject, test.kind, test.want, err)
				}
			}
			return nil
		})
	})
}
