package definition

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Mistake is one thing to put right in a folder of definitions.
type Mistake struct {
	File string
	Line int // 0: the file as a whole, or one that is not there
	Say  string
}

func (m Mistake) String() string {
	if m.Line == 0 {
		return m.File + ": " + m.Say
	}
	return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Say)
}

// Mistakes is everything that keeps a folder from being loaded.
type Mistakes []Mistake

func (all Mistakes) Error() string {
	lines := make([]string, len(all))
	for i, m := range all {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

func (all *Mistakes) add(file string, line int, format string, args ...any) {
	*all = append(*all, Mistake{file, line, fmt.Sprintf(format, args...)})
}

// refused notes what a feature has against something in a file. It returns err
// if that is no refusal but a failure of ours, such as a lost database.
func (all *Mistakes) refused(f *source, err error) error {
	if err == nil {
		return nil
	}
	say := fault.Said(err)
	if say == "" {
		return err
	}
	all.add(f.name, f.lineOf(say), "%s", say)
	return nil
}

// err returns the mistakes in the order of files and lines, or nil.
func (all Mistakes) err() error {
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b Mistake) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
	return all
}

// Found returns the mistakes in the chain of err.
func Found(err error) Mistakes {
	all, _ := errors.AsType[Mistakes](err)
	return all
}

var quoted = regexp.MustCompile(`"([^"]+)"`)

// lineOf guesses which line a sentence is about. Features know things by
// reference and not by line, so the line is where one of the references that
// the sentence quotes is given: best as the value of a setting of its own.
func (f *source) lineOf(say string) int {
	lines := strings.Split(string(f.data), "\n")
	for _, match := range quoted.FindAllStringSubmatch(say, -1) {
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

// rowOf is how the import of responses says which row it means.
var rowOf = regexp.MustCompile(`(?:^| )Line (\d+): `)

// rows notes what is wrong with the rows of a file of responses.
func (all *Mistakes) rows(f *source, say string) {
	marks := rowOf.FindAllStringSubmatchIndex(say, -1)
	for i, m := range marks {
		end := len(say)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		line, _ := strconv.Atoi(say[m[2]:m[3]]) // digits, and few
		all.add(f.name, line, "%s", say[m[1]:end])
	}
}
