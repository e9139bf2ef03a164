package form

import (
	"net/url"
	"strings"
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
