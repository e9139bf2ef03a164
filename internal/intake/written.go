package intake

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// FormatWritten returns the value of ColWritten: the fields of answers that are not valid, as
// a JSON object of lists, "" for none. Field names are as in survey.Raw.
func FormatWritten(parts ...survey.Answers) (string, error) {
	fields := map[string][]string{}
	for _, part := range parts {
		part.Each(func(_ *survey.Question, a survey.Answer) {
			for field, values := range a.Written {
				fields[field] = values
			}
		})
	}
	if len(fields) == 0 {
		return "", nil
	}
	text, err := json.Marshal(fields) // in the order of the names
	return string(text), err
}

// addWritten adds what FormatWritten has written to raw, and returns the IDs of the
// questions whose answers are kept as written, or what is wrong with it.
func addWritten(raw survey.Raw, channel Channel, text string) (asWritten []string, problem string) {
	if text == "" {
		return nil, ""
	}
	var fields map[string][]string
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		return nil, `Column written must be like {"split--roads":["60"]}.`
	}
	if channel == Web {
		return nil, "Column written must be empty for responses by web, which have valid answers only."
	}
	for field, values := range fields {
		raw[field] = values
		question, _, _ := strings.Cut(field, "--")
		if !slices.Contains(asWritten, question) {
			asWritten = append(asWritten, question)
		}
	}
	return asWritten, ""
}

// paperForms are the paper versions of forms.
type paperForms map[*survey.Form]*survey.Form

// of returns the paper version of form, in which no answer is required.
func (p paperForms) of(form *survey.Form) *survey.Form {
	if p[form] == nil {
		paper, err := consult.PaperForm(form)
		if err != nil {
			paper = form // a form that the website uses is valid without required answers too
		}
		p[form] = paper
	}
	return p[form]
}
