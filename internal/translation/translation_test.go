package translation

import (
	"archive/zip"
	"bytes"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// texts are texts as the forms store them, with what XML, spreadsheets and translation tools treat specially.
func texts() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.OneOf(rapid.StringN(0, 20, -1), rapid.SampledFrom([]string{
		"=1+1", "_x0041_", "<b>", "]]>", "&amp;", " ", "\n\n", "\t", "- item\n", "007", "1e5", "TRUE", "کیا؟", "\u200f", "😀", "'",
	})), 0, 6), func(parts []string) string { return clean(strings.Join(parts, "")) })
}

// What goes out comes back as it was, in both formats.
func TestFilesComeBackUnchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &File{Name: "park/versions/ur", SourceLang: "en", Lang: "ur"}
		for i := range rapid.IntRange(0, 4).Draw(t, "n") {
			f.Units = append(f.Units, Unit{ID: "text--" + strconv.Itoa(i), Section: texts().Draw(t, "section"), Note: texts().Draw(t, "note"),
				Source: texts().Draw(t, "source"), Target: texts().Draw(t, "target"), Previous: texts().Draw(t, "previous"),
				State: rapid.SampledFrom([]State{Missing, Outdated, Translated}).Draw(t, "state")})
		}
		want := *f
		want.Units = nil
		for _, u := range f.Units {
			want.Units = append(want.Units, Unit{ID: u.ID, Source: u.Source, Target: u.Target, State: u.State})
		}
		for _, format := range Formats {
			var out bytes.Buffer
			if err := format.Write(f, &out); err != nil {
				t.Fatal(err)
			}
			got, err := Read(out.Bytes())
			if err != nil {
				t.Fatalf("%s: %v\n%s", format.Ext, err, out.String())
			}
			if !reflect.DeepEqual(got, &want) {
				t.Fatalf("%s:\n%+v\nwant\n%+v", format.Ext, got, want)
			}
		}
	})
}

const xliffHead = `<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" target-language="ur"><body>`
const xliffFoot = `</body></file></xliff>`

// Tools mark segments and add translations of their own. Tags that stand for something make a text unusable.
func TestMarkersOfToolsAreRead(t *testing.T) {
	f, err := Read([]byte(xliffHead + `<trans-unit id="a"><source>One. Two.</source>` +
		`<seg-source><mrk mtype="seg" mid="1">One.</mrk></seg-source>` +
		`<target state="final"><mrk mtype="seg" mid="1">Un.</mrk> <g id="1">Dau.</g></target>` +
		`<alt-trans><source>Other</source><target>Arall</target></alt-trans><note>Note</note></trans-unit>` +
		`<trans-unit id="b"><source>Three</source><target>Tri<x id="1"/></target></trans-unit>` + xliffFoot))
	if err != nil {
		t.Fatal(err)
	}
	want := []Unit{{ID: "a", Source: "One. Two.", Target: "Un. Dau.", State: Translated},
		{ID: "b", Source: "Three", Target: "Tri", State: Translated, Tagged: true}}
	if !reflect.DeepEqual(f.Units, want) {
		t.Errorf("%+v", f.Units)
	}
}

// A file that is not ours, is damaged or would grow is refused with a sentence that says what to do.
func TestHostileFilesAreRefused(t *testing.T) {
	packed := func(name, content string, times int) string {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		part, err := z.Create(name)
		for i := 0; i < times && err == nil; i++ {
			_, err = part.Write([]byte(content))
		}
		if err == nil {
			err = z.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	unit := `<trans-unit id="a"><source>A</source></trans-unit>`
	for name, data := range map[string]string{
		"empty":             "",
		"text":              "Hello",
		"a page":            "<html></html>",
		"version 2":         `<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"></xliff>`,
		"entities":          `<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>` + xliffHead + unit + xliffFoot,
		"unknown entity":    xliffHead + `<trans-unit id="a"><source>&a;</source></trans-unit>` + xliffFoot,
		"not closed":        xliffHead + unit,
		"twice the same":    xliffHead + unit + unit + xliffFoot,
		"two files":         xliffHead + `</body></file><file original="b"><body>` + xliffFoot,
		"deep":              xliffHead + strings.Repeat("<group>", 100) + strings.Repeat("</group>", 100) + xliffFoot,
		"too many texts":    xliffHead + strings.Repeat(`<trans-unit id=""/>`, maxUnits+1) + xliffFoot,
		"too large":         xliffHead + strings.Repeat(" ", MaxFileSize) + xliffFoot,
		"another archive":   packed("a.txt", "A", 1),
		"a zip bomb":        packed("xl/workbook.xml", strings.Repeat("\x00", 1<<20), 300),
		"a broken workbook": packed("xl/workbook.xml", "<workbook/>", 1),
		"cut off":           packed("xl/workbook.xml", "<workbook/>", 1)[:30],
	} {
		f, err := Read([]byte(data))
		if kind := fault.KindOf(err); f != nil || kind != fault.Invalid && kind != fault.TooLarge {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

// A translation keeps placeholders, links, lists and headings.
func TestCheckNamesWhatATranslationLost(t *testing.T) {
	for _, test := range []struct{ source, target, want string }{
		{"Why {name}?", "Pam {name}?", ""},
		{"Why {name}?", "", ""},
		{"Why {name}?", "Pam {enw}?", "The translation must keep {name} as it is. The original does not have {enw}."},
		{"[A](/a) ![B](/files/b)", "[A](/a)", "The link to /files/b is missing."},
		{"- a\n- b", "- a", "List items in the original: 2. List items in the translation: 1."},
		{"# A\n\nB", "A", "Headings in the original: 1. Headings in the translation: 0."},
	} {
		var got []string
		for _, problem := range Check(test.source, test.target) {
			got = append(got, problem.String())
		}
		if all := strings.Join(got, " "); all != test.want {
			t.Errorf("%q, %q: %q, want %q", test.source, test.target, all, test.want)
		}
	}
}
