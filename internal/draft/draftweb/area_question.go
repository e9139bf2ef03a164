package draftweb

import (
	"slices"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// areaQuestion is the field with the question about where people live.
const areaQuestion = "area-question"

// areaQuestionField returns a field to choose the question about where people live, or nil if no
// question of the questionnaire can be it.
func areaQuestionField(words *locale.Printer, def *consult.Definition) *form.Field {
	if len(def.Forms) == 0 {
		return nil
	}
	ids := consult.AreaQuestions(&def.Forms[0])
	if len(ids) == 0 {
		return nil
	}
	f := &form.Field{
		Kind: form.Select, Name: areaQuestion, Label: words.Say("Question about where people live"), LabelSize: "s", Optional: true,
		Hint:    words.Say("While the consultation is open, staff see how many people have responded from each area."),
		Options: []form.Option{{Label: words.Say("None")}},
	}
	for _, id := range ids {
		f.Options = append(f.Options, form.Option{Value: id, Label: areaQuestionText(def, id), Lang: def.Forms[0].Lang})
	}
	return f
}

// areaQuestionText returns the text of the question with this ID, or "".
func areaQuestionText(def *consult.Definition, id string) string {
	if len(def.Forms) == 0 || !slices.Contains(consult.AreaQuestions(&def.Forms[0]), id) {
		return ""
	}
	q, _ := def.Forms[0].Question(id)
	return q.Text
}
