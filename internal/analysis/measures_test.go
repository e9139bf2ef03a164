package analysis

import (
	"fmt"
	"testing"

	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// Row D6 of docs/faults.md: points do not tell a hidden mean rank, and no mean or quartile tells the number of one person.
func TestFiguresRevealNoSinglePerson(t *testing.T) {
	f, err := survey.Parse([]byte(`{"id":"park","title":"The park","lang":"en","edition":"standard","pages":[{"id":"p","title":"P",
		"questions":[{"id":"staff","kind":"number","text":"How many staff?"},{"id":"visits","kind":"number","text":"How many visits?"},
		{"id":"rank","kind":"ranking","text":"Which first?","min":2,"options":[
			{"id":"a","text":"A"},{"id":"b","text":"B"},{"id":"c","text":"C"}]},
		{"id":"money","kind":"budget","text":"How much?","total":100,"options":[{"id":"paths","text":"Paths"},{"id":"pond","text":"Pond"},
		{"id":"play","text":"Play"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{forms: []*survey.Form{f}}
	for i := range 30 {
		raw := survey.Raw{"visits": {fmt.Sprint(i)}, "rank--a": {"1"}, "rank--b": {"2"}}
		if i%2 == 0 {
			raw["rank--a"], raw["rank--b"] = raw["rank--b"], raw["rank--a"]
		}
		if i < 3 {
			raw["rank--c"] = []string{"3"}
		}
		if i < 12 {
			raw["staff"] = []string{fmt.Sprint(i)}
			raw["money--paths"], raw["money--pond"], raw["money--play"] = []string{fmt.Sprint(40 + i)}, []string{fmt.Sprint(60 - i)}, []string{"0"}
		}
		if i == 11 {
			raw["staff"] = []string{"5000"}
			raw["money--paths"], raw["money--pond"], raw["money--play"] = []string{"0"}, []string{"0"}, []string{"100"}
		}
		a, problems := f.Check(raw)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		w.people = append(w.people, &person{form: f, answers: a, state: intake.Counted})
	}
	w.release(t)
	r := w.releases[0]
	staff, visits, rank, money := r.Question("staff"), r.Question("visits"), r.Question("rank"), r.Question("money")
	if got := fmt.Sprint(*staff.Number); got != "{[c] [c] [c] [c]}" {
		t.Errorf("staff of 12 employers: %s", got)
	}
	if got := fmt.Sprint(*visits.Number); got != "{14.5 [c] 14 [c]}" { // quartiles of 30 have 7 people on one side
		t.Errorf("visits of 30 people: %s", got)
	}
	for i, want := range []string{"{1.5 [c]}", "{1.5 [c]}", "{[c] [c]}"} {
		if got := fmt.Sprint(*rank.Options[i].Rank); got != want {
			t.Errorf("rank %d: %s, want %s", i, got, want)
		}
	}
	for i, o := range money.Options {
		if _, shown := o.Amount.Mean.Text(); shown {
			t.Errorf("mean of %s: %s, of which one person gave 100 to Play", money.Options[i].ID, o.Amount.Mean)
		}
	}
	for _, p := range w.people {
		if p.answers.Get("money").State == survey.Answered && p.answers.Get("staff").State == survey.Answered {
			p.state, p.reason = intake.Excluded, "duplicate"
		}
	}
	w.release(t)
	if len(w.releases) != 2 {
		t.Fatal("the second release was refused")
	}
	// Of the twelve, the mean of visits would follow.
	if got := fmt.Sprint(*w.releases[1].Question("visits").Number); got != "{[c] [c] [c] [c]}" {
		t.Errorf("visits of other people than in an earlier release: %s", got)
	}
}
