package form

import (
	"net/url"
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// The parts of a date, which are also the ends of the names of their inputs.
var dateParts = []struct {
	name, label string
	width       int
}{
	{"day", locale.Key("Day"), 2},
	{"month", locale.Key("Month"), 5}, // or its name
	{"year", locale.Key("Year"), 4},
}

// NewDate returns the control for a date: inputs for the day, the month and the year, with what was typed. It is the only
// one for dates that staff type. Its label must be in the language of words; it also names the date in error messages.
func NewDate(words *locale.Printer, name, label string, typed survey.TypedDate) *Field {
	f := &Field{Kind: Date, ID: name, Name: name, Label: label, LabelSize: "s", Hint: words.Say("For example, 27 5 2016")}
	for _, part := range dateParts {
		id := name + "-" + part.name
		f.Parts = append(f.Parts, Field{ID: id, Name: id, Label: words.Say(part.label), Width: part.width})
	}
	f.FillDate(words, typed)
	return f
}

// FillDate puts what was typed into a date, and notes which of its parts is missing or wrong, for [Field.SetError].
func (f *Field) FillDate(words *locale.Printer, typed survey.TypedDate) {
	for i, value := range []string{typed.Day, typed.Month, typed.Year} {
		f.Parts[i].Value = value
	}
	read := typed.Read
	if f.Partial {
		read = typed.ReadPartial
	}
	f.ErrorField, f.misread = f.Parts[0].ID, ""
	if _, wrong := read(words.Lang(), translated(f.Label)); wrong != nil {
		f.ErrorField, f.misread = f.Name+"-"+wrong.Field, words.Say(wrong.Format, wrong.Args...)
	}
}

// translated is a text that is in the language of the page already.
type translated string

// In returns the text.
func (t translated) In(*locale.Printer) string { return string(t) }

// SetError shows say at the field. At a date that cannot be read it shows instead what is wrong with it, at the part that
// is wrong. An empty text changes nothing.
func (f *Field) SetError(say string) {
	if say != "" && f.misread != "" {
		say = f.misread
	}
	if say != "" {
		f.Error = say
	}
}

// TypedDate returns what was typed into the date with the given name.
func TypedDate(typed url.Values, name string) survey.TypedDate {
	return survey.TypedDate{Day: typed.Get(name + "-day"), Month: typed.Get(name + "-month"), Year: typed.Get(name + "-year")}
}

// ReadDate returns the day that was typed into the date with the given name, or zero if it cannot be read.
func ReadDate(words *locale.Printer, typed url.Values, name string) time.Time {
	date, wrong := TypedDate(typed, name).Read(words.Lang(), "")
	if wrong != nil || date == "" {
		return time.Time{}
	}
	day, _ := time.Parse(time.DateOnly, date) // cannot fail: Read returns such a text
	return day
}

// DayTyped returns a day as people type it; a blank date if it is zero.
func DayTyped(day time.Time) survey.TypedDate {
	if day.IsZero() {
		return survey.TypedDate{}
	}
	return survey.TypedDateOf(day.Format(time.DateOnly))
}
