package question

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Worded returns f as it is put to a respondent who has given the answers in raw, with earlier answers quoted in the
// language of the form: see [survey.Form.Worded].
func Worded(f *survey.Form, raw survey.Raw) *survey.Form {
	words := locale.For(f.Lang)
	return f.Worded(raw, func(q *survey.Question, a survey.Answer) string {
		return strings.ReplaceAll(answeredText(words, q, a), "\n", ", ")
	})
}
