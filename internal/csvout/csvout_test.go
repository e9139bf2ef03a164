package csvout

import "testing"

func TestNoCellIsAFormula(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain": "plain", "a=1": "a=1", "=HYPERLINK(1)": "'=HYPERLINK(1)", "+1": "'+1", "-1": "'-1",
		"@SUM": "'@SUM",
		"\tx":  "'\tx", "\rx": "'\rx", "\nx": "'\nx", "\x00x": "'\x00x", "＝1": "'＝1", "＠x": "'＠x", `"=x`: `"=x`, "'=x": "'=x",
	} {
		if got := EscapeCell(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}
