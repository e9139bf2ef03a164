package survey_test

import (
	"fmt"

	"github.com/folkmoot/folkmoot/survey"
)

// The form of the examples.
const parkForm = `{
	"id": "park", "title": "The park", "lang": "en", "edition": "standard",
	"pages": [
		{"id": "use", "questions": [
			{"id": "visits", "kind": "single", "text": "Do you visit the park?", "required": true,
				"options": [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}]}]},
		{"id": "why-not", "when": {"question": "visits", "is": "no"}, "questions": [
			{"id": "reason", "kind": "long-text", "text": "What keeps you away?", "required": true}]},
		{"id": "money", "when": {"question": "visits", "is": "yes"}, "questions": [
			{"id": "split", "kind": "budget", "text": "How should we share out the money?", "total": 100, "unit": "points",
				"options": [{"id": "trees", "text": "Trees"}, {"id": "benches", "text": "Benches"}]}]},
		{"id": "you", "monitoring": true, "questions": [
			{"id": "age", "kind": "number", "text": "How old are you?", "least": "0", "most": "120", "preferNotToSay": true}]}]}`

// A form is parsed once, when it is published or the program starts. Each
// response is then checked: what comes out can be kept and counted.
func Example() {
	form, err := survey.Parse([]byte(parkForm))
	if err != nil {
		fmt.Println(err)
		return
	}
	sent := survey.Raw{ // what a browser posted: net/http's PostForm has this type
		"visits": {"yes"}, "split--trees": {"70"}, "split--benches": {"30"}, "age--prefer-not-to-say": {"yes"},
	}
	answers, problems := form.Check(sent)
	if len(problems) > 0 {
		fmt.Println(problems)
		return
	}
	answers.Each(func(q *survey.Question, a survey.Answer) {
		fmt.Printf("%-7s %-17s %v\n", q.ID, a.State, a.Amounts)
	})
	// Output:
	// visits  answered          map[]
	// reason  not-asked         map[]
	// split   answered          map[benches:30 trees:70]
	// age     prefer-not-to-say map[]
}

// Problems say what to do, and lead to the field where it is to be done.
func ExampleForm_Check() {
	form, _ := survey.Parse([]byte(parkForm))
	_, problems := form.Check(survey.Raw{"visits": {"yes"}, "split--trees": {"70"}, "age": {"1e309"}})
	for _, p := range problems {
		fmt.Printf("#%s %s\n", p.Field, p.Say)
	}
	// Output:
	// #split--trees Change the amounts so that they add up to 100 points, not 70 points: How should we share out the money?
	// #age Enter a whole number between 0 and 120
}

// The path follows the answers. What was said on a page that has left the path
// is not counted.
func ExampleForm_Path() {
	form, _ := survey.Parse([]byte(parkForm))
	for _, said := range []string{"yes", "no"} {
		var path []string
		for _, page := range form.Path(survey.Raw{"visits": {said}}) {
			path = append(path, page.ID)
		}
		fmt.Println(path)
	}
	answers, _ := form.Check(survey.Raw{"visits": {"yes"}, "reason": {"from a hidden field"}})
	fmt.Println(answers.Get("reason").State)
	// Output:
	// [use money you]
	// [use why-not you]
	// not-asked
}

// A form that could not be asked is refused, for all reasons at once.
func ExampleParse() {
	_, err := survey.Parse([]byte(`{
		"id": "park", "title": "The park", "lang": "en", "edition": "standard",
		"pages": [
			{"id": "one", "when": {"question": "visits", "is": "no"}, "questions": [
				{"id": "reason", "kind": "long-text", "text": "What keeps you away?"}]},
			{"id": "two", "questions": [
				{"id": "visits", "kind": "single", "text": "Do you visit the park?", "options": [
					{"id": "yes", "text": "Yes"}, {"id": "refused", "text": "Prefer not to say"}]}]}]}`))
	fmt.Println(err)
	// Output:
	// Take option "refused" out of question "visits" and set preferNotToSay: it is a state of its own, not an answer.
	// Move page "one" behind question "visits" or change its condition: it looks at an answer that is given later.
	// Correct the condition of page "one": question "visits" has no option "no".
}

// The views and what is asked about the person can be kept apart. Each part has
// bytes of its own, and only those bytes come back as answers.
func ExampleAnswers_Part() {
	form, _ := survey.Parse([]byte(parkForm))
	answers, _ := form.Check(survey.Raw{"visits": {"no"}, "reason": {"Mud"}, "age": {"40"}})
	views, person := answers.Part(false).Canonical(), answers.Part(true).Canonical()
	fmt.Printf("%s\n%s\n", views[43:], person[43:]) // after {"form":"<version>"
	back, err := survey.ParseAnswers(form, views)
	fmt.Println(back.Get("reason").Text, err)
	_, err = survey.ParseAnswers(form, append(views, '\n'))
	fmt.Println(err)
	// Output:
	// "part":"main","answers":{"visits":{"options":["no"]},"reason":{"text":"Mud"},"split":"not-asked"}}
	// "part":"monitoring","answers":{"age":{"number":"40"}}}
	// Mud <nil>
	// survey: these are not the canonical bytes of answers
}

// An Easy Read edition may leave things out and say them in other words, as
// long as its answers can be counted with those of the master form.
func ExampleCheckEdition() {
	master, _ := survey.Parse([]byte(parkForm))
	easy, _ := survey.Parse([]byte(`{
		"id": "park", "title": "Our park", "lang": "en", "edition": "easy-read",
		"pages": [{"id": "use", "questions": [
			{"id": "picture", "kind": "panel", "body": "A picture of the park."},
			{"id": "visits", "kind": "single", "text": "Do you go to the park?",
				"options": [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}, {"id": "unsure", "text": "I do not know"}]},
			{"id": "age", "kind": "short-text", "text": "Your age"}]}]}`))
	fmt.Println(survey.CheckEdition(master, easy))
	// Output:
	// Take option "unsure" out of question "visits": the master form does not have it.
	// Make question "age" number: it is that in the master form, and short-text here.
}
