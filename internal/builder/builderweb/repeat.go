package builderweb

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// repeatName is the name of the part of a page that says how it is repeated.
const repeatName = "repeat"

// repeatPart is how a page is repeated, all of it at once: its fields depend on each other.
var repeatPart = draftedit.NewPart(repeatName, locale.Key("Repeat this page"),
	"repeat-item", "repeat-least", "repeat-most", "repeat-more", "repeat-yes", "repeat-no")

// repeatFields returns the fields about how a page is repeated.
func repeatFields(words *locale.Printer) form.Form {
	text := func(name, label, hint string) *form.Field {
		return &form.Field{Kind: form.Text, Name: name, Label: label, Hint: hint, LabelSize: "s", Optional: true}
	}
	number := func(name, label, hint string) *form.Field {
		f := text(name, label, hint)
		f.Width, f.InputMode = 4, "numeric"
		return f
	}
	return form.Form{
		text("repeat-item", words.Say("Repeat this page for each"),
			words.Say("For example Child, Journey or Site. Each time has a heading like “Child 2”. "+
				"Leave this blank to ask the page once. Do not ask for names of other people: they are personal data.")),
		number("repeat-least", words.Say("Minimum number of times"),
			words.Say("How often everyone who sees the page answers it. Leave blank for once.")),
		number("repeat-most", words.Say("Maximum number of times"), words.Say("Up to %d. Leave blank for 10.", survey.MaxRepetitions)),
		text("repeat-more", words.Say("Question whether there is another one"), words.Say("For example, “Is there another child?”.")),
		text("repeat-yes", words.Say("Answer for another one"), ""),
		text("repeat-no", words.Say("Answer for no more"), ""),
	}
}

// setRepeatValues sets the values of repeatFields.
func setRepeatValues(values url.Values, r *survey.Repeat) {
	if r == nil {
		r = &survey.Repeat{}
	}
	number := func(name string, n int) {
		if values.Set(name, ""); n > 0 {
			values.Set(name, strconv.Itoa(n))
		}
	}
	values.Set("repeat-item", r.Item)
	values.Set("repeat-more", r.More)
	values.Set("repeat-yes", r.Yes)
	values.Set("repeat-no", r.No)
	number("repeat-least", r.Least)
	number("repeat-most", r.Most)
}

// parseRepeat sets how p, a page of f, is repeated. It returns the fields that are wrong.
func parseRepeat(f *survey.Form, p *survey.Page, typed url.Values) draftedit.FieldErrors {
	text := func(name string) string { return survey.CleanText(strings.TrimSpace(typed.Get(name))) }
	if !typed.Has("repeat-item") {
		return nil // the page of a version without these fields
	}
	if text("repeat-item") == "" {
		p.Repeat = nil
		return nil
	}
	r := survey.Repeat{Item: text("repeat-item"), More: text("repeat-more"), Yes: text("repeat-yes"), No: text("repeat-no")}
	for name, n := range map[string]*int{"repeat-least": &r.Least, "repeat-most": &r.Most} {
		value := text(name)
		if value == "" {
			continue
		}
		var err error
		if *n, err = strconv.Atoi(value); err != nil || *n < 1 || *n > survey.MaxRepetitions {
			return draftedit.FieldErrors{name: locale.Lazy("Enter a whole number from 1 to %d.", survey.MaxRepetitions)}
		}
	}
	made := builder.NewRepeat(f, r)
	if made.Least > made.Most {
		return draftedit.FieldErrors{"repeat-least": locale.Lazy("Enter a number that is no more than the maximum, %d.", made.Most)}
	}
	p.Repeat = made
	return nil
}
