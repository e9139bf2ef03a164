package draft

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// Merge combines two changes of base: setting by setting, and pages, questions, answers, documents and versions each by
// itself. both are the paths of what both changed differently, which is as in mine.
func Merge(base, mine, theirs *consult.Definition) (merged *consult.Definition, both []string) {
	values, both := mergeSettings(ValuesOf(base), ValuesOf(mine), ValuesOf(theirs))
	return definitionOf(values), both
}

// mergeSettings is Merge for the settings of definitions.
func mergeSettings(base, mine, theirs edit.Values) (merged edit.Values, both []string) {
	merged, both = edit.Merge(base, mine, theirs)
	if repeats(definitionOf(merged)) && !repeats(definitionOf(mine)) { // moved to different pages, or added on both sides
		merged.Set("forms", mine["forms"]...)
		both = append(both, "forms")
	}
	return merged, both
}

// repeats reports whether two questions of a questionnaire have the same id.
func repeats(def *consult.Definition) bool {
	for i := range def.Forms {
		have := map[string]bool{}
		for p := range def.Forms[i].Pages {
			for q := range def.Forms[i].Pages[p].Questions {
				id := def.Forms[i].Pages[p].Questions[q].ID
				if have[id] {
					return true
				}
				have[id] = true
			}
		}
	}
	return false
}

// changeLatest lets fn change the given version of a draft. If d is later, the change of a form is merged into d, unless both
// have changed the same, or d waits for approval.
func changeLatest(
	ctx context.Context, tx *db.Tx, d *Draft, version Version, kind kindOfChange, fn func(*Draft) ([]textSource, error),
) ([]textSource, error) {
	if d.Version == version {
		return fn(d)
	}
	conflict, err := loadConflict(ctx, tx, d, version)
	if err != nil {
		return nil, err
	}
	if !kind.form || conflict.Base == nil || !conflict.Outside && d.State != edit.Draft && d.State != edit.Returned {
		return nil, conflict
	}
	mine := *d
	mine.Definition = *builder.Clone(conflict.Base)
	sources, err := fn(&mine)
	if err != nil {
		return nil, conflict // what fn changes may have been removed meanwhile
	}
	if _, both := Merge(conflict.Base, &mine.Definition, conflict.Theirs()); len(both) > 0 {
		return nil, conflict
	}
	merged, both := Merge(conflict.Base, &mine.Definition, &d.Definition)
	if len(both) > 0 || kind.auto && !showsAll(d, merged, fn) {
		return nil, conflict
	}
	d.Definition = *merged
	return sources, nil
}

// showsAll reports whether the open form has everything that is merged. Otherwise the next time it is saved while typing
// would undo what others changed.
func showsAll(d *Draft, merged *consult.Definition, fn func(*Draft) ([]textSource, error)) bool {
	again := *d
	again.Definition = *builder.Clone(merged)
	_, err := fn(&again)
	return err == nil && ValuesOf(&again.Definition).Equal(ValuesOf(merged))
}

// Theirs returns what the change meets: the latest version, with what has changed in the published consultation even where
// the draft says something else.
func (e *ConflictError) Theirs() *consult.Definition {
	if !e.Outside || e.Current.Was == nil || e.Current.Base == nil {
		return &e.Current.Definition
	}
	theirs, _ := Merge(e.Current.Was, e.Current.Base, &e.Current.Definition)
	return theirs
}
