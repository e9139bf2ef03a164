package tally_test

import (
	"fmt"

	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// Five people answer a question: the percentages are of the three who chose an option.
func Example() {
	form, err := survey.Parse([]byte(`{
		"id": "park", "title": "The park", "lang": "en", "edition": "standard",
		"pages": [{"id": "one", "questions": [
			{"id": "use", "kind": "single", "text": "Do you use the park?", "preferNotToSay": true,
			 "options": [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}]}
		]}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	counter := tally.NewCounter(form)
	for _, sent := range []string{"yes", "yes", "no", "prefer-not-to-say", ""} {
		answers, _ := form.Check(survey.Raw{"use": {sent}})
		if err := counter.Add("standard", answers); err != nil {
			fmt.Println(err)
		}
	}
	q := counter.Tally().Question("use")
	fmt.Println(q.Answered, "answered,", q.PreferNotToSay, "preferred not to say,",
		q.Skipped, "skipped,", q.NotAsked, "were not asked")
	for _, o := range q.Options {
		fmt.Println(o.ID, o.Count)
	}
	// Output:
	// 3 answered, 1 preferred not to say, 1 skipped, 0 were not asked
	// yes 2
	// no 1
}

// Three people rank three options. One of them gives a first choice only.
func ExampleRank() {
	form, err := survey.Parse([]byte(`{
		"id": "park", "title": "The park", "lang": "en", "edition": "standard",
		"pages": [{"id": "one", "questions": [
			{"id": "order", "kind": "ranking", "text": "What should we do first?", "min": 1,
			 "options": [{"id": "paths", "text": "Paths"}, {"id": "trees", "text": "Trees"}, {"id": "play", "text": "Play area"}]}
		]}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	counter := tally.NewCounter(form)
	for _, sent := range []survey.Raw{
		{"order--paths": {"1"}, "order--trees": {"2"}, "order--play": {"3"}},
		{"order--trees": {"1"}, "order--paths": {"2"}, "order--play": {"3"}},
		{"order--trees": {"1"}},
	} {
		answers, _ := form.Check(sent)
		if err := counter.Add("standard", answers); err != nil {
			fmt.Println(err)
		}
	}
	for _, o := range counter.Tally().Question("order").Options {
		fmt.Printf("%s: first for %d, mean rank %s of %d, Borda score %d\n", o.ID, o.Count, o.Rank.Mean, o.Rank.Ranked, o.Rank.Borda)
	}
	// Output:
	// paths: first for 1, mean rank 1.5 of 2, Borda score 5
	// trees: first for 2, mean rank 1.33 of 3, Borda score 8
	// play: first for 0, mean rank 3 of 2, Borda score 2
}
