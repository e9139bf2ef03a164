package imports_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/imports"
)

// Every row of a file leads to its response, page by page, with what was written in another way than the answers; the file with
// all rows has the same, and its download is logged. People who may not read responses see neither.
func TestRowsOfAFileLeadToTheirResponses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		f := h.upload("library.csv", csvOf(library(30)))
		if _, err := h.Apply(t.Context(), officer, f.ID, "library", 1); err != nil {
			t.Fatal(err)
		}
		var numbers []int64
		responses, values := map[string]bool{}, 0
		err := db.Each(func(at string) (db.Page[imports.ImportedRow], error) {
			_, p, err := h.Rows(t.Context(), officer, f.ID, at, 7)
			return p, err
		}, func(r imports.ImportedRow) error {
			numbers, responses[r.Response], values = append(numbers, r.Number), true, values+len(r.Kept)
			use := imports.Cell{Column: "D", Wording: "Use - How often do you use the library?", Value: "weekly"}
			if r.Number == 3 && !slices.Contains(r.Kept, use) {
				t.Errorf("row 3 keeps %+v", r.Kept)
			}
			for _, c := range r.Kept {
				if c.Column == "C" || c.Column == "K" {
					t.Errorf("row %d keeps %+v", r.Number, c)
				}
			}
			return nil
		})
		if err != nil || len(numbers) != 30 || len(responses) != 30 || numbers[0] != 2 || !slices.IsSorted(numbers) {
			t.Errorf("rows %v of %d responses: %v", numbers, len(responses), err)
		}
		var file bytes.Buffer
		if err := h.WriteRows(t.Context(), officer, f.ID, &file); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).ReadAll()
		if err != nil || len(lines) < 1+max(30, values) || len(lines[0]) != 5 {
			t.Errorf("%d lines for %d values: %v", len(lines), values, err)
		}
		logged := int64(0)
		if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
			logged, err = db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM audit_entry WHERE act = $1`, imports.DownloadRowsAct)
			return err
		}); err != nil || logged != 1 {
			t.Errorf("%d entries in the audit log: %v", logged, err)
		}

		blind := officer
		blind.Capabilities = slices.DeleteFunc(slices.Clone(officer.Capabilities), func(c actor.Capability) bool {
			return c == actor.ReadResponses
		})
		if _, _, err := h.Rows(t.Context(), blind, f.ID, "", 7); !fault.Is(err, fault.Forbidden) {
			t.Errorf("people who may not read responses see the rows: %v", err)
		}
		if err := h.WriteRows(t.Context(), blind, f.ID, &file); !fault.Is(err, fault.Forbidden) {
			t.Errorf("people who may not read responses download the rows: %v", err)
		}
	})
}
