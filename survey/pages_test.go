package survey_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// chain returns a form of n pages, each of which depends on the one before, and answers to all.
func chain(t *testing.T, n int) (*survey.Form, survey.Raw) {
	t.Helper()
	var pages []string
	raw := survey.Raw{}
	for i := range n {
		when := ""
		if i > 0 {
			when = fmt.Sprintf(`"when":{"all":[{"question":"q%d","is":"yes"},{"question":"q0","asked":true}]},`, i-1)
		}
		pages = append(pages, fmt.Sprintf(
			`{"id":"p%d",%s"questions":[{"id":"q%d","kind":"single","text":"Q%d?","options":[{"id":"yes","text":"Yes"}]}]}`, i, when, i, i))
		raw[fmt.Sprint("q", i)] = []string{"yes"}
	}
	return parse(t, `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[`+strings.Join(pages, ",")+`]}`), raw
}

// A questionnaire can have 200 pages, each of which depends on the one before. Checking the answers, and finding the next
// page, cost four times as much as for 50.
//
// Row G of docs/faults.md.
func TestTwoHundredPagesCostFourTimesFifty(t *testing.T) {
	small, few := chain(t, 50)
	large, many := chain(t, survey.MaxPages)
	if path := large.Path(many); len(path) != 200 {
		t.Fatalf("%d pages", len(path))
	}
	for name, run := range map[string]func(f *survey.Form, raw survey.Raw){
		"check": func(f *survey.Form, raw survey.Raw) { f.Check(raw) },
		"turn":  func(f *survey.Form, raw survey.Raw) { f.Turn("p20", raw, survey.Raw{"q20": {"yes"}}) },
		"items": func(f *survey.Form, raw survey.Raw) { f.Items("p20", raw) },
	} {
		a := testing.AllocsPerRun(5, func() { run(small, few) })
		b := testing.AllocsPerRun(5, func() { run(large, many) })
		if b > 5*a {
			t.Errorf("%s: %.0f allocations for 200 pages, %.0f for 50", name, b, a)
		}
	}
	if _, err := survey.Parse([]byte(strings.Replace(string(large.JSON()), `{"id":"p0"`,
		`{"id":"more","questions":[{"id":"more","kind":"panel","text":"More"}]},{"id":"p0"`, 1))); err == nil {
		t.Error("201 pages were accepted")
	}
}
