package draft

import (
	"bytes"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/translation"
)

// A file that goes to a translator and comes back as it was changes nothing. One with translations changes those texts
// in one act; a text whose original has changed since the file was made is out of date, and its page shows what the
// original was.
func TestTranslationsGoOutAndComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slug, version := createParkDraft(t, s)
		change := func(version Version, fn func(*consult.Definition) error) Version {
			t.Helper()
			dr, err := s.Change(t.Context(), officer, slug, version, fn)
			if err != nil {
				t.Fatal(err)
			}
			return dr.Version
		}
		version = change(version, func(def *consult.Definition) error {
			_, err := builder.AddEdition(def, consult.Translation, "ur")
			return err
		})
		out := func(ext string) *translation.File {
			t.Helper()
			dr, texts, err := s.EditionTexts(t.Context(), officer, slug, "ur")
			if err != nil {
				t.Fatal(err)
			}
			var file bytes.Buffer
			noNote := func(*builder.EditionText) string { return "" }
			if err := translation.Formats[ext].Write(NewTranslationFile(dr, texts, noNote), &file); err != nil {
				t.Fatal(err)
			}
			f, err := translation.Read(file.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		apply := func(f *translation.File) *Draft {
			t.Helper()
			dr, err := s.ApplyTranslation(t.Context(), officer, slug, version, "ur", f)
			if err != nil {
				t.Fatal(err)
			}
			version = dr.Version
			return dr
		}
		imports := func() (n int) {
			t.Helper()
			err := d.View(t.Context(), func(tx *db.Tx) (err error) {
				n, err = db.One(t.Context(), tx, func(r db.Row) (n int, err error) { return n, r.Scan(&n) },
					`SELECT COUNT(*) FROM audit_entry WHERE act = 'import-translation'`)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}

		f := out("xlf")
		for i := range f.Units {
			f.Units[i].Target = "ترجمہ " + f.Units[i].ID
		}
		if dr := apply(f); dr.Definition.Forms[1].Pages[0].Questions[0].Text != "ترجمہ text--use" || imports() != 1 {
			t.Fatalf("%+v, %d imports", dr.Definition.Forms[1], imports())
		}
		for ext := range translation.Formats {
			if before := version; apply(out(ext)).Version != before || imports() != 1 {
				t.Errorf("%s: a file that was not changed changes something", ext)
			}
		}

		// The original changes while the translator works.
		f = out("xlsx")
		version = change(version, func(def *consult.Definition) error {
			def.Forms[0].Pages[0].Questions[0].Text = "Should the park close?"
			return nil
		})
		for i := range f.Units {
			if u := &f.Units[i]; u.ID == "text--use" {
				u.Target = "کیا؟"
			}
		}
		apply(f)
		stale := func() *builder.EditionText {
			t.Helper()
			_, texts, err := s.EditionTexts(t.Context(), officer, slug, "ur")
			if err != nil {
				t.Fatal(err)
			}
			for text := range texts.All() {
				if text.Stale {
					return text
				}
			}
			return nil
		}
		if text := stale(); text == nil || text.Own != "کیا؟" || text.WrittenFor != "Do you uze the park?" {
			t.Fatalf("%+v", text)
		}

		// The translator confirms the text for the new original.
		f = out("xlf")
		for i := range f.Units {
			if u := &f.Units[i]; u.State == translation.Outdated && u.Source == "Should the park close?" {
				u.State = translation.Translated
			}
		}
		apply(f)
		if text := stale(); text != nil {
			t.Errorf("still out of date: %+v", text)
		}

		// A file for another version is refused, and texts that are not known, absent or unusable are left out.
		other := *f
		other.Name = "lake/versions/ur"
		if _, err := s.ApplyTranslation(t.Context(), officer, slug, version, "ur", &other); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a file for another consultation: %v", err)
		}
		_, texts, err := s.EditionTexts(t.Context(), officer, slug, "ur")
		if err != nil {
			t.Fatal(err)
		}
		units := append(f.Units[1:], translation.Unit{ID: "text--gone", Target: "X"})
		units[0].Tagged = true
		units[1].Target = ""
		plan, err := PlanTranslation(slug, texts, &translation.File{Name: f.Name, Lang: "ur-PK", Units: units})
		if err != nil || len(plan.Changes) != 0 || len(plan.Unusable) != 1 || len(plan.Absent) != 1 ||
			len(plan.Unknown) != 1 || plan.Untouched != len(units)-2 {
			t.Errorf("%+v, %v", plan, err)
		}
	})
}
