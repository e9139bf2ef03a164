package consult

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// FormProblemText is p as an officer reads it who has never seen a definition file: it
// names questions by their words and not by their ids, and a setting as the desk
// calls it. f is the form that p is about. What the desk does not let anybody do
// is said as the engine says it.
func FormProblemText(p survey.FormProblem, f *survey.Form) (format string, args []any) {
	s := problemFormatter{p, f}
	for _, say := range []func() (string, []any){s.contentText, s.limitText, s.conditionText} {
		if format, args = say(); format != "" {
			return format, args
		}
	}
	return "%s", []any{p.String()}
}

type problemFormatter struct {
	survey.FormProblem
	form *survey.Form
}

// textArg is argument i of the problem, if it is a text.
func (s problemFormatter) textArg(i int) string {
	if i < len(s.Args) {
		text, _ := s.Args[i].(string)
		return text
	}
	return ""
}

// questionText is the question id in its own words.
func (s problemFormatter) questionText(id string) string {
	if q, _ := s.form.Question(id); q != nil && strings.TrimSpace(q.Text) != "" {
		return q.Text
	}
	return id
}

// cyclePath is the way round a circle of questions, each in its own words.
func (s problemFormatter) cyclePath() string {
	var names []string
	for name := range strings.SplitSeq(s.textArg(0), " waits for ") {
		names = append(names, "“"+s.questionText(strings.Trim(name, `"`))+"”")
	}
	return strings.Join(names, " → ")
}

// contentText says what is missing, twice or too much.
func (s problemFormatter) contentText() (string, []any) {
	answers := strings.HasPrefix(s.Member, "options")
	switch s.Format {
	case "Put a question or a panel on page %q: it is empty.":
		return locale.Key("This page has no questions. Add a question, or remove the page."), nil
	case "Ask something: the form has no question that can be answered.":
		return locale.Key("Add at least one question that people can answer."), nil
	case "Change the id %q of the %s: use small letters, digits and single hyphens, a letter first, %d at the most.":
		if s.Member == "options" || s.Member == "rows" {
			return locale.Key("Enter text for every answer and row, or remove the empty ones."), nil
		}
	case "Write %s.":
		switch s.Member {
		case "options.text", "rows.text":
			return locale.Key("Enter text for every answer and row, or remove the empty ones."), nil
		case "text":
			return locale.Key("Enter the question."), nil
		case "title":
			return locale.Key("Enter a title for the questionnaire."), nil
		}
	case "Give question %q at least %s.":
		if strings.HasPrefix(s.textArg(1), "1 ") {
			return locale.Key("Add at least one answer to choose from."), nil
		}
		return locale.Key("Add at least two answers to choose from."), nil
	case "Give question %q a row.":
		return locale.Key("Add at least one row."), nil
	case "Give question %q fewer options: %d are the most.", "Give question %q fewer rows: %d are the most.":
		return locale.Key("Remove some. The maximum is %d."), s.Args[1:]
	case "Word %s %q of question %q differently: another one says %q too.":
		if answers {
			return locale.Key("Two answers have the same text, “%s”. Change one of them."), s.Args[3:]
		}
		return locale.Key("Two rows have the same text, “%s”. Change one of them."), s.Args[3:]
	case "Take %s %q out of question %q and set preferNotToSay: it is a state of its own, not an answer.":
		return locale.Key(
			"Remove “Prefer not to say” from the answers, and select “Offer ‘Prefer not to say’” below them. It is counted separately from answers.",
		), nil
	}
	return "", nil
}

// limitText says which bounds cannot be.
func (s problemFormatter) limitText() (string, []any) {
	switch s.Format {
	case "Set min of question %q between 1 and %d.":
		return locale.Key("Minimum number of answers must be between 1 and %d."), s.Args[1:]
	case "Set max of question %q between 1 and %d.":
		return locale.Key("Maximum number of answers must be between 1 and %d."), s.Args[1:]
	case "Set min of question %q no higher than max.":
		return locale.Key("Minimum number of answers must not be higher than the maximum."), nil
	case "Set decimals of question %q between 0 and %d.":
		return locale.Key("Decimal places must be between 0 and %d."), s.Args[1:]
	case "Set maxLength of question %q between 1 and %d.":
		return locale.Key("Maximum length of an answer must be between 1 and %d characters."), s.Args[1:]
	case "Set total of question %q to 1 or more, of no more than %d digits.":
		return locale.Key("Amount to share must be 1 or more."), nil
	case "Set least of question %q no higher than most.":
		return locale.Key("Lowest answer allowed must not be higher than the highest."), nil
	case "Write %s of question %q as a date like 2016-05-27, not %q.":
		return locale.Key("Earliest and latest date must be written like 2016-05-27, not “%s”."), s.Args[2:]
	case "Write %s of question %q as a plain number with at most %s, not %q.":
		return locale.Key(
			"Lowest and highest answer must be plain numbers with no more decimal places than an answer can have, not “%s”.",
		), s.Args[3:]
	}
	return "", nil
}

// conditionText says why a page or question could not be shown as it is to be.
func (s problemFormatter) conditionText() (string, []any) {
	switch s.Format {
	case "Name the question that the condition of %s looks at.", "Put something into the empty all or any in the condition of %s.":
		return locale.Key("Choose which answer this depends on, or remove the condition."), nil
	case "Correct the condition of %s: there is no question %q.":
		return locale.Key("This depends on a question that has been removed. Choose another question, or remove the condition."), nil
	case "Change the condition of %s: it looks at its own answer.":
		return locale.Key("This depends on its own answer. Choose an earlier question."), nil
	case "Move %s behind question %q or change its condition: it looks at an answer that is given later.":
		return locale.Key(
				"This depends on “%s”, which is asked later. Move this after that question, or change the condition.",
			), []any{
				s.questionText(s.textArg(1)),
			}
	case "Change the condition of %s: it looks at %q, an equality monitoring question, and would give that answer away.":
		return locale.Key(
				"This depends on “%s”, an equality question, and would reveal people’s answers to it. Choose another question.",
			), []any{
				s.questionText(s.textArg(1)),
			}
	case "Make one test of question %q in each part of the condition of %s: is, anyOf, atLeast, atMost, above, below, countAtLeast or answered.":
		return locale.Key("Choose which answer to “%s” this depends on."), []any{s.questionText(s.textArg(0))}
	case "Correct the condition of %s: %q is nothing to compare with the %s of question %q.":
		return locale.Key(
				"“%s” cannot be compared with the answers to “%s”. Enter a number or a date like 2016-05-27, whichever that question asks for.",
			), []any{
				s.textArg(1),
				s.questionText(s.textArg(3)),
			}
	case "Correct the condition of %s: question %q has no option %q.":
		return locale.Key("This depends on an answer to “%s” that has been removed. Choose another answer."), []any{s.questionText(s.textArg(1))}
	case "Correct the condition of %s: question %q has no row %q.",
		"Name a row in the condition of %s where it looks at an option of a matrix, and only there.":
		return locale.Key("Choose the row of the grid that this depends on."), nil
	case "Correct the condition of %s: countAtLeast must be a number of options of a question of kind multiple.":
		return locale.Key("Enter the minimum number of answers chosen. It cannot be more than the number of answers to choose from."), nil
	case "Correct the condition of %s: %q is a panel and has no answer.":
		return locale.Key("This depends on “%s”, which is a block of text. Choose a question instead."), []any{s.questionText(s.textArg(1))}
	case "Cut the circle of conditions: %s.":
		return locale.Key(
				"These questions depend on each other, so none of them can be shown: %s. Change one of the conditions.",
			), []any{
				s.cyclePath(),
			}
	case "Change the condition of page %q: it contradicts itself.", "Change the condition of question %q: it contradicts itself.":
		return locale.Key("This condition can never be met because its parts contradict each other. Change the condition."), nil
	case "Change the condition of page %q: no answers lead there.":
		return locale.Key("This page will never be shown, because no answers meet its condition. Change the condition."), nil
	case "Change the condition of question %q: no answers that lead to page %q meet it.":
		return locale.Key(
			"This question will never be shown, because no answers that lead to its page meet the condition. Change the condition.",
		), nil
	}
	return "", nil
}
