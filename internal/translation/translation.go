// Package translation reads and writes the files in which texts go to translators and come back: XLIFF 1.2 for
// translation tools, and workbooks.
package translation

import (
	"bytes"
	"io"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/survey"
)

// File has the texts of one version of something, which is called Name.
type File struct {
	Name             string // identifies what is translated: "park/versions/ur"
	SourceLang, Lang string // language tags
	Units            []Unit
}

// Unit is a text with its translation.
type Unit struct {
	ID             string // unique in the file
	Section        string // the part of the questionnaire that it is in
	Note           string // for the translator: what it is, and what to keep
	Source, Target string
	State          State
	Previous       string // the text that Target was translated from, if that is known and not Source
	Tagged         bool   // Target has a tag that stands for something, and so cannot be used; set by [Read]
}

// State says what a translator still has to do with a text.
type State string

// States of texts. Their values are those of XLIFF 1.2.
const (
	Missing    State = "needs-translation"
	Outdated   State = "needs-review-translation" // the original has changed
	Translated State = "translated"
)

// MaxFileSize is the maximum size of a file in bytes. The texts of the longest questionnaires are about 300 kB.
const MaxFileSize = 4 << 20

// maxUnits is the maximum number of texts in a file. A questionnaire has fewer.
const maxUnits = 20_000

// Read reads a file that [File.WriteXLIFF] or [File.WriteWorkbook] has made and a translator has changed. It returns
// an error of kind [fault.Invalid] with what to do if the file is another one, damaged or too large.
func Read(data []byte) (*File, error) {
	if len(data) > MaxFileSize {
		return nil, fault.New(fault.TooLarge, "The file must be smaller than 4MB.")
	}
	read := readXLIFF
	if bytes.HasPrefix(data, []byte("PK")) {
		// Sniff unpacks every part, up to its limits, before anything is parsed.
		kind, err := files.Sniff(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return nil, err
		}
		if kind != files.XLSX {
			return nil, unknownFile(nil)
		}
		read = readWorkbook
	}
	f, err := read(data)
	if err != nil {
		return nil, err
	}
	f.Clean()
	seen := map[string]bool{}
	for _, u := range f.Units {
		if seen[u.ID] {
			return nil, fault.Newf(fault.Invalid, "The file has the text “%s” twice. Delete one of the two.", u.ID)
		}
		seen[u.ID] = true
	}
	return f, nil
}

// Clean makes the texts of f as the forms of the browser would store them.
func (f *File) Clean() {
	for i := range f.Units {
		u := &f.Units[i]
		u.ID, u.Source, u.Target = clean(u.ID), clean(u.Source), clean(u.Target)
	}
}

// clean returns a text as the forms of the browser would store it.
func clean(text string) string { return strings.TrimSpace(survey.CleanText(text)) }

func unknownFile(err error) error {
	return &fault.Error{Kind: fault.Invalid, Err: err,
		Say: "We could not read this file. Select an XLIFF 1.2 file or an Excel workbook that was downloaded from this page."}
}

func tooManyUnits() error {
	return fault.New(fault.Invalid, "The file has too many texts.")
}

// Format is a format in which texts are sent to translators.
type Format struct {
	Ext, Type string
	Write     func(*File, io.Writer) error
}

// Formats are the formats by the extension of their files.
var Formats = map[string]Format{
	"xlf":  {"xlf", "application/x-xliff+xml", (*File).WriteXLIFF},
	"xlsx": {"xlsx", sheet.XLSX.MediaType(), (*File).WriteWorkbook},
}
