package definition

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Problem is one thing to fix in a folder of definitions.
type Problem struct {
	File     string
	Position // zero: the file as a whole, or one that is not there
	Message  string
}

func (m Problem) String() string {
	if m.Line == 0 {
		return m.File + ": " + m.Message
	}
	return fmt.Sprintf("%s:%s: %s", m.File, m.Position, m.Message)
}

// Problems is everything that keeps a folder from being loaded.
type Problems []Problem

func (all Problems) Error() string {
	lines := make([]string, len(all))
	for i, m := range all {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// maxProblems is how many problems are kept. A file of nothing but mistakes would
// otherwise make a message many times its size.
const maxProblems = 500

// Add reports a problem at a place of file.
func (all *Problems) Add(file string, at Position, format string, args ...any) {
	if len(*all) > maxProblems {
		return
	}
	if len(*all) == maxProblems {
		*all = append(*all, Problem{file, Position{}, "There are more problems than can be listed. Fix these first."})
		return
	}
	*all = append(*all, Problem{file, at, fmt.Sprintf(format, args...)})
}

// AddRefusal reports err, with which a feature refused what f has at path. Each of several
// SettingErrors is reported where it is. An error without a message for people is a failure of the
// program, such as a lost database, and is returned.
func (all *Problems) AddRefusal(f *File, err error, path ...any) error {
	if err == nil {
		return nil
	}
	var mistakes SettingErrors
	mistakes.Add(err, path...)
	for _, m := range mistakes {
		say := fault.Message(m.Err)
		if say == "" {
			return err
		}
		all.Add(f.Name, f.At(m.Path...), "%s", say)
	}
	return nil
}

// sortedOrNil returns the problems in the order of files and lines, or nil if
// there are none.
func (all Problems) sortedOrNil() error {
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	return all
}

// ProblemsIn returns the problems in the chain of err.
func ProblemsIn(err error) Problems {
	all, _ := errors.AsType[Problems](err)
	return all
}
