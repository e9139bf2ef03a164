package pagetest

import (
	"slices"
	"testing"
)

func TestUntranslated(t *testing.T) {
	for _, test := range []struct {
		body string
		want []string
	}{
		{`<p>⟦Šåý~⟧</p>`, nil},
		{`<p>⟦Šåý ⟦27 Ṁåý~⟧ so~⟧: 12</p>`, nil},
		{`<p>Say so</p>`, []string{"Say so"}},
		{`<p>⟦Šåý~⟧ so</p>`, []string{"⟦Šåý~⟧ so"}},
		{`<p lang="en">Say so</p>`, nil},
		{`<p lang="en-XA">Say so</p>`, []string{"Say so"}},
		{`<p>The park: ⟦öþéñ~⟧</p>`, nil},
		{`<img alt="Say so"><a aria-label="⟦Šåý~⟧" href="/say">⟦x⟧</a>`, []string{"Say so"}},
		{`<p><bdi>what they typed</bdi><code>abc</code></p><textarea>theirs</textarea>`, nil},
	} {
		if got := Untranslated(`<html lang="en-XA"><title>Say</title>`+test.body, "The park"); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.body, got, test.want)
		}
	}
}
