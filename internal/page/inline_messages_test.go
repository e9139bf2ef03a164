package page

import (
	"html/template"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Commas and semicolons between facts are those of the script, also after an element, and in nothing else.
func TestPunctuationBetweenFactsIsOfTheScript(t *testing.T) {
	for lang, want := range map[string]string{
		"en": `<bdi>a</bdi>, <a href="/x, y">b</a>; c, d, e,f`,
		"ur": `<bdi>a</bdi>، <a href="/x, y">b</a>؛ c، d, e,f`,
	} {
		one := template.Must(template.New("").Parse(`<bdi>{{.A}}</bdi>, <a href="/x, y">{{.B}}</a>; {{.C}}, d, e,f`))
		inlineMessages(one, locale.For(lang))
		var got strings.Builder
		if err := one.Execute(&got, map[string]string{"A": "a", "B": "b", "C": "c"}); err != nil {
			t.Fatal(err)
		}
		if got.String() != want {
			t.Errorf("%s: %s, want %s", lang, got.String(), want)
		}
	}
}
