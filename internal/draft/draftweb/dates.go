package draftweb

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
)

func dateField(words *locale.Printer, name, label, hint string) *form.Field {
	f := &form.Field{Kind: form.Date, Name: name, Label: words.Say(label), LabelSize: "s", Parts: []form.Field{
		{
			ID:    name + "-day",
			Name:  name + "-day",
			Label: words.Say("Day"),
			Width: 2,
		}, {ID: name + "-month", Name: name + "-month", Label: words.Say("Month"), Width: 2},
		{ID: name + "-year", Name: name + "-year", Label: words.Say("Year"), Width: 4}}}
	if hint != "" {
		f.Hint = words.Say(hint)
	}
	return f
}

// setDateValues puts "2016-05-27 23:59" into the fields of a date.
func setDateValues(v url.Values, name, wall string) {
	day, clock, _ := strings.Cut(strings.TrimSpace(wall), " ")
	parts := strings.Split(day, "-")
	for i, field := range []string{"-year", "-month", "-day"} {
		text := ""
		if i < len(parts) {
			text = strings.TrimLeft(parts[i], "0")
		}
		v.Set(name+field, text)
	}
	hour, zone, _ := strings.Cut(clock, " ") // "01:30 GMT": which of two
	if t, err := time.Parse("15:04", hour); err == nil {
		clock = strings.TrimSpace((*locale.Printer)(nil).Clock(t) + " " + zone)
	}
	v.Set(name+"-time", clock)
}

// timeLayouts are the ways in which people write a time of day.
var timeLayouts = []string{"15:04", "15.04", "3:04pm", "3.04pm", "3pm"}

// parseDate reads the fields of a date. Nothing in them is no date; what cannot be
// read is wrong and leaves the date as it was.
func parseDate(typed url.Values, name, was string, bad draftedit.FieldErrors) string {
	year, month, day := datePart(typed, name+"-year"), datePart(typed, name+"-month"), datePart(typed, name+"-day")
	clock := strings.ToLower(strings.Join(strings.Fields(typed.Get(name+"-time")), " "))
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
		bad[name] = locale.Key("Enter a real date, like 27 5 2026.")
		return was
	}
	if clock == "" {
		return wall
	}
	if day == "" {
		bad[name] = locale.Key("Enter the day as well as the time.")
		return was
	}
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
			wall = strings.TrimSpace(wall + " " + t.Format("15:04") + " " + strings.ToUpper(zone))
			if _, err := consult.ParseCivilTime(wall, ""); err != nil {
				bad[name+"-time"] = locale.Key(
					"The clocks change that night, so this time happens twice or not at all. Enter a different time, or add GMT or BST.",
				)
				return was
			}
			return wall
		}
	}
	bad[name+"-time"] = locale.Key("Enter a time, like 9am or 11:59pm.")
	return was
}

// datePart is a field of a date without what people put around it. Months may be
// written in words.
func datePart(typed url.Values, name string) string {
	text := strings.ToLower(strings.TrimSpace(typed.Get(name)))
	for m := time.January; m <= time.December; m++ {
		if full := strings.ToLower(m.String()); len(text) >= 3 && strings.HasPrefix(full, text) {
			return fmt.Sprint(int(m))
		}
	}
	return strings.TrimLeft(text, "0")
}
