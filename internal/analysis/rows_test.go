package analysis

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// Numbers in the rows of a matrix are released as numbers, boxes as shares of the people who answered the row, and few
// answers to a row are hidden as those to any question.
//
// Row G of docs/faults.md.
func TestRowsOfAMatrixAreReleasedAsQuestions(t *testing.T) {
	f, err := survey.Parse([]byte(`{"id":"park","title":"The park","lang":"en","edition":"standard","pages":[{"id":"p","title":"P",
		"questions":[{"id":"hours","kind":"matrix-number","text":"Hours?","rows":[{"id":"care","text":"Caring"},{"id":"work","text":"Work"}]},
		{"id":"parks","kind":"matrix-multiple","text":"What is wrong?","options":[{"id":"litter","text":"Litter"},{"id":"dark","text":"Dark"}],
		"rows":[{"id":"north","text":"North"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{rng: rand.New(rand.NewPCG(1, 2)), forms: []*survey.Form{f}}
	for i := range 30 {
		raw := survey.Raw{"hours-care": {fmt.Sprint(i + 1)}, "parks-north": {"litter"}}
		if i < 12 {
			raw["parks-north"] = []string{"litter", "dark"}
		}
		if i < 3 {
			raw["hours-work"] = []string{"1000"}
		}
		a, problems := f.Check(raw)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		w.people = append(w.people, &person{form: f, answers: a, state: intake.Counted})
	}
	w.release(t)
	care, parks := w.releases[0].Question("hours-care"), w.releases[0].Question("parks-north")
	if mean, _ := care.Number.Mean.Text(); mean != "15.5" || care.Text != "Hours? – Caring" {
		t.Errorf("%s has the mean %s", care.Text, mean)
	}
	if got := fmt.Sprintf("%s %s of %s", parks.Cells[0], parks.Cells[1], parks.Answered); got != "30 12 of 30" {
		t.Errorf("the boxes of a row: %s", got)
	}
	if _, shown := w.releases[0].Question("hours-work").Number.Mean.Text(); shown {
		t.Error("the mean of three numbers is shown")
	}
	if strings.Contains(parks.Text, "matrix") {
		t.Error(parks.Text)
	}
}
