package survey

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CleanText returns s in a form that can be stored: valid UTF-8 that SQLite,
// PostgreSQL, JSON and XML all represent in the same way.
//
//   - Line ends CR LF and CR become LF.
//   - Characters that cannot be stored are replaced by U+FFFD: bytes that are not
//     UTF-8 (among them lone surrogates and overlong encodings), ASCII control
//     characters except tab and LF, and noncharacters (U+FDD0 to U+FDEF, and U+FFFE
//     and U+FFFF of every plane). They are replaced and not refused, because people
//     cannot find invisible characters in text they have pasted.
//   - Everything else is unchanged: direction controls, joiners, combining marks,
//     leading spaces, and the choice between composed and decomposed letters.
//     Programs that display the text must isolate its direction, and programs that
//     compare texts must normalise them.
//
// CleanText is idempotent.
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

// isClean reports whether CleanText(s) == s.
func isClean(s string) bool {
	for _, r := range s {
		if r == '\r' || isUnstorable(r) {
			return false
		}
	}
	return utf8.ValidString(s)
}

// isUnstorable reports whether CleanText replaces r.
func isUnstorable(r rune) bool {
	switch {
	case r < ' ':
		return r != '\n' && r != '\t' && r != '\r'
	case r < 0xFDD0:
		return false
	}
	return r <= 0xFDEF || r&0xFFFE == 0xFFFE
}

// isBlank reports whether s has no visible characters: only white space and format
// characters (category Cf) such as zero-width spaces.
func isBlank(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			return false
		}
	}
	return true
}

// trimInput removes white space and format characters from both ends of what was
// typed into a field for a number, a date, an address or the like.
func trimInput(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}
