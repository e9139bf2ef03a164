package translation

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
)

const xliffNamespace = "urn:oasis:names:tc:xliff:document:1.2"

// The elements of an XLIFF 1.2 file as they are written.
type (
	xliffRoot struct {
		XMLName xml.Name  `xml:"urn:oasis:names:tc:xliff:document:1.2 xliff"`
		Version string    `xml:"version,attr"`
		File    xliffFile `xml:"file"`
	}
	xliffFile struct {
		Original   string       `xml:"original,attr"`
		SourceLang string       `xml:"source-language,attr"`
		TargetLang string       `xml:"target-language,attr"`
		DataType   string       `xml:"datatype,attr"`
		Groups     []xliffGroup `xml:"body>group"`
	}
	xliffGroup struct {
		Name  string      `xml:"resname,attr,omitempty"`
		Units []xliffUnit `xml:"trans-unit"`
	}
	xliffUnit struct {
		ID       string       `xml:"id,attr"`
		Space    string       `xml:"http://www.w3.org/XML/1998/namespace space,attr"`
		Source   string       `xml:"source"`
		Target   *xliffTarget `xml:"target"`
		Note     string       `xml:"note,omitempty"`
		Previous *xliffAlt    `xml:"alt-trans"`
	}
	xliffTarget struct {
		State State  `xml:"state,attr"`
		Text  string `xml:",chardata"`
	}
	xliffAlt struct {
		Kind   string `xml:"alttranstype,attr"`
		Source string `xml:"source"`
		Target string `xml:"target"`
	}
)

// WriteXLIFF writes f as XLIFF 1.2, which is read by more tools than version 2.
func (f *File) WriteXLIFF(w io.Writer) error {
	root := xliffRoot{Version: "1.2", File: xliffFile{
		Original: f.Name, SourceLang: f.SourceLang, TargetLang: f.Lang, DataType: "plaintext",
	}}
	for i := range f.Units {
		u := &f.Units[i]
		groups := &root.File.Groups
		if n := len(*groups); n == 0 || (*groups)[n-1].Name != u.Section {
			*groups = append(*groups, xliffGroup{Name: u.Section})
		}
		out := xliffUnit{ID: u.ID, Space: "preserve", Source: u.Source, Note: u.Note, Target: &xliffTarget{u.State, u.Target}}
		if u.Previous != "" {
			out.Previous = &xliffAlt{"previous-version", u.Previous, u.Target}
		}
		last := &(*groups)[len(*groups)-1]
		last.Units = append(last.Units, out)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(w)
	out.Indent("", " ")
	if err := out.Encode(root); err != nil {
		return err
	}
	return out.Close()
}

// maxDepth is the maximum depth of elements. Ours is 6, and tools add markers inside texts.
const maxDepth = 32

// readXLIFF reads the first file element of an XLIFF 1.2 document token by token. A document type, and so every
// entity of its own, is refused.
func readXLIFF(data []byte) (*File, error) {
	r := xliffReader{in: xml.NewDecoder(bytes.NewReader(data)), f: &File{}}
	for {
		token, err := r.in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unknownFile(err)
		}
		if err := r.read(token); err != nil {
			return nil, err
		}
	}
	if r.files != 1 {
		return nil, unknownFile(nil)
	}
	return r.f, nil
}

// xliffReader is the state of readXLIFF.
type xliffReader struct {
	in    *xml.Decoder
	f     *File
	files int
	path  []string // names of the open elements
	alt   int      // depth of the open alt-trans, whose texts are not read, or 0
	unit  *Unit
	text  *string // the text that is read, or nil
	depth int     // of the element of text
	words strings.Builder
}

func (r *xliffReader) read(token xml.Token) error {
	switch token := token.(type) {
	case xml.Directive:
		return unknownFile(nil)
	case xml.StartElement:
		if len(r.path) == 0 && (token.Name.Local != "xliff" || token.Name.Space != xliffNamespace) {
			return fault.New(fault.Invalid, "This is not an XLIFF 1.2 file. Ask the translator for version 1.2.")
		}
		if r.path = append(r.path, token.Name.Local); len(r.path) > maxDepth {
			return unknownFile(nil)
		}
		return r.open(token)
	case xml.EndElement:
		r.close(token.Name.Local)
		r.path = r.path[:len(r.path)-1]
	case xml.CharData:
		if r.text != nil && r.alt == 0 {
			r.words.Write(token)
		}
	}
	return nil
}

func (r *xliffReader) open(e xml.StartElement) error {
	attr := func(name string) string {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	switch name := e.Name.Local; {
	case r.alt > 0:
	case name == "alt-trans":
		r.alt = len(r.path)
	case name == "file":
		r.files++
		r.f.Name, r.f.SourceLang, r.f.Lang = attr("original"), attr("source-language"), attr("target-language")
	case name == "trans-unit":
		if r.unit != nil {
			return unknownFile(nil) // one in another
		}
		if len(r.f.Units) == maxUnits {
			return tooManyUnits()
		}
		r.f.Units = append(r.f.Units, Unit{ID: attr("id"), State: Missing})
		r.unit = &r.f.Units[len(r.f.Units)-1]
	case r.unit == nil:
	case name == "source" && r.text == nil:
		r.text, r.depth = &r.unit.Source, len(r.path)
	case name == "target" && r.text == nil:
		r.text, r.depth, r.unit.State = &r.unit.Target, len(r.path), readState(attr("state"))
	case name == "note" || name == "seg-source":
	case r.text == &r.unit.Target && name != "mrk" && name != "g": // both have only the text inside them
		r.unit.Tagged = true
	}
	return nil
}

func (r *xliffReader) close(name string) {
	switch {
	case r.alt > 0:
		if r.alt == len(r.path) {
			r.alt = 0
		}
	case r.text != nil && r.depth == len(r.path):
		*r.text, r.text = r.words.String(), nil
		r.words.Reset()
	case name == "trans-unit":
		r.unit = nil
	}
}

// readState returns the state of a target. Tools have states of their own; one that says that there is still
// something to do begins with "needs" or is "new".
func readState(state string) State {
	switch {
	case state == string(Missing) || state == "new":
		return Missing
	case strings.HasPrefix(state, "needs"):
		return Outdated
	}
	return Translated
}
