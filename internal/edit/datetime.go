package edit

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// TypedDateTime is a date with a time of day as it was typed.
type TypedDateTime struct {
	Date survey.TypedDate
	Time string // like "9am" or "1:30am GMT"; "" is none
}

// noDate is what a value has instead of the date if only a time was typed.
const noDate = "--"

// TypedDateTimeOf returns the value of a DateTime as people type it. It reverses [Field.DateTimeText].
func TypedDateTimeOf(value string) TypedDateTime {
	day, clock, _ := strings.Cut(strings.TrimSpace(value), " ")
	return TypedDateTime{survey.TypedDateOf(day), locale.TimeTyped(clock)}
}

// DateText returns the value of a Date for what was typed in lang.
func (f *Field) DateText(d survey.TypedDate, lang string) string {
	if date, wrong := f.readDate(d, lang); wrong == nil {
		return date
	}
	return d.Text(lang)
}

// DateTimeText returns the value of a DateTime for what was typed in lang: like "2016-05-27 23:59" or "2016-10-30 01:30 GMT"
// if it can be read, and otherwise with the parts as they were typed.
func (f *Field) DateTimeText(d TypedDateTime, lang string) string {
	day, clock := strings.ReplaceAll(f.DateText(d.Date, lang), " ", "\u00a0"), d.Time
	if t, zone, ok := locale.ReadClock(clock); ok {
		clock = strings.TrimSpace(t.Format("15:04") + " " + zone)
	}
	switch {
	case clock == "" && len(day) == len("2016-05-27"):
		clock = f.NoTime
	case clock != "" && day == "":
		day = noDate
	}
	return strings.TrimSpace(day + " " + clock)
}

// CheckDateTime returns what is wrong with a date and its time, and whether it is the time.
func (f *Field) CheckDateTime(d TypedDateTime) (isTime bool, err error) {
	day, wrong := f.readDate(d.Date, "en")
	if d.Time != "" {
		day, wrong = d.Date.Read("en", locale.Lazy(f.Label))
	}
	if wrong != nil {
		return false, fault.Newf(fault.Invalid, wrong.Format, wrong.Args...)
	}
	if _, _, ok := locale.ReadClock(d.Time); d.Time != "" && day != "" && !ok {
		return true, fault.Newf(fault.Invalid, "%s must be a time, like 9am or 11:59pm.", locale.Lazy(f.TimeLabel))
	}
	if d.Time != "" && day == "" {
		return false, fault.Newf(fault.Invalid, "%s must include a day if you enter a time.", locale.Lazy(f.Label))
	}
	return d.Time != "", nil
}

// readDate returns the date that was typed into a Date, or the date of a DateTime without a time.
func (f *Field) readDate(d survey.TypedDate, lang string) (date string, wrong *survey.Problem) {
	if f.Partial {
		return d.ReadPartial(lang, locale.Lazy(f.Label))
	}
	return d.Read(lang, locale.Lazy(f.Label))
}

// dateInWords returns the value of a Date or DateTime for people to read; if it cannot be read, as it was typed.
func (f *Field) dateInWords(words *locale.Printer, value string) string {
	d := TypedDateTimeOf(value)
	day, wrong := f.readDate(d.Date, "en")
	if wrong != nil || day == "" {
		day = strings.Join(strings.Fields(d.Date.Day+" "+d.Date.Month+" "+d.Date.Year), " ")
	} else {
		day = words.PartialDate(day)
	}
	if d.Time == "" || f.Kind == Date {
		return day
	}
	return words.Say("%s, %s", day, d.Time)
}
