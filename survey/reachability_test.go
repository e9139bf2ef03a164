package survey_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// Parse reports impossible conditions, and not those that are just possible.
func TestReachabilityAtTheLimits(t *testing.T) {
	const questions = `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
		{"id":"n","kind":"number","text":"N?","least":"0","most":"10"},
		{"id":"x","kind":"number","text":"X?","decimals":1,"preferNotToSay":true},
		{"id":"d","kind":"date","text":"D?","least":"1969-12-31","most":"1970-01-02"},
		{"id":"one","kind":"single","text":"One?","required":true,"options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
		{"id":"many","kind":"multiple","text":"Many?","min":2,"max":3,"options":[{"id":"a","text":"A"},{"id":"b","text":"B"},
			{"id":"c","text":"C"},{"id":"d","text":"D"},{"id":"z","text":"None","exclusive":true}]},
		{"id":"grid","kind":"matrix","text":"Grid?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}],
			"rows":[{"id":"r","text":"R"},{"id":"s","text":"S"}]},
		{"id":"t","kind":"short-text","text":"T?","preferNotToSay":true}]},
		{"id":"last","when":CONDITION,"questions":[{"id":"last","kind":"panel","text":"L"}]}]}`
	for _, test := range []struct {
		condition string
		possible  bool
	}{
		{`{"question":"n","atLeast":"10"}`, true},
		{`{"question":"n","above":"10"}`, false},
		{`{"question":"n","below":"0"}`, false},
		{`{"all":[{"question":"n","atLeast":"3"},{"question":"n","below":"4"}]}`, true},
		{`{"all":[{"question":"n","above":"3"},{"question":"n","below":"4"}]}`, false},
		{`{"all":[{"question":"n","above":"3"},{"question":"n","atMost":"4"}]}`, true},
		{`{"all":[{"question":"n","above":"3.2"},{"question":"n","below":"3.8"}]}`, false},
		{`{"all":[{"question":"n","atLeast":"2"},{"question":"n","below":"2.5"}]}`, true},
		{`{"all":[{"question":"n","answered":true},{"not":{"question":"n","below":"10"}}]}`, true},
		{`{"all":[{"question":"n","answered":true},{"not":{"question":"n","atMost":"10"}}]}`, false},
		{`{"all":[{"question":"n","answered":true},{"not":{"question":"n","above":"0"}},{"not":{"question":"n","atMost":"-1"}}]}`, true},
		{`{"not":{"question":"n","atLeast":"0"}}`, true},
		{`{"all":[{"question":"x","above":"3"},{"question":"x","below":"3.2"}]}`, true},
		{`{"all":[{"question":"x","above":"3.1"},{"question":"x","below":"3.2"}]}`, false},
		{`{"all":[{"question":"x","above":"-0.1"},{"question":"x","below":"0.1"}]}`, true},
		{`{"all":[{"question":"x","is":"prefer-not-to-say"},{"question":"x","above":"0"}]}`, false},
		{`{"all":[{"question":"x","is":"prefer-not-to-say"},{"not":{"question":"x","answered":true}}]}`, true},
		{`{"all":[{"question":"d","above":"1969-12-31"},{"question":"d","below":"1970-01-02"}]}`, true},
		{`{"all":[{"question":"d","above":"1969-12-31"},{"question":"d","below":"1970-01-01"}]}`, false},
		{`{"not":{"any":[{"question":"one","is":"a"},{"question":"one","is":"b"}]}}`, false},
		{`{"not":{"question":"one","anyOf":["a"]}}`, true},
		{`{"all":[{"question":"one","is":"a"},{"question":"one","is":"b"}]}`, false},
		{`{"question":"many","countAtLeast":3}`, true},
		{`{"question":"many","countAtLeast":4}`, false},
		{`{"all":[{"question":"many","is":"a"},{"not":{"question":"many","countAtLeast":2}}]}`, false},
		{`{"all":[{"question":"many","is":"a"},{"not":{"question":"many","countAtLeast":3}}]}`, true},
		{`{"all":[{"question":"many","is":"a"},{"question":"many","is":"b"},{"question":"many","is":"c"}]}`, true},
		{`{"all":[{"question":"many","is":"a"},{"question":"many","is":"b"},{"question":"many","is":"c"},{"question":"many","is":"d"}]}`, false},
		{`{"all":[{"question":"many","is":"z"},{"question":"many","is":"a"}]}`, false},
		{`{"all":[{"question":"many","anyOf":["a","z"]},{"not":{"question":"many","countAtLeast":1}}]}`, true},
		{`{"all":[{"question":"many","answered":true},{"not":{"question":"many","anyOf":["a","b","c","z"]}}]}`, false},
		{`{"all":[{"question":"many","answered":true},{"not":{"question":"many","anyOf":["a","b","c"]}}]}`, true},
		{`{"all":[{"question":"grid","row":"r","is":"a"},{"question":"grid","row":"s","is":"b"}]}`, true},
		{`{"all":[{"question":"grid","row":"r","is":"a"},{"question":"grid","row":"r","is":"b"}]}`, false},
		{`{"all":[{"question":"t","answered":true},{"question":"t","is":"prefer-not-to-say"}]}`, false},
		{`{"not":{"any":[{"question":"t","answered":true},{"question":"t","is":"prefer-not-to-say"}]}}`, true},
	} {
		_, err := survey.Parse([]byte(strings.Replace(questions, "CONDITION", test.condition, 1)))
		switch {
		case test.possible && err != nil:
			t.Errorf("%s: %v", test.condition, err)
		case !test.possible && (err == nil || !strings.HasPrefix(err.Error(), `Change the condition of page "last": `)):
			t.Errorf("%s: got %v, want an error because it is impossible", test.condition, err)
		}
	}
}
