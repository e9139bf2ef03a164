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

// EscapeCell puts an apostrophe before each place in text where a spreadsheet could begin a
// formula (OWASP, "CSV Injection"): before =, +, -, @ and their full-width forms at the
// beginning of the text or after a semicolon, a tab or a line break, at which a spreadsheet
// that expects another separator begins a cell, and before a tab, a line break or a zero
// byte at the beginning. Apostrophes that are there already get one more, so that
// UnescapeCell gives the same text again. Do not use it for numbers: -2 would become text.
func EscapeCell(s string) string {
	return guard(s, func(quotes string) string { return quotes + "'" }, 0)
}

// ByteOrderMark makes Excel read a CSV file as UTF-8.
const ByteOrderMark = "\ufeff"

// Writer writes the rows of a CSV file. It puts every cell in quotation marks, so that
// programs that separate cells at a semicolon or a tab split as few as possible. Lines end in CR LF
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

// UnescapeCell is the inverse of EscapeCell.
func UnescapeCell(s string) string {
	return guard(s, func(quotes string) string { return quotes[1:] }, 1)
}

// guard calls change with the apostrophes, at least least, before each place in s where a
// formula could begin, and puts the result in their place.
func guard(s string, change func(quotes string) string, least int) string {
	var b strings.Builder
	begins := true // a cell may begin here
	for i := 0; i < len(s); {
		if begins {
			n := len(s[i:]) - len(strings.TrimLeft(s[i:], "'"))
			next, _ := utf8.DecodeRuneInString(s[i+n:])
			dangerous := strings.ContainsRune("=+-@＝＋－＠", next) || i == 0 && strings.ContainsRune("\t\r\n\x00", next)
			if i+n < len(s) && n >= least && dangerous {
				b.WriteString(change(s[i : i+n]))
			} else {
				b.WriteString(s[i : i+n])
			}
			i += n
			if begins = false; n > 0 {
				continue
			}
		}
		begins = strings.IndexByte(";\t\r\n", s[i]) >= 0
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}
