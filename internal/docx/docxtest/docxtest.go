// Package docxtest reads Word files in tests, by the rules of the format and not by those of the writer.
package docxtest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// File is a Word file.
type File struct {
	Text       string            // a line for each paragraph, without the table of contents
	Links      []string          // addresses outside the file that it leads to
	Styles     map[string]string // the first text in each style of paragraphs
	HeaderRows int
	Languages  map[string]bool // of runs
	Parts      map[string][]byte
}

// Read returns file. It fails the test if a part is not well-formed, or refers to one that is not there.
func Read(t testing.TB, file []byte) File {
	t.Helper()
	f := File{Styles: map[string]string{}, Languages: map[string]bool{}, Parts: map[string][]byte{}}
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range archive.File {
		from, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		if f.Parts[part.Name], err = io.ReadAll(from); err != nil {
			t.Fatal(err)
		}
		if err := from.Close(); err != nil {
			t.Fatal(err)
		}
	}
	relations := f.relations(t)
	for name, text := range f.Parts {
		if strings.HasSuffix(name, ".png") {
			continue
		}
		eachElement(t, name, text, func(e xml.StartElement) {
			for _, a := range e.Attr {
				if a.Name.Local == "id" && strings.HasSuffix(a.Name.Space, "/relationships") && !relations[a.Value] {
					t.Errorf("%s refers to %s, which is not there", name, a.Value)
				}
			}
		})
	}
	f.readText(t)
	return f
}

// relations returns the ids of the relations of the text, and sets Links.
func (f *File) relations(t testing.TB) map[string]bool {
	ids := map[string]bool{}
	const part = "word/_rels/document.xml.rels"
	eachElement(t, part, f.Parts[part], func(e xml.StartElement) {
		if e.Name.Local != "Relationship" {
			return
		}
		ids[attribute(e, "Id")] = true
		switch target := attribute(e, "Target"); {
		case attribute(e, "TargetMode") == "External":
			f.Links = append(f.Links, target)
		case f.Parts["word/"+target] == nil:
			t.Errorf("the part %s is missing", target)
		}
	})
	return ids
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func eachElement(t testing.TB, name string, text []byte, visit func(xml.StartElement)) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s is not well-formed: %v", name, err)
		}
		if e, ok := token.(xml.StartElement); ok {
			visit(e)
		}
	}
}

// readText sets Text, Styles, HeaderRows and Languages.
func (f *File) readText(t testing.TB) {
	var all, paragraph strings.Builder
	style, inText := "", false
	for d := xml.NewDecoder(bytes.NewReader(f.Parts["word/document.xml"])); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "p":
				paragraph.Reset()
				style = "Normal"
			case "pStyle":
				style = attribute(token, "val")
			case "tblHeader":
				f.HeaderRows++
			case "lang":
				f.Languages[attribute(token, "val")] = true
			case "br":
				paragraph.WriteByte('\n')
			case "t":
				inText = true
			}
		case xml.CharData:
			if inText {
				paragraph.Write(token)
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "t":
				inText = false
			case "p":
				if _, known := f.Styles[style]; !known {
					f.Styles[style] = paragraph.String()
				}
				if !strings.HasPrefix(style, "TOC") && paragraph.Len() > 0 {
					all.WriteString(paragraph.String() + "\n")
				}
			}
		}
	}
	f.Text = all.String()
}

// Letters returns text without white space and the characters that only set its direction, to compare what is written.
func Letters(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u200e' || r == '\u200f' || r >= '\u2066' && r <= '\u2069' || r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\u00a0':
			return -1
		}
		return r
	}, text)
}

// PageText returns what the main part of a page says to those who read it in a document: not the forms and the
// navigation, and not the captions that only screen readers have.
func PageText(t testing.TB, source []byte) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		class := " "
		for _, a := range n.Attr {
			switch {
			case a.Key == "class":
				class += a.Val + " "
			case a.Key == "hidden", a.Key == "aria-hidden" && a.Val == "true":
				return
			case a.Key == "aria-label" && n.DataAtom == atom.Svg:
				b.WriteString(a.Val)
			}
		}
		switch n.DataAtom {
		case atom.Nav, atom.Form, atom.Button, atom.Svg, atom.Script, atom.Template:
			return
		case atom.Caption:
			if strings.Contains(class, " govuk-visually-hidden ") || strings.Contains(class, " fm-share__caption ") && isUnder(n, atom.Figure) {
				return
			}
		}
		for _, left := range []string{"govuk-back-link", "fm-downloads", "fm-to-contents", "govuk-summary-list__actions"} {
			if strings.Contains(class, " "+left+" ") {
				return
			}
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for child := range n.ChildNodes() {
			visit(child)
		}
	}
	for n := range root.Descendants() {
		if n.DataAtom == atom.Main {
			visit(n)
		}
	}
	return b.String()
}

func isUnder(n *html.Node, name atom.Atom) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == name {
			return true
		}
	}
	return false
}
