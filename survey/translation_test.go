package survey

import (
	"errors"
	"strings"
	"testing"
)

// A translation that lacks an option, a row or a write-in, or has other limits, is refused: its readers would not be
// offered an answer that the results share over everybody. Easy Read in the same language may leave out options.
//
// Row A5 of docs/faults.md.
func TestTranslationOffersEverything(t *testing.T) {
	const original = `{"id":"f","title":"T","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
		{"id":"agree","kind":"single","text":"Agree?","required":true,"options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"},
			{"id":"other","text":"Other","writeIn":true}]},
		{"id":"rate","kind":"matrix","text":"Rate","rows":[{"id":"a","text":"A"},{"id":"b","text":"B"}],
			"options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}]},
		{"id":"age","kind":"number","text":"Age","least":"0","most":"120","options":[{"id":"dont-know","text":"Don’t know"}]},
		{"id":"born","kind":"date","text":"Born","most":"18 years before today"}]}]}`
	master, err := Parse([]byte(original))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ remove, instead, want string }{
		{"", "", ""},
		{`{"id":"no","text":"No"},`, "", `Add option "no"`},
		{`,{"id":"b","text":"B"}`, "", `Add row "b"`},
		{`,"writeIn":true`, "", `text field`},
		{`"required":true,`, "", `required`},
		{`"most":"120"`, `"most":"99"`, `limits`},
		{`"least":"0",`, "", `limits`},
		{`,"options":[{"id":"dont-know","text":"Don’t know"}]`, "", `Add option "dont-know"`},
		{`18 years before today`, `16 years before today`, `limits`},
	} {
		for _, lang := range []string{"cy", "en"} {
			text := strings.Replace(original, test.remove, test.instead, 1)
			text = strings.Replace(text, `"lang":"en","edition":"standard"`, `"lang":"`+lang+`","edition":"other"`, 1)
			form, err := Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			wrong := CheckEdition(master, form)
			var problems *FormError
			if refused := errors.As(wrong, &problems); refused != (lang == "cy" && test.want != "") {
				t.Errorf("%s without %s: %v", lang, test.remove, wrong)
			} else if refused && !strings.Contains(wrong.Error(), test.want) {
				t.Errorf("without %s: %v, want %s", test.remove, wrong, test.want)
			}
		}
	}
}
