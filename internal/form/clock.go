package form

import (
	"net/url"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// NewTime returns the control for the time of day that belongs to the date with the given name. label and hint are in the
// language of the page.
func NewTime(date, label, hint string) *Field {
	name := date + "-time"
	return &Field{Kind: Text, ID: name, Name: name, Label: label, LabelSize: "s", Hint: hint, Width: 10}
}

// TypedTime returns what was typed into the time of day of the date with the given name, in lower case.
func TypedTime(typed url.Values, date string) string {
	return strings.ToLower(strings.Join(strings.Fields(typed.Get(date+"-time")), " "))
}

// TimeTyped returns a time of day like "23:59" or "01:30 GMT" as people type it.
func TimeTyped(clock string) string {
	hour, zone, _ := strings.Cut(clock, " ")
	t, err := time.Parse("15:04", hour)
	if err != nil {
		return clock
	}
	return strings.TrimSpace((*locale.Printer)(nil).Clock(t) + " " + zone)
}

// clockLayouts are the accepted ways of writing a time of day.
var clockLayouts = []string{"15:04", "15.04", "3:04pm", "3.04pm", "3pm"}

// ReadClock reads a time of day in lower case, with an optional abbreviation of a time zone, such as 9am, 17:30, midday or
// 1:30am gmt. It returns the zone in upper case.
func ReadClock(clock string) (t time.Time, zone string, ok bool) {
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
	for _, layout := range clockLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, strings.ToUpper(zone), true
		}
	}
	return t, "", false
}
