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

// Problem is one thing to put right in a folder of definitions.
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

func (all *Problems) add(file string, line int, format string, args ...any) {
	*all = append(*all, Problem{file, line, fmt.Sprintf(format, args...)})
}

// addRefusal notes what a feature has against something in a file. It returns err
// if that is no refusal but a failure of ours, such as a lost database.
func (all *Problems) addRefusal(f *sourceFile, err error) error {
	if err == nil {
		return nil
	}
	say := fault.Message(err)
	if say == "" {
		return err
	}
	all.add(f.name, f.lineOf(say), "%s", say)
	return nil
}

// sortedOrNil returns the mistakes in the order of files and lines, or nil.
func (all Problems) sortedOrNil() error {
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
	return all
}

// ProblemsIn returns the mistakes in the chain of err.
func ProblemsIn(err error) Problems {
	all, _ := errors.AsType[Problems](err)
	return all
}

var quotedWord = regexp.MustCompile(`"([^"]+)"`)

// lineOf guesses which line a sentence is about. Features know things by
// reference and not by line, so the line is where one of the references that
// the sentence quotes is given: best as the value of a setting of its own.
func (f *sourceFile) lineOf(say string) int {
	lines := strings.Split(string(f.data), "\n")
	for _, match := range quotedWord.FindAllStringSubmatch(say, -1) {
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

// rowNumber is how the import of responses says which row it means.
var rowNumber = regexp.MustCompile(`(?:^| )Line (\d+): `)

// addRowProblems notes what is wrong with the rows of a file of responses.
func (all *Problems) addRowProblems(f *sourceFile, say string) {
	marks := rowNumber.FindAllStringSubmatchIndex(say, -1)
	for i, m := range marks {
		end := len(say)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		line, _ := strconv.Atoi(say[m[2]:m[3]]) // digits, and few
		all.add(f.name, line, "%s", say[m[1]:end])
	}
}
