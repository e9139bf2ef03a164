package question

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// PartGroup is parts of an answer that are asked for together: all of them, or one date of a period.
type PartGroup struct {
	Label string   // such as “Start date”; "" if they are the whole answer
	Parts []string // see survey.Question.Parts
}

// PartGroups returns the parts of answers to q in groups; nil if they have none.
func PartGroups(words *locale.Printer, q *survey.Question) []PartGroup {
	parts := q.Parts()
	switch {
	case parts == nil:
		return nil
	case q.Kind == survey.Period:
		half := len(parts) / 2
		return []PartGroup{{words.Say("Start date"), parts[:half]}, {words.Say("End date"), parts[half:]}}
	}
	return []PartGroup{{Parts: parts}}
}

// ends returns the fields of both dates of a period.
func ends(words *locale.Printer, q *survey.Question, raw survey.Raw) (all []form.Field) {
	for _, group := range PartGroups(words, q) {
		end, _, _ := strings.Cut(group.Parts[0], "-")
		all = append(all, form.Field{
			Kind: form.Date, ID: q.ID + "--" + end, Label: group.Label, Parts: typedParts(words, q, group.Parts, raw),
		})
	}
	return all
}

// typedParts returns the fields for some of the parts of an answer to q, such as the month and the year.
func typedParts(words *locale.Printer, q *survey.Question, parts []string, raw survey.Raw) (all []form.Field) {
	for _, part := range parts {
		name := q.ID + "--" + part
		width := len("2016")
		switch withoutEnd(part) {
		case "day":
			width = 3
		case "month": // or its name
			width = 5
		}
		all = append(all, form.Field{
			ID: name, Name: name, Label: PartLabel(words, part), Value: firstValue(raw, name), InputMode: "numeric", Width: width,
		})
	}
	return all
}

// withoutEnd returns the name of a part without the end of a period to which it belongs: day, for from-day.
func withoutEnd(part string) string { return part[strings.Index(part, "-")+1:] }

// PartLabel returns the label of a part of an answer: see survey.Question.Parts.
func PartLabel(words *locale.Printer, part string) string {
	switch part = withoutEnd(part); part {
	case "day":
		return words.Say("Day")
	case "month":
		return words.Say("Month")
	case "year":
		return words.Say("Year")
	}
	return UnitName(words, part)
}

// UnitName returns the name of a unit of durations, as a label.
func UnitName(words *locale.Printer, unit string) string {
	switch unit {
	case "years":
		return words.Say("Years")
	case "months":
		return words.Say("Months")
	case "weeks":
		return words.Say("Weeks")
	case "days":
		return words.Say("Days")
	case "hours":
		return words.Say("Hours")
	}
	return words.Say("Minutes")
}
