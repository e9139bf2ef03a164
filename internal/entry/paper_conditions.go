package entry

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// conditionText returns a condition as the end of a sentence after "only if".
// If not is true, it returns the negated condition.
func (p *PaperForm) conditionText(c *survey.Condition, not bool) string {
	switch {
	case c.Not != nil:
		return p.conditionText(c.Not, !not)
	case c.All != nil:
		return p.joinConditions(c.All, not, not)
	case c.Any != nil:
		return p.joinConditions(c.Any, !not, not)
	}
	q, _ := p.Form.Question(c.Question)
	if q == nil {
		return p.printer.Say("another answer means that you should")
	}
	n := p.numbers[c.Question]
	ticked := c.AnyOf
	if c.Is != "" {
		ticked = []string{c.Is}
	}
	if ticked != nil {
		return p.optionsText(q, c.Row, ticked, n, not)
	}
	say := func(yes, no string, args ...any) string {
		if not {
			return p.printer.Say(no, args...)
		}
		return p.printer.Say(yes, args...)
	}
	switch {
	case c.AtLeast != "":
		return say(
			locale.Key("your answer to question %d is %s or more"),
			locale.Key("your answer to question %d is less than %s"),
			n,
			c.AtLeast,
		)
	case c.AtMost != "":
		return say(
			locale.Key("your answer to question %d is %s or less"),
			locale.Key("your answer to question %d is more than %s"),
			n,
			c.AtMost,
		)
	case c.Above != "":
		return say(
			locale.Key("your answer to question %d is more than %s"),
			locale.Key("your answer to question %d is %s or less"),
			n,
			c.Above,
		)
	case c.Below != "":
		return say(
			locale.Key("your answer to question %d is less than %s"),
			locale.Key("your answer to question %d is %s or more"),
			n,
			c.Below,
		)
	case c.CountAtLeast == 1:
		return say(locale.Key("you ticked an answer at question %d"), locale.Key("you did not tick an answer at question %d"), n)
	case c.CountAtLeast > 0:
		return say(
			locale.Key("you ticked %[2]d or more answers at question %[1]d"),
			locale.Key("you ticked fewer than %[2]d answers at question %[1]d"),
			n,
			c.CountAtLeast,
		)
	}
	if c.Asked {
		return say(locale.Key("question %d applies to you"), locale.Key("question %d does not apply to you"), n)
	}
	return say(locale.Key("you answered question %d"), locale.Key("you did not answer question %d"), n)
}

func (p *PaperForm) optionsText(q *survey.Question, row string, ids []string, n int, not bool) string {
	var texts []string
	for _, id := range ids {
		texts = append(texts, p.printer.Say("“%s”", p.optionText(q.Options, id)))
	}
	list := strings.Join(texts, p.printer.Say(" or "))
	switch {
	case row != "" && not:
		return p.printer.Say("you did not tick %[2]s for “%[3]s” at question %[1]d", n, list, p.optionText(q.Rows, row))
	case row != "":
		return p.printer.Say("you ticked %[2]s for “%[3]s” at question %[1]d", n, list, p.optionText(q.Rows, row))
	case not:
		return p.printer.Say("you did not tick %[2]s at question %[1]d", n, list)
	}
	return p.printer.Say("you ticked %[2]s at question %[1]d", n, list)
}

// optionText returns the text of option id. An id that is not in options is
// "prefer not to say", which any question can offer.
func (p *PaperForm) optionText(options []survey.Option, id string) string {
	for i := range options {
		if options[i].ID == id {
			return options[i].Text
		}
	}
	return p.printer.Say("Prefer not to say")
}

func (p *PaperForm) joinConditions(parts []survey.Condition, or, not bool) string {
	var all []string
	for i := range parts {
		w := p.conditionText(&parts[i], not)
		if len(parts[i].All)+len(parts[i].Any) > 1 && len(parts) > 1 {
			w = "(" + w + ")"
		}
		all = append(all, w)
	}
	if or {
		return strings.Join(all, p.printer.Say(", or "))
	}
	return strings.Join(all, p.printer.Say(", and "))
}
