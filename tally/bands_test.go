package tally

import (
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// Dates with fixed limits are counted by month, year or decade, of which the answers decide none. Durations and the
// lengths of periods are summarised as numbers.
//
// Row G of docs/faults.md.
func TestDatesDurationsAndPeriodsAreCounted(t *testing.T) {
	f := form(t, `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
		{"id":"seen","kind":"date","precision":"month","text":"A?","least":"2016-11","most":"2017-01","options":[{"id":"never","text":"No"}]},
		{"id":"last","kind":"date","text":"B?","least":"2014-03-01","most":"2016-02-01"},
		{"id":"born","kind":"date","precision":"year","text":"C?","least":"1995","most":"2016"},
		{"id":"open","kind":"date","precision":"year","text":"D?","most":"today"},
		{"id":"trip","kind":"duration","units":["hours","minutes"],"text":"E?"},
		{"id":"stay","kind":"period","text":"F?"},
		{"id":"work","kind":"period","precision":"month","text":"G?"}]}]}`).On("2016-06-01")
	c := NewCounter(f)
	for _, raw := range []survey.Raw{
		{
			"seen--month": {"12"}, "seen--year": {"2016"}, "last--day": {"1"}, "last--month": {"2"}, "last--year": {"2016"},
			"born--year": {"1999"}, "open--year": {"2001"}, "trip--hours": {"1"}, "trip--minutes": {"30"},
			"stay--from-day": {"28"}, "stay--from-month": {"2"}, "stay--from-year": {"2016"},
			"stay--to-day": {"1"}, "stay--to-month": {"3"}, "stay--to-year": {"2016"},
			"work--from-month": {"12"}, "work--from-year": {"2015"}, "work--to-month": {"1"}, "work--to-year": {"2016"},
		},
		{"seen--instead": {"never"}, "born--year": {"2016"}, "trip--minutes": {"30"}},
	} {
		if err := c.Add("standard", check(t, f, raw)); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ id, want string }{
		{"seen", "2 0 0 0: never 1, 2016-11 0, 2016-12 1, 2017-01 0"},
		{"last", "1 0 1 0: 2014 0, 2015 0, 2016 1"},
		{"born", "2 0 0 0: 1995-1999 1, 2000-2009 0, 2010-2016 1"},
		{"open", "1 0 1 0:"},
		{"trip", "2 0 0 0: 30 30 30 30 90 mean 60"},
		{"stay", "1 0 1 0: 3 3 3 3 3 mean 3"},
		{"work", "1 0 1 0: 2 2 2 2 2 mean 2"},
	} {
		if got := c.Tally().Question(test.id).describe(); got != test.want {
			t.Errorf("%s: got %s\nwant %s", test.id, got, test.want)
		}
	}
}
