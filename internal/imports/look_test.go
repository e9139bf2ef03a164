package imports_test

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/imports"
)

// rowsOfLook returns how many looks are kept, and their content as it is stored.
func (h *fixture) rowsOfLook() (n int, stored []byte) {
	h.t.Helper()
	err := h.d.View(h.t.Context(), func(tx *db.Tx) error {
		n, stored = 0, nil
		all, err := db.All(h.t.Context(), tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) }, `SELECT sealed FROM imports_look`)
		n, stored = len(all), slices.Concat(all...)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n, stored
}

// What is in a file is worked out once for its settings and details, says what a trial says, is encrypted, and is deleted with the
// content of the file.
func TestWhatIsInAFileIsWorkedOutOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		f, _, err := h.Upload(ctx, officer, "library.csv", strings.NewReader(csvOf(library(60))))
		if err != nil || len(f.Settings) != 0 {
			t.Fatalf("%+v, %v", f, err)
		}
		looked := func(want bool) (*imports.File, *imports.Look) {
			t.Helper()
			f, l, err := h.Looked(ctx, officer, f.ID)
			if err != nil || (l != nil) != want {
				t.Fatalf("looked: %v, %v, want %v", l, err, want)
			}
			return f, l
		}
		looked(false)
		if n, err := h.Look(ctx, officer, f.ID); err != nil || n != 60 {
			t.Fatalf("%d rows, %v", n, err)
		}
		f, l := looked(true)
		if len(f.Settings) != len(l.Columns) || f.Version != 0 || l.Responses != 60 || l.BadSettings {
			t.Errorf("%+v of %+v", l, f)
		}
		trial := h.try(f.ID)
		if trial.Result.Responses != l.Responses || trial.Result.First != l.First || len(trial.Result.Counts) != len(l.Questions) ||
			trial.Result.Counts[0].Answered != l.Questions[0].Answered || len(trial.Table.Columns) != len(l.Columns) {
			t.Errorf("kept %+v, tried %+v", l, trial.Result)
		}
		if _, stored := h.rowsOfLook(); bytes.Contains(stored, []byte("library")) || len(stored) == 0 {
			t.Errorf("%d bytes are kept as they are", len(stored))
		}

		named := f.Details
		named.Title, named.By = "Another title", "Another collector"
		if err := h.Save(ctx, officer, f.ID, f.Version, f.Settings, named); err != nil {
			t.Fatal(err)
		}
		if f, again := looked(true); !reflect.DeepEqual(again, l) || f.Details.Title != "Another title" {
			t.Errorf("after a new title: %+v", again)
		}
		counting := &countingBox{Box: h.Box}
		h.Box = counting
		if n, err := h.Look(ctx, officer, f.ID); err != nil || n != 60 || counting.opened != 1 {
			t.Errorf("%d rows, %v: the file was read again, %d texts decrypted", n, err, counting.opened)
		}

		dated := named
		dated.Opened, dated.Closed = details.Opened, details.Closed
		if err := h.Save(ctx, officer, f.ID, 1, f.Settings, dated); err != nil {
			t.Fatal(err)
		}
		looked(false)
		if _, err := h.Look(ctx, officer, f.ID); err != nil {
			t.Fatal(err)
		}
		looked(true)
		wrong := slices.Clone(f.Settings)
		for i := range wrong {
			wrong[i].Wording = "The same"
		}
		if err := h.Save(ctx, officer, f.ID, 2, wrong, dated); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Look(ctx, officer, f.ID); err != nil {
			t.Fatal(err)
		}
		if _, l := looked(true); !l.BadSettings || len(l.Problems) == 0 || l.Questions != nil {
			t.Errorf("wrong settings: %+v", l)
		}
		if n, _ := h.rowsOfLook(); n != 1 {
			t.Errorf("%d looks are kept", n)
		}
		full := details
		full.Opened, full.Closed = dated.Opened, dated.Closed
		if err := h.Save(ctx, officer, f.ID, 3, f.Settings, full); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Look(ctx, officer, f.ID); err != nil {
			t.Fatal(err)
		}
		if n, err := h.Apply(ctx, officer, f.ID, "library", 4); err != nil || n != 60 {
			t.Fatalf("%d, %v", n, err)
		}
		if n, _ := h.rowsOfLook(); n != 0 {
			t.Error("what was in the file is kept after the import")
		}
		if f, l, err := h.Looked(ctx, officer, f.ID); err != nil || l != nil || f.State != imports.Imported {
			t.Errorf("%+v, %v", l, err)
		}

		other, _, err := h.Upload(ctx, officer, "other.csv", strings.NewReader(csvOf(library(61))))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Look(ctx, officer, other.ID); err != nil {
			t.Fatal(err)
		}
		if err := h.Remove(ctx, officer, other.ID); err != nil {
			t.Fatal(err)
		}
		if n, _ := h.rowsOfLook(); n != 0 {
			t.Error("what was in the file is kept after its removal")
		}
		if _, err := h.Look(ctx, officer, other.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a look at a removed file: %v", err)
		}
	})
}

// countingBox counts what is decrypted.
type countingBox struct {
	imports.Box
	opened int
}

func (b *countingBox) Open(name string, sealed []byte) (string, error) {
	b.opened++
	return b.Box.Open(name, sealed)
}

// If the person stops the work, nothing is kept.
func TestAStoppedLookKeepsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		f, _, err := h.Upload(t.Context(), officer, "library.csv", strings.NewReader(csvOf(library(60))))
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := h.Look(ctx, officer, f.ID); err == nil {
			t.Error("a stopped look has no error")
		}
		if n, _ := h.rowsOfLook(); n != 0 {
			t.Error("a stopped look is kept")
		}
	})
}
