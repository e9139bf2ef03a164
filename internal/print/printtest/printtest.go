// Package printtest reads PDF files in tests, to show that programs can read them aloud.
package printtest

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// File is what a PDF says about itself.
type File struct {
	Title, Lang  string
	Marked       bool           // it says that it has tags
	Tags         map[string]int // how often the structure has each tag, such as "H1"
	Alternatives []string       // descriptions of figures
	Pages        int
	Text         string // what its pages say
	Content      []byte // its objects without compression and without the times at which it was made
}

var date = regexp.MustCompile(`\(D:[^)]*\)`)

// Read returns file. It fails the test if that is not a valid PDF.
func Read(t testing.TB, file []byte) File {
	t.Helper()
	api.DisableConfigDir()
	ctx, err := api.ReadAndValidate(bytes.NewReader(file), model.NewDefaultConfiguration())
	if err != nil {
		t.Fatal(err)
	}
	f := File{Title: ctx.Title, Tags: map[string]int{}, Pages: ctx.PageCount}
	catalogue, err := ctx.Catalog()
	if err != nil {
		t.Fatal(err)
	}
	if lang, ok := catalogue.Find("Lang"); ok {
		f.Lang = text(t, ctx, lang)
	}
	if mark := dict(t, ctx, catalogue["MarkInfo"]); mark != nil {
		marked := mark.BooleanEntry("Marked")
		f.Marked = marked != nil && *marked
	}
	if root := dict(t, ctx, catalogue["StructTreeRoot"]); root != nil {
		f.readTags(t, ctx, root["K"], map[int]bool{})
	}
	f.readText(t, ctx)
	for _, number := range slices.Sorted(maps.Keys(ctx.Table)) {
		entry := ctx.Table[number]
		if stream, ok := entry.Object.(types.StreamDict); ok && stream.Decode() == nil {
			f.Content = append(f.Content, stream.Content...)
		} else if entry.Object != nil {
			f.Content = append(f.Content, date.ReplaceAllString(entry.Object.PDFString(), "")...)
		}
	}
	return f
}

func text(t testing.TB, ctx *model.Context, o types.Object) string {
	t.Helper()
	s, err := ctx.DereferenceText(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func dict(t testing.TB, ctx *model.Context, o types.Object) types.Dict {
	t.Helper()
	d, err := ctx.DereferenceDict(o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// readTags adds the elements of the structure below o, each once.
func (f *File) readTags(t testing.TB, ctx *model.Context, o types.Object, seen map[int]bool) {
	t.Helper()
	if ref, ok := o.(types.IndirectRef); ok {
		if seen[ref.ObjectNumber.Value()] {
			return
		}
		seen[ref.ObjectNumber.Value()] = true
	}
	found, err := ctx.Dereference(o)
	if err != nil {
		t.Fatal(err)
	}
	switch found := found.(type) {
	case types.Array:
		for _, one := range found {
			f.readTags(t, ctx, one, seen)
		}
	case types.Dict:
		if tag := found.NameEntry("S"); tag != nil {
			f.Tags[*tag]++
		}
		if alt, ok := found.Find("Alt"); ok {
			f.Alternatives = append(f.Alternatives, text(t, ctx, alt))
		}
		f.readTags(t, ctx, found["K"], seen)
	}
}
