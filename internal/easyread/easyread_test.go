package easyread

import (
	"strings"
	"testing"
)

// Easy Read sentences are short.
func TestEasyReadSentencesAreShort(t *testing.T) {
	long := strings.Repeat("word ", maxWords+1)
	for words, ok := range map[string]bool{"We met you. We wrote it down!": true, long: false, "Short. " + long: false} {
		if err := (Line{Words: words}).Check(); (err == nil) != ok {
			t.Errorf("%q: %v", words, err)
		}
	}
}
