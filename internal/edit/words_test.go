package edit

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func marked(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch {
		case p.Removed:
			b.WriteString("[-" + p.Text + "-]")
		case p.Added:
			b.WriteString("[+" + p.Text + "+]")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestCompareWordsMarksWhatChanged(t *testing.T) {
	for _, test := range []struct{ before, after, want string }{
		{"", "", ""},
		{"same", "same", "same"},
		{"", "new text", "[+new text+]"},
		{"old", "", "[-old-]"},
		{"one in six residents", "one in five residents", "one in [-six -][+five +]residents"},
		{"a b c d", "a c d e", "a [-b -]c [-d-][+d e+]"},
	} {
		if got := marked(CompareWords(test.before, test.after)); got != test.want {
			t.Errorf("%q → %q: %s, want %s", test.before, test.after, got, test.want)
		}
	}
}

// Whatever the texts are, the kept and removed pieces are the first text, and the kept and added ones the second.
func TestPiecesMakeBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([abc]| |\n){0,12}`)
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		var old, fresh string
		for _, p := range CompareWords(before, after) {
			if !p.Added {
				old += p.Text
			}
			if !p.Removed {
				fresh += p.Text
			}
		}
		if old != before || fresh != after {
			t.Fatalf("%q → %q", before, after)
		}
	})
}
