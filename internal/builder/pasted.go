package builder

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// maxPastedLines is the maximum number of lines of a pasted questionnaire, and maxPastedProblems how many lines that
// were not understood are returned.
const (
	maxPastedLines    = 5_000
	maxPastedProblems = 100
)

// Pasted is what a questionnaire that was pasted as text means.
type Pasted struct {
	Pages    []survey.Page // without ids
	Problems []LineProblem // in the order of the lines
}

// LineProblem is a line of a pasted text that was not understood or cannot be used.
type LineProblem struct {
	Line    int    // from 1
	Text    string // of the line
	Message locale.LazyMessage
}

// Questions returns the number of questions of p.
func (p *Pasted) Questions() (n int) {
	for i := range p.Pages {
		n += len(p.Pages[i].Questions)
	}
	return n
}

// ParsePasted reads a questionnaire that was written as text. See pastedParser for the notation. The error is for a
// text that is too long to read.
func ParsePasted(text string) (*Pasted, error) {
	if len(text) > MaxPastedBytes {
		return nil, fault.Newf(fault.Invalid, "The text can have up to %d characters. Paste it in parts.", MaxPastedBytes)
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if len(lines) > maxPastedLines {
		return nil, fault.Newf(fault.Invalid, "The text can have up to %d lines. Paste it in parts.", maxPastedLines)
	}
	for i, line := range lines {
		lines[i] = strings.TrimSpace(survey.CleanText(line))
	}
	p := pastedParser{lines: lines, blankBefore: true}
	for p.at = range lines {
		p.readLine()
	}
	p.finishPage()
	slices.SortStableFunc(p.out.Problems, func(a, b LineProblem) int { return a.Line - b.Line })
	p.out.Problems = p.out.Problems[:min(len(p.out.Problems), maxPastedProblems)]
	return &p.out, nil
}

// AddTo adds the pages of p to the questionnaire, before its pages of equality questions, and returns the id of
// the first.
func (p *Pasted) AddTo(def *consult.Definition) (first string, err error) {
	f := MasterForm(def)
	questions := p.Questions()
	for i := range f.Pages {
		questions += len(f.Pages[i].Questions)
	}
	switch pages := len(f.Pages) + len(p.Pages); {
	case len(p.Pages) == 0:
		return "", fault.New(fault.Invalid, "There are no questions to add.")
	case pages > survey.MaxPages:
		return "", fault.Newf(fault.Invalid, "A questionnaire can have up to %d pages. With these it would have %d.", survey.MaxPages, pages)
	case questions > survey.MaxQuestions:
		return "", fault.Newf(fault.Invalid, "A questionnaire can have up to %d questions. With these it would have %d.",
			survey.MaxQuestions, questions)
	}
	for i := range p.Pages {
		id := AddPage(def, p.Pages[i].Title)
		if first == "" {
			first = id
		}
		f.Pages[PageIndex(f, id)].Intro = p.Pages[i].Intro
		for _, q := range p.Pages[i].Questions {
			if _, err := AddQuestion(def, id, q); err != nil {
				return "", err
			}
		}
	}
	return first, nil
}

// AddedTo returns the id of the first page if the questionnaire has the pages of p, one after the other with the same
// texts and nothing else on them, and "" otherwise.
func (p *Pasted) AddedTo(def *consult.Definition) string {
	f := MasterForm(def)
	for from := 0; from+len(p.Pages) <= len(f.Pages) && len(p.Pages) > 0; from++ {
		if slices.EqualFunc(f.Pages[from:from+len(p.Pages)], p.Pages, func(a, b survey.Page) bool {
			return a.Title == b.Title && slices.EqualFunc(a.Questions, b.Questions, func(a, b survey.Question) bool {
				return a.Text == b.Text && a.Kind == b.Kind && len(a.Options) == len(b.Options)
			})
		}) {
			return f.Pages[from].ID
		}
	}
	return ""
}
