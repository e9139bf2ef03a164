package survey_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

func TestAnEditionCanBeCountedWithItsMaster(t *testing.T) {
	master := parse(t, everyKindForm)
	for _, test := range []struct{ name, old, new, message string }{
		{"itself", "", "", ""},
		{"another text", `"text":"One?"`, `"text":"Which?"`, ""},
		{"fewer options", `[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
	{"id":"many"`, `[{"id":"b","text":"B"}]},
	{"id":"many"`, ""},
		{"fewer questions", `{"id":"t","kind":"short-text","text":"T?"},`, ``, ""},
		{"another panel", `{"id":"t"`, `{"id":"picture","kind":"panel","text":"P"},{"id":"t"`, ""},
		{"dropdown instead of single", `"id":"one","kind":"single"`, `"id":"one","kind":"dropdown"`, ""},
		{"short text instead of long text", `"id":"l","kind":"long-text"`, `"id":"l","kind":"short-text"`, ""},
		{"fewer decimals", `"decimals":6`, `"decimals":2`, ""},
		{"another question", `{"id":"t"`, `{"id":"extra","kind":"number","text":"X?"},{"id":"t"`,
			`Remove question "extra" from this version: the original does not have it.`},
		{"another option", `[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
	{"id":"many"`, `[{"id":"a","text":"A"},{"id":"c","text":"B"}]},
	{"id":"many"`, `Remove option "c" from question "one": the original does not have it.`},
		{"another row", `"rows":[{"id":"r"`, `"rows":[{"id":"s","text":"S"},{"id":"r"`,
			`Remove row "s" from question "grid": the original does not have it.`},
		{"multiple instead of single", `"id":"one","kind":"single"`, `"id":"one","kind":"multiple"`,
			`Change the answer type of question "one" from multiple to single, as in the original.`},
		{"another total", `"total":10`, `"total":100`, `Set total and unit of question "split" to 10, as in the original.`},
		{"exclusive here only", `"id":"b","text":"B","writeIn":true`, `"id":"b","text":"B","exclusive":true`,
			`Make option "b" of question "many" exclusive in both versions or in neither.`},
		{"on a monitoring page here only", `{"id":"p","questions"`, `{"id":"p","monitoring":true,"questions"`, "Move question"},
	} {
		t.Run(test.name, func(t *testing.T) {
			form := strings.Replace(everyKindForm, test.old, test.new, 1)
			if test.old != "" && form == everyKindForm {
				t.Fatal("the form does not contain the text to replace")
			}
			err := survey.CheckEdition(master, parse(t, form))
			switch {
			case test.message == "" && err != nil:
				t.Error(err)
			case test.message != "" && (err == nil || !strings.HasPrefix(err.Error(), test.message)):
				t.Errorf("got %v\nwant %s", err, test.message)
			}
		})
	}
	more := parse(t, strings.Replace(everyKindForm, `"decimals":6`, `"decimals":2`, 1))
	if err := survey.CheckEdition(more, master); err == nil {
		t.Error("an edition with more decimals than its master was accepted")
	}
}
