package app_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"hash/crc32"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/backup"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/definition/invent"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/schema"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// maxAllocated is the most memory that reading one file may take altogether, in bytes.
// What is in use at any moment is less.
const maxAllocated = 256 << 20

// bomb is a small file that should not take much memory or time.
type bomb struct {
	name string
	data []byte
}

// yamlBombs returns files of about n bytes in which one mark of YAML is repeated.
func yamlBombs(n int) (all []bomb) {
	add := func(name, begin, repeated, end string) {
		all = append(all, bomb{name, []byte(begin + strings.Repeat(repeated, n/len(repeated)) + end)})
	}
	add("open brackets", "", "[", "")
	add("open brackets on lines", "", "[\n", "")
	add("brackets that a comment closes", "", "[ #]\n", "")
	add("brackets that a text closes", "", "[ ']',\n", "")
	add("open braces", "", "{a: ", "")
	add("depth and width", strings.Repeat("[", 30), "a,", "")
	add("empty lists", "[", "[],", "]")
	add("empty lists on lines", "", "[]\n", "")
	add("commas", "[", ",", "")
	add("quotation marks", "", `"`, "")
	add("quotation marks on lines", "", "'\n", "")
	add("colons", "", ":", "")
	add("one setting again", "", "a: b\n", "")
	add("dashes", "", "- ", "")
	add("dashes on lines", "", "-\n", "")
	add("question marks", "", "? ", "")
	add("question marks on lines", "", "?\n", "")
	add("anchors", "", "&a ", "")
	add("aliases", "a: &a x\nb: [", "*a,", "]")
	add("tags", "", "!a ", "")
	add("directives", "", "%a\n", "")
	add("documents", "", "---\n", "")
	add("merges", "", "<<: a\n", "")
	add("literal", "a: |\n", " x\n", "")
	add("escapes", `a: "`, `\n`, `"`)
	add("comments", "", "#\n", "")
	add("blanks", "", " ", "a")
	add("a plain text", "a: ", "x\n ", "")
	var keys, deep strings.Builder
	for i := 0; keys.Len() < n; i++ {
		fmt.Fprintf(&keys, "a%d: b\n", i)
	}
	for i := 0; deep.Len() < n; i++ {
		deep.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return append(all, bomb{"many settings", []byte(keys.String())}, bomb{"deep settings", []byte(deep.String())})
}

// markdownBombs returns texts of about n bytes in which one mark of Markdown is repeated.
func markdownBombs(n int) (all []bomb) {
	for _, repeated := range []string{
		"> ", ">", "> \n", "- ", "1. ", "*", "**a", "_a_ ", "[", "[a](", "![", "`", "<", "&", "\\", "#\n\n", "-\n\n", "|", "||\n", "<a>", "\"",
		strings.Repeat("> ", 4000) + "\n\n", strings.Repeat("- ", 4000) + "a\n\n", "[a]: b\n\n", "a\n\n",
		strings.Repeat("a", 4000) + "|\n-|\n" + strings.Repeat("b|\n", 3000) + "\n",
	} {
		all = append(all, bomb{fmt.Sprintf("%.10q", repeated), []byte(strings.Repeat(repeated, n/len(repeated)))})
	}
	return all
}

// fileBombs returns uploads whose content is much larger than they are.
func fileBombs(t *testing.T) (all []bomb) {
	t.Helper()
	packed := func(parts int, each []byte) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for i := range parts {
			part, err := w.Create(fmt.Sprintf("%06d", i))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := part.Write(each); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	png := func(width, height uint32) []byte {
		header := []byte{
			'I', 'H', 'D', 'R', byte(width >> 24), byte(width >> 16), byte(width >> 8), byte(width),
			byte(height >> 24), byte(height >> 16), byte(height >> 8), byte(height), 8, 6, 0, 0, 0,
		}
		sum := crc32.ChecksumIEEE(header)
		b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
		b = append(b, byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum))
		return append(b, "\x00\x00\x00\x00IEND\xaeB`\x82"...)
	}
	return []bomb{
		{"a ZIP file that unpacks to 300 MB", packed(3, make([]byte, 100<<20))},
		{"a ZIP file with 100,000 parts", packed(100_000, nil)},
		{"a PNG image of 4 billion pixels", png(math.MaxUint16, math.MaxUint16)},
		{"a JPEG image of nothing but segments", append([]byte("\xff\xd8"), bytes.Repeat([]byte("\xff\xe1\x00\x02"), 1<<20)...)},
		{"a PDF of nothing but names", append(bytes.Repeat([]byte("/Java"), 4<<20), "%%EOF"...)},
		{"20 MB of text", bytes.Repeat([]byte("a\n"), 10<<20)},
	}
}

// Row B5 of docs/faults.md. Row B16 of docs/faults.md. Every parser reads what is meant to exhaust it within
// 256 MB of allocations and in a time that it is stopped after, and makes at most a few
// times as much of it.
func TestBombsTakeLittleMemory(t *testing.T) {
	var jsonBombs []bomb
	for _, repeated := range []string{"[", `{"a":`, `"`, "[[],", `{"a":[{},`, "1", `\u0000`} {
		jsonBombs = append(jsonBombs, bomb{fmt.Sprintf("%q", repeated), []byte(`{"pages":` + strings.Repeat(repeated, (512<<10)/len(repeated)))})
	}
	csvBombs := []bomb{
		{"one field", []byte(`"` + strings.Repeat("a", 4<<20))},
		{"columns", []byte(strings.Repeat(",", 4<<20))},
		{"quotation marks", []byte(strings.Repeat(`"`, 4<<20))},
		{"lines", []byte(strings.Repeat("a\n", 2<<20))},
	}
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	for range 300 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	discard := func(any, error) {}
	for parser, test := range map[string]struct {
		bombs []bomb
		read  func(ctx context.Context, data []byte)
	}{
		"YAML definition": {append(yamlBombs(definition.MaxFileBytes-100), yamlBombs(90_000)...), func(ctx context.Context, data []byte) {
			discard(consult.ParseDefinition(ctx, data))
		}},
		"JSON definition": {jsonBombs, func(ctx context.Context, data []byte) { discard(consult.ParseDefinition(ctx, data)) }},
		"JSON form":       {jsonBombs, func(_ context.Context, data []byte) { discard(survey.Parse(data)) }},
		"receipt":         {jsonBombs, func(_ context.Context, data []byte) { discard(receipt.Parse(data)) }},
		"Markdown": {markdownBombs(200_000), func(_ context.Context, data []byte) {
			if html := page.Markdown(string(data)); len(html) > 10*len(data)+100_000 {
				t.Errorf("Markdown: %d bytes become %d", len(data), len(html))
			}
		}},
		"census counts": {csvBombs, func(_ context.Context, data []byte) { discard(invent.ReadCounts(bytes.NewReader(data))) }},
		"import of responses": {csvBombs, func(_ context.Context, data []byte) {
			discard(nil, intake.CheckImport("slug", map[string]*survey.Form{}, bytes.NewReader(data)))
		}},
		"upload": {fileBombs(t), func(_ context.Context, data []byte) {
			discard(files.Sniff(bytes.NewReader(data), int64(len(data))))
		}},
		"backup": {[]bomb{{"300 MB of zeros", gz.Bytes()}}, func(ctx context.Context, data []byte) {
			discard(backup.Read(ctx, dbtest.Open(t, t.TempDir()+"/x.db"), schema.Migrations, bytes.NewReader(data), openDate))
		}},
	} {
		for _, b := range test.bombs {
			if took := allocated(func() { test.read(t.Context(), b.data) }); took > maxAllocated {
				t.Errorf("%s: %s, %d bytes, takes %d MB", parser, b.name, len(b.data), took>>20)
			}
		}
	}
}

// allocated returns how many bytes f allocates, freed or not. Other tests that run at the
// same time would be counted as well, so its test is not parallel.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Row B5 of docs/faults.md. Reading a file stops when its request is over.
func TestCancelledUploadIsNotParsed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := consult.ParseDefinition(ctx, []byte("title: The park\n")); err == nil || !strings.Contains(err.Error(), "cancelled") {
		t.Errorf("got %v", err)
	}
}
