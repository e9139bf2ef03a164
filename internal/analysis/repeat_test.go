package analysis

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// repeatedForm asks about up to ten children.
const repeatedForm = `{"id":"park","title":"The park","lang":"en","edition":"standard","pages":[
	{"id":"child","title":"Your children","repeat":{"item":"Child","most":10,"more":"Another?","yes":"Yes","no":"No"},"questions":[
		{"id":"age","kind":"number","text":"How old?","least":"0","most":"17"},
		{"id":"plays","kind":"single","text":"Plays here?","options":[{"id":"y","text":"Yes"},{"id":"n","text":"No"}]}]},
	{"id":"end","when":{"question":"plays","is":"y"},"questions":[
		{"id":"why","kind":"single","text":"Often?","options":[{"id":"o","text":"Often"},{"id":"r","text":"Rarely"}]}]}]}`

// respond adds people with that many children, all of whom are of an age and play in the park or not.
func (w *world) respond(t *testing.T, people, children int, age, plays string) {
	for range people {
		raw := survey.Raw{}
		for n := 1; n <= children; n++ {
			end := fmt.Sprint("-", n)
			raw["age"+end], raw["plays"+end], raw["child-more"+end] = []string{age}, []string{plays}, []string{"yes"}
		}
		if children < 10 {
			raw[fmt.Sprint("child-more-", children)] = []string{"no"}
		}
		if plays == "y" {
			raw["why"] = []string{"o"}
		}
		a, problems := w.forms[0].Check(raw)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		w.people = append(w.people, &person{form: w.forms[0], answers: a, state: intake.Counted})
	}
}

// Results count respondents, not the children that they tell us about: a respondent with ten children of an age is one. Nine
// respondents are too few for a table, however many children they have.
//
// Row G of docs/faults.md.
func TestRepetitionsAreReleasedByRespondent(t *testing.T) {
	f, err := survey.Parse([]byte(repeatedForm))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{rng: rand.New(rand.NewPCG(1, 2)), forms: []*survey.Form{f}}
	w.respond(t, 9, 10, "5", "y")
	w.release(t)
	for _, q := range w.releases[0].Questions {
		for i, o := range q.Options {
			if _, shown := q.Cells[i].Number(); shown {
				t.Errorf("%s shows how many of nine people answered %s", q.ID, o.Text)
			}
		}
	}

	w = &world{rng: rand.New(rand.NewPCG(1, 2)), forms: []*survey.Form{f}}
	w.respond(t, 1, 10, "5", "y")
	w.respond(t, 20, 2, "9", "n")
	w.respond(t, 4, 1, "12", "n")
	w.release(t)
	var got []string
	for _, q := range w.releases[0].Questions {
		line := q.ID + " “" + q.Text + "” of " + q.Answered.String()
		for i, o := range q.Options {
			if n, _ := q.Cells[i].Number(); n > 0 {
				line += fmt.Sprintf(", %s: %s", o.Text, q.Cells[i])
			}
		}
		got = append(got, line)
	}
	want := []string{
		"age “Child – How old?” of 25, 4–5: 1, 8–9: 20, 12–13: 4",
		"plays “Child – Plays here?” of 25, Yes: 1, No: 24",
		"child-count “Your children” of 25, 1: 4, 2: 20, 10: 1",
		"why “Often?” of 1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("released\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if q := w.releases[0].Question("age"); !q.Repeated || q.Kind != survey.Multiple {
		t.Errorf("ages are released as %s", q.Kind)
	}
}
