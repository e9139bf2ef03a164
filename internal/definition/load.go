package definition

import (
	"context"
	"fmt"
	"io/fs"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
)

// Summary is what a folder defined.
type Summary struct {
	Files  int
	Counts []Count // in the order of loading
}

// Count is how many definitions of a kind there were.
type Count struct {
	One, Many string
	N         int
}

// Load reads a folder and loads every definition in it, kind by kind. Loading
// the same folder again changes nothing.
//
// Nothing is stored of a folder that cannot be read, or in which a Check finds a
// problem: consultations and responses to them are checked before anything is
// stored. What else a feature refuses is known only when its kind is loaded; kinds
// before it are stored by then, and loading the corrected folder continues from
// there. In each case the error is
// Problems: all of them, with their files and lines. A kind with problems stops
// the loading, so that one missing definition is not reported again by everything
// that refers to it. Kinds in a row that are counted together, such as register
// entries and consultations, are loaded together.
func Load(ctx context.Context, files fs.FS, by actor.Actor, kinds []Kind) (Summary, error) {
	folder, err := ReadFolder(files, kinds)
	if err != nil {
		return Summary{}, err
	}
	sum := Summary{Files: len(folder.names)}
	var problems Problems
	for _, check := range folder.checks {
		if err := check(ctx, by, &problems); err != nil {
			return Summary{}, err
		}
	}
	if err := problems.sortedOrNil(); err != nil {
		return Summary{}, err
	}
	for i, l := range folder.loaders {
		n, err := l.load(ctx, by, &problems)
		sum.add(l.kind, n)
		if err != nil {
			return sum, err
		}
		if i+1 < len(folder.loaders) && l.kind.countedWith(folder.loaders[i+1].kind) {
			continue
		}
		if err := problems.sortedOrNil(); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// countedWith reports whether the definitions of k and other are the same to the
// reader of a Summary.
func (k Kind) countedWith(other Kind) bool { return k.Many != "" && k.Many == other.Many }

func (s *Summary) add(k Kind, n int) {
	if k.Many == "" {
		return
	}
	for i := range s.Counts {
		if s.Counts[i].Many == k.Many {
			s.Counts[i].N += n
			return
		}
	}
	s.Counts = append(s.Counts, Count{k.One, k.Many, n})
}

// String is the summary in a line: "Loaded 40 files: 12 needs and 3 strategies."
func (s Summary) String() string {
	files := Count{"file", "files", s.Files}.String()
	if len(s.Counts) == 0 {
		return "Loaded " + files + "."
	}
	parts := make([]string, len(s.Counts))
	for i, c := range s.Counts {
		parts[i] = c.String()
	}
	last := parts[len(parts)-1]
	if len(parts) == 1 {
		return fmt.Sprintf("Loaded %s: %s.", files, last)
	}
	return fmt.Sprintf("Loaded %s: %s and %s.", files, strings.Join(parts[:len(parts)-1], ", "), last)
}

// N returns how many definitions of the kind called many were loaded.
func (s Summary) N(many string) int {
	for _, c := range s.Counts {
		if c.Many == many {
			return c.N
		}
	}
	return 0
}

func (c Count) String() string {
	if c.N == 1 {
		return "1 " + c.One
	}
	return fmt.Sprintf("%d %s", c.N, c.Many)
}
