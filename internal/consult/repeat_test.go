package consult_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// Once people have responded, a repeated page can be asked more often, and no less often, because their answers could no
// longer be counted. Asking once what was asked several times changes the meaning of each question.
//
// Row G of docs/faults.md.
func TestRepeatedPagesCanBeAskedMoreOftenLater(t *testing.T) {
	const live = `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[{"id":"child",
		"repeat":{"item":"Child","most":3,"more":"Another?","yes":"Yes","no":"No"},
		"questions":[{"id":"age","kind":"number","text":"How old?"},{"id":"school","kind":"short-text","text":"School?"}]}]}`
	before, err := survey.Parse([]byte(live))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		change, to string
		differ     int
		meaning    bool
		countable  bool
	}{
		{`"most":3`, `"most":3`, 0, false, true},
		{`"most":3`, `"most":6`, 1, false, true},
		{`"most":3`, `"most":2`, 1, false, false},
		{`"Another?"`, `"Another child?"`, 1, false, true},
		{`"repeat":{"item":"Child","most":3,"more":"Another?","yes":"Yes","no":"No"},`, ``, 2, true, false},
	} {
		after, err := survey.Parse([]byte(strings.Replace(live, c.change, c.to, 1)))
		if err != nil {
			t.Fatal(err)
		}
		diffs := consult.CompareForms(before, after)
		if len(diffs) != c.differ || len(diffs) > 0 && diffs[0].ChangesMeaning != c.meaning {
			t.Errorf("%s: %+v", c.to, diffs)
		}
		if err := survey.CheckEdition(after, before); (err == nil) != c.countable {
			t.Errorf("%s: %v", c.to, err)
		}
	}
}
