package builder

import (
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// The builder shows the answers of a shorter scale beside those for which each stands, and
// changes their texts without losing which these are; so does a definition file.
//
// Row A5 of docs/faults.md.
func TestBuilderKeepsShorterScale(t *testing.T) {
	question := survey.Question{ID: "plan", Kind: survey.Single, Text: "Agree?", Options: []survey.Option{
		{ID: "a1", Text: "Strongly agree"}, {ID: "a2", Text: "Agree"}, {ID: "d", Text: "Disagree"}}}
	form := func(edition string) survey.Form {
		return survey.Form{ID: "f", Title: "F", Lang: "en", Edition: edition, Pages: []survey.Page{
			{ID: "p", Questions: []survey.Question{question}}}}
	}
	def := &consult.Definition{Forms: []survey.Form{form("standard")}}
	question.Options = []survey.Option{{ID: "yes", Text: "Yes", Merges: []string{"a1", "a2"}}, {ID: "d", Text: "No"}}
	def.Forms = append(def.Forms, form("easy-read"))

	file, err := yaml.Marshal(def.Forms[1])
	var read survey.Form
	if err == nil {
		err = yaml.Unmarshal(file, &read)
	}
	if err != nil || string(read.JSON()) != string(def.Forms[1].JSON()) {
		t.Errorf("from the file: %v\n%s", err, file)
	}
	var shown []string
	for _, p := range NewEditionTexts(def, 1, nil).Pages {
		for _, text := range p.Texts {
			if text.Part == "option" {
				shown = append(shown, text.FieldName+": "+text.Master+" = "+text.Own)
			}
		}
	}
	if got := strings.Join(shown, "; "); got != "option--plan--yes: Strongly agree / Agree = Yes; option--plan--d: Disagree = No" {
		t.Errorf("shown: %s", got)
	}
	ApplyEditionTexts(def, 1, map[string]string{"option--plan--yes": "I like it", "option--plan--d": ""})
	want := []survey.Option{{ID: "yes", Text: "I like it", Merges: []string{"a1", "a2"}}, {ID: "d", Text: "No"}}
	if got := def.Forms[1].Pages[0].Questions[0].Options; !reflect.DeepEqual(got, want) {
		t.Errorf("changed: %+v", got)
	}
	if problems := NewEditionTexts(def, 1, nil).Problems(); len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
}
