// Package definition reads and writes folders of definition files, with which
// an installation is described in text that people can edit and compare.
//
// It knows YAML, problems with their lines, and the order of loading. Which
// files there are is registered by the features as a list of Kind. The format
// of a whole folder is described in demo/leicestershire/README.md.
package definition

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// Kind is one kind of definition, in one or several files of a folder. Kinds
// are loaded in the order of registration, so that the definitions of a kind may
// refer to those of all kinds before it.
type Kind struct {
	One, Many string   // what is defined, for the summary: "need", "needs"; "" is not counted
	Files     []string // patterns of path.Match: "evidence/*.yaml"

	// Read decodes the files of the folder that match Files, in the order of their
	// names, and reports what is wrong with them. It has no access to the database.
	Read func(f *Folder, files []*File, problems *Problems) Loader

	// Export adds what is published to files, by file name. nil exports nothing.
	Export func(ctx context.Context, tx *db.Tx, files map[string]any) error
}

// Loader hands what was read to its feature and returns how much that was. What
// the feature refuses is added to problems; an error is a failure of the program.
type Loader func(ctx context.Context, by actor.Actor, problems *Problems) (defined int, err error)

// OnePerFile returns the kind of which each file that matches pattern holds one
// T, which define takes. count returns how much a T defines.
func OnePerFile[T any](one, many, pattern string, define func(context.Context, actor.Actor, T) error, count func(T) int) Kind {
	return Kind{One: one, Many: many, Files: []string{pattern}, Read: func(f *Folder, files []*File, problems *Problems) Loader {
		defs := make([]T, len(files))
		for i, file := range files {
			f.Decode(file, &defs[i], problems)
		}
		return func(ctx context.Context, by actor.Actor, problems *Problems) (n int, err error) {
			for i, def := range defs {
				if err := problems.AddRefusal(files[i], define(ctx, by, def)); err != nil {
					return n, err
				}
				n += count(def)
			}
			return n, nil
		}
	}}
}
