package sheet

import (
	"encoding/xml"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// workbook is what is read of a workbook before its sheets.
type workbook struct {
	archive *Archive
	strings []string
	isDate  []bool // by style of a cell
	is1904  bool   // dates are counted from 1904
	sheets  []sheetRef
}

type sheetRef struct{ name, part string }

func readXLSX(a *Archive) (*File, error) {
	f, book := &File{Format: XLSX}, &workbook{archive: a}
	used := &usage{}
	targets, err := book.relations()
	if err != nil {
		return nil, err
	}
	err = a.walk("xl/workbook.xml", func(token xml.Token, _ []string) error {
		e, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "workbookPr":
			book.is1904 = isTrue(attribute(e, "date1904"))
		case e.Name.Local == "sheet":
			if state := attribute(e, "state"); state == "hidden" || state == "veryHidden" {
				f.Hidden++
				return nil
			}
			if len(book.sheets) == MaxSheets {
				return &Error{Fault: TooLarge}
			}
			book.sheets = append(book.sheets, sheetRef{attribute(e, "name"), targets[relation(e)]})
		}
		return nil
	})
	if err == nil {
		err = book.readStyles()
	}
	if err == nil {
		err = book.readStrings(used)
	}
	if err != nil {
		return nil, err
	}
	for _, ref := range book.sheets {
		if !a.Has(ref.part) {
			continue // a sheet with only a chart
		}
		t := &table{Sheet: &Sheet{Name: ref.name}, used: used}
		if err := book.readSheet(ref.part, t); err != nil {
			return nil, err
		}
		f.Sheets = append(f.Sheets, *t.Sheet)
	}
	return f, nil
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// relation returns the id of the part of a sheet, which is in another namespace than its number.
func relation(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// relations returns the parts of the workbook by their ids.
func (b *workbook) relations() (map[string]string, error) {
	targets := map[string]string{}
	err := b.archive.walk("xl/_rels/workbook.xml.rels", func(token xml.Token, _ []string) error {
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "Relationship" && attribute(e, "TargetMode") != "External" {
			target := attribute(e, "Target")
			if rooted, ok := strings.CutPrefix(target, "/"); ok {
				target = rooted
			} else {
				target = path.Join("xl", target)
			}
			targets[attribute(e, "Id")] = target
		}
		return nil
	})
	return targets, err
}

// dateFormat matches a format of numbers with a part of a date or time outside texts and conditions.
var (
	dateFormat = regexp.MustCompile(`[dmyhsDMYHS]`)
	notInDates = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|General|@`)
)

func isDateFormat(id int, code string) bool {
	if id >= 14 && id <= 22 || id >= 45 && id <= 47 {
		return true
	}
	first, _, _ := strings.Cut(notInDates.ReplaceAllString(code, ""), ";")
	return code != "" && dateFormat.MatchString(first)
}

// maxStyles is how many styles a workbook may have; Excel has at most 65,490.
const maxStyles = 65_490

// readStyles finds which styles are those of dates.
func (b *workbook) readStyles() error {
	if !b.archive.Has("xl/styles.xml") {
		return nil
	}
	codes := map[int]string{}
	return b.archive.walk("xl/styles.xml", func(token xml.Token, in []string) error {
		e, ok := token.(xml.StartElement)
		if !ok {
			return nil
		}
		id, _ := strconv.Atoi(attribute(e, "numFmtId"))
		switch {
		case e.Name.Local == "numFmt":
			codes[id] = attribute(e, "formatCode")
		case e.Name.Local == "xf" && len(in) > 1 && in[len(in)-2] == "cellXfs":
			b.isDate = append(b.isDate, isDateFormat(id, codes[id]))
		}
		if len(b.isDate) > maxStyles || len(codes) > maxStyles {
			return &Error{Fault: TooLarge}
		}
		return nil
	})
}

// readStrings reads the texts that cells refer to.
func (b *workbook) readStrings(used *usage) error {
	const name = "xl/sharedStrings.xml"
	if !b.archive.Has(name) {
		return nil
	}
	var text strings.Builder
	size := 0
	return b.archive.walk(name, func(token xml.Token, in []string) error {
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "si" {
				text.Reset()
			}
		case xml.CharData:
			if isText(in) && text.Len() <= 4*MaxCell {
				text.Write(t)
			}
		case xml.EndElement:
			if t.Name.Local != "si" {
				return nil
			}
			b.strings = append(b.strings, unescaped(text.String()))
			if size += text.Len(); len(b.strings) > MaxCells || size > MaxText {
				return &Error{Fault: TooManyCells}
			}
		}
		return nil
	})
}

// isText reports whether a text in these elements is that of a cell, and not how it is pronounced.
func isText(in []string) bool {
	for _, name := range in {
		if name == "rPh" {
			return false
		}
	}
	return len(in) > 0 && in[len(in)-1] == "t"
}

func (b *workbook) readSheet(part string, t *table) error {
	var kind, style string
	var text strings.Builder
	column, next, number := 0, 0, 0
	return b.archive.walk(part, func(token xml.Token, in []string) error {
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				next = 0
				if number++; attribute(e, "r") != "" {
					n, err := strconv.Atoi(attribute(e, "r"))
					if err != nil || n < number {
						return t.fail(Unknown, 0)
					}
					number = n
				}
				t.begin(number)
			case "c":
				kind, style = attribute(e, "t"), attribute(e, "s")
				text.Reset()
				if column = next; attribute(e, "r") != "" {
					column = columnOf(attribute(e, "r"))
				}
				if next = column + 1; column < 0 {
					return t.fail(TooWide, 0)
				}
			case "f":
				return t.fail(HasFormula, column+1)
			}
		case xml.CharData:
			if len(in) > 0 && (in[len(in)-1] == "v" || isText(in)) && text.Len() <= 4*MaxCell {
				text.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "row":
				t.end()
			case "c":
				value, fault := b.value(kind, style, text.String())
				if fault != "" {
					return t.fail(fault, column+1)
				}
				return t.set(column, value)
			}
		}
		return nil
	})
}

// columnOf returns the column of a cell such as B2, from 0, or -1 if it is beyond the bounds.
func columnOf(ref string) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' {
			break
		}
		if n = n*26 + int(r-'A') + 1; n > MaxColumns {
			return -1
		}
	}
	return n - 1
}

// value returns the text of a cell.
func (b *workbook) value(kind, style, text string) (string, Fault) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || i < 0 || i >= len(b.strings) {
			return "", Unknown
		}
		return b.strings[i], ""
	case "b":
		if text == "1" {
			return "TRUE", ""
		}
		return "FALSE", ""
	case "e":
		return "", HasError
	case "inlineStr", "str", "d":
		return unescaped(text), ""
	}
	if text == "" {
		return "", ""
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return "", BadText
	}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(b.isDate) && b.isDate[i] {
		return b.date(n)
	}
	return number(n), ""
}

// number writes a number with the 15 digits that spreadsheets show.
func number(n float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	if err != nil {
		rounded = n
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// lastSerial is 31 December 9999, the last day of Excel.
const lastSerial = 2_958_465

// date writes a number of days as a date, with the time if there is one.
func (b *workbook) date(days float64) (string, Fault) {
	if days < 0 || days > lastSerial {
		return "", BadText
	}
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case b.is1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60: // Excel counts a 29 February 1900
		start = start.AddDate(0, 0, 1)
	}
	whole, part := math.Modf(days)
	at := start.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round(part*86400)) * time.Second)
	switch {
	case days < 1:
		return at.Format(time.TimeOnly), ""
	case part == 0:
		return at.Format(time.DateOnly), ""
	}
	return at.Format(time.DateTime), ""
}
