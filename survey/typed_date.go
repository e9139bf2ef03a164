package survey

import (
	"slices"
	"strings"
)

// TypedDate is a date as it was typed, part by part. A month may be a number or a name: see
// [TypedDate.Read].
type TypedDate struct{ Day, Month, Year string }

// TypedDateOf returns the date s, like 2016-05-27, 2016-05 or 2016, as people type it: without
// leading zeros. It reverses [TypedDate.Text].
func TypedDateOf(s string) TypedDate {
	parts := append(strings.SplitN(s, "-", 3), "", "")
	if isDateOf(s) {
		parts[1], parts[2] = strings.TrimLeft(parts[1], "0"), strings.TrimLeft(parts[2], "0")
	}
	return TypedDate{parts[2], parts[1], parts[0]}
}

// IsBlank reports whether nothing was typed.
func (d TypedDate) IsBlank() bool { return trimInput(d.Day+d.Month+d.Year) == "" }

// Text returns d as one text, to be stored: like 2016-05-27 if it is a date, and otherwise with
// the parts as they were typed.
func (d TypedDate) Text(lang string) string {
	if d.IsBlank() {
		return ""
	}
	if date, wrong := d.Read(lang, ""); wrong == nil {
		return date
	}
	clean := func(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "-", " ") }
	return clean(d.Year) + "-" + clean(d.Month) + "-" + clean(d.Day)
}

// Read returns the date like 2016-05-27, or "" if nothing was typed. A name of a month is in
// lang, in English or in another language of the interface, whole or its beginning, or otherwise
// in any language if it is clear.
//
// If a part is missing or wrong, Field of the problem is that part: day, month or year. label
// names the date in the message; it is a text or, to be formatted later, anything that becomes
// one.
func (d TypedDate) Read(lang string, label any) (date string, wrong *Problem) {
	return d.read(lang, label, []string{"day", "month", "year"})
}

// ReadPartial is Read for a date of which only the month or the year may be known, like 2016-05
// or 2016.
func (d TypedDate) ReadPartial(lang string, label any) (date string, wrong *Problem) {
	parts := []string{"day", "month", "year"}
	for _, value := range []string{d.Day, d.Month} {
		if trimInput(value) != "" {
			break
		}
		parts = parts[1:]
	}
	return d.read(lang, label, parts)
}

func (d TypedDate) read(lang string, label any, parts []string) (date string, wrong *Problem) {
	if d.IsBlank() {
		return "", nil
	}
	values := []string{trimInput(d.Day), trimInput(d.Month), trimInput(d.Year)}[3-len(parts):]
	date, part, say := readDateParts(parts, values, lang, label)
	if part == "" {
		return date, nil
	}
	return "", &Problem{Field: part, Say: say.String(), Format: say.other, Args: say.args}
}

// readDateParts returns the date that the values of its parts are, some of which were typed.
// part is "" if it is valid. Otherwise it is the first that must be corrected, and wrong the
// message, which ends with the label of the date.
func readDateParts(parts, values []string, lang string, label any) (date, part string, wrong message) {
	if blank := slices.Index(values, ""); blank >= 0 {
		return "", parts[blank], partsMissing(parts, values, label)
	}
	date, part = parseDate(values, lang)
	if part != "" {
		wrong = partWrong(part, values, lang, label)
	}
	return date, part, wrong
}

// partsMissing is the message for a date without all its parts.
func partsMissing(parts, values []string, label any) message {
	var missing []string
	for i, part := range parts {
		if values[i] == "" {
			missing = append(missing, part)
		}
	}
	switch strings.Join(missing, " ") {
	case "day month":
		return newMessage("Date must include a day and a month: %s", label)
	case "day year":
		return newMessage("Date must include a day and a year: %s", label)
	case "month year":
		return newMessage("Date must include a month and a year: %s", label)
	case "day":
		return newMessage("Date must include a day: %s", label)
	case "month":
		return newMessage("Date must include a month: %s", label)
	}
	return newMessage("Date must include a year: %s", label)
}

// partWrong is the message for a date one of whose parts is not valid.
func partWrong(part string, values []string, lang string, label any) message {
	switch part {
	case "day":
		if day, ok := parseSmallInt(values[0]); ok && 1 <= day && day <= 31 {
			month, _ := parseMonth(values[1], lang)
			year, _ := parseSmallInt(values[2])
			return newMessage("%s does not exist: %s", dayText(year, int(month), day), label)
		}
		return newMessage("Enter the day as a number from 1 to 31: %s", label)
	case "month":
		return newMessage("Enter the month as a number from 1 to 12 or by name: %s", label)
	}
	return newMessage("Year must have 4 digits, like 2016: %s", label)
}
