package builder

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

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
	known := map[string]bool{}
	for _, line := range lines {
		if key := sameTextKey(line); !known[key] {
			known[key] = true
			all = append(all, line)
		}
	}
	return all
}

// sameText reports whether two texts differ only in the case of letters and in space.
func sameText(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// sameTextKey returns the same for two texts if sameText reports true.
func sameTextKey(text string) string {
	return strings.Map(func(r rune) rune {
		first := r // of those that differ only in case
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			first = min(first, other)
		}
		return first
	}, strings.Join(strings.Fields(text), " "))
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
	known, taken := map[string]survey.Option{}, map[string]bool{}
	for _, o := range slices.Backward(list) {
		known[sameTextKey(o.Text)] = o
	}
	for _, o := range all {
		taken[sameTextKey(o.Text)] = true
	}
	for _, line := range lines {
		o := OptionFromLine(line)
		key := sameTextKey(o.Text)
		if taken[key] {
			continue
		}
		taken[key] = true
		if stored, ok := known[key]; ok {
			o = stored
		}
		all = append(all, o)
	}
	if len(all) > limit {
		return nil, fault.Newf(fault.Invalid, "A list can have up to %d entries. With the pasted lines it would have %d.",
			limit, len(all))
	}
	return all, nil
}
