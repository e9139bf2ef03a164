package survey_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// A form with named conditions asks what a form with their tests in their places asks. Names that multiply tests beyond the
// maximum are refused without being written out.
//
// Row G of docs/faults.md.
func TestNamedConditionsStandForTheirTests(t *testing.T) {
	named, err := survey.Parse(behaviours(t)["named-conditions"].Form)
	if err != nil {
		t.Fatal(err)
	}
	text := string(named.JSON())
	if !strings.Contains(text, `"when":{"named":"Carers"}`) {
		t.Fatalf("the form is not kept as it was written: %s", text)
	}
	carers := `{"question":"role","anyOf":["carer","both"]}`
	text = strings.Replace(text, `"Carers":`+carers, `"Carers":{"question":"role","is":"carer"}`, 1)
	text = strings.ReplaceAll(text, `{"named":"Carers"}`, carers)
	text = strings.ReplaceAll(text, `{"named":"Carers who work"}`, `{"all":[`+carers+`,{"question":"work","is":"yes"}]}`)
	plain, err := survey.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := plain.UnusedConditions(); !slices.Equal(got, []string{"Carers", "Carers who work"}) || named.UnusedConditions() != nil {
		t.Errorf("unused: %v and %v", got, named.UnusedConditions())
	}
	for _, role := range []string{"", "carer", "both", "other"} {
		for _, work := range []string{"", "yes", "no"} {
			raw := survey.Raw{"role": {role}, "work": {work}}
			for i := range named.Pages {
				asked := func(f *survey.Form) (ids []string) {
					for _, q := range f.Asked(&f.Pages[i], raw) {
						ids = append(ids, q.ID)
					}
					return ids
				}
				if a, b := asked(named), asked(plain); !slices.Equal(a, b) {
					t.Errorf("%v: %v is asked, and %v with the tests themselves", raw, a, b)
				}
			}
		}
	}
	doubled := []string{`"N0":{"question":"a","answered":true}`}
	for i := range 40 {
		doubled = append(doubled, fmt.Sprintf(`"N%d":{"any":[{"named":"N%d"},{"not":{"named":"N%d"}}]}`, i+1, i, i))
	}
	_, err = survey.Parse([]byte(`{"id":"f","edition":"standard","lang":"en","title":"F","conditions":{` + strings.Join(doubled, ",") + `},
		"pages":[{"id":"p","questions":[{"id":"a","kind":"short-text","text":"A?"},
		{"id":"b","kind":"short-text","text":"B?","when":{"named":"N40"}}]}]}`))
	if err == nil || !strings.Contains(err.Error(), `Shorten the condition "N7": the maximum is 100 tests.`) {
		t.Errorf("2 to the power of 40 tests: %v", err)
	}
}

// TestFormWithoutPagesHasNamedConditions reads a draft whose questions have not been written yet.
func TestFormWithoutPagesHasNamedConditions(t *testing.T) {
	f := &survey.Form{ID: "f", Lang: "en", Title: "F", Conditions: map[string]survey.Condition{
		"Drivers": {Question: "car", Is: "yes"},
	}}
	if f.HasFreeText() || f.ConsentQuestion() != nil || len(f.Expanded().Pages) != 0 || len(f.Unrepeated().Pages) != 0 ||
		len(f.Source().Pages) != 0 {
		t.Error("the form has questions")
	}
	if _, err := survey.Parse(f.JSON()); err == nil {
		t.Error("a form without pages was parsed")
	}
}
