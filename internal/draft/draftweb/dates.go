package draftweb

import (
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// fields returns the fields of d.
func (d dateOfConsultation) fields(words *locale.Printer) form.Form {
	date := form.NewDate(words, d.name, words.Say(d.label), survey.TypedDate{})
	date.Partial = !d.exact
	if d.hint != "" {
		date.Hint = words.Say(d.hint)
	}
	if d.time == "" {
		return form.Form{date}
	}
	return form.Form{date, form.NewTime(d.name, words.Say(d.time), words.Say(d.timeHint))}
}

// setDateValues sets the fields of a date to a date of a definition, like "2016-05-27 23:59", "2016-05" or
// "2016-10-30 01:30 GMT".
func setDateValues(values url.Values, name, wall string) {
	day, clock, _ := strings.Cut(strings.TrimSpace(wall), " ")
	d := survey.TypedDateOf(day)
	for field, text := range map[string]string{"-day": d.Day, "-month": d.Month, "-year": d.Year, "-time": form.TimeTyped(clock)} {
		values.Set(name+field, text)
	}
}

// dateText returns the fields of a date on one line, like "27 5 2016 11:59pm".
func dateText(values url.Values, name string) string {
	d := form.TypedDate(values, name)
	return strings.Join(strings.Fields(strings.Join([]string{d.Day, d.Month, d.Year, values.Get(name + "-time")}, " ")), " ")
}

// parseDate returns the submitted date d as a definition writes it, or "" if all its fields are blank. If the
// fields are not valid, it adds an error to invalid and returns current.
func parseDate(lang string, typed url.Values, d dateOfConsultation, current string, invalid draftedit.FieldErrors) string {
	fail := func(field, format string, args ...any) string {
		invalid[field] = locale.Lazy(format, args...)
		return current
	}
	label := locale.Lazy(d.label)
	date, clock := form.TypedDate(typed, d.name), form.TypedTime(typed, d.name)
	timeField := d.name + "-time"
	read := date.ReadPartial
	if clock != "" || d.exact {
		read = date.Read
	}
	wall, wrong := read(lang, label)
	if wrong != nil {
		return fail(d.name, wrong.Format, wrong.Args...)
	}
	if wall == "" && clock != "" {
		return fail(d.name, locale.Key("%s must include a day if you enter a time."), label)
	}
	if clock == "" && len(wall) == len("2016-05-27") {
		clock = d.noTime
	}
	if clock == "" {
		return wall
	}
	t, zone, ok := form.ReadClock(clock)
	if !ok {
		return fail(timeField, locale.Key("%s must be a time, like 9am or 11:59pm."), locale.Lazy(d.time))
	}
	if d.name == "closes" && t.Format("15:04") == "00:00" {
		return fail(timeField, locale.Key(
			"%s cannot be midnight, which can mean the beginning or the end of the day. "+
				"Enter 11:59pm and the last day on which people can respond."),
			locale.Lazy(d.time))
	}
	wall = strings.TrimSpace(wall + " " + t.Format("15:04") + " " + zone)
	if _, err := consult.ParseCivilTime(wall, ""); err != nil {
		return fail(timeField, locale.Key(
			"%s happens twice or not at all, because the clocks change that night. Enter a different time, or add GMT or BST."),
			locale.Lazy(d.time))
	}
	return wall
}
