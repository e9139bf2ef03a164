package printtest

import (
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// glyphs are the texts of the glyphs of a font, by their codes in hexadecimal.
type glyphs map[string]string

var (
	fontChars  = regexp.MustCompile(`(?s)beginbfchar(.*?)endbfchar`)
	fontRanges = regexp.MustCompile(`(?s)beginbfrange(.*?)endbfrange`)
	hexTexts   = regexp.MustCompile(`<([0-9A-Fa-f]+)>`)
	rangeLine  = regexp.MustCompile(`<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])`)
	// shown are the operators of a page that choose a font, begin a line and show glyphs.
	shown = regexp.MustCompile(`/(\S+)\s+[-\d.]+\s+Tf|<([0-9A-Fa-f\s]+)>|\b(Tm|Td|TD|ET)\b`)
)

// readText adds what the pages say, as programs read it that copy or search text: the glyphs by the map of their font.
func (f *File) readText(t testing.TB, ctx *model.Context) {
	t.Helper()
	var b strings.Builder
	for n := 1; n <= ctx.PageCount; n++ {
		d, _, attrs, err := ctx.PageDict(n, false)
		if err != nil {
			t.Fatal(err)
		}
		content, err := ctx.PageContent(d, n)
		if err != nil {
			continue // an empty page
		}
		resources := attrs.Resources
		if own, ok := d.Find("Resources"); ok {
			resources = dict(t, ctx, own)
		}
		fonts := map[string]glyphs{}
		for name, font := range dict(t, ctx, resources["Font"]) {
			fonts[name] = readGlyphs(t, ctx, dict(t, ctx, font)["ToUnicode"])
		}
		var font glyphs
		for _, m := range shown.FindAllSubmatch(content, -1) {
			switch {
			case len(m[1]) > 0:
				font = fonts[string(m[1])]
			case len(m[2]) > 0:
				b.WriteString(font.text(strings.Join(strings.Fields(string(m[2])), "")))
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteByte('\n')
	}
	f.Text = b.String()
}

// text returns the text of the glyphs with codes.
func (g glyphs) text(codes string) string {
	var b strings.Builder
	for width := 4; len(codes) >= width; codes = codes[width:] {
		b.WriteString(g[strings.ToUpper(codes[:width])])
	}
	return b.String()
}

// readGlyphs reads the map from the glyphs of a font to text.
func readGlyphs(t testing.TB, ctx *model.Context, o types.Object) glyphs {
	t.Helper()
	stream, _, err := ctx.DereferenceStreamDict(o)
	if err != nil || stream == nil || stream.Decode() != nil {
		return nil
	}
	g, source := glyphs{}, string(stream.Content)
	for _, block := range fontChars.FindAllStringSubmatch(source, -1) {
		codes := hexTexts.FindAllStringSubmatch(block[1], -1)
		for i := 0; i+1 < len(codes); i += 2 {
			g[strings.ToUpper(codes[i][1])] = unicodeText(codes[i+1][1], 0)
		}
	}
	for _, block := range fontRanges.FindAllStringSubmatch(source, -1) {
		for _, m := range rangeLine.FindAllStringSubmatch(block[1], -1) {
			from, _ := strconv.ParseUint(m[1], 16, 16)
			to, _ := strconv.ParseUint(m[2], 16, 16)
			list := hexTexts.FindAllStringSubmatch(m[4], -1)
			for code := from; code <= to; code++ {
				key := strings.ToUpper(hex.EncodeToString([]byte{byte(code >> 8), byte(code)}))
				if m[3] != "" {
					g[key] = unicodeText(m[3], int(code-from))
				} else if at := int(code - from); at < len(list) {
					g[key] = unicodeText(list[at][1], 0)
				}
			}
		}
	}
	return g
}

// unicodeText decodes UTF-16 in hexadecimal, whose last unit is raised by more.
func unicodeText(text string, more int) string {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) < 2 {
		return ""
	}
	var units []uint16
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	units[len(units)-1] += uint16(more)
	return string(utf16.Decode(units))
}
