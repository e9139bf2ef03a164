package export

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// The sheets of a workbook, in their order.
const (
	sheetLabels      = "Responses"
	sheetCodes       = "Codes"
	sheetRepetitions = "Repetitions"
	sheetDictionary  = "Dictionary"
	sheetLetters     = "Letters and events"
	sheetProvenance  = "Provenance"
)

// writeWorkbook writes a workbook as Excel or OpenDocument reads it. Text is stored as text and is never run as a formula, so it
// needs no guard.
func (x *source) writeWorkbook(w io.Writer, format sheet.Format) error {
	total := int64(1)
	for _, n := range x.states {
		total += n
	}
	if total > sheet.MaxWrittenRows || len(x.headColumns(false))+len(x.columns) > sheet.MaxWrittenColumns {
		return fault.New(fault.Invalid, "There are too many responses or questions for a workbook. Choose CSV instead.")
	}
	type sheetOf struct {
		name  string
		write func(*sheetWriter) error
	}
	sheets := []sheetOf{
		{sheetLabels, func(s *sheetWriter) error { return x.responses(s, true) }},
		{sheetCodes, func(s *sheetWriter) error { return x.responses(s, false) }},
		{sheetDictionary, x.dictionary},
		{sheetLetters, x.letters},
		{sheetProvenance, func(s *sheetWriter) error {
			for _, line := range x.provenance() {
				s.add(line[0], line[1])
			}
			return s.err
		}},
	}
	if len(x.repeated) > 0 {
		sheets = slices.Insert(sheets, 2, sheetOf{sheetRepetitions, x.repetitions})
	}
	var layouts []sheet.Layout
	for _, one := range sheets {
		l := sheet.Layout{Name: one.name, Rows: 1, Columns: 1}
		if one.name == sheetProvenance {
			l = sheet.Layout{Name: one.name, Widths: []int{24, 60}}
		}
		layouts = append(layouts, l)
	}
	book, err := sheet.NewWriter(w, format, x.c.Title, layouts)
	if err != nil {
		return err
	}
	for _, one := range sheets {
		if err := book.Next(); err != nil {
			return err
		}
		if err := one.write(&sheetWriter{book: book}); err != nil {
			return err
		}
	}
	return book.Close()
}

// sheetWriter adds rows to a sheet.
type sheetWriter struct {
	book *sheet.Writer
	err  error // the first
}

func (s *sheetWriter) add(cells ...any) {
	if s.err == nil {
		s.err = s.book.Row(cells...)
	}
	if e, ok := errors.AsType[*sheet.Error](s.err); ok && e.Fault == sheet.LongCell {
		s.err = &fault.Error{Kind: fault.Invalid, Say: "A text is too long for a workbook. Choose CSV instead.", Err: e}
	}
}

// addHead adds a row of headings.
func (s *sheetWriter) addHead(names []string) {
	cells := make([]any, len(names))
	for i, name := range names {
		cells[i] = sheet.Heading(name)
	}
	s.add(cells...)
}

func (x *source) responses(s *sheetWriter, labels bool) error {
	head := slices.Clone(x.headColumns(labels))
	for i := range x.columns {
		if labels {
			head = append(head, x.columns[i].label)
		} else {
			head = append(head, x.columns[i].name)
		}
	}
	s.addHead(head)
	return x.each(func(r row) error {
		var cells []any
		meta := r.meta
		if labels {
			meta = x.withLabels(r)
		}
		for _, value := range meta {
			cells = append(cells, value)
		}
		for i, value := range r.cells {
			cells = append(cells, x.columns[i].cell(value, labels))
		}
		s.add(cells...)
		return s.err
	})
}

// cell returns a value of c as a sheet has it: as a number, if it is one exactly, or as text, in words if labels.
func (c *column) cell(value string, labels bool) any {
	n, err := strconv.ParseFloat(value, 64)
	switch {
	case c.number && err == nil && strconv.FormatFloat(n, 'f', -1, 64) == value:
		return n
	case labels:
		return c.text(value)
	}
	return value
}

// dictionary explains every column.
func (x *source) dictionary(s *sheetWriter) error {
	s.addHead([]string{"column", "label", "kind", "page", "equality monitoring", "answers", "unit"})
	for _, meta := range [][2]string{
		{intake.ColRow, "The code of the response, as on screen"},
		{intake.ColChannel, "How the response was received"},
		{intake.ColEdition, "Version of the questionnaire"},
		{intake.ColDay, "Day on which it was received"},
		{intake.ColStatus, "counted, withdrawn or excluded:REASON"},
		{intake.ColForm, "Digest of the questionnaire that was answered"},
		{intake.ColRedactions, "How many parts were redacted"},
		{intake.ColWritten, "What was written on paper where an answer is not one that the form allows. Its state is not-valid, " +
			"and it is in no other column"},
	} {
		s.add(meta[0], meta[1])
	}
	x.orderDictionary(s)
	for i := range x.columns {
		c := &x.columns[i]
		var answers []string
		if c.options {
			for _, o := range c.question.Options {
				answer := o.ID + " = " + o.Text
				if len(o.Merges) > 0 {
					answer += " (counts as " + strings.Join(o.Merges, ", ") + ")"
				}
				answers = append(answers, answer)
			}
		}
		unit := ""
		if c.number {
			unit = c.question.Unit
		}
		s.add(c.name, c.label, string(c.question.Kind), c.question.page, strconv.FormatBool(c.question.monitoring),
			strings.Join(answers, "\n"), unit)
	}
	return s.err
}

func (x *source) letters(s *sheetWriter) error {
	s.addHead(letterColumns)
	return x.eachLetter(func(l *letter) error {
		s.add(l.values()...)
		return s.err
	})
}
