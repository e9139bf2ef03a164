package entry

import (
	"slices"
	"testing"
)

// On paper a limit by an earlier answer names that question by its number. Clerks can keep an answer that is outside.
//
// Row G of docs/faults.md.
func TestPaperNamesTheQuestionThatLimitsAnswers(t *testing.T) {
	p := newPaperForm(t, `{"id":"p","questions":[
		{"id":"note","kind":"panel","text":"Note"},
		{"id":"people","kind":"number","text":"People?"},
		{"id":"children","kind":"number","text":"Children?","mostOf":"people"},
		{"id":"share","kind":"budget","text":"Who?","totalOf":"people","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
		{"id":"came","kind":"date","text":"Came?"},
		{"id":"left","kind":"date","text":"Left?","leastOf":"came"}]}`)
	for n, want := range map[int]string{
		2: "No more than your answer to question 1.",
		3: "Write an amount in each box. The amounts must add up to your answer to question 1.",
		5: "Not before your answer to question 4.",
	} {
		if q, ok := p.QuestionByNumber(n); !ok || !slices.Equal(q.Limits, []string{want}) {
			t.Errorf("question %d has the limits %q, want %q", n, q.Limits, want)
		}
	}
	if _, problems := p.Parse(KeyedValues{"people": "3", "children": "2", "share": "1 2"}); len(problems) > 0 {
		t.Errorf("within the limits: %v", problems)
	}
	_, problems := p.Parse(KeyedValues{"people": "3", "children": "4", "share": "1 3"})
	if len(problems) != 2 || !problems[0].CanKeep || !problems[1].CanKeep {
		t.Errorf("outside the limits: %+v", problems)
	}
	kept, problems := p.Parse(KeyedValues{"people": "3", "children": "!4", "share": "!1 3"})
	if len(problems) > 0 || len(kept.Answers.AsWritten()) != 2 {
		t.Errorf("kept as written: %s, %+v", kept.Answers.Canonical(), problems)
	}
}
