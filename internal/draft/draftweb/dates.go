package draftweb

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
)

func dateField(words *locale.Printer, d dateOfConsultation) *form.Field {
	f := &form.Field{Kind: form.Date, Name: d.name, Label: words.Say(d.label), LabelSize: "s", Parts: []form.Field{
		{ID: d.name + "-day", Name: d.name + "-day", Label: words.Say("Day"), Width: 2},
		{ID: d.name + "-month", Name: d.name + "-month", Label: words.Say("Month"), Width: 2},
		{ID: d.name + "-year", Name: d.name + "-year", Label: words.Say("Year"), Width: 4},
	}}
	if d.hint != "" {
		f.Hint = words.Say(d.hint)
	}
	return f
}

// setDateValues sets the fields of a date to a date of a definition, like "2016-05-27 23:59", "2016-05" or
// "2016-10-30 01:30 GMT".
func setDateValues(values url.Values, name, wall string) {
	day, clock, _ := strings.Cut(strings.TrimSpace(wall), " ")
	parts := strings.Split(day, "-")
	for i, field := range []string{"-year", "-month", "-day"} {
		text := ""
		if i < len(parts) {
			text = strings.TrimLeft(parts[i], "0")
		}
		values.Set(name+field, text)
	}
	hour, zone, _ := strings.Cut(clock, " ")
	if t, err := time.Parse("15:04", hour); err == nil {
		clock = strings.TrimSpace((*locale.Printer)(nil).Clock(t) + " " + zone)
	}
	values.Set(name+"-time", clock)
}

// dateText returns the fields of a date on one line, like "27 5 2016 11:59pm".
func dateText(values url.Values, name string) string {
	var all []string
	for _, field := range []string{"-day", "-month", "-year", "-time"} {
		if text := strings.TrimSpace(values.Get(name + field)); text != "" {
			all = append(all, text)
		}
	}
	return strings.Join(all, " ")
}

// timeLayouts are the accepted ways of writing a time of day.
var timeLayouts = []string{"15:04", "15.04", "3:04pm", "3.04pm", "3pm"}

// parseDate returns the submitted date d as a definition writes it, or "" if all its fields are blank. If the
// fields are not valid, it adds an error to invalid and returns current.
func parseDate(typed url.Values, d dateOfConsultation, current string, invalid draftedit.FieldErrors) string {
	fail := func(field, format string, label string) string {
		invalid[field] = locale.Lazy(format, locale.Lazy(label))
		return current
	}
	year, month, day := datePart(typed, d.name+"-year"), datePart(typed, d.name+"-month"), datePart(typed, d.name+"-day")
	timeField := d.name + "-time"
	clock := strings.ToLower(strings.Join(strings.Fields(typed.Get(timeField)), " "))
	if year+month+day+clock == "" {
		return ""
	}
	wall := year
	if month != "" {
		wall = fmt.Sprintf("%s-%02s", wall, month)
	}
	if day != "" {
		wall = fmt.Sprintf("%s-%02s", wall, day)
	}
	if _, err := consult.ParseCivilTime(wall, ""); err != nil || len(year) != 4 || month == "" && day != "" {
		return fail(d.name, locale.Key("%s must be a real date, like 27 5 2026."), cmp.Or(d.errorLabel, d.label))
	}
	if clock == "" && d.noTime != "" && day != "" {
		clock = d.noTime
	}
	if clock == "" {
		return wall
	}
	if day == "" {
		return fail(d.name, locale.Key("%s must include a day if you enter a time."), cmp.Or(d.errorLabel, d.label))
	}
	t, zone, ok := parseClock(clock)
	if !ok {
		return fail(timeField, locale.Key("%s must be a time, like 9am or 11:59pm."), d.time)
	}
	if d.name == "closes" && t.Format("15:04") == "00:00" {
		return fail(timeField, locale.Key(
			"%s cannot be midnight, which can mean the beginning or the end of the day. "+
				"Enter 11:59pm and the last day on which people can respond."),
			d.time)
	}
	wall = strings.TrimSpace(wall + " " + t.Format("15:04") + " " + zone)
	if _, err := consult.ParseCivilTime(wall, ""); err != nil {
		return fail(timeField, locale.Key(
			"%s happens twice or not at all, because the clocks change that night. Enter a different time, or add GMT or BST."),
			d.time)
	}
	return wall
}

// parseClock parses a time of day in lower case with an optional time zone, which it returns in upper case.
func parseClock(clock string) (t time.Time, zone string, ok bool) {
	text, zone, _ := strings.Cut(clock, " ")
	if zone == "am" || zone == "pm" {
		text, zone = text+zone, ""
	}
	switch text {
	case "midday", "noon":
		text = "12:00"
	case "midnight":
		text = "00:00"
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, strings.ToUpper(zone), true
		}
	}
	return t, "", false
}

// datePart returns a field of a date without leading zeros and with the name of a month as a number.
func datePart(typed url.Values, name string) string {
	text := strings.ToLower(strings.TrimSpace(typed.Get(name)))
	for m := time.January; m <= time.December; m++ {
		if full := strings.ToLower(m.String()); len(text) >= 3 && strings.HasPrefix(full, text) {
			return fmt.Sprint(int(m))
		}
	}
	return strings.TrimLeft(text, "0")
}
