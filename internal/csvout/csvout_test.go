package csvout

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Row B16 of docs/faults.md. A spreadsheet finds no formula in a cell, whatever separator it expects,
// and the guard can be undone.
func TestNoCellIsAFormula(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain": "plain", "a=1": "a=1", "=HYPERLINK(1)": "'=HYPERLINK(1)", "+1": "'+1", "-1": "'-1",
		"@SUM": "'@SUM",
		"\tx":  "'\tx", "\rx": "'\rx", "\nx": "'\nx", "\x00x": "'\x00x", "＝1": "'＝1", "＠x": "'＠x", `"=x`: `"=x`, "'=x": "''=x",
		"x;=1+1": "x;'=1+1", "x\t@a": "x\t'@a", "x\n-1": "x\n'-1", "x\r\n+1": "x\r\n'+1", ";;=": ";;'=", "x;'=1": "x;''=1",
		"it's": "it's", "a, b; c - d": "a, b; c - d", "'": "'", "''": "''", "x;'": "x;'", "é;＝1": "é;'＝1",
	} {
		got := EscapeCell(in)
		if got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
		if back := UnescapeCell(got); back != in {
			t.Errorf("%q became %q and then %q", in, got, back)
		}
	}
}

// The guard against formulas can be undone: whatever a cell says, reading what was written
// gives the same text.
//
// Row C9 of docs/faults.md.
func TestFormulaGuardCanBeUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("'=+-@＝\t\r\n\x00ax1;,\""))).Draw(t, "text")
		escaped := EscapeCell(text)
		if got := UnescapeCell(escaped); got != text {
			t.Fatalf("%q is written %q and read %q", text, escaped, got)
		}
		if escaped != "" && strings.ContainsRune("=+-@\t\r\n\x00＝", rune(escaped[0])) {
			t.Fatalf("%q is written %q", text, escaped)
		}
	})
}

// A program that separates cells at semicolons or tabs does not find a formula in a cell,
// because every cell is in quotation marks.
//
// Row C9 of docs/faults.md.
func TestEveryCellIsQuoted(t *testing.T) {
	var b strings.Builder
	w := NewWriter(&b)
	w.Write([]string{"x;=1+1", `say "so"`, "two\nlines", ""})
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "\"x;=1+1\",\"say \"\"so\"\"\",\"two\nlines\",\"\"\r\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
