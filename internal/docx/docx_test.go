package docx_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/docx"
	"github.com/folkmoot/folkmoot/internal/docx/docxtest"
)

const address = "https://consult.example/assessments/buses/versions/2"

const source = `<!DOCTYPE html><html lang="en" dir="ltr"><head><title>Evening buses - Council</title></head><body>
<nav>Menu</nav><aside>This is a demonstration.</aside>
<main><a class="govuk-back-link" href="/">Back</a><span class="govuk-caption-xl">Assessment</span>
<h1>Evening <em>buses</em> <strong class="govuk-tag">Current</strong></h1>
<ul class="fm-downloads"><li>Word</li></ul><nav class="fm-contents"><h2>On this page</h2></nav>
<p>Half of the   people<br>said   <q>no</q>. See <a href="/actions/bus">the action</a>, <a href="#rows">the table</a>,
<a href="mailto:bus@council.example">write</a> or <a href="javascript:alert(1)">run</a>.</p>
<h2>Summary</h2><dl><dt>(a)</dt><dd>That it be noted.</dd><dt>Owner of the work</dt><dd>Head of buses</dd></dl>
<ul><li>One<ol><li>First</li><li>Second<p>More of it</p></li></ol></li><li>Two</li></ul>
<details><summary>All measurements</summary><p>12 and 14</p></details>
<h2 id="rows">Impacts</h2>
<table><caption class="govuk-visually-hidden">Impacts</caption><thead><tr><th>Group</th><th class="x--numeric">People</th></tr></thead>
<tbody><tr><th rowspan="2">Age<div class="govuk-!-font-weight-regular">Over 65</div></th><td class="x--numeric">40</td></tr>
<tr><td><div>Lights</div><ul><li>On the path</li></ul></td></tr><tr><td colspan="2">None</td></tr></tbody></table>
<figure><figcaption>Shares</figcaption><svg role="img" aria-label="Chart: 40% agree"><text>40%</text></svg></figure>
<p><del><span>Removed: </span>old</del><ins><span>Added: </span>new</ins></p>
<dl><dd class="fm-typed"><bdi>First line
Second line</bdi></dd></dl>
<p lang="cy">Bore da</p><p dir="rtl" lang="ur">سلام (Bus 12) دنیا</p><form><button>Send</button></form></main></body></html>`

func fromHTML(t *testing.T, source string) ([]byte, docxtest.File) {
	t.Helper()
	d, err := docx.FromHTML([]byte(source), address)
	if err != nil {
		t.Fatal(err)
	}
	d.Author, d.Contents = "Council", "Contents"
	file, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return file, docxtest.Read(t, file)
}

func TestPageBecomesADocument(t *testing.T) {
	file, f := fromHTML(t, source)
	const want = `This is a demonstration.
Assessment
Evening buses Current
Half of the people
said no. See the action, the table, write or run.
Summary
(a) That it be noted.
Owner of the work
Head of buses
One
First
Second
More of it
Two
All measurements
12 and 14
Impacts
Group
People
Age
Over 65
40
Lights
On the path
None
Shares
Chart: 40% agree
Removed: old Added: new
First line
Second line
Bore da
سلام (Bus 12) دنیا
`
	if f.Text != want {
		t.Errorf("the text is\n%s", f.Text)
	}
	said := docxtest.Letters(docxtest.PageText(t, []byte(source)))
	if got := docxtest.Letters(strings.Replace(f.Text, "This is a demonstration.", "", 1)); got != said {
		t.Errorf("the document says\n%s\nand the page\n%s", got, said)
	}
	if want := []string{"https://consult.example/actions/bus", "mailto:bus@council.example"}; !slices.Equal(f.Links, want) {
		t.Errorf("links to %q", f.Links)
	}
	for style, first := range map[string]string{"Heading1": "Evening buses Current", "Heading2": "Summary", "Note": "This is a demonstration.",
		"Term": "Owner of the work", "Caption": "Shares", "ListParagraph": "One", "Cell": "Group", "TOCHeading": "Contents", "TOC2": "Summary"} {
		if f.Styles[style] != first {
			t.Errorf("the first text in style %s is %q, want %q", style, f.Styles[style], first)
		}
	}
	text := string(f.Parts["word/document.xml"])
	for _, part := range []string{
		`<w:tblCaption w:val="Impacts"/>`, `<w:vMerge w:val="restart"/>`, `<w:gridSpan w:val="2"/>`, `w:firstRow="1"`, `<w:strike/>`,
		`<w:bidi/>`, `<w:rtl/>`, `w:anchor="_b1"`, `w:name="_b1"`, `<w:ilvl w:val="1"/>`,
	} {
		if !strings.Contains(text, part) {
			t.Errorf("the document has no %s", part)
		}
	}
	if f.HeaderRows != 1 || !f.Languages["cy"] || !f.Languages["ur"] {
		t.Errorf("%d header rows, languages %v", f.HeaderRows, f.Languages)
	}
	for part, want := range map[string]string{
		"docProps/core.xml": "<dc:title>Evening buses - Council</dc:title><dc:creator>Council</dc:creator><dc:language>en-GB</dc:language>",
		"word/styles.xml":   `<w:lang w:val="en-GB"`, "word/footer1.xml": " NUMPAGES ", "word/numbering.xml": "startOverride",
	} {
		if !bytes.Contains(f.Parts[part], []byte(want)) {
			t.Errorf("%s has no %s", part, want)
		}
	}
	if again, _ := fromHTML(t, source); !bytes.Equal(file, again) {
		t.Error("the same page gave another file")
	}
}

func TestDocumentsInUrduAreWrittenFromTheRight(t *testing.T) {
	_, f := fromHTML(t, `<html lang="ur" dir="rtl"><main><h1>جائزہ</h1><ul><li>عمر: `+"\u2068Older people.\u2069"+` مزید</li></ul>
<table><tr><td>بس</td></tr></table><p dir="ltr" lang="en">In English</p></main></html>`)
	text := string(f.Parts["word/document.xml"])
	if strings.Count(text, "<w:bidi/>") != 4 || !strings.Contains(text, "<w:bidiVisual/>") { // heading, item, cell and section
		t.Error(text)
	}
	// The full stop belongs to the English words.
	if !strings.Contains(f.Text, "\u200eOlder people.\u200e") {
		t.Errorf("%q", f.Text)
	}
	if !bytes.Contains(f.Parts["word/footer1.xml"], []byte("<w:bidi/>")) {
		t.Error("the footer is not from the right")
	}
}

// What a page does not show is in no part of the file, however it is kept in the HTML.
func TestHiddenValuesAreInNoPartOfADocument(t *testing.T) {
	_, f := fromHTML(t, `<html lang="en"><main data-n="4711"><!-- 4711 --><p hidden>4711</p><template>4711</template>
<p aria-hidden="true">4711</p><svg aria-hidden="true" width="4711"><title>4711</title></svg>
<svg role="img" aria-label="Hidden"><text>4711</text></svg>
<table><tr><td data-value="4711" title="4711" id="4711">[c]</td></tr></table><script>4711</script><style>4711</style>
<form><input value="4711"></form><a href="javascript:4711">x</a></main></html>`)
	for name, part := range f.Parts {
		if bytes.Contains(part, []byte("4711")) {
			t.Errorf("%s has the hidden value", name)
		}
	}
	if !strings.Contains(f.Text, "[c]") {
		t.Error("the mark is missing:", f.Text)
	}
}

func TestHostileTextDoesNotBreakADocument(t *testing.T) {
	paragraph := func(text string) docx.Block { return &docx.Paragraph{Runs: []docx.Run{{Text: text, Lang: `x" y`}}} }
	deep := []docx.Block{paragraph("deepest")}
	for range 40 {
		deep = []docx.Block{&docx.Table{Rows: []docx.Row{{{Blocks: deep}}}}}
	}
	wide := docx.Row{}
	for i := range 100 {
		wide = append(wide, docx.Cell{Blocks: []docx.Block{paragraph(fmt.Sprint("column ", i))}})
	}
	long := strings.Repeat("word ", 200_000)
	d := &docx.Document{Title: "A\x00\x1b\xff" + strings.Repeat("t", 1000), Lang: `en" x`, Contents: "<&>", Blocks: []docx.Block{
		&docx.Contents{}, &docx.Contents{},
		&docx.Paragraph{Style: docx.Heading(2), Bookmark: `"><x>`, Runs: []docx.Run{{Text: "\x01]]>&<b>\ufffe\u2028=1+1\xff"}}},
		paragraph(long), &docx.Table{Rows: []docx.Row{wide}},
		&docx.Table{Head: []docx.Row{{{Across: 500, Down: 500}}}, Rows: []docx.Row{{}, {{Across: 2}, {Down: 9}, {}}, {{}, {}, {}, {}}}},
		&docx.Table{},
		&docx.Paragraph{Item: &docx.Item{Level: 500, List: 1}, Runs: []docx.Run{{Text: "item"}}},
		&docx.Paragraph{Runs: []docx.Run{
			{Text: "a", Href: "javascript:x"}, {Text: "b", Href: "http:"}, {Text: "c", Href: "file:///etc/passwd"},
			{Text: "d", Href: "https://x.example/" + strings.Repeat("y", 5000)}, {Text: "e", Href: "#nowhere"}, {Text: "f", Href: "//x.example"},
			{Text: "g", Href: `https://x.example/"><`},
		}},
	}}
	d.Blocks = append(d.Blocks, deep...)
	file, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	f := docxtest.Read(t, file)
	for _, text := range []string{"\ufffd]]>&<b>", "=1+1", "column 99", "deepest", "abcdefg", strings.TrimSpace(long[:1000])} {
		if !strings.Contains(f.Text, text) {
			t.Errorf("the text has no %q", text)
		}
	}
	if len(f.Links) != 1 || !strings.HasPrefix(f.Links[0], "https://x.example/") {
		t.Errorf("%q", f.Links)
	}
	if _, err := docx.FromHTML(make([]byte, 21<<20), address); !errors.Is(err, docx.ErrTooLarge) {
		t.Error(err)
	}
	d.Blocks = slices.Repeat([]docx.Block{paragraph("again")}, 200_001)
	if _, err := d.Bytes(); !errors.Is(err, docx.ErrTooLarge) {
		t.Error(err)
	}
}

// LibreOffice opens documents, where it is installed.
func TestDocumentOpensInLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	file, _ := fromHTML(t, source)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "text.docx"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+dir+"/profile", "--headless",
		"--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, filepath.Join(dir, "text.docx"))
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "text.txt"))
	for _, part := range []string{"Evening buses Current", "(a) That it be noted.", "On the path", "سلام (Bus 12) دنیا"} {
		if !bytes.Contains(text, []byte(part)) {
			t.Errorf("LibreOffice reads no %q (%v):\n%s", part, err, text)
		}
	}
}
