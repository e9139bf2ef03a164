package tally

import (
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// A box such as “Don’t know” beside a number, a date or a text is counted as an answer, whose base is who was offered
// it. Means and quartiles are of the numbers that were given.
//
// Row A13 of docs/faults.md.
func TestBoxesAreCountedAndMeansLeaveThemOut(t *testing.T) {
	const text = `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
		{"id":"cost","kind":"number","text":"Cost?","options":[{"id":"dont-know","text":"Don’t know"},{"id":"nothing","text":"Nothing"}]},
		{"id":"since","kind":"date","text":"Since?","options":[{"id":"always","text":"Always"}]},
		{"id":"why","kind":"long-text","text":"Why?","options":[{"id":"none","text":"No reason"}]}]}]}`
	standard := form(t, text)
	easy := form(t, strings.NewReplacer(`,{"id":"nothing","text":"Nothing"}`, "", "standard", "easy-read").Replace(text))
	c := NewCounter(standard)
	for _, raw := range []survey.Raw{
		{"cost": {"10"}, "since--instead": {"always"}, "why": {"Because"}},
		{"cost": {"20"}, "since--day": {"1"}, "since--month": {"5"}, "since--year": {"2016"}, "why--instead": {"none"}},
		{"cost--instead": {"dont-know"}, "why--instead": {"none"}},
		{"cost--instead": {"nothing"}},
		{},
	} {
		if err := c.Add("standard", check(t, standard, raw)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Add("easy-read", check(t, easy, survey.Raw{"cost--instead": {"dont-know"}})); err != nil {
		t.Fatal(err)
	}
	got := c.Tally()
	for _, test := range []struct{ id, want, offered string }{
		{"cost", "5 0 1 0: dont-know 2, nothing 1, typed 2 10 10 10 10 20 mean 15", "5 4 5"},
		{"since", "2 0 4 0: always 1, typed 1", "2 2"},
		{"why", "3 0 3 0: none 2, typed 1", "3 3"},
	} {
		q := got.Question(test.id)
		if text := q.describe(); text != test.want {
			t.Errorf("%s: got %s\nwant %s", test.id, text, test.want)
		}
		var offered []string
		for _, o := range q.Options {
			offered = append(offered, fmt.Sprint(o.Offered))
		}
		if s := strings.Join(offered, " "); s != test.offered {
			t.Errorf("%s was offered to %s, want %s", test.id, s, test.offered)
		}
	}
}
