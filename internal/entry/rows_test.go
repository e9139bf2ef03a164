package entry

import "testing"

// On paper each row has a number of its own and is keyed by itself.
//
// Row G of docs/faults.md.
func TestRowsAreKeyedOneByOne(t *testing.T) {
	p := newPaperForm(t, `{"id":"p","questions":[
		{"id":"hours","kind":"matrix-number","text":"Hours?","rows":[{"id":"care","text":"Caring"},{"id":"else","text":"Other","writeIn":true}]},
		{"id":"parks","kind":"matrix-multiple","text":"Wrong?",
			"options":[{"id":"l","text":"Litter"},{"id":"d","text":"Dark"}],"rows":[{"id":"n","text":"North"}]}]}`)
	got, problems := p.Parse(KeyedValues{"hours-care": "12", "hours-else-name": "Singing", "hours-else": "3", "parks-n": "ab"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if a := got.Answers.Get("parks-n"); len(a.Options) != 2 || got.Answers.Get("hours-else").Number != "3" {
		t.Errorf("keyed as %s", got.Answers.Canonical())
	}
	if q, ok := p.QuestionByNumber(3); !ok || q.ID != "hours-else" || q.OnlyIf != "Answer question 3 only if you answered question 2." {
		t.Errorf("question 3 is %+v", q)
	}
	if _, problems = p.Parse(KeyedValues{"hours-care": "twelve"}); len(problems) != 1 || !problems[0].CanKeep {
		t.Errorf("a number in words: %v", problems)
	}
}
