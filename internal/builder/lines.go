package builder

import (
	"regexp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// MaxPastedBytes is the maximum size of a pasted list or questionnaire.
const MaxPastedBytes = 100_000

// Marks in front of pasted lines: bullets, boxes and circles, or numbers and letters.
var (
	bulletMark = regexp.MustCompile(`^(?:[-–—*•●○◦▪☐□·]|\([ xX]?\)|\[[ xX]?\])[\s\p{Z}]+`)
	numberMark = regexp.MustCompile(`^(?:\d{1,3}[.)]|[a-zA-Z]\))[\s\p{Z}]+`)
)

// Signs in an answer that people write more beside it, or that it excludes the other answers.
var (
	blankLine   = regexp.MustCompile(`[\s\p{Z}:]*(?:_{3,}|\.{4,}|…{2,})[\s\p{Z}]*$`)
	specifyText = regexp.MustCompile(`(?i)\bplease (?:specify|say|describe|state|give details)\b`)
	noneText    = regexp.MustCompile(`(?i)^none (?:of (?:these|the above|them)|apply)\b`)
)

// PastedLines returns the lines of a pasted list without bullets and blank lines. Of lines with the same text,
// the first is returned. Numbers in front of the lines are removed if each line has one.
func PastedLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(survey.CleanText(line))
		if line = strings.TrimSpace(bulletMark.ReplaceAllString(line, "")); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) > 1 && !slices.ContainsFunc(lines, func(line string) bool { return !numberMark.MatchString(line) }) {
		for i, line := range lines {
			lines[i] = numberMark.ReplaceAllString(line, "")
		}
	}
	var all []string
	for _, line := range lines {
		if !slices.ContainsFunc(all, func(known string) bool { return sameText(known, line) }) {
			all = append(all, line)
		}
	}
	return all
}

// sameText reports whether two texts differ only in the case of letters and in space.
func sameText(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// OptionFromLine returns the answer of a line without a bullet: “Other ____” and “Other (please specify)” have a
// text box, and “None of these” cannot be chosen with another answer.
func OptionFromLine(line string) survey.Option {
	text := blankLine.ReplaceAllString(line, "")
	return survey.Option{
		Text: text, WriteIn: text != line || specifyText.MatchString(text), Exclusive: noneText.MatchString(text),
	}
}

// AddPasted returns list with the answers or rows of a pasted text, or only those with replace. An entry of list
// with the same text as a line stays as it is, with its id; others get theirs from [SetQuestion]. Entries without
// a text are removed. limit is the number of entries that the list may have.
func AddPasted(list []survey.Option, pasted string, replace bool, limit int) ([]survey.Option, error) {
	if len(pasted) > MaxPastedBytes {
		return nil, fault.New(fault.Invalid, "The pasted list is too long.")
	}
	lines := PastedLines(pasted)
	if len(lines) == 0 {
		return list, nil
	}
	var all []survey.Option
	if !replace {
		all = slices.DeleteFunc(slices.Clone(list), func(o survey.Option) bool { return strings.TrimSpace(o.Text) == "" })
	}
	for _, line := range lines {
		o := OptionFromLine(line)
		same := func(other survey.Option) bool { return sameText(other.Text, o.Text) }
		if slices.ContainsFunc(all, same) {
			continue
		}
		if i := slices.IndexFunc(list, same); i >= 0 {
			o = list[i]
		}
		all = append(all, o)
	}
	if len(all) > limit {
		return nil, fault.Newf(fault.Invalid, "A list can have up to %d entries. With the pasted lines it would have %d.",
			limit, len(all))
	}
	return all, nil
}
