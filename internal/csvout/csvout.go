// Package csvout makes text safe to stand in a cell of a file that a spreadsheet
// will open.
package csvout

import (
	"strings"
	"unicode/utf8"
)

// EscapeCell makes a cell safe for a spreadsheet: one that begins like a formula gets
// an apostrophe, which spreadsheets do not show. Numbers are not written with
// it, so that -2 stays a number. Nothing is cut or split.
func EscapeCell(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", first) {
		return "'" + s
	}
	return s
}
