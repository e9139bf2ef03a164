package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// odsFormat writes OpenDocument spreadsheets (OpenDocument 1.3). All sheets are in one part.
type odsFormat struct{}

const (
	// odsType is the media type, which is the first part of the archive, stored as it is.
	odsType = "application/vnd.oasis.opendocument.spreadsheet"
	odsNS   = "urn:oasis:names:tc:opendocument:xmlns:"
)

// odsHead is the begin of a part with the namespaces that the parts use.
func odsHead(element string) string {
	return xmlHead + `<office:document-` + element + ` xmlns:office="` + odsNS + `office:1.0" xmlns:table="` + odsNS + `table:1.0" ` +
		`xmlns:text="` + odsNS + `text:1.0" xmlns:style="` + odsNS + `style:1.0" xmlns:number="` + odsNS + `datastyle:1.0" ` +
		`xmlns:fo="` + odsNS + `xsl-fo-compatible:1.0" xmlns:config="` + odsNS + `config:1.0" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3">`
}

// odsStyles are the styles of cells: text that is not turned into numbers or formulas, and headings.
const odsStyles = `<number:text-style style:name="as-text"><number:text-content/></number:text-style>` +
	`<style:style style:name="text" style:family="table-cell" style:data-style-name="as-text">` +
	`<style:table-cell-properties style:vertical-align="top" fo:wrap-option="wrap"/></style:style>` +
	`<style:style style:name="heading" style:family="table-cell" style:data-style-name="as-text">` +
	`<style:table-cell-properties style:vertical-align="top" fo:wrap-option="wrap"/>` +
	`<style:text-properties fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"/></style:style>` +
	`<style:style style:name="row" style:family="table-row"><style:table-row-properties style:use-optimal-row-height="true"/></style:style>` +
	`<style:style style:name="number" style:family="table-cell"><style:table-cell-properties style:vertical-align="top"/></style:style>`

func (odsFormat) begin(z *zip.Writer, title string, sheets []Layout) (io.Writer, error) {
	kind, err := z.CreateHeader(&zip.FileHeader{Name: "mimetype", Method: zip.Store})
	if err == nil {
		_, err = io.WriteString(kind, odsType)
	}
	if err != nil {
		return nil, err
	}
	manifest := `<manifest:manifest xmlns:manifest="` + odsNS + `manifest:1.0" manifest:version="1.3">` +
		`<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="` + odsType + `"/>`
	for _, part := range []string{"content.xml", "meta.xml", "settings.xml"} {
		manifest += `<manifest:file-entry manifest:full-path="` + part + `" manifest:media-type="text/xml"/>`
	}
	for _, part := range [][2]string{
		{"META-INF/manifest.xml", xmlHead + manifest + `</manifest:manifest>`},
		{"meta.xml", odsHead("meta") + `<office:meta><dc:title>` + xmlText(title) + `</dc:title></office:meta></office:document-meta>`},
		{"settings.xml", odsSettings(sheets)},
	} {
		if err := addPart(z, part[0], part[1]); err != nil {
			return nil, err
		}
	}
	content, err := z.Create("content.xml")
	if err != nil {
		return nil, err
	}
	styles := odsHead("content") + `<office:automatic-styles>` + odsStyles
	seen := map[int]bool{}
	for i := range sheets {
		for c := range len(sheets[i].Widths) + 1 {
			if width := sheets[i].width(c); !seen[width] {
				seen[width] = true
				styles += fmt.Sprintf(`<style:style style:name="w%d" style:family="table-column">`+
					`<style:table-column-properties style:column-width="%.2fcm"/></style:style>`, width, float64(width)*0.2)
			}
		}
	}
	_, err = io.WriteString(content, styles+`</office:automatic-styles><office:body><office:spreadsheet>`)
	return content, err
}

// odsSettings says which rows and columns of each sheet stay in view.
func odsSettings(sheets []Layout) string {
	var b strings.Builder
	b.WriteString(odsHead("settings") + `<office:settings><config:config-item-set config:name="ooo:view-settings">` +
		`<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>` +
		`<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>` +
		`<config:config-item-map-named config:name="Tables">`)
	for i := range sheets {
		l := &sheets[i]
		fmt.Fprintf(&b, `<config:config-item-map-entry config:name="%s">`, xmlText(l.Name))
		item := func(name, kind string, value int) {
			fmt.Fprintf(&b, `<config:config-item config:name="%s" config:type="%s">%d</config:config-item>`, name, kind, value)
		}
		for _, split := range []struct {
			name, after string
			n           int
		}{{"Horizontal", "PositionRight", l.Columns}, {"Vertical", "PositionBottom", l.Rows}} {
			if split.n > 0 {
				item(split.name+"SplitMode", "short", 2)
				item(split.name+"SplitPosition", "int", split.n)
				item(split.after, "int", split.n)
			}
		}
		b.WriteString(`</config:config-item-map-entry>`)
	}
	b.WriteString(`</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>` +
		`</config:config-item-set></office:settings></office:document-settings>`)
	return b.String()
}

func (odsFormat) beginSheet(*zip.Writer, int) (io.Writer, error) { return nil, nil }

func (odsFormat) sheetHead(out *bufio.Writer, _ int, l *Layout) {
	fmt.Fprintf(out, `<table:table table:name="%s">`, xmlText(l.Name))
	for c := range l.Widths {
		fmt.Fprintf(out, `<table:table-column table:style-name="w%d"/>`, l.width(c))
	}
	fmt.Fprintf(out, `<table:table-column table:style-name="w%d"/>`, l.width(len(l.Widths)))
}

func (odsFormat) row(out *bufio.Writer, _ int, cells []any) error {
	if len(cells) == 0 {
		_, err := out.WriteString(`<table:table-row table:style-name="row"><table:table-cell/></table:table-row>`)
		return err
	}
	_, _ = out.WriteString(`<table:table-row table:style-name="row">`)
	for _, cell := range cells {
		style := "text"
		if h, ok := cell.(Heading); ok {
			cell, style = string(h), "heading"
		}
		if text, ok := cell.(string); ok {
			writeODSText(out, style, text)
			continue
		}
		n, err := numeral(cell)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, `<table:table-cell table:style-name="number" office:value-type="float" office:value="%s">`, n)
		_, _ = out.WriteString(`<text:p>` + n + `</text:p></table:table-cell>`)
	}
	_, err := out.WriteString(`</table:table-row>`)
	return err
}

// writeODSText writes a cell with a paragraph for each line. Spaces after a space and at the ends would otherwise be lost. A tab is
// written as a space, because LibreOffice drops tabs in cells, and with them the space between two words.
func writeODSText(out *bufio.Writer, style, text string) {
	if text == "" {
		_, _ = out.WriteString(`<table:table-cell/>`)
		return
	}
	fmt.Fprintf(out, `<table:table-cell table:style-name="%s" office:value-type="string">`, style)
	for line := range strings.SplitSeq(strings.ReplaceAll(xmlText(text), "\t", " "), "\n") {
		_, _ = out.WriteString(`<text:p>`)
		for len(line) > 0 {
			spaces := len(line) - len(strings.TrimLeft(line, " "))
			switch {
			case spaces > 0:
				_, _ = out.WriteString(`<text:s text:c="` + strconv.Itoa(spaces) + `"/>`)
				line = line[spaces:]
			default: // up to spaces that are two or at the end
				end := 0
				for end < len(line) && (line[end] != ' ' || end+1 < len(line) && line[end+1] != ' ') {
					end++
				}
				_, _ = out.WriteString(line[:end])
				line = line[end:]
			}
		}
		_, _ = out.WriteString(`</text:p>`)
	}
	_, _ = out.WriteString(`</table:table-cell>`)
}

func (odsFormat) endSheet(out *bufio.Writer) { _, _ = out.WriteString(`</table:table>`) }

func (odsFormat) end(out *bufio.Writer) {
	_, _ = out.WriteString(`</office:spreadsheet></office:body></office:document-content>`)
}
