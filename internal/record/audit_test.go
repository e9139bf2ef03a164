package record_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// Someone with write access to the database can change any value. The audit must
// report the table and the row.
func TestAuditReportsEveryChangedValue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		l := openLog(t, d, dir)
		addLeaves(t, l, responses(260)...)
		withdrawn := addLeaves(t, l, responses(5)...)[0].Leaf
		withdrawn.Kind = "withdrawn"
		restore := backup(t, d, "before")
		addLeaves(t, l, withdrawn)
		restore()
		l = openRestored(t, d, dir)
		addLeaves(t, l, append(responses(3), withdrawn)...)
		audit(t, l)

		for _, table := range []struct {
			name, key string
			numbers   []string
			texts     []string
			blobs     []string
		}{
			{
				"record_head", "epoch",
				[]string{"epoch", "size", "missing_from", "missing_to"}, []string{"origin", "verifier", "last_note"}, []string{"root"},
			},
			{"record_leaf", "epoch, idx", []string{"epoch", "idx"}, []string{"body"}, []string{"hash"}},
			{"record_tile", "epoch, level, idx", []string{"epoch", "level", "idx"}, nil, []string{"data"}},
			{"record_checkpoint", "epoch, size", []string{"epoch", "size"}, []string{"note"}, []string{"root"}},
		} {
			// The first and the last row of each table, in every column.
			for _, end := range []string{"ASC", "DESC"} {
				order := strings.ReplaceAll(table.key, ",", " "+end+",") + " " + end
				where := fmt.Sprintf("(%[1]s) = (SELECT %[1]s FROM %[2]s ORDER BY %[3]s LIMIT 1)", table.key, table.name, order)
				for _, column := range table.numbers {
					changeAndAudit(t, d, dir, table.name, column, where, column+" + 70000", nil)
				}
				for _, column := range table.texts {
					old := readValue(t, d, db.Text, column, table.name, where)
					for _, at := range []int{0, len(old) / 3, len(old) - 2} {
						if at < 0 || at >= len(old) || old[at] >= 0x7f {
							continue
						}
						changed := []byte(old)
						changed[at] ^= 1
						changeAndAudit(t, d, dir, table.name, column, where, "$1", string(changed))
					}
				}
				for _, column := range table.blobs {
					old := readValue(t, d, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) }, column, table.name, where)
					for _, at := range []int{0, len(old) / 2, len(old) - 1} {
						if len(old) == 0 {
							changeAndAudit(t, d, dir, table.name, column, where, "$1", []byte{1})
							break
						}
						changed := append([]byte(nil), old...)
						changed[at] ^= 4
						changeAndAudit(t, d, dir, table.name, column, where, "$1", changed)
					}
					changeAndAudit(t, d, dir, table.name, column, where, "$1", append(append([]byte(nil), old...), 0))
				}
			}
		}
	})
}

func readValue[T any](t *testing.T, d *db.DB, scan func(db.Row) (T, error), column, table, where string) (v T) {
	t.Helper()
	view(t, d, func(tx *db.Tx) (err error) {
		v, err = db.One(t.Context(), tx, scan, "SELECT "+column+" FROM "+table+" WHERE "+where)
		return err
	})
	return v
}

var errRollback = fmt.Errorf("undo")

// changeAndAudit changes one value, checks that the audit reports it, and rolls
// the change back.
func changeAndAudit(t *testing.T, d *db.DB, dir, table, column, where, to string, value any) {
	t.Helper()
	l := openLog(t, d, dir)
	defer l.Close()
	var found []string
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		var args []any
		if value != nil {
			args = append(args, value)
		}
		n, err := tx.Exec(t.Context(), "UPDATE "+table+" SET "+column+" = "+to+" WHERE "+where, args...)
		if err != nil {
			return err
		}
		if n != 1 {
			return fmt.Errorf("%d rows changed", n)
		}
		found = nil
		if err := l.Audit(t.Context(), tx, func(s string) { found = append(found, s) }); err != nil {
			return err
		}
		return errRollback
	})
	if err != errRollback {
		t.Errorf("%s.%s: %v", table, column, err)
	}
	if !strings.Contains(strings.Join(found, "\n"), table+" ") {
		t.Errorf("%s.%s where %s was changed, but the audit reports %q", table, column, where, found)
	}
}

func TestAuditReportsMissingAndExtraRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		l := openLog(t, d, dir)
		addLeaves(t, l, responses(300)...)
		addLeaves(t, l, responses(2)...)
		l.Close()
		for _, test := range []struct{ change, want string }{
			{"DELETE FROM record_leaf WHERE idx = 301", "record_leaf"},
			{"DELETE FROM record_leaf WHERE idx = 17", "record_leaf epoch 1 idx 17 is missing"},
			{"DELETE FROM record_tile WHERE level = 1", "record_tile epoch 1 level 1 idx 0 is missing"},
			{"DELETE FROM record_checkpoint WHERE size = 302", "record_checkpoint epoch 1 size 302 is missing"},
			{"DELETE FROM record_head", "record_head is empty"},
			{
				"INSERT INTO record_checkpoint (epoch, size, root, note) SELECT epoch, 400, root, note FROM record_checkpoint WHERE size = 302",
				"record_checkpoint epoch 1 size 400",
			},
			{
				"INSERT INTO record_tile SELECT epoch, 7, idx, data FROM record_tile WHERE level = 1",
				"record_tile epoch 1 level 7 idx 0 should not exist",
			},
			{"INSERT INTO record_tile SELECT 5, level, idx, data FROM record_tile WHERE level = 1", "record_tile epoch 5"},
		} {
			t.Run(test.change, func(t *testing.T) {
				var found []string
				l := openLog(t, d, dir)
				err := d.Update(t.Context(), func(tx *db.Tx) error {
					if _, err := tx.Exec(t.Context(), test.change); err != nil {
						return err
					}
					found = nil
					if err := l.Audit(t.Context(), tx, func(s string) { found = append(found, s) }); err != nil {
						return err
					}
					return errRollback
				})
				if err != errRollback || !strings.Contains(strings.Join(found, "\n"), test.want) {
					t.Errorf("got %v and %q, want %q", err, found, test.want)
				}
			})
		}
	})
}

func TestAuditChecksCheckpointFile(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dbtest.Open(t, filepath.Join(dir, "test.db")), dir)
	addLeaves(t, l, responses(1)...)
	addLeaves(t, l, responses(1)...)
	path := filepath.Join(dir, "record.checkpoints")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), " 1 ", " 2 ", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if found := auditFindings(t, l); len(found) != 1 || !strings.Contains(found[0], "record.checkpoints line 2") {
		t.Errorf("got %q", found)
	}
}
