package edit

import (
	"strconv"
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

// Long texts take a bounded number of steps, however many words they have. The paragraphs that changed are marked, and in them
// the words, while there are steps left.
func TestComparingLongTextsIsBounded(t *testing.T) {
	paragraph := func(n int, word string) string {
		return strings.Repeat("The "+word+" is open. ", 20) + "Paragraph " + strconv.Itoa(n) + ".\n"
	}
	var before, after strings.Builder
	for n := range 300 {
		before.WriteString(paragraph(n, "park"))
		after.WriteString(paragraph(n, map[bool]string{true: "lake", false: "park"}[n == 10 || n == 290]))
	}
	noise := func(word string) string { return strings.Repeat(word+" ", 20_000) }
	for name, test := range map[string]struct {
		before, after string
		pieces        int
	}{
		"two paragraphs":    {before.String(), after.String(), 2*20*3 + 1},
		"one paragraph":     {noise("a b"), noise("b c"), 2},
		"only line breaks":  {strings.Repeat("a\n", 50_000), strings.Repeat("b\nc\n", 25_000), 2},
		"against something": {"One sentence.", noise("x"), 2},
	} {
		c := &comparison{}
		c.compare(splitWords(test.before), splitWords(test.after))
		if c.steps > maxSteps {
			t.Errorf("%s: %d steps", name, c.steps)
		}
		var old, fresh strings.Builder
		for _, p := range c.pieces {
			if !p.Added {
				old.WriteString(p.Text)
			}
			if !p.Removed {
				fresh.WriteString(p.Text)
			}
		}
		if old.String() != test.before || fresh.String() != test.after {
			t.Errorf("%s: the pieces are other texts", name)
		}
		if len(c.pieces) != test.pieces {
			t.Errorf("%s: %d pieces, want %d", name, len(c.pieces), test.pieces)
		}
	}
}

// Side by side, each text is whole in its column, only its own words are marked, and lines that both have are beside each
// other.
//
// Row E6 of docs/faults.md.
func TestTextsSideBySideAreWholeAndInStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([abc]| |\n){0,12}`)
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		var old, fresh strings.Builder
		for _, s := range SideBySide(before, after) {
			var left, right strings.Builder
			for _, p := range s.Before {
				if left.WriteString(p.Text); p.Added || s.Same && p.Removed {
					t.Fatalf("%q → %q: %+v", before, after, s)
				}
			}
			for _, p := range s.After {
				if right.WriteString(p.Text); p.Removed || s.Same && p.Added {
					t.Fatalf("%q → %q: %+v", before, after, s)
				}
			}
			if s.Same != (left.String() == right.String()) {
				t.Fatalf("%q → %q: %+v", before, after, s)
			}
			old.WriteString(left.String())
			fresh.WriteString(right.String())
		}
		if old.String() != before || fresh.String() != after {
			t.Fatalf("%q → %q: %q, %q", before, after, old.String(), fresh.String())
		}
	})
	show := func(before, after string) (rows string) {
		for _, s := range SideBySide(before, after) {
			rows += marked(s.Before) + "|" + marked(s.After) + ";"
		}
		return rows
	}
	for _, test := range []struct{ before, after, want string }{
		{"Aims\n\nWe want fairness.\n\nEnd", "Aims\n\nWe will work for fairness.\n\nEnd",
			"Aims\n\n|Aims\n\n;We [-want -]fairness.\n\n|We [+will work for +]fairness.\n\n;End|End;"},
		{"one\ntwo\n", "one\nnew\ntwo\n", "one\n|one\n;|[+new\n+];two\n|two\n;"},
		{"old end\nsame\n", "new end\nsame\n", "[-old -]end\n|[+new +]end\n;same\n|same\n;"},
		{"the old\nsame\n", "the new\nsame\n", "the [-old\n-]|the [+new\n+];same\n|same\n;"},
	} {
		if got := show(test.before, test.after); got != test.want {
			t.Errorf("%q → %q: %q, want %q", test.before, test.after, got, test.want)
		}
	}
}
