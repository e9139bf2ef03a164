package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// byteOrderMark begins files in UTF-8 that Excel writes.
var byteOrderMark = []byte("\ufeff")

func readCSV(data []byte) (*File, error) {
	f := &File{Format: CSV, Encoding: UTF8, Sheets: make([]Sheet, 1)}
	var decoder *encoding.Decoder
	switch {
	case bytes.HasPrefix(data, byteOrderMark):
		data = data[len(byteOrderMark):]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		f.Encoding, decoder = UTF16, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
	case !utf8.Valid(data):
		f.Encoding, decoder = Windows1252, charmap.Windows1252.NewDecoder()
	}
	if decoder != nil {
		var err error
		if data, err = decoder.Bytes(data); err != nil {
			return nil, &Error{Fault: BadText, Err: err}
		}
	}
	text := string(data)
	text, f.Separator = separator(text)
	t := &table{Sheet: &f.Sheets[0], used: &usage{}}
	if err := t.readCSV(text, f.Separator); err != nil {
		return nil, err
	}
	return f, f.check()
}

// separator returns what separates cells: what a first line “sep=” names, which it removes, or the one that the first line has
// most often outside quotation marks.
func separator(text string) (string, rune) {
	line, rest, _ := strings.Cut(text, "\n")
	if mark, ok := strings.CutPrefix(strings.TrimRight(line, "\r"), "sep="); ok && len(mark) == 1 {
		return "\n" + rest, rune(mark[0])
	}
	counts, quoted := map[rune]int{}, false
scan:
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\n':
			break scan
		case r == ',' || r == ';' || r == '\t':
			counts[r]++
		}
	}
	best := ','
	for _, r := range ";\t" {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return text, best
}

// readCSV reads records of cells, which may be in quotation marks, as RFC 4180 describes. Unlike package csv, it counts blank
// lines, so that rows have the numbers that a spreadsheet shows.
func (t *table) readCSV(text string, separator rune) error {
	for number := 1; text != ""; number++ {
		t.begin(number)
		for column := 0; ; column++ {
			cell, rest, last, ok := nextCell(text, separator)
			if !ok {
				return t.fail(OpenQuote, column+1)
			}
			if err := t.set(column, cell); err != nil {
				return err
			}
			if text = rest; last {
				break
			}
		}
		t.end()
	}
	return nil
}

// nextCell returns the first cell of text and what follows it, and whether it is the last of its row.
func nextCell(text string, separator rune) (cell, rest string, last, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, string(separator)+"\n")
		switch {
		case end < 0:
			return strings.TrimSuffix(text, "\r"), "", true, true
		case text[end] == '\n':
			return strings.TrimSuffix(text[:end], "\r"), text[end+1:], true, true
		}
		return text[:end], text[end+1:], false, true
	}
	var b strings.Builder
	for text = text[1:]; ; {
		end := strings.IndexByte(text, '"')
		if end < 0 {
			return "", "", false, false
		}
		b.WriteString(text[:end])
		text = text[end+1:]
		if !strings.HasPrefix(text, `"`) {
			break
		}
		b.WriteByte('"')
		text = text[1:]
	}
	cell = strings.ReplaceAll(b.String(), "\r\n", "\n")
	switch {
	case text == "" || text == "\r":
		return cell, "", true, true
	case strings.HasPrefix(text, "\n"):
		return cell, text[1:], true, true
	case strings.HasPrefix(text, "\r\n"):
		return cell, text[2:], true, true
	case strings.HasPrefix(text, string(separator)):
		return cell, text[1:], false, true
	}
	return "", "", false, false
}
