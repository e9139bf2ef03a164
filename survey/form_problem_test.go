package survey_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// Programs find the place of a problem without parsing its message.
func TestEveryFormProblemHasALocation(t *testing.T) {
	const form = `{"id":"f","edition":"standard","lang":"en","title":%q,"pages":[
		{"id":"one","questions":[
			{"id":"bus","kind":"single","text":"Bus?","options":[{"id":"yes","text":"Yes"},{"id":"no","text":%q}]}]},
		{"id":"two","when":{"question":"bus"%s},"questions":[
			{"id":"why","kind":"long-text","text":%q,"when":{"question":"bus","is":%q}}]}%s]}`
	place := func(p survey.FormProblem) string {
		return fmt.Sprintf("%s/%s/%s %s", p.Page, p.Question, p.Option, p.Member)
	}
	for _, test := range []struct{ title, no, test, text, is, more, place string }{
		{"", "No", `,"is":"yes"`, "Reason", "yes", "", "// title"},
		{"F", "", `,"is":"yes"`, "Reason", "yes", "", "one/bus/no options.text"},
		{"F", "Yes", `,"is":"yes"`, "Reason", "yes", "", "one/bus/no options"},
		{"F", "No", "", "Reason", "yes", "", "two// when"},
		{"F", "No", `,"is":"yes"`, "", "yes", "", "two/why/ text"},
		{"F", "No", `,"is":"yes"`, "Reason", "never", "", "two/why/ when"},
		{"F", "No", `,"is":"yes"`, "Reason", "no", "", "two/why/ when"}, // no answers lead to it
		{"F", "No", `,"is":"yes"`, "Reason", "yes", `,{"id":"three","questions":[]}`, "three// "},
	} {
		_, err := survey.Parse(fmt.Appendf(nil, form, test.title, test.no, test.test, test.text, test.is, test.more))
		wrong, ok := errors.AsType[*survey.FormError](err)
		if !ok || len(wrong.Problems) != 1 || place(wrong.Problems[0]) != test.place {
			t.Errorf("got %v with the location %v, want %s", err, wrong, test.place)
		}
	}
}
