package entry

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// What a clerk would type for each valid answer in the examples of the engine, of every kind of question, is understood as
// that answer.
//
// Row G of docs/faults.md.
func TestAnswersOfEveryKindCanBeKeyed(t *testing.T) {
	files, err := filepath.Glob("../../survey/testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	keyed := map[survey.QuestionKind]int{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var example struct {
			Form  json.RawMessage
			Cases []struct {
				Name string
				On   survey.Day
				Raw  survey.Raw
			}
		}
		if err := json.Unmarshal(data, &example); err != nil {
			t.Fatal(err)
		}
		f, err := survey.Parse(example.Form)
		if err != nil || filepath.Base(file) == "text.json" { // blanks around a text are not typed
			continue
		}
		for _, c := range example.Cases {
			f := f.On(c.On)
			answers, problems := f.Check(c.Raw)
			if len(problems) > 0 {
				continue
			}
			p := NewPaperForm(f)
			values := p.Format(answers, nil)
			answers.Each(func(q *survey.Question, a survey.Answer) {
				if a.State == survey.NotAsked {
					delete(values, q.ID)
				} else if a.State == survey.Answered {
					keyed[q.Kind]++
				}
			})
			again, wrong := p.Parse(values)
			if len(wrong) > 0 || string(again.Answers.Canonical()) != string(answers.Canonical()) {
				t.Errorf("%s, %s: %v are understood as %s (%v), want %s",
					filepath.Base(file), c.Name, values, again.Answers.Canonical(), wrong, answers.Canonical())
			}
		}
	}
	for _, kind := range []survey.QuestionKind{survey.Date, survey.Duration, survey.Period} {
		if keyed[kind] == 0 {
			t.Errorf("no answer of kind %s was keyed", kind)
		}
	}
}
