package survey

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CleanText makes s fit to be kept, and is the only function that does. What it
// returns is valid UTF-8 that SQLite, PostgreSQL, JSON and XML all hold alike.
//
//   - Line ends (CR LF, or CR alone) become LF.
//   - What cannot be kept becomes U+FFFD, one for each: bytes that are not UTF-8
//     (so lone surrogates and overlong forms too), NUL and the other ASCII
//     control characters apart from tab and LF, and the noncharacters (U+FFFE,
//     U+FFFF and their like on other planes, U+FDD0 to U+FDEF). They are replaced
//     and not refused because nobody can find an invisible character in a text
//     that was pasted, in order to take it out.
//   - Everything else stays as typed: direction controls, joiners, stacked marks,
//     leading blanks, template text, and the choice between composed and
//     decomposed letters. Whoever shows a text isolates it; whoever compares
//     texts normalises both. The person's receipt is for what was typed.
//
// Cleaning twice is cleaning once.
func CleanText(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + utf8.UTFMax)
	for i, r := range s {
		switch {
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
		case r == '\r':
			b.WriteByte('\n')
		case isUnstorable(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isClean(s string) bool {
	for _, r := range s {
		if r == '\r' || isUnstorable(r) {
			return false
		}
	}
	return utf8.ValidString(s)
}

func isUnstorable(r rune) bool {
	switch {
	case r < ' ':
		return r != '\n' && r != '\t' && r != '\r'
	case r < 0xFDD0:
		return false
	}
	return r <= 0xFDEF || r&0xFFFE == 0xFFFE
}

// isBlank reports whether there is nothing to read in s. Characters that are
// only there to shape others count as nothing, so that a text of zero-width
// spaces is not an answer.
func isBlank(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			return false
		}
	}
	return true
}

// trimInput takes the blanks off both ends of what was typed into a field for a
// number, a date, an address or the like.
func trimInput(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}
