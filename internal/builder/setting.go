package builder

import (
	"slices"

	"github.com/folkmoot/folkmoot/survey"
)

// settingKinds are the kinds of questions that have a setting.
var settingKinds = map[string][]survey.QuestionKind{
	"options": {
		survey.Single, survey.Multiple, survey.Dropdown, survey.Matrix, survey.Ranking, survey.Budget,
		survey.Consent, survey.MatrixMultiple, survey.Map,
	},
	"rows": {survey.Matrix, survey.MatrixMultiple, survey.MatrixNumber, survey.MatrixText, survey.Map},
	"random-order": {
		survey.Single, survey.Multiple, survey.Ranking, survey.Matrix, survey.MatrixMultiple, survey.MatrixNumber, survey.MatrixText,
	},
	"how-many":   {survey.Multiple, survey.Ranking, survey.MatrixMultiple, survey.Map},
	"bounds":     {survey.Number, survey.Date, survey.Period, survey.Duration, survey.MatrixNumber},
	"precision":  {survey.Date, survey.Period},
	"units":      {survey.Duration},
	"files":      {survey.Files},
	"pattern":    {survey.ShortText},
	"decimals":   {survey.Number, survey.MatrixNumber, survey.Map},
	"max-length": {survey.ShortText, survey.LongText, survey.MatrixText, survey.Map},
	"marks":      {survey.Map},
	"total":      {survey.Budget},
	"unit":       {survey.Budget, survey.Number, survey.MatrixNumber},
	"write-in":   {survey.Single, survey.Multiple, survey.Dropdown, survey.MatrixMultiple},
	"named-rows": {survey.MatrixMultiple, survey.MatrixNumber, survey.MatrixText},
	"exclusive":  {survey.Multiple},
}

// HasSetting reports whether questions of the kind have the setting: one of settingKinds, "answers" for the settings of all
// questions that take an answer, "prefer-not-to-say", "boxes" to tick instead of answering, or "least-of", "most-of" or
// "total-of", limits that are answers to earlier questions.
func HasSetting(kind survey.QuestionKind, setting string) bool {
	switch setting {
	case "answers":
		return kind != survey.Panel
	case "prefer-not-to-say": // a blank answer to a consent question means no already
		return kind != survey.Panel && kind != survey.Consent
	case "boxes":
		return kind.HasBoxes()
	case "total-of":
		return HasSetting(kind, "total")
	case "least-of", "most-of":
		return kind != survey.Period && HasSetting(kind, "bounds")
	}
	return slices.Contains(settingKinds[setting], kind)
}
