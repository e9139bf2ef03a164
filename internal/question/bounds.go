package question

import (
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// SetBounds sets the sentences of field about the limits of its question that are answers to earlier questions. They have
// the answer itself if it can no longer change: if it was given on an earlier page, unless all pages are shown as one.
func SetBounds(p *locale.Printer, bounds []survey.Bound, field *form.Field, onePage bool) {
	if len(bounds) == 0 {
		return
	}
	var all []string
	for _, b := range bounds {
		value := ""
		if b.Value != nil && !b.SamePage && !onePage {
			value = argument(p, b.Value)
		}
		if b.Setting == "totalOf" {
			field.TotalLine = boundText(p, b, value)
		} else {
			all = append(all, boundText(p, b, value))
		}
	}
	field.Bound = strings.Join(all, " ")
}

// boundText returns the sentence about b. value is the answer in words, or "" if the sentence does not have it.
func boundText(p *locale.Printer, b survey.Bound, value string) string {
	dated, text := b.Of.Kind == survey.Date, b.Of.Text
	switch {
	case b.Setting == "totalOf" && value != "":
		return p.Say("Your amounts must add up to %s, your answer to “%s”.", value, text)
	case b.Setting == "totalOf":
		return p.Say("Your amounts must add up to your answer to “%s”.", text)
	case b.Setting == "leastOf" && dated && value != "":
		return p.Say("Not before %s, your answer to “%s”.", value, text)
	case b.Setting == "leastOf" && dated:
		return p.Say("Not before your answer to “%s”.", text)
	case dated && value != "":
		return p.Say("Not after %s, your answer to “%s”.", value, text)
	case dated:
		return p.Say("Not after your answer to “%s”.", text)
	case b.Setting == "leastOf" && value != "":
		return p.Say("At least %s, your answer to “%s”.", value, text)
	case b.Setting == "leastOf":
		return p.Say("At least your answer to “%s”.", text)
	case value != "":
		return p.Say("No more than %s, your answer to “%s”.", value, text)
	}
	return p.Say("No more than your answer to “%s”.", text)
}

// argument returns an argument of a message of package survey in the language of words.
func argument(words *locale.Printer, arg any) string {
	switch arg := arg.(type) {
	case survey.Decimal:
		return words.DecimalText(string(arg))
	case survey.Day:
		return words.PartialDate(string(arg))
	case survey.Length:
		return LengthText(words, arg.N, arg.Unit)
	case survey.Amount:
		return arg.WithUnit(words.Number(arg.N))
	}
	return fmt.Sprint(arg)
}
