package survey

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of a pattern: how many forms it can have, and how many characters each.
const (
	maxPatternForms = 10
	maxPatternForm  = 40
)

// NamedPatterns are the patterns that can be used by name, such as "nhs-number".
var NamedPatterns = map[string]string{
	"car-registration":   "AA99 AAA or A999 AAA or A99 AAA or A9 AAA or AAA 999A or AAA 99A or AAA 9A or AAA 9999 or AA 9999",
	"national-insurance": "AA 99 99 99 A",
	"nhs-number":         "999 999 9999",
	"school-number":      "999/9999",
	"time":               "99:99",
}

// patternMark is a character of a form of a pattern: 'A' for a letter, '9' for a digit, 'X' for
// either, or 0 for the character itself.
type patternMark struct {
	any  rune
	self rune
}

// parsePattern parses a pattern: a name of NamedPatterns, or its forms with " or " between them.
// In a form, A is any letter, 9 any digit and X either; letters and digits in single quotes, and
// all other characters, are themselves:
//
//	'PL'/9999/99999
//	AA99 9AA or A99 9AA
//
// A pattern is no regular expression, so matching takes time in proportion to the answer.
func parsePattern(pattern string) (forms [][]patternMark, ok bool) {
	if named := NamedPatterns[pattern]; named != "" {
		pattern = named
	}
	for text := range strings.SplitSeq(pattern, " or ") {
		var form []patternMark
		quoted, needed := false, 0
		for _, r := range text {
			switch {
			case r == '\'':
				quoted = !quoted
				continue
			case !quoted && (r == 'A' || r == '9' || r == 'X'):
				form = append(form, patternMark{any: r})
			case !quoted && (unicode.IsLetter(r) || unicode.IsDigit(r)), !unicode.IsPrint(r):
				return nil, false
			default:
				form = append(form, patternMark{self: r})
			}
			if !isSeparator(r) {
				needed++
			}
		}
		if quoted || needed == 0 || len(form) > maxPatternForm {
			return nil, false
		}
		forms = append(forms, form)
	}
	return forms, len(forms) <= maxPatternForms
}

// isSeparator reports whether r can be left out of an answer, or be added to it.
func isSeparator(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-–./", r) }

// matchPattern returns typed as the first form of pattern that it has writes it: in capitals,
// with its separators. It returns false if typed has none of the forms.
func matchPattern(pattern, typed string) (string, bool) {
	forms, ok := parsePattern(pattern)
	if !ok {
		return "", false
	}
	characters := slices.DeleteFunc([]rune(typed), isSeparator)
	for _, form := range forms {
		if text, ok := matchForm(form, characters); ok {
			return text, true
		}
	}
	return "", false
}

// matchForm returns characters, which are no separators, as form writes them.
func matchForm(form []patternMark, characters []rune) (string, bool) {
	var b strings.Builder
	for _, mark := range form {
		if mark.any == 0 && isSeparator(mark.self) {
			b.WriteRune(mark.self)
			continue
		}
		if len(characters) == 0 {
			return "", false
		}
		r := unicode.ToUpper(characters[0])
		characters = characters[1:]
		if zero := digitZero(r); zero != 0 {
			r = '0' + r - zero
		}
		digit, letter := r >= '0' && r <= '9', unicode.IsLetter(r) && r != utf8.RuneError
		switch {
		case mark.any == 0 && r == unicode.ToUpper(mark.self):
			r = mark.self
		case mark.any == 'A' && letter, mark.any == '9' && digit, mark.any == 'X' && (letter || digit):
		default:
			return "", false
		}
		b.WriteRune(r)
	}
	return b.String(), len(characters) == 0
}

// PatternExample returns an answer that has the first form of the pattern of q, such as AB12 3CD.
func (q *Question) PatternExample() string {
	forms, ok := parsePattern(q.Pattern)
	if !ok {
		return ""
	}
	var b strings.Builder
	letters, digits := 0, 0
	for _, mark := range forms[0] {
		switch mark.any {
		case 0:
			b.WriteRune(mark.self)
		case '9':
			b.WriteByte("1234567890"[digits%10])
			digits++
		default:
			b.WriteByte("ABCDEFGHJK"[letters%10])
			letters++
		}
	}
	return b.String()
}

// readPattern returns text as the pattern of s writes it. If it has none of its forms, that is a
// problem, except of answers that were checked before and have been redacted since.
func (w *evaluator) readPattern(s *step, text string) Answer {
	q := s.q
	switch written, ok := matchPattern(q.Pattern, text); {
	case ok:
		text = written
	case w.past && !w.keepsWritten(s):
	case q.PatternHelp != "":
		return w.reject(q.ID, newMessage("%s: %s", q.PatternHelp, q.Text))
	default:
		return w.reject(q.ID, newMessage("Enter this in the correct format, like %s: %s", q.PatternExample(), q.Text))
	}
	return Answer{State: Answered, Text: text}
}

// checkPattern checks the pattern of q.
func (in *validator) checkPattern(q *Question) {
	in.checkText("the help for the pattern of question "+q.ID, "patternHelp", &q.PatternHelp, MaxTitle, false)
	if q.Pattern == "" {
		in.require(q.PatternHelp == "", "Add a pattern to question %q, or remove %s.", q.ID, setting("patternHelp")).in("patternHelp")
		return
	}
	_, ok := parsePattern(q.Pattern)
	in.require(ok, "Change the pattern %q of question %q: use A for a letter, 9 for a digit, X for either, quotes around other "+
		"letters and digits, and “ or ” between up to %d forms of up to %d characters; or a name such as nhs-number.",
		q.Pattern, q.ID, maxPatternForms, maxPatternForm).as(InvalidPattern).value(q.Pattern).in("pattern")
	in.require(q.MaxLength == 0, "Remove %s from question %q: its pattern says how long answers are.", setting("maxLength"), q.ID).
		as(InvalidPattern).value(q.Pattern).in("maxLength")
}
