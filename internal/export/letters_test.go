package export_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/export"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
)

// Row C4 of docs/faults.md. Letters that were not cleared for publication are in the export,
// with the names and digests of their scans, in every format that has letters.
func TestLettersAreExported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		const scan = "Dear council, keep the kiosk."
		letter := &entry.Submission{
			Consultation: "park", Kind: entry.Letter, Day: "2026-02-11", Title: "=The kiosk", Summary: "It asks to keep it.",
		}
		if err := h.Entry.SaveSubmission(ctx, officer, letter, ""); err != nil {
			t.Fatal(err)
		}
		if err := h.Entry.AttachFile(ctx, officer, "park", letter.ID, "scan.txt", strings.NewReader(scan)); err != nil {
			t.Fatal(err)
		}
		sum := digest.Of([]byte(scan)).Hex()
		want := []string{
			"letter", "2026-02-11", "=The kiosk", "It asks to keep it.", "", "", "0", "0", "0", "false", "false", "scan.txt sha256:" + sum,
		}
		rows := table(t, exported(t, h, "park", export.Request{Format: export.LettersCSV}))
		want[2] = "'=The kiosk" // is no formula
		if len(rows) != 2 || !slices.Equal(rows[1], want) {
			t.Errorf("CSV: %q", rows)
		}
		var line struct {
			ID    string
			Title string
			Files []struct {
				Name, SHA256 string
				Bytes        int
			}
		}
		if err := json.Unmarshal(exported(t, h, "park", export.Request{Format: export.LettersJSONLines}), &line); err != nil {
			t.Fatal(err)
		}
		if line.ID != letter.ID || line.Title != letter.Title || len(line.Files) != 1 || line.Files[0].SHA256 != sum ||
			line.Files[0].Bytes != len(scan) {
			t.Errorf("JSON: %+v", line)
		}
		book, err := excelize.OpenReader(bytes.NewReader(exported(t, h, "park", export.Request{Format: export.Workbook})))
		if err != nil {
			t.Fatal(err)
		}
		cells, err := book.GetRows("Letters and events")
		want[2] = "=The kiosk"
		if err != nil || len(cells) != 2 || !slices.Equal(cells[1][1:], want) {
			t.Errorf("workbook: %q %v", cells, err)
		}
	})
}
