package imports_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/imports"
)

// A file in a folder of definitions is imported as an upload is, once, with the rows from which responses come. Every mistake is told
// and nothing is stored then.
func TestFilesInAFolderAreImportedAsUploadsAre(t *testing.T) {
	const text = `consultation: library
file: library.csv
content: file:../library.csv
title: The library (invented)
type: survey
summary: What people think.
by: Friends of the Library
with: An online survey
opened: "2025-10-01"
closed: "2025-10-31"
invented: All of it.
`
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		load := func(text string) error {
			t.Helper()
			_, err := definition.Load(ctx, h.Service.Log, fstest.MapFS{
				"imports/library.yaml": {Data: []byte(text)}, "library.csv": {Data: []byte(csvOf(library(60)))},
			}, actor.System, h.Definitions())
			return err
		}
		for old, wrong := range map[string]string{
			"by: Friends of the Library": "by: ''", `closed: "2025-10-31"`: `closed: "2125-10-31"`, "type: survey": "type: chat",
			"invented:": "columns: [{heading: None, use: single}]\ninvented:", "content: file:../library.csv": "content: 'a,\"b'",
			"opened: \"2025-10-01\"": "opened: \"2025-10-20\"",
		} {
			if err := load(strings.Replace(text, old, wrong, 1)); definition.ProblemsIn(err) == nil {
				t.Errorf("%s: %v", wrong, err)
			}
		}
		if n, _ := h.stored("library"); n != 0 {
			t.Fatalf("%d responses are stored of files with mistakes", n)
		}
		for range 2 {
			if err := load(text); err != nil {
				t.Fatal(err)
			}
		}
		n, stored := h.stored("library")
		uploaded := h.upload("library.csv", csvOf(library(61)))
		if m, err := h.Apply(ctx, officer, uploaded.ID, "other", 1); err != nil || m != 61 || n != 60 {
			t.Fatalf("%d and %d responses, %v", n, m, err)
		}
		if _, other := h.stored("other"); len(stored) != len(other) {
			t.Errorf("%d questions, of an upload %d", len(stored), len(other))
		}
		all, err := h.List(ctx, officer, "", "", 10)
		if err != nil || len(all.Items) != 2 {
			t.Fatalf("%+v, %v", all.Items, err)
		}
		for _, f := range all.Items {
			_, rows, err := h.Rows(ctx, officer, f.ID, "", 100)
			if err != nil || f.State != imports.Imported || len(rows.Items) != int(f.Responses) {
				t.Errorf("%+v has %d rows, %v", f, len(rows.Items), err)
			}
		}
	})
}
