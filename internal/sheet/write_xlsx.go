package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// xlsxFormat writes Excel workbooks (ECMA-376).
type xlsxFormat struct{}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	xlsxMain  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	xlsxRels  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	xlsxTypes = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	relsOf    = "http://schemas.openxmlformats.org/package/2006/relationships"
)

// The styles of cells, by their number: text that is not turned into numbers or formulas (the format 49, @), and headings.
const (
	xlsxStyles = xmlHead + `<styleSheet xmlns="` + xlsxMain + `"><fonts count="2"><font><sz val="11"/><name val="Arial"/></font>` +
		`<font><b/><sz val="11"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>` +
		`<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>` +
		`<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">` +
		`<xf applyAlignment="1"><alignment vertical="top"/></xf>` +
		`<xf numFmtId="49" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
		`<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
		`</cellXfs></styleSheet>`
	xlsxTextStyle    = 1
	xlsxHeadingStyle = 2
)

func (xlsxFormat) begin(z *zip.Writer, title string, sheets []Layout) (io.Writer, error) {
	var types, list, rels strings.Builder
	for i := range sheets {
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, xlsxTypes)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, xmlText(sheets[i].Name), i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, xlsxRels, i+1)
	}
	for _, part := range [][2]string{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + xlsxTypes + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + xlsxTypes + `styles+xml"/>` +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
			types.String() + `</Types>`},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="` + relsOf + `"><Relationship Id="rId1" Type="` + xlsxRels +
			`/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" ` +
			`Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
			`</Relationships>`},
		{"docProps/core.xml", xmlHead +
			`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
			`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + xmlText(title) + `</dc:title></cp:coreProperties>`},
		{"xl/workbook.xml", xmlHead + `<workbook xmlns="` + xlsxMain + `" xmlns:r="` + xlsxRels + `"><bookViews><workbookView/></bookViews>` +
			`<sheets>` + list.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="` + relsOf + `">` + rels.String() +
			`<Relationship Id="styles" Type="` + xlsxRels + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", xlsxStyles},
	} {
		if err := addPart(z, part[0], part[1]); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (xlsxFormat) beginSheet(z *zip.Writer, i int) (io.Writer, error) {
	return z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
}

func (xlsxFormat) sheetHead(out *bufio.Writer, i int, l *Layout) {
	fmt.Fprintf(out, `%s<worksheet xmlns="%s"><sheetViews><sheetView workbookViewId="0"`, xmlHead, xlsxMain)
	if i == 0 {
		_, _ = out.WriteString(` tabSelected="1"`)
	}
	_ = out.WriteByte('>')
	if l.Rows > 0 || l.Columns > 0 {
		pane := "bottomRight"
		switch {
		case l.Columns == 0:
			pane = "bottomLeft"
		case l.Rows == 0:
			pane = "topRight"
		}
		_, _ = out.WriteString(`<pane`)
		if l.Columns > 0 {
			fmt.Fprintf(out, ` xSplit="%d"`, l.Columns)
		}
		if l.Rows > 0 {
			fmt.Fprintf(out, ` ySplit="%d"`, l.Rows)
		}
		fmt.Fprintf(out, ` topLeftCell="%s%d" activePane="%s" state="frozen"/>`, ColumnName(l.Columns), l.Rows+1, pane)
	}
	_, _ = out.WriteString(`</sheetView></sheetViews>`)
	if len(l.Widths) > 0 {
		_, _ = out.WriteString(`<cols>`)
		for c := range l.Widths {
			fmt.Fprintf(out, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, c+1, c+1, l.width(c))
		}
		_, _ = out.WriteString(`</cols>`)
	}
	_, _ = out.WriteString(`<sheetData>`)
}

func (xlsxFormat) row(out *bufio.Writer, number int, cells []any) error {
	name := strconv.Itoa(number)
	fmt.Fprintf(out, `<row r="%s">`, name)
	for i, cell := range cells {
		at, style := ColumnName(i)+name, xlsxTextStyle
		if h, ok := cell.(Heading); ok {
			cell, style = string(h), xlsxHeadingStyle
		}
		if text, ok := cell.(string); ok {
			if text != "" {
				fmt.Fprintf(out, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, style, xmlText(escaped(text)))
			}
			continue
		}
		n, err := numeral(cell)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, `<c r="%s"><v>%s</v></c>`, at, n)
	}
	_, err := out.WriteString(`</row>`)
	return err
}

func (xlsxFormat) endSheet(out *bufio.Writer) { _, _ = out.WriteString(`</sheetData></worksheet>`) }

func (xlsxFormat) end(*bufio.Writer) {}

// escape is how Excel writes a character by its number.
var escape = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// escaped escapes what Excel would take for the number of a character.
func escaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escape.ReplaceAllString(s, "_x005F_x${1}_")
}

// unescaped is the inverse of escaped, also for what Excel writes by its number, such as carriage returns.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(code string) string {
		n, err := strconv.ParseUint(code[2:6], 16, 16)
		if err != nil {
			return code
		}
		return string(rune(n))
	})
}
