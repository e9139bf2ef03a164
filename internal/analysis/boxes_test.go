package analysis

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// A release shows how many people ticked a box such as “Don’t know” and how many gave a number, of whom the mean is. A
// later release does not show the mean if that would reveal the numbers of the few people who were added, although
// enough people answered the question.
//
// Row A13 of docs/faults.md.
func TestMeansLeaveOutBoxesAndRevealNoFewNumbers(t *testing.T) {
	f, err := survey.Parse([]byte(`{"id":"park","title":"The park","lang":"en","edition":"standard","pages":[{"id":"p","title":"P",
		"questions":[{"id":"fare","kind":"number","text":"Fare?","options":[{"id":"dont-know","text":"Don’t know"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		numbers, boxes int // of the people who are added
		want           string
		hasMean        string // "" if it is hidden
	}{
		{numbers: 0, boxes: 12, want: "dont-know 32, typed 30 of 62", hasMean: "15.5"},
		{numbers: 12, boxes: 0, want: "dont-know 20, typed 42 of 62"},
		{numbers: 2, boxes: 10, want: "dont-know 30, typed 32 of 62"},
	} {
		w := &world{rng: rand.New(rand.NewPCG(1, 2)), forms: []*survey.Form{f}}
		add := func(raw survey.Raw) {
			a, problems := f.Check(raw)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			w.people = append(w.people, &person{form: f, answers: a, state: intake.Counted})
		}
		for i := range 30 {
			add(survey.Raw{"fare": {fmt.Sprint(i + 1)}})
		}
		for range 20 {
			add(survey.Raw{"fare--instead": {"dont-know"}})
		}
		w.release(t)
		for range test.numbers {
			add(survey.Raw{"fare": {"50"}})
		}
		for range test.boxes {
			add(survey.Raw{"fare--instead": {"dont-know"}})
		}
		w.release(t)
		if len(w.releases) != 2 {
			t.Fatal("the second release was refused")
		}
		q := w.releases[1].Question("fare")
		got := ""
		for i, o := range q.Options {
			got += fmt.Sprintf(", %s %s", o.ID, q.Cells[i])
		}
		if got = fmt.Sprintf("%s of %s", got[2:], q.Answered); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
		mean, shown := q.Number.Mean.Text()
		if shown != (test.hasMean != "") || shown && mean != test.hasMean {
			t.Errorf("%d numbers and %d boxes: mean %q (%t), want %q", test.numbers, test.boxes, mean, shown, test.hasMean)
		}
		if text := q.Options[1].Text; text != "Gave a number" {
			t.Errorf("the answers that were typed are called %q", text)
		}
	}
}
