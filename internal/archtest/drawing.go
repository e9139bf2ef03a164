package archtest

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Drawing returns the layers as text, the top one first, a line for each row.
// Packages of one line do not import each other.
func Drawing(layers []Layer) string {
	names, packages := 0, 0
	for _, l := range layers {
		names = max(names, utf8.RuneCountInString(l.Name))
		for _, r := range l.Rows {
			packages = max(packages, utf8.RuneCountInString(drawn(r)))
		}
	}
	var b strings.Builder
	for i, l := range slices.Backward(layers) {
		name := l.Name
		for _, r := range slices.Backward(l.Rows) {
			line := fmt.Sprintf("%-*s   %-*s   %s", names, name, packages, drawn(r), r.Does)
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			name = ""
		}
		if i > 0 {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// drawn returns the packages of a row, without internal/.
func drawn(r Row) string {
	all := strings.Fields(r.Packages)
	for i := range all {
		all[i] = strings.TrimPrefix(all[i], "internal/")
	}
	return strings.Join(all, " · ")
}

// drawingMarkers are around the drawing in ARCHITECTURE.md.
var drawingMarkers = regexp.MustCompile(`(?s)(<!-- layers -->\n).*?(<!-- /?layers -->)`)

// withDrawing returns the text of ARCHITECTURE.md with the drawing of layers in
// place of the one that it has.
func withDrawing(document string, layers []Layer) (string, error) {
	at := drawingMarkers.FindStringSubmatchIndex(document)
	if at == nil {
		return "", errors.New("ARCHITECTURE.md has no place for the drawing of the layers. " +
			"Put the lines <!-- layers --> and <!-- /layers --> where it belongs, and run this test with -update")
	}
	block := "\n```\n" + Drawing(layers) + "```\n\n"
	return document[:at[3]] + block + document[at[4]:], nil
}
