// Package definition reads and writes folders of definition files, with which
// an installation is described in text that people can edit and compare.
//
// It knows YAML, problems with their lines, and the order of loading. Which
// files there are is registered by the features as a list of Kind. The format
// of a whole folder is described in demo/leicestershire/README.md.
package definition

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Kind is one kind of definition, in one or several files of a folder. Kinds
// are loaded in the order of registration, so that the definitions of a kind may
// refer to those of all kinds before it.
type Kind struct {
	One, Many string   // what is defined, for the summary: "need", "needs"; "" is not counted
	Files     []string // patterns of path.Match: "evidence/*.yaml"; none: it only checks what the kinds before it define

	// Read decodes the files of the folder that match Files, in the order of their
	// names, and reports what is wrong with them. It has no access to the database.
	Read func(f *Folder, files []*File, problems *Problems) Loader

	// CheckText returns why a text at a path of a file is refused, before anything is stored, or nil. It may be nil itself.
	CheckText func(file *File, at []any, text string) error

	// Export adds what is published to files, by file name. nil exports nothing.
	Export func(ctx context.Context, tx *db.Tx, files map[string]any) error
}

// Loader stores what was read, in one of two ways.
type Loader struct {
	// Define stores it in the transaction of l and returns how much it was. It runs once in a
	// transaction that is undone, to see what would be refused, and then to store it. What the
	// feature refuses goes to l.Refuse; an error is a failure of the program.
	Define func(ctx context.Context, l *Loading) (defined int, err error)

	// Run does the same in transactions of its own, for what is too much for one. It is not
	// tried: Folder.BeforeLoading adds a check of what it would refuse.
	Run func(ctx context.Context, by actor.Actor, problems *Problems) (defined int, err error)
}

// Loading is the loading of a folder in a transaction.
type Loading struct {
	Tx     *db.Tx
	Record *record.Writer
	By     actor.Actor

	folder  *Folder
	trial   bool // the transaction will be undone
	refused Problems
	missing Problems // about references to what the folder defines, but not rightly
}

// Refuse reports err, with which a feature refused what file has at path; see
// Problems.AddRefusal.
func (l *Loading) Refuse(file *File, err error, path ...any) error {
	var mistakes SettingErrors
	mistakes.Add(err, path...)
	for _, m := range mistakes {
		problems := &l.refused
		if missing, ok := errors.AsType[*missingError](m.Err); ok && (l.folder.defined[missing.name] || l.folder.damaged) {
			problems = &l.missing
		}
		if err := problems.AddRefusal(file, m.Err, m.Path...); err != nil {
			return err
		}
	}
	return nil
}

// IsRefused reports whether something has been refused at path of file.
func (l *Loading) IsRefused(file *File, path ...any) bool {
	at := file.At(path...)
	there := func(p Problem) bool { return p.File == file.Name && p.Position == at }
	return slices.ContainsFunc(l.refused, there) || slices.ContainsFunc(l.missing, there)
}

// RefuseReference reports err about ref, with which file refers at path to something that does not exist. It is not reported if
// ref is a release that the folder asks for, which comes later.
func (l *Loading) RefuseReference(file *File, ref string, err error, path ...any) error {
	if l.WillExist("release", ref) {
		return nil
	}
	_, name, ofKind := strings.Cut(ref, ":")
	if !ofKind {
		name = ref
	}
	name, _, _ = strings.Cut(name, "#")
	for defined := range l.folder.defined {
		if defined.Ref == name {
			err = Missing(defined.Kind, defined.Ref, err)
			break
		}
	}
	return l.Refuse(file, err, path...)
}

// IsTrial reports whether the transaction will be undone.
func (l *Loading) IsTrial() bool { return l.trial }

// Skips reports whether file is left out of a trial, because it has problems already.
func (l *Loading) Skips(file *File) bool { return l.trial && l.folder.IsWrong(file) }

// problems returns what was refused. References to what the folder does not define rightly
// are only among it if nothing else is wrong.
func (l *Loading) problems(others bool) Problems {
	if others || len(l.refused) > 0 {
		return l.refused
	}
	return l.missing
}

// WillExist reports whether the folder defines what has this name and will store it after the
// transaction, which is a trial.
func (l *Loading) WillExist(kind, ref string) bool {
	return l.trial && l.folder.defined[Name{kind, ref}]
}

// FileKind is a kind of definition of which each file holds one T.
type FileKind[T any] struct {
	One, Many string // as in Kind
	Pattern   string // of the names of the files

	Define func(ctx context.Context, l *Loading, def T) error  // runs more than once with the same T
	Count  func(T) int                                         // how much a T defines
	Names  func(def T, defines func(kind, ref string))         // what other definitions can refer to; nil: nothing
	Export func(context.Context, *db.Tx, map[string]any) error // as in Kind

	// Check returns a check of the definitions of a folder that is too much for Define: see
	// Folder.BeforeLoading. Its error is as that of Define. nil: there is none.
	Check func(*Folder) func(ctx context.Context, by actor.Actor, def T) error
}

// Kind returns k as a Kind.
func (k FileKind[T]) Kind() Kind {
	return Kind{One: k.One, Many: k.Many, Files: []string{k.Pattern}, Export: k.Export, Read: k.read}
}

func (k FileKind[T]) read(f *Folder, files []*File, problems *Problems) Loader {
	defs := make([]T, len(files))
	for i, file := range files {
		f.Decode(file, &defs[i], problems)
		if k.Names != nil {
			k.Names(defs[i], func(kind, ref string) { f.Defines(file, kind, ref) })
		}
	}
	if k.Check != nil {
		f.BeforeLoading(func(ctx context.Context, by actor.Actor, problems *Problems) error {
			check := k.Check(f)
			for i, file := range files {
				if f.IsWrong(file) {
					continue
				}
				if err := problems.AddRefusal(file, check(ctx, by, defs[i])); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return Loader{Define: func(ctx context.Context, l *Loading) (n int, err error) {
		for i, file := range files {
			if l.Skips(file) {
				continue
			}
			if err := l.Refuse(file, k.Define(ctx, l, defs[i])); err != nil {
				return n, err
			}
			n += k.Count(defs[i])
		}
		return n, nil
	}}
}
