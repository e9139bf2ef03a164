// Package csvout makes text safe for a cell of a CSV file that is opened in a
// spreadsheet.
package csvout

import (
	"strings"
	"unicode/utf8"
)

// EscapeCell puts an apostrophe before text that a spreadsheet would run as a
// formula (OWASP, "CSV Injection"): text that begins with =, +, -, @, their
// full-width forms, a tab, a line break or a zero byte. The rest of the text is
// unchanged. Do not use it for numbers: -2 would become text.
func EscapeCell(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", first) {
		return "'" + s
	}
	return s
}
