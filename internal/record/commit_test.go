package record_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/record"
)

// The next transaction can be committed before the checkpoint of the last one is in its file, and no receipt is given
// out before that. A server that stops in between has promised nothing, and adds the checkpoints at the next start.
func TestReceiptsComeOnceTheirCheckpointIsInItsFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		l := openLog(t, d, dir)
		lines := func() int { return strings.Count(readFile(t, filepath.Join(dir, "record.checkpoints")), origin) }
		commit := func() *record.Committed {
			t.Helper()
			c, err := l.Commit(t.Context(), func(_ *db.Tx, w *record.Writer) error {
				w.Add(responses(3)...)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		before := lines()
		first := commit()
		if _, second := first, commit(); lines() != before {
			t.Errorf("the checkpoints are in their file before the receipts are asked for: %v", second)
		}
		receipts, err := first.Receipts()
		if err != nil || len(receipts) != 3 || lines() != before+1 {
			t.Fatalf("%d receipts, %v; the file has %d more lines", len(receipts), err, lines()-before)
		}
		for _, r := range receipts {
			if err := r.Verify(l.Key()); err != nil {
				t.Error(err)
			}
		}
		l.Close()
		if l = openLog(t, d, dir); lines() != before+2 {
			t.Errorf("after the start, the file has %d more lines, want 2", lines()-before)
		}
		audit(t, l)
	})
}
