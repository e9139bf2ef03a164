package definition

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Problem is one thing to fix in a folder of definitions.
type Problem struct {
	File    string
	Line    int // 0: the file as a whole, or one that is not there
	Message string
}

func (m Problem) String() string {
	if m.Line == 0 {
		return m.File + ": " + m.Message
	}
	return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Message)
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

// Add reports a problem at a line of file; 0 is the file as a whole.
func (all *Problems) Add(file string, line int, format string, args ...any) {
	if len(*all) > maxProblems {
		return
	}
	if len(*all) == maxProblems {
		*all = append(*all, Problem{file, 0, "There are more problems than can be listed. Fix these first."})
		return
	}
	*all = append(*all, Problem{file, line, fmt.Sprintf(format, args...)})
}

// AddRefusal reports err at the line of f that it is about, if err has a
// message for people: then a feature refused the definition. Any other error is
// a failure of the program, such as a lost database, and is returned.
func (all *Problems) AddRefusal(f *File, err error) error {
	if err == nil {
		return nil
	}
	say := fault.Message(err)
	if say == "" {
		return err
	}
	all.Add(f.Name, f.LineOf(say), "%s", say)
	return nil
}

// sortedOrNil returns the problems in the order of files and lines, or nil if
// there are none.
func (all Problems) sortedOrNil() error {
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
	return all
}

// ProblemsIn returns the problems in the chain of err.
func ProblemsIn(err error) Problems {
	all, _ := errors.AsType[Problems](err)
	return all
}

var quotedWord = regexp.MustCompile(`"([^"]+)"`)

// LineOf guesses which line of f a message is about. Features refer to things
// by reference and not by line, so it is the line in which a word that the
// message quotes stands: best as the whole value of a setting.
func (f *File) LineOf(message string) int {
	lines := strings.Split(string(f.Data), "\n")
	for _, match := range quotedWord.FindAllStringSubmatch(message, -1) {
		word := match[1]
		for i, line := range lines {
			_, value, _ := strings.Cut(line, ": ")
			if strings.Trim(value, ` "'`) == word {
				return i + 1
			}
		}
		for i, line := range lines {
			if strings.Contains(line, word) {
				return i + 1
			}
		}
	}
	return 1
}
