package builderweb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// QuestionSettings returns in words how a question is answered and when it is asked. See draft.SettingsFunc.
func QuestionSettings(words *locale.Printer, f *survey.Form, p *survey.Page, q *survey.Question) (all []string) {
	add := func(label string, value any) { all = append(all, words.Say("%s: %s", label, fmt.Sprint(value))) }
	add(words.Say("Type of answer"), kindName(words, q.Kind))
	if q.RandomOrder && len(q.Rows) > 0 {
		all = append(all, words.Say("Rows in random order"))
	} else if q.RandomOrder {
		all = append(all, words.Say("Answers in random order"))
	}
	if p.RandomOrder {
		all = append(all, words.Say("Questions of the page in random order"))
	}
	if q.Required {
		all = append(all, words.Say("Mandatory"))
	}
	if q.PreferNotToSay {
		all = append(all, words.Say("Prefer not to say"))
	}
	for _, limit := range []struct {
		label string
		value *int
	}{{locale.Key("Minimum number of answers"), q.Min}, {locale.Key("Maximum number of answers"), q.Max}} {
		if limit.value != nil {
			add(words.Say(limit.label), *limit.value)
		}
	}
	for _, limit := range []struct {
		label string
		value *string
	}{{locale.Key("Minimum"), q.Least}, {locale.Key("Maximum"), q.Most}} {
		if limit.value != nil {
			add(words.Say(limit.label), *limit.value)
		}
	}
	if q.Decimals > 0 {
		add(words.Say("Decimal places"), q.Decimals)
	}
	if len(q.Marks) > 0 {
		var names []string
		for _, o := range markFields(words)[0].Options {
			if slices.Contains(q.Marks, o.Value) {
				names = append(names, o.Label)
			}
		}
		add(words.Say("What can people mark?"), strings.Join(names, ", "))
	}
	if q.MaxLength > 0 {
		add(words.Say("Maximum number of characters"), q.MaxLength)
	}
	if q.Total > 0 {
		add(words.Say("Amount to share out"), q.Total)
	}
	for _, name := range boundFields {
		if of := builder.Answerable(f, *boundValues(q)[name]); of != nil {
			add(boundLabel(words, name, q.Kind), questionTitle(words, of))
		}
	}
	if q.Unit != "" {
		add(words.Say("Unit"), q.Unit)
	}
	for i := range q.Wordings {
		w := &q.Wordings[i]
		add(words.Say("Other wording after an earlier answer"), wordingText(words, f, w))
		add(words.Say("Name in definition files"), w.ID)
	}
	for _, when := range []*survey.Condition{p.When, q.When} {
		if when != nil {
			add(words.Say("Show this if"), conditionText(words, f, when))
		}
	}
	return all
}

// ConditionText says in words what a condition of f depends on. See draft.Service.
func ConditionText(words *locale.Printer, f *survey.Form, c *survey.Condition) string {
	return conditionText(words, f, c)
}
