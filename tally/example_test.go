package tally_test

import (
	"fmt"

	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

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
	fmt.Println(q.Answered, "answered,", q.PreferNotToSay, "preferred not to say,", q.Skipped, "skipped,", q.NotAsked, "were not asked")
	for _, o := range q.Options {
		fmt.Println(o.ID, o.Count)
	}
	// Output:
	// 3 answered, 1 preferred not to say, 1 skipped, 0 were not asked
	// yes 2
	// no 1
}
