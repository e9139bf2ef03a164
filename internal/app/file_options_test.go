package app_test

import (
	"cmp"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// A definition file that refers to something which does not exist, or has a code that is none, is refused where it does: in
// every field with options of every kind of record that files have.
func TestFilesReferToWhatExists(t *testing.T) {
	t.Parallel()
	const madeUp = "made-up-reference"
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{}
		if db.IsPostgres(dsn) {
			cfg.Database = dsn
		}
		site := newStaffSiteOn(t, cfg, minimalDemo(t))
		tried := 0
		for _, k := range site.app.FileRecords() {
			if k.Files == "" {
				continue
			}
			file := strings.Replace(k.Files, "*", "wrong", 1)
			for setting := range optionSettings(&k) {
				at := strings.ReplaceAll(path.Join(k.Within, setting), "*", "0")
				line := settingAt(strings.Split(at, "/"), madeUp)
				_, err := definition.Load(t.Context(), site.app.Log, fstest.MapFS{file: {Data: []byte(line)}}, actor.System,
					site.app.Definitions())
				if strings.Contains(fmt.Sprint(err), "There is no setting") { // the file says it by where the record is
					continue
				}
				place := fmt.Sprintf("%s:1:%d: ", file, strings.Index(line, `"`+madeUp)+1)
				if !strings.Contains(fmt.Sprint(err), place) {
					t.Errorf("%s is not refused at %s%s\n%.600s", line, place, at, fmt.Sprint(err))
				}
				tried++
			}
		}
		if tried < 60 {
			t.Errorf("only %d settings were tried", tried)
		}
	})
}

// optionSettings returns the settings of the fields of a kind that have options, with 0 for the row and the entry of a list.
func optionSettings(k *edit.Kind) iter.Seq[string] {
	return func(yield func(string) bool) {
		of := func(f *edit.Field, within string) bool {
			at := path.Join(within, cmp.Or(f.Setting, f.Name))
			switch f.Kind {
			case edit.Picks, edit.Choices:
				at = path.Join(at, "0")
			case edit.Pick, edit.Choice, edit.Fixed:
			default:
				return true
			}
			return f.Options == nil && f.Lookup == nil || k.Name == "council" && f.Name == "same-person" || yield(at)
		}
		for _, f := range slices.Clone(k.Fields) {
			if !of(&f, "") {
				return
			}
			for _, c := range f.Columns {
				if !of(&c, path.Join(cmp.Or(f.Setting, f.Name), "0")) {
					return
				}
			}
		}
	}
}
