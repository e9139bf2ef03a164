package definition

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Summary is what a folder defined.
type Summary struct {
	Files  int
	Counts []Count // in the order of loading

	// Advice is what should be looked at, although it was loaded.
	Advice Problems
}

// Count is how many definitions of a kind there were.
type Count struct {
	One, Many string
	N         int
}

// Load reads a folder and stores every definition in it. Loading the same folder again changes
// nothing.
//
// All that is wrong with a folder is found before anything of it is stored, and the error is
// Problems: every mistake of every file, with its place. To find what features would refuse,
// Load defines everything in a transaction that it undoes. What is too much for a transaction,
// responses and the release of results, is checked by a Check.
//
// Then it is stored, kind by kind, consecutive kinds in one transaction. If the program stops
// in between, or an officer changes something in between that makes a definition impossible,
// loading the folder again continues from there.
func Load(ctx context.Context, log *record.Log, files fs.FS, by actor.Actor, kinds []Kind) (Summary, error) {
	folder, err := ReadFolder(files, kinds)
	if folder == nil {
		return Summary{}, err
	}
	problems := ProblemsIn(err)
	refused, err := folder.try(ctx, log, by)
	if err != nil {
		return Summary{}, err
	}
	problems = append(problems, refused...)
	for _, check := range folder.checks {
		if err := check(ctx, by, &problems); err != nil {
			return Summary{}, err
		}
	}
	if err := problems.sortedOrNil(); err != nil {
		return Summary{}, err
	}
	sum, err := folder.store(ctx, log, by)
	if folder.advice.sortedOrNil() != nil { // now sorted
		sum.Advice = folder.advice
	}
	return sum, err
}

// errTried undoes the transaction of try.
var errTried = errors.New("definition: only tried")

// try defines everything that a transaction can hold, undoes it, and returns what was refused.
// What is in files with problems is left out.
func (f *Folder) try(ctx context.Context, log *record.Log, by actor.Actor) (refused Problems, err error) {
	_, err = log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		l := &Loading{Tx: tx, Record: w, By: by, folder: f, trial: true}
		for _, kind := range f.loaders {
			if kind.load.Define == nil {
				continue
			}
			if _, err := kind.load.Define(ctx, l); err != nil {
				return err
			}
		}
		refused = l.problems(len(f.wrong) > 0)
		return errTried
	})
	if errors.Is(err, errTried) {
		err = nil
	}
	return refused, err
}

// store stores everything.
func (f *Folder) store(ctx context.Context, log *record.Log, by actor.Actor) (Summary, error) {
	sum := Summary{Files: len(f.names)}
	for i := 0; i < len(f.loaders); {
		counts := make([]int, len(f.loaders))
		first := i
		var problems Problems
		var err error
		if run := f.loaders[i].load.Run; run != nil {
			counts[i], err = run(ctx, by, &problems)
			i++
		} else {
			for i < len(f.loaders) && f.loaders[i].load.Define != nil {
				i++
			}
			problems, err = f.define(ctx, log, by, f.loaders[first:i], counts[first:i])
		}
		if err == nil {
			err = problems.sortedOrNil()
		}
		if err != nil {
			return sum, err
		}
		for j := first; j < i; j++ {
			sum.add(f.loaders[j].kind, counts[j])
		}
	}
	return sum, nil
}

// define stores kinds in one transaction, unless one of them refuses something.
func (f *Folder) define(
	ctx context.Context, log *record.Log, by actor.Actor, kinds []kindLoader, counts []int,
) (refused Problems, err error) {
	_, err = log.Update(ctx, func(tx *db.Tx, w *record.Writer) (err error) {
		l := &Loading{Tx: tx, Record: w, By: by, folder: f}
		for i, kind := range kinds {
			if counts[i], err = kind.load.Define(ctx, l); err != nil {
				return err
			}
		}
		if refused = l.problems(false); len(refused) > 0 {
			return refused
		}
		return nil
	})
	if len(refused) > 0 {
		err = nil
	}
	return refused, err
}

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
	var parts []string
	for _, c := range s.Counts {
		if c.N > 0 {
			parts = append(parts, c.String())
		}
	}
	if len(parts) == 0 {
		return "Loaded " + files + "."
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
