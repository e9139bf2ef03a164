package survey_test

import (
	"fmt"

	"github.com/folkmoot/folkmoot/survey"
)

// parkForm is the form of the examples.
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

// A program parses a form once and then checks each response. The answers can be stored and
// counted.
func Example() {
	form, err := survey.Parse([]byte(parkForm))
	if err != nil {
		fmt.Println(err)
		return
	}
	sent := survey.Raw{ // from a browser, for example survey.Raw(request.PostForm)
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

// The message of a problem says what to do, and its field is where to do it.
func ExampleForm_Check() {
	form, _ := survey.Parse([]byte(parkForm))
	_, problems := form.Check(survey.Raw{"visits": {"yes"}, "split--trees": {"70"}, "age": {"1e309"}})
	for _, p := range problems {
		fmt.Printf("#%s %s\n", p.Field, p.Say)
	}
	// Output:
	// #split--trees Amounts must add up to 100 points, not 70 points: How should we share out the money?
	// #age Enter a whole number between 0 and 120: How old are you?
}

// The path depends on the answers. Answers on pages that are not on the path are dropped.
func ExampleForm_Path() {
	form, _ := survey.Parse([]byte(parkForm))
	for _, answer := range []string{"yes", "no"} {
		var path []string
		for _, page := range form.Path(survey.Raw{"visits": {answer}}) {
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

// Parse refuses a form that cannot work, and reports all its problems.
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
	// Remove option "refused" from question "visits" and set preferNotToSay instead.
	// Move page "one" after question "visits", or change its condition: it refers to a later answer.
	// Change the condition of page "one": question "visits" has no option "no".
}

// Equality monitoring answers can be stored separately. Each part has its own bytes, and no
// other bytes can be parsed.
func ExampleAnswers_Part() {
	form, _ := survey.Parse([]byte(parkForm))
	answers, _ := form.Check(survey.Raw{"visits": {"no"}, "reason": {"Mud"}, "age": {"40"}})
	opinions, monitoring := answers.Part(false).Canonical(), answers.Part(true).Canonical()
	fmt.Printf("%s\n%s\n", opinions[43:], monitoring[43:]) // after {"form":"<version>"
	parsed, err := survey.ParseAnswers(form, opinions)
	fmt.Println(parsed.Get("reason").Text, err)
	_, err = survey.ParseAnswers(form, append(opinions, '\n'))
	fmt.Println(err)
	// Output:
	// "part":"main","answers":{"visits":{"options":["no"]},"reason":{"text":"Mud"},"split":"not-asked"}}
	// "part":"monitoring","answers":{"age":{"number":"40"}}}
	// Mud <nil>
	// survey: not the canonical bytes of answers
}

// An Easy Read edition may have other words and leave out questions, as long as its answers
// can be counted with those to the master form.
func ExampleCheckEdition() {
	master, _ := survey.Parse([]byte(parkForm))
	easy, _ := survey.Parse([]byte(`{
		"id": "park", "title": "Our park", "lang": "en", "edition": "easy-read",
		"pages": [{"id": "use", "questions": [
			{"id": "picture", "kind": "panel", "body": "A picture of the park."},
			{"id": "visits", "kind": "single", "text": "Do you go to the park?",
				"options": [
					{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}, {"id": "unsure", "text": "I do not know"}]},
			{"id": "age", "kind": "short-text", "text": "Your age"}]}]}`))
	fmt.Println(survey.CheckEdition(master, easy))
	// Output:
	// Remove option "unsure" from question "visits": the original does not have it.
	// Change the answer type of question "age" from short-text to number, as in the original.
}
