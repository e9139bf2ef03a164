package web

import "testing"

func TestLettersAfterZ(t *testing.T) {
	for i, want := range map[int]string{0: "a", 25: "z", 26: "aa", 27: "ab", 52: "ba"} {
		if got := Letter(i); got != want {
			t.Errorf("%d is %q, want %q", i, got, want)
		}
	}
}
