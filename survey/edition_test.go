package survey_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

func TestAnEditionCanBeCountedWithItsMaster(t *testing.T) {
	master := parse(t, everyKindForm)
	for _, test := range []struct{ name, old, new, say string }{
		{"itself", "", "", ""},
		{"in other words", `"text":"One?"`, `"text":"Which?"`, ""},
		{"an option less", `[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
	{"id":"many"`, `[{"id":"b","text":"B"}]},
	{"id":"many"`, ""},
		{"a question less", `{"id":"t","kind":"short-text","text":"T?"},`, ``, ""},
		{"a panel more", `{"id":"t"`, `{"id":"picture","kind":"panel","text":"P"},{"id":"t"`, ""},
		{"a list for buttons", `"id":"one","kind":"single"`, `"id":"one","kind":"dropdown"`, ""},
		{"a line for a box", `"id":"l","kind":"long-text"`, `"id":"l","kind":"short-text"`, ""},
		{"fewer decimals", `"decimals":6`, `"decimals":2`, ""},
		{"a question more", `{"id":"t"`, `{"id":"extra","kind":"number","text":"X?"},{"id":"t"`,
			`Take question "extra" out of this edition: the master form does not ask it.`},
		{"an option more", `[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
	{"id":"many"`, `[{"id":"a","text":"A"},{"id":"c","text":"B"}]},
	{"id":"many"`, `Take option "c" out of question "one": the master form does not have it.`},
		{"a row more", `"rows":[{"id":"r"`, `"rows":[{"id":"s","text":"S"},{"id":"r"`, `Take row "s" out of question "grid": the master form does not have it.`},
		{"one for several", `"id":"one","kind":"single"`, `"id":"one","kind":"multiple"`, `Make question "one" single: it is that in the master form, and multiple here.`},
		{"another total", `"total":10`, `"total":100`, `Share out 10 in question "split", as in the master form.`},
		{"exclusive here only", `"id":"b","text":"B","writeIn":true`, `"id":"b","text":"B","exclusive":true`, `Make option "b" of question "many" exclusive in both forms or in neither.`},
		{"moved among the monitoring questions", `{"id":"p","questions"`, `{"id":"p","monitoring":true,"questions"`, "Move question"},
	} {
		t.Run(test.name, func(t *testing.T) {
			form := strings.Replace(everyKindForm, test.old, test.new, 1)
			if test.old != "" && form == everyKindForm {
				t.Fatal("nothing was changed")
			}
			err := survey.CheckEdition(master, parse(t, form))
			switch {
			case test.say == "" && err != nil:
				t.Error(err)
			case test.say != "" && (err == nil || !strings.HasPrefix(err.Error(), test.say)):
				t.Errorf("%v\nwant\n%s", err, test.say)
			}
		})
	}
	more := parse(t, strings.Replace(everyKindForm, `"decimals":6`, `"decimals":2`, 1))
	if err := survey.CheckEdition(more, master); err == nil {
		t.Error("more decimals than the master has were taken")
	}
}
