package draftweb

import (
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// purposePrefix is the prefix of the names of the fields that say why an equality question is asked.
const purposePrefix = "use-of-"

// purposeFields returns a field for the purpose of each equality question that is saved.
func purposeFields(words *locale.Printer, day equality.Day, m *consult.Monitoring) (all form.Form) {
	if m == nil {
		return nil
	}
	for _, id := range m.Questions {
		if q, ok := equality.QuestionAt(id, day); ok {
			all = append(
				all,
				&form.Field{
					Kind:      form.Text,
					Name:      purposePrefix + id,
					Label:     q.Name,
					LabelSize: "s",
					Hint:      words.Say("This appears above the question."),
				},
			)
		}
	}
	return all
}

// parsePurposes returns the submitted purposes of the questions in m, by the ids of the questions.
func parsePurposes(m *consult.Monitoring, typed url.Values) map[string]string {
	all := map[string]string{}
	for _, id := range m.Questions {
		text := m.Purposes[id]
		if typed.Has(purposePrefix + id) {
			text = survey.CleanText(strings.TrimSpace(typed.Get(purposePrefix + id)))
		}
		if text != "" {
			all[id] = text
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}
