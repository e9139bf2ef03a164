package consult

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// FormProblemText returns the message for officers about p, a problem of f. It
// refers to questions by their text and to settings by their names in the
// questionnaire builder. Problems that the builder cannot cause have one message.
func FormProblemText(p survey.FormProblem, f *survey.Form) (format string, args []any) {
	formatter := problemFormatter{p, f}
	for _, text := range []func() (string, []any){
		formatter.contentText, formatter.limitText, formatter.conditionText, formatter.editionText,
	} {
		if format, args = text(); format != "" {
			return format, args
		}
	}
	return locale.Key("This part of the questionnaire has an error that can only be corrected in its definition file."), nil
}

type problemFormatter struct {
	survey.FormProblem
	form *survey.Form
}

// questionText returns the text of a question, or its ID if it has none.
func (s problemFormatter) questionText(id string) string {
	if q, _ := findQuestion(s.form.Unrepeated(), id); q != nil && strings.TrimSpace(q.Text) != "" {
		return q.Text
	}
	return id
}

// question returns the text of the question to which a condition refers.
func (s problemFormatter) question() string {
	if len(s.Questions) == 0 {
		return ""
	}
	return s.questionText(s.Questions[0])
}

// cycle returns the texts of questions whose conditions depend on each other.
func (s problemFormatter) cycle() string {
	var texts []string
	for _, id := range s.Questions {
		texts = append(texts, "“"+s.questionText(id)+"”")
	}
	return strings.Join(texts, " → ")
}

// contentText returns the message for text and answers that are missing,
// repeated or too many, or "".
func (s problemFormatter) contentText() (string, []any) {
	switch s.Kind {
	case survey.EmptyPage:
		return locale.Key("This page has no questions. Add a question, or remove the page."), nil
	case survey.NothingToAnswer:
		return locale.Key("Add at least one question that people can answer."), nil
	case survey.SecondConsent:
		return locale.Key("Ask “May we publish what you write?” only once. Remove this question."), nil
	case survey.ConsentMonitoring:
		return locale.Key("Move this question. Consent to publish cannot be asked among the equality questions."), nil
	case survey.InvalidID:
		if s.Member == "options" || s.Member == "rows" {
			return locale.Key("Enter text for every answer and row, or remove the empty ones."), nil
		}
	case survey.MissingText:
		switch s.Member {
		case "options.text", "rows.text":
			return locale.Key("Enter text for every answer and row, or remove the empty ones."), nil
		case "text":
			return locale.Key("Enter the question."), nil
		case "wordings.text":
			return locale.Key("Enter the words of every wording, or remove the empty ones."), nil
		case "title":
			return locale.Key("Enter a title for the questionnaire."), nil
		case "repeat":
			return locale.Key("Enter what the page is repeated for, the question whether there is another one, and the answers Yes and No."), nil
		}
	case survey.TooFewOptions:
		if s.Limit == 1 {
			return locale.Key("Add at least one answer to choose from."), nil
		}
		return locale.Key("Add at least two answers to choose from."), nil
	case survey.MissingRow:
		return locale.Key("Add at least one row."), nil
	case survey.TooManyQuestions:
		return locale.Key("The questionnaire can have up to %d questions. A page that is repeated counts as often as its maximum " +
			"number of times. Remove questions, or lower that maximum."), []any{s.Limit}
	case survey.TooMuchText:
		return locale.Key("All answers together can have up to %d characters. Remove text questions, set maximum lengths for them, " +
			"or lower how often pages are repeated."), []any{s.Limit}
	case survey.TooManyOptions:
		return locale.Key("Remove some answers. The maximum is %d."), []any{s.Limit}
	case survey.TooManyRows:
		return locale.Key("Remove some rows. The maximum is %d."), []any{s.Limit}
	case survey.DuplicateText:
		if s.Member == "rows" {
			return locale.Key("Two rows have the same text, “%s”. Change one of them."), []any{s.Value}
		}
		return locale.Key("Two answers have the same text, “%s”. Change one of them."), []any{s.Value}
	case survey.PictureWithoutText:
		return locale.Key("Describe each picture in words, for people who cannot see it: ![A new bus stop](/files/…)."), nil
	case survey.TextTooLong:
		return locale.Key("This text is too long. The maximum is %d characters."), []any{s.Limit}
	case survey.DamagedText:
		return locale.Key("This text contains invisible control characters. Enter it again without them."), nil
	case survey.PreferNotToSayOption:
		return locale.Key("Remove “Prefer not to say” from the answers, and select “Offer ‘Prefer not to say’” below them. " +
			"It is counted separately from answers."), nil
	}
	return "", nil
}

// limitText returns the message for limits on answers that are not valid, or "".
func (s problemFormatter) limitText() (string, []any) {
	switch s.Kind {
	case survey.MinOutOfRange:
		return locale.Key("Minimum number of answers must be between 1 and %d."), []any{s.Limit}
	case survey.MaxOutOfRange:
		return locale.Key("Maximum number of answers must be between 1 and %d."), []any{s.Limit}
	case survey.MinAboveMax:
		return locale.Key("Minimum number of answers must not be higher than the maximum."), nil
	case survey.DecimalsOutOfRange:
		return locale.Key("Decimal places must be between 0 and %d."), []any{s.Limit}
	case survey.MaxLengthOutOfRange:
		return locale.Key("Maximum length of an answer must be between 1 and %d characters."), []any{s.Limit}
	case survey.TotalOutOfRange:
		return locale.Key("Amount to share must be 1 or more."), nil
	case survey.InvalidPattern:
		return locale.Key("The pattern “%s” is not valid. Use A for a letter, 9 for a digit, X for either, and quotes around other " +
			"letters and digits. A question with a pattern has no maximum number of characters."), []any{s.Value}
	case survey.MissingShape:
		return locale.Key("“%s” has no outline. Add it from a file with boundaries (GeoJSON), or remove it."), []any{s.Value}
	case survey.InvalidUnits:
		return locale.Key("Choose units: years and months, or weeks, days, hours and minutes."), nil
	case survey.RepeatOutOfRange:
		return locale.Key("The maximum number of times must be between 2 and %d, and the minimum must not be higher than it."),
			[]any{s.Limit}
	case survey.RepeatNotAllowed:
		return locale.Key("Equality questions are about one person. They cannot be repeated."), nil
	case survey.AskedOnce:
		return locale.Key("Move this question to another page. Contact details and consent to publish are asked once, not in a page " +
			"that is repeated."), nil
	case survey.RefersToRepeated:
		return locale.Key("This depends on one answer to “%s”, which is asked several times. Choose another question."), []any{s.question()}
	case survey.InvalidBound:
		return locale.Key("“%s” cannot limit this answer. Choose an earlier question with the same type of answer and the same unit, " +
			"which asks for whole numbers if it is a total. Only equality questions can limit equality questions."), []any{s.question()}
	case survey.LeastAboveMost:
		return locale.Key("Lowest answer allowed must not be higher than the highest."), nil
	case survey.InvalidDateLimit:
		return locale.Key("Earliest and latest date must be written like 2016-05-27, or like “today” or “18 years before today”, " +
			"not “%s”."), []any{s.Value}
	case survey.InvalidNumberLimit:
		return locale.Key("Lowest and highest answer must be plain numbers " +
			"with no more decimal places than an answer can have, not “%s”."), []any{s.Value}
	}
	return "", nil
}

// editionText returns the message for versions that do not match the original, or "".
func (s problemFormatter) editionText() (string, []any) {
	switch s.Kind {
	case survey.NotInOriginal:
		return locale.Key("Remove this question. The original questionnaire does not have it."), nil
	case survey.OptionNotInOriginal:
		return locale.Key("Remove the answer “%s”. The original question does not have it."), []any{s.Value}
	case survey.OtherKind:
		return locale.Key("This question has another answer type than the original. Save this version again to correct it."), nil
	case survey.OtherMonitoring:
		return locale.Key("This question must be an equality question in both versions, or in neither."), nil
	case survey.OtherSettings:
		return locale.Key("This question has other settings than the original. Save this version again to correct them."), nil
	case survey.OtherRepeat:
		return locale.Key("This page must be asked as often as in the original. Save this version again to correct it."), nil
	case survey.MissingTranslation:
		return locale.Key("Translate “%s”. A translation must offer every answer and row of the original."), []any{s.Value}
	}
	return "", nil
}

// conditionText returns the message for conditions that are not valid, or "".
func (s problemFormatter) conditionText() (string, []any) {
	switch s.Kind {
	case survey.IncompleteCondition:
		return locale.Key("Choose which answer this depends on, or remove the condition."), nil
	case survey.UnknownNamed:
		return locale.Key("This depends on the condition “%s”, which has been removed. Choose another condition."), []any{s.Value}
	case survey.NamedCircle:
		return locale.Key("These named conditions use each other, so none of them can be met: %s. Change one of them."), []any{s.Value}
	case survey.UnknownQuestion:
		return locale.Key("This depends on a question that has been removed. Choose another question, or remove the condition."), nil
	case survey.RefersToItself:
		return locale.Key("This depends on its own answer. Choose an earlier question."), nil
	case survey.RefersToLater:
		return locale.Key("This depends on “%s”, which is asked later. Move this after that question, or change the condition."),
			[]any{s.question()}
	case survey.RefersToMonitoring:
		return locale.Key("This depends on “%s”, an equality question, and would reveal people’s answers to it. " +
			"Choose another question."), []any{s.question()}
	case survey.NotOneTest:
		return locale.Key("Choose which answer to “%s” this depends on."), []any{s.question()}
	case survey.IncomparableValue:
		return locale.Key("“%s” cannot be compared with the answers to “%s”. " +
			"Enter a number or a date like 2016-05-27, whichever that question asks for."), []any{s.Value, s.question()}
	case survey.UnknownOption:
		return locale.Key("This depends on an answer to “%s” that has been removed. Choose another answer."), []any{s.question()}
	case survey.UnknownRow:
		return locale.Key("Choose the row of the grid that this depends on."), nil
	case survey.CountOutOfRange:
		return locale.Key("Enter the minimum number of answers chosen. " +
			"It cannot be more than the number of answers to choose from."), nil
	case survey.RefersToPanel:
		return locale.Key("This depends on a block of text, which has no answer. Choose a question instead."), nil
	case survey.RefersToContact:
		return locale.Key("This depends on “%s”, whose answers are stored apart from the others. " +
			"Choose another question, such as whether people want to be contacted."), []any{s.question()}
	case survey.ConditionCycle:
		return locale.Key("These questions depend on each other, so none of them can be shown: %s. Change one of the conditions."),
			[]any{s.cycle()}
	case survey.ContradictoryTests:
		return locale.Key("This condition can never be met because its parts contradict each other. Change the condition."), nil
	case survey.UnreachablePage:
		return locale.Key("This page will never be shown, because no answers meet its condition. Change the condition."), nil
	case survey.DependsInRandomOrder:
		return locale.Key("This question depends on “%s”, and the questions of this page are in random order. " +
			"Move one of the two to another page."), []any{s.question()}
	case survey.UnknownQuote:
		return locale.Key("A wording quotes an answer that was removed or not chosen. Choose the answer to show instead of {}."), nil
	case survey.CannotBeQuoted:
		return locale.Key("A wording quotes the answer to “%s”, which cannot be quoted. Choose another question."), []any{s.question()}
	case survey.SamePage:
		return locale.Key("A wording depends on the answer to “%s”, which is on the same page. " +
			"Move one of the two questions to another page."), []any{s.question()}
	case survey.WordingForEveryone:
		return locale.Key("Choose when to use each wording, or show an answer in it. Otherwise it is the wording for everyone."), nil
	case survey.UnreachableWording:
		return locale.Key("A wording will never be used, because no answers that lead to this question meet its condition."), nil
	case survey.UnreachableQuestion:
		return locale.Key("This question will never be shown, because no answers that lead to its page meet the condition. " +
			"Change the condition."), nil
	}
	return "", nil
}
