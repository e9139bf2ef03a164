// Package csvout makes text safe for a cell of a CSV file that is opened in a
// spreadsheet, writes such files, and limits those that are read.
package csvout

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// formulaStarts are the characters with which a spreadsheet begins a formula (OWASP, "CSV
// Injection"), their full-width forms, and characters that a spreadsheet drops before them.
const formulaStarts = "=+-@\t\r\n\x00＝＋－＠"

// EscapeCell puts an apostrophe before text that a spreadsheet would run as a formula: text
// that begins with =, +, -, @, their full-width forms, a tab, a line break or a zero byte. So
// that UnescapeCell can undo it, text that begins with apostrophes before such a character
// gets one more. Other text is unchanged. Do not use it for numbers: -2 would become text.
func EscapeCell(s string) string {
	if guarded(s) {
		return "'" + s
	}
	return s
}

// UnescapeCell undoes EscapeCell: UnescapeCell(EscapeCell(s)) is s.
func UnescapeCell(s string) string {
	if strings.HasPrefix(s, "'") && guarded(s) {
		return s[1:]
	}
	return s
}

// guarded reports whether s is a formula start after any apostrophes.
func guarded(s string) bool {
	rest := strings.TrimLeft(s, "'")
	first, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && strings.ContainsRune(formulaStarts, first)
}

// ByteOrderMark makes Excel read a CSV file as UTF-8.
const ByteOrderMark = "\ufeff"

// Writer writes the rows of a CSV file. It puts every cell in quotation marks, so that
// programs that separate cells at a semicolon or a tab do not split one. Lines end in CR LF
// (RFC 4180).
type Writer struct{ out *bufio.Writer }

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{bufio.NewWriter(w)} }

// Write writes a row. Errors are returned by Flush.
func (w *Writer) Write(cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = w.out.WriteByte(',')
		}
		_ = w.out.WriteByte('"')
		_, _ = w.out.WriteString(strings.ReplaceAll(cell, `"`, `""`))
		_ = w.out.WriteByte('"')
	}
	_, _ = w.out.WriteString("\r\n")
}

// Flush writes what is buffered and returns the first error.
func (w *Writer) Flush() error { return w.out.Flush() }

// Limits of CSV files that are read.
const (
	maxBytes  = 64 << 20
	maxCommas = 10_000 // on a line
)

// LimitReader returns a reader of from for package csv. It fails if the file is larger than
// 64 MB or has more than 10,000 commas on a line, which would take a hundred times its size.
func LimitReader(from io.Reader) io.Reader { return &limitReader{from: from} }

type limitReader struct {
	from          io.Reader
	bytes, commas int
}

func (l *limitReader) Read(p []byte) (int, error) {
	n, err := l.from.Read(p)
	if l.bytes += n; l.bytes > maxBytes {
		return 0, errors.New("the file is larger than 64 MB")
	}
	for _, b := range p[:n] {
		switch b {
		case '\n':
			l.commas = 0
		case ',':
			if l.commas++; l.commas > maxCommas {
				return 0, errors.New("a line has more than 10,000 commas")
			}
		}
	}
	return n, err
}
