package definition

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/folkmoot/folkmoot/internal/actor"
)

// File is a file of a folder.
type File struct {
	Name string // with its path in the folder: "evidence/census-2021.yaml"
	Data []byte

	tree ast.Node // set by Decode; nil if the file cannot be parsed
}

// Folder is a folder of definitions whose files have been read and checked as
// far as that is possible without a database.
type Folder struct {
	files   fs.FS
	names   []string
	loaders []kindLoader
	checks  []Check
	defined map[Name]bool
	ordered []Definer
	advice  Problems
	damaged bool                                          // a file could not be parsed: nothing says what it would define
	check   func(file *File, at []any, text string) error // Kind.CheckText of the kind that is being read
	wrong   map[string]bool                               // the files, and folders, that have problems which need no database
}

// Advise adds what should be looked at in a file of f, although f can be loaded as it is.
func (f *Folder) Advise(file *File, at Position, format string, args ...any) {
	f.advice.Add(file.Name, at, format, args...)
}

// IsWrong reports whether file has problems that ReadFolder has reported, so that a check of what
// it says would only repeat them.
func (f *Folder) IsWrong(file *File) bool {
	return file == nil || f.wrong[file.Name] || f.wrong[path.Dir(file.Name)]
}

// Definer is a file that defines what has a name.
type Definer struct {
	Name
	File *File // nil: the folder lacks it
}

// Defines says that file defines what has this name, rightly or not.
func (f *Folder) Defines(file *File, kind, ref string) {
	f.defined[Name{kind, ref}] = true
	f.ordered = append(f.ordered, Definer{Name{kind, ref}, file})
}

// Defined returns what the files of f define, in the order in which they were read.
func (f *Folder) Defined() []Definer { return f.ordered }

// Check reports to problems what a feature would refuse of a folder. It may read the
// database and stores nothing. An error is a failure of the program.
type Check func(ctx context.Context, by actor.Actor, problems *Problems) error

// BeforeLoading adds a check that Load runs before it stores anything, for what is too much
// to be tried in a transaction. Checks run in the order in which they were added.
func (f *Folder) BeforeLoading(check Check) { f.checks = append(f.checks, check) }

type kindLoader struct {
	kind Kind
	load Loader
}

// ReadFolder reads a folder. If its error is Problems, there is a folder nevertheless.
func ReadFolder(files fs.FS, kinds []Kind) (*Folder, error) {
	f := &Folder{files: files, defined: map[Name]bool{}, wrong: map[string]bool{}}
	var problems Problems
	byKind := make([][]*File, len(kinds))
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(entry.Name(), ".") && name != "."; hidden || entry.IsDir() {
			if hidden && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		data, err := readRegular(files, name)
		if errors.Is(err, errNotRegular) {
			f.names = append(f.names, name)
			problems.Add(name, Position{}, "This is not a file that can be read. It must be an ordinary file, at most 64 MB, and not a link.")
			return nil
		}
		if err != nil {
			return err
		}
		f.names = append(f.names, name)
		switch i := kindOf(kinds, name); {
		case i >= 0:
			byKind[i] = append(byKind[i], &File{Name: name, Data: data})
		case !isText(name):
			problems.Add(name, Position{}, "%s", misplaced(kinds, name))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(f.names) == 0 {
		problems.Add(".", Position{}, "The folder is empty. demo/leicestershire shows what belongs in it.")
	}
	for i, kind := range kinds {
		f.check = kind.CheckText
		f.loaders = append(f.loaders, kindLoader{kind, kind.Read(f, byKind[i], &problems)})
	}
	for _, p := range problems {
		f.wrong[p.File] = true
	}
	return f, problems.sortedOrNil()
}

// maxRead is the largest file that is read, in bytes: a table of responses.
const maxRead = 64 << 20

var errNotRegular = errors.New("not an ordinary file, or too large")

// readRegular reads an ordinary file. Links are refused, because a folder that somebody
// else made could lead to other files with them, and so are devices and pipes, which may
// never end.
func readRegular(files fs.FS, name string) ([]byte, error) {
	info, err := fs.Lstat(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fs.ErrNotExist // without the name of a system call, for people who write definition files
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxRead {
		return nil, errNotRegular
	}
	return fs.ReadFile(files, name)
}

// ReadFile reads a file that a definition names, if it is an ordinary file of the folder.
func (f *Folder) ReadFile(name string) ([]byte, error) { return readRegular(f.files, name) }

// Match returns the names of the files that match pattern, in order.
func (f *Folder) Match(pattern string) (names []string) {
	for _, name := range f.names {
		if ok, _ := path.Match(pattern, name); ok {
			names = append(names, name)
		}
	}
	return names
}

// kindOf returns the index of the kind that the file belongs to, or -1.
func kindOf(kinds []Kind, name string) int {
	return slices.IndexFunc(kinds, func(k Kind) bool {
		return slices.ContainsFunc(k.Files, func(pattern string) bool {
			ok, _ := path.Match(pattern, name)
			return ok
		})
	})
}

// isText reports whether a file is a text or a table, which definitions refer to
// by name.
func isText(name string) bool {
	dir, base := path.Split(name)
	return base == "README.md" || path.Ext(base) == ".md" && dir != "" || dir == "" && path.Ext(base) == ".csv"
}

// misplaced is the message about a file that belongs to no kind. An unknown file
// is a problem because otherwise it would seem to have been loaded.
func misplaced(kinds []Kind, name string) string {
	dir := path.Dir(name)
	var known []string
	for _, k := range kinds {
		for _, pattern := range k.Files {
			if ok, _ := path.Match(path.Dir(pattern), dir); ok {
				known = append(known, path.Base(pattern))
			}
		}
	}
	if len(known) == 0 || dir == "." {
		return "No definition belongs here under this name. demo/leicestershire/README.md lists the files of a folder."
	}
	return "No definition belongs here under this name. This folder may hold " + strings.Join(known, ", ") + "."
}
