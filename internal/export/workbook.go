package export

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
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

// writeWorkbook writes a workbook with excelize's stream writer, which keeps rows in temporary
// files. Text is stored as text and is never run as a formula, so it needs no guard.
func (x *source) writeWorkbook(w io.Writer) (err error) {
	total := int64(1)
	for _, n := range x.states {
		total += n
	}
	if total > excelize.TotalRows || len(x.headColumns(false))+len(x.columns) > excelize.MaxColumns {
		return fault.New(fault.Invalid, "There are too many responses or questions for a workbook. Choose CSV instead.")
	}
	book := excelize.NewFile()
	defer func() {
		if closeErr := book.Close(); err == nil {
			err = closeErr
		}
	}()
	if err := book.SetSheetName("Sheet1", sheetLabels); err != nil {
		return err
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
	for _, sheet := range sheets {
		if _, err := book.NewSheet(sheet.name); err != nil {
			return err
		}
		stream, err := book.NewStreamWriter(sheet.name)
		if err != nil {
			return err
		}
		s := &sheetWriter{stream: stream}
		if err := sheet.write(s); err != nil {
			return err
		}
		if err := stream.Flush(); err != nil {
			return err
		}
	}
	_, err = book.WriteTo(w)
	return err
}

// sheetWriter adds rows to a sheet.
type sheetWriter struct {
	stream *excelize.StreamWriter
	rows   int
	err    error // the first
}

func (s *sheetWriter) add(cells ...any) {
	if s.err != nil {
		return
	}
	s.rows++
	name, err := excelize.CoordinatesToCellName(1, s.rows)
	if err == nil {
		err = s.stream.SetRow(name, cells)
	}
	s.err = err
}

func (x *source) responses(s *sheetWriter, labels bool) error {
	if err := s.stream.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight",
	}); err != nil {
		return err
	}
	var head []any
	for _, name := range x.headColumns(labels) {
		head = append(head, name)
	}
	for i := range x.columns {
		if labels {
			head = append(head, x.columns[i].label)
		} else {
			head = append(head, x.columns[i].name)
		}
	}
	s.add(head...)
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
	s.add("column", "label", "kind", "page", "equality monitoring", "answers", "unit")
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
	var head []any
	for _, name := range letterColumns {
		head = append(head, name)
	}
	s.add(head...)
	return x.eachLetter(func(l *letter) error {
		s.add(l.values()...)
		return s.err
	})
}
