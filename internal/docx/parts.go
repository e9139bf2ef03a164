package docx

import (
	"fmt"
	"strings"
)

const relationsOf = nsRel + "/"

const contentTypes = xmlProlog + `<Types xmlns="` + nsTypes + `">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + mediaFiles + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + mediaFiles + `styles+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + mediaFiles + `numbering+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + mediaFiles + `settings+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + mediaFiles + `footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

const packageRelations = xmlProlog + `<Relationships xmlns="` + nsPackage + `">` +
	`<Relationship Id="rId1" Type="` + relationsOf + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" ` +
	`Target="docProps/core.xml"/></Relationships>`

const settings = xmlProlog + `<w:settings xmlns:w="` + nsMain + `"><w:defaultTabStop w:val="720"/>` +
	`<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" ` +
	`w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

// coreProperties returns what programs say about the file. It has no times, so that equal documents are equal files.
func (w *writer) coreProperties() string {
	property := func(name, text string) string {
		if text == "" {
			return ""
		}
		return "<" + name + ">" + escaped(shorten(oneLine(text), 250)) + "</" + name + ">"
	}
	return xmlProlog + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/">` + property("dc:title", w.doc.Title) + property("dc:creator", w.doc.Author) +
		property("dc:language", languageTag(w.doc.Lang)) + `</cp:coreProperties>`
}

// relations returns what the text refers to: the other parts, and addresses outside.
func (w *writer) relations() string {
	var b strings.Builder
	b.WriteString(xmlProlog + `<Relationships xmlns="` + nsPackage + `">`)
	for _, part := range []struct{ id, kind, target string }{
		{"rIdStyles", "styles", "styles.xml"}, {"rIdNumbering", "numbering", "numbering.xml"}, {"rIdSettings", "settings", "settings.xml"},
		{"rIdFooter", "footer", "footer1.xml"},
	} {
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s%s" Target="%s"/>`, part.id, relationsOf, part.kind, part.target)
	}
	for i, href := range w.links {
		fmt.Fprintf(&b, `<Relationship Id="rIdLink%d" Type="%shyperlink" Target="%s" TargetMode="External"/>`, i+1, relationsOf, escaped(href))
	}
	for i := range w.images {
		fmt.Fprintf(&b, `<Relationship Id="rIdImage%d" Type="%simage" Target="media/image%[1]d.png"/>`, i+1, relationsOf)
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}

// numbering returns the bullets and numbers of the lists. Each ordered list counts from 1.
func (w *writer) numbering() string {
	var b strings.Builder
	b.WriteString(xmlProlog + `<w:numbering xmlns:w="` + nsMain + `">`)
	for kind, format := range []string{"bullet", "decimal"} {
		fmt.Fprintf(&b, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="multilevel"/>`, kind)
		for level := range maxLevel + 1 {
			text := []string{"•", "–"}[level%2]
			if format == "decimal" {
				text = fmt.Sprintf("%%%d.", level+1)
			}
			fmt.Fprintf(&b, `<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="start"/>`+
				`<w:pPr><w:ind w:start="%d" w:hanging="%d"/></w:pPr></w:lvl>`, level, format, text, listIndent*(level+1), listIndent)
		}
		b.WriteString(`</w:abstractNum>`)
	}
	for i, list := range w.lists {
		fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/>`, i+1, bit(list.Ordered))
		if list.Ordered {
			for level := range maxLevel + 1 {
				fmt.Fprintf(&b, `<w:lvlOverride w:ilvl="%d"><w:startOverride w:val="1"/></w:lvlOverride>`, level)
			}
		}
		b.WriteString(`</w:num>`)
	}
	b.WriteString(`</w:numbering>`)
	return b.String()
}

// footer returns the number of each page and how many there are.
func footer(rtl bool) string {
	field := func(name string) string {
		return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + name + ` </w:instrText></w:r>` +
			`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	direction := ""
	if rtl {
		direction = `<w:bidi/>`
	}
	return xmlProlog + `<w:ftr xmlns:w="` + nsMain + `"><w:p><w:pPr><w:pStyle w:val="Footer"/>` + direction + `</w:pPr>` +
		field("PAGE") + `<w:r><w:t xml:space="preserve"> / </w:t></w:r>` + field("NUMPAGES") + `</w:p></w:ftr>`
}

// styles returns the styles of the file. Sizes are in half points.
func styles(lang string, rtl bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, `%s<w:styles xmlns:w="%s"><w:docDefaults><w:rPrDefault><w:rPr>`+
		`<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>`+
		`<w:sz w:val="23"/><w:szCs w:val="25"/><w:lang w:val="%s" w:eastAsia="%[3]s" w:bidi="%[3]s"/></w:rPr></w:rPrDefault>`+
		`<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`,
		xmlProlog, nsMain, lang)
	b.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`)
	style := func(id, name, paragraph, run string) {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>`+
			`<w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`, id, name, paragraph, run)
	}
	size := func(n int) string { return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%[1]d"/>`, n) }
	const bold = `<w:b/><w:bCs/>`
	for i, half := range []int{44, 34, 28, 24, 23, 23} {
		style(fmt.Sprintf("Heading%d", i+1), fmt.Sprintf("heading %d", i+1),
			fmt.Sprintf(`<w:keepNext/><w:keepLines/><w:spacing w:before="%d" w:after="100" w:line="240" w:lineRule="auto"/>`+
				`<w:outlineLvl w:val="%d"/>`,
				map[bool]int{true: 0, false: 320 - 40*i}[i == 0], i), bold+size(half))
	}
	style("TOCHeading", "TOC Heading", `<w:keepNext/><w:spacing w:before="240" w:after="100"/>`, bold+size(28))
	style("TOC2", "toc 2", `<w:spacing w:after="40"/>`, "")
	style("TOC3", "toc 3", `<w:spacing w:after="40"/><w:ind w:start="425"/>`, "")
	const grey = `<w:color w:val="484E4C"/>`
	style("Note", "Note", "", grey+size(20))
	side := "left"
	if rtl {
		side = "right"
	}
	quoted := `<w:pBdr><w:` + side + ` w:val="single" w:sz="36" w:space="8" w:color="B1B8B5"/></w:pBdr>`
	style("Quote", "Quote", quoted+`<w:ind w:start="240"/>`, "")
	style("CellQuote", "Quote in a cell", quoted+`<w:spacing w:after="40"/><w:ind w:start="240"/>`, size(20))
	style("Caption", "caption", `<w:keepNext/><w:spacing w:before="160" w:after="80"/>`, bold)
	style("Term", "Term", `<w:keepNext/><w:spacing w:before="120" w:after="20"/>`, bold)
	style("ListParagraph", "List Paragraph", `<w:spacing w:after="70"/>`, "")
	style("Code", "Code", "", `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>`+size(20))
	style("Cell", "Cell", `<w:spacing w:after="40" w:line="252" w:lineRule="auto"/>`, size(20))
	style("CellNumber", "Cell with a number", `<w:spacing w:after="40" w:line="252" w:lineRule="auto"/><w:jc w:val="end"/>`, size(20))
	style("AfterTable", "After a table", `<w:spacing w:after="0" w:line="200" w:lineRule="exact"/>`, size(12))
	style("Footer", "footer", `<w:spacing w:after="0"/><w:jc w:val="end"/>`, grey+size(18))
	b.WriteString(`<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>` +
		`<w:rPr><w:color w:val="14524A"/><w:u w:val="single"/></w:rPr></w:style>`)
	border := func(sides ...string) (all string) {
		for _, side := range sides {
			all += `<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="8A928F"/>`
		}
		return all
	}
	b.WriteString(`<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>` +
		border("top", "left", "bottom", "right", "insideH", "insideV") + `</w:tblBorders><w:tblCellMar><w:top w:w="57" w:type="dxa"/>` +
		`<w:left w:w="85" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>` +
		`</w:tblPr></w:style></w:styles>`)
	return b.String()
}
