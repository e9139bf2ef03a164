package builder

import (
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// What is pasted takes memory in proportion to its size, also if no line can be used.
func TestLargePastesTakeMemoryInProportion(t *testing.T) {
	var list strings.Builder
	for i := range 5_000 {
		list.WriteString(strconv.FormatInt(int64(100_000+i), 36) + "\n")
	}
	question := "1. How " + strings.Repeat("one more word\n", 4_000)
	for name, paste := range map[string]struct {
		size int
		read func() error
	}{
		"a list":                   {list.Len(), func() error { _, err := AddPasted(nil, list.String(), false, survey.MaxOptions); return err }},
		"a question of many lines": {len(question), func() error { _, err := ParsePasted(question); return err }},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := paste.read()
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > uint64(500*paste.size) {
			t.Errorf("%s: %d bytes were allocated for %d, %v", name, got, paste.size, err)
		}
	}
}

// sameTextKey agrees with sameText, also where letters have more than two cases.
func TestSameTextsHaveOneKey(t *testing.T) {
	texts := []string{"K k", "k \t K", "\u212a k", "ſ", "S", "s", "ß", "ẞ", "İ", "i", "ı", "I", "ά", "Ά", ""}
	for _, a := range texts {
		for _, b := range texts {
			if same := sameTextKey(a) == sameTextKey(b); same != sameText(a, b) {
				t.Errorf("%q and %q: %v", a, b, same)
			}
		}
	}
}
