package edit

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// FileOptions refuses what definition files choose and the form of the record would not offer, such as evidence that does not
// exist. That is known when everything in the folder is defined, because files may refer to what is loaded after them.
type FileOptions struct {
	kinds  []Kind
	fields []*Field // in the order in which they were met
	chosen map[*Field][]chosenInFile
}

// chosenInFile is a value of a field, and where it is.
type chosenInFile struct {
	file  *definition.File
	at    []any
	value string
}

// NewFileOptions returns FileOptions for the files of records of kinds.
func NewFileOptions(kinds []Kind) *FileOptions {
	return &FileOptions{kinds: kinds, chosen: map[*Field][]chosenInFile{}}
}

// CheckText is the CheckText of every kind of definition: it returns what CheckFileText does, and remembers what is chosen.
func (o *FileOptions) CheckText(file *definition.File, at []any, text string) error {
	for f := range fieldsInFile(o.kinds, file.Name, at) {
		_, inList := at[len(at)-1].(int)
		if !f.offers() || text == "" || inList != (f.Kind == Picks || f.Kind == Choices) {
			continue
		}
		if o.chosen[f] == nil {
			o.fields = append(o.fields, f)
		}
		o.chosen[f] = append(o.chosen[f], chosenInFile{file, at, text})
	}
	return CheckFileText(o.kinds, file.Name, at, text)
}

// Definitions returns a kind without files of its own, to be loaded after all others. It refuses what was chosen wrongly.
func (o *FileOptions) Definitions() definition.Kind {
	return definition.Kind{Read: func(*definition.Folder, []*definition.File, *definition.Problems) definition.Loader {
		fields, chosen := o.fields, o.chosen
		o.fields, o.chosen = nil, map[*Field][]chosenInFile{}
		return definition.Loader{Define: func(ctx context.Context, l *definition.Loading) (int, error) {
			if !l.IsTrial() { // which has found it already
				return 0, nil
			}
			return 0, refuseInFiles(ctx, l, fields, chosen)
		}}
	}}
}

// refuseInFiles refuses those values of fields that are no options. What the rules of a feature have refused already is not
// refused again, also not elsewhere in the same file.
func refuseInFiles(ctx context.Context, l *definition.Loading, fields []*Field, chosen map[*Field][]chosenInFile) error {
	type valueIn struct{ file, value string }
	known := map[valueIn]bool{}
	wrong := map[*Field][]chosenInFile{}
	for _, f := range fields {
		notOffered, err := f.notOfferedOf(ctx, l, chosen[f])
		if err != nil {
			return err
		}
		wrong[f] = notOffered
		for _, c := range notOffered {
			known[valueIn{c.file.Name, c.value}] = known[valueIn{c.file.Name, c.value}] || l.IsRefused(c.file, c.at...)
		}
	}
	for _, f := range fields {
		for _, c := range wrong[f] {
			if known[valueIn{c.file.Name, c.value}] {
				continue
			}
			if err := l.RefuseReference(c.file, c.value, f.notOffered(c.value), c.at...); err != nil {
				return err
			}
		}
	}
	return nil
}

// notOfferedOf returns those of chosen that are no options of f.
func (f *Field) notOfferedOf(ctx context.Context, l *definition.Loading, chosen []chosenInFile) ([]chosenInFile, error) {
	var values []string
	for _, c := range chosen {
		if validText(c.value) {
			values = append(values, c.value)
		}
	}
	slices.Sort(values)
	options, _, err := f.offered(ctx, l.Tx, map[*Lookup]db.Page[Option]{}, slices.Compact(values))
	if err != nil {
		return nil, err
	}
	offered := map[string]bool{}
	for _, option := range options {
		offered[option.Value] = true
	}
	return slices.DeleteFunc(slices.Clone(chosen), func(c chosenInFile) bool { return offered[c.value] }), nil
}
