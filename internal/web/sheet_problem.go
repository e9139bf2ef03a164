package web

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// SheetProblem says why a spreadsheet cannot be read, and where.
func SheetProblem(p *locale.Printer, e *sheet.Error) string {
	return SheetPlace(p, e, sheetFault(p, e))
}

// SheetPlace returns say after the place in a spreadsheet that it is about.
func SheetPlace(p *locale.Printer, e *sheet.Error, say string) string {
	if e.Row == 0 {
		return say
	}
	where := p.Say("Row %d", e.Row)
	if e.Column > 0 {
		where = p.Say("Row %d, column %s", e.Row, sheet.ColumnName(e.Column-1))
	}
	if e.Sheet != "" {
		where = p.Say("%s of “%s”", where, e.Sheet)
	}
	return p.Say("%s: %s", where, say)
}

func sheetFault(p *locale.Printer, e *sheet.Error) string {
	switch e.Fault {
	case sheet.OldWorkbook:
		return p.Say("The file is an old Excel workbook or has a password. Save it as .xlsx without a password.")
	case sheet.Empty:
		return p.Say("The file has no rows.")
	case sheet.TooLarge:
		return p.Say("The file is too large, or unpacks to too much.")
	case sheet.TooManyRows:
		return p.Say("The file can have up to %d rows.", sheet.MaxRows)
	case sheet.TooWide:
		return p.Say("The file can have up to %d columns.", sheet.MaxColumns)
	case sheet.TooManyCells:
		return p.Say("The file has too many cells or too much text. Split it into several files.")
	case sheet.LongCell:
		return p.Say("A cell can have up to %d characters.", sheet.MaxCell)
	case sheet.HasFormula:
		return p.Say("There is a formula. Save the file with values only.")
	case sheet.HasError:
		return p.Say("There is an error value, such as #REF!. Correct or remove it.")
	case sheet.HasZero, sheet.BadText:
		return p.Say("There are characters that cannot be read. Save the file again as CSV in UTF-8.")
	case sheet.OpenQuote:
		return p.Say("A quotation mark is not closed, or is in the middle of a cell.")
	case sheet.HasEntities, sheet.TooDeep:
		return p.Say("The file is not made as spreadsheets are. Open it in a spreadsheet and save it again.")
	}
	return p.Say("We could not read this file. Select a CSV file, an Excel workbook or an OpenDocument spreadsheet.")
}
