package locale

import (
	"strings"
	"time"
)

// TimeTyped returns a time of day like "23:59" or "01:30 GMT" as people type it.
func TimeTyped(clock string) string {
	hour, zone, _ := strings.Cut(clock, " ")
	t, err := time.Parse("15:04", hour)
	if err != nil {
		return clock
	}
	return strings.TrimSpace((*Printer)(nil).Clock(t) + " " + zone)
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
