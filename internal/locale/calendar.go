package locale

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/survey"
)

// calendar is how a language writes dates and times, following the CLDR.
type calendar struct {
	months     [12]string // in a date
	standalone [12]string // with a year only; empty: as in a date
	beforeYear string     // between month and year in a date; empty: a space
	dayPeriods [2]string  // before and after midday, with the space before; empty: 24-hour clock
	midnight   string     // 12am
	midday     string     // 12pm
}

var englishCalendar = &calendar{
	months: [12]string{
		"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December",
	},
	dayPeriods: [2]string{"am", "pm"}, midnight: "midnight", midday: "midday",
}

var calendars = map[string]*calendar{
	"en": englishCalendar, "en-XA": englishCalendar, "ar-XB": englishCalendar,
	"cy": {
		months: [12]string{
			"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
			"Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
		},
		dayPeriods: [2]string{"yb", "yh"}, midnight: "hanner nos", midday: "hanner dydd",
	},
	"gu": {
		months: [12]string{
			"જાન્યુઆરી", "ફેબ્રુઆરી", "માર્ચ", "એપ્રિલ", "મે", "જૂન",
			"જુલાઈ", "ઑગસ્ટ", "સપ્ટેમ્બર", "ઑક્ટોબર", "નવેમ્બર", "ડિસેમ્બર",
		},
		beforeYear: ", ", dayPeriods: [2]string{" AM", " PM"}, midnight: "મધરાત", midday: "બપોરે 12",
	},
	"ur": {
		months: [12]string{
			"جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون",
			"جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر",
		},
		beforeYear: "، ", dayPeriods: [2]string{" AM", " PM"}, midnight: "آدھی رات", midday: "دوپہر 12 بجے",
	},
	"pl": {
		months: [12]string{
			"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
			"lipca", "sierpnia", "września", "października", "listopada", "grudnia",
		},
		standalone: [12]string{
			"styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec",
			"lipiec", "sierpień", "wrzesień", "październik", "listopad", "grudzień",
		},
	},
}

func (p *Printer) calendar() *calendar {
	if p == nil || p.dates == nil {
		return englishCalendar
	}
	return p.dates
}

// applyPseudo transforms text that is not a message in a pseudo-language, and returns it unchanged in others.
func (p *Printer) applyPseudo(words string) string {
	if p != nil && p.transform != nil && words != "" {
		return p.transform(words)
	}
	return words
}

// Date returns the date of t, like 27 May 2016, or "" for the zero time.
func (p *Printer) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	c := p.calendar()
	return p.applyPseudo(strconv.Itoa(t.Day()) + " " + c.months[t.Month()-1] + cmp.Or(c.beforeYear, " ") + strconv.Itoa(t.Year()))
}

// Month returns the month and year of t, like May 2016, or "" for the zero time.
func (p *Printer) Month(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	c := p.calendar()
	name := c.standalone[t.Month()-1]
	if name == "" {
		name = c.months[t.Month()-1]
	}
	return p.applyPseudo(name + " " + strconv.Itoa(t.Year()))
}

// PartialDate returns a date in the form of answers, like 2016-05-27, 2016-05 or 2016, in words. It may be a day that does
// not exist, such as 31 April; other texts are returned as they are.
func (p *Printer) PartialDate(date string) string {
	d := survey.TypedDateOf(date)
	month, err := time.Parse("1", d.Month)
	year, wrong := strconv.Atoi(d.Year)
	switch {
	case err != nil || wrong != nil:
		return date
	case d.Day == "":
		return p.Month(time.Date(year, month.Month(), 1, 0, 0, 0, 0, time.UTC))
	}
	c := p.calendar()
	return p.applyPseudo(d.Day + " " + c.months[month.Month()-1] + cmp.Or(c.beforeYear, " ") + d.Year)
}

// Clock returns the time of day of t to the minute, like 11:59pm, 9am or midday.
func (p *Printer) Clock(t time.Time) string {
	c := p.calendar()
	switch {
	case c.dayPeriods[0] == "":
		return t.Format("15:04")
	case t.Hour() == 0 && t.Minute() == 0:
		return p.applyPseudo(c.midnight)
	case t.Hour() == 12 && t.Minute() == 0:
		return p.applyPseudo(c.midday)
	}
	words := strings.TrimSuffix(t.Format("3:04"), ":00")
	return p.applyPseudo(words + c.dayPeriods[t.Hour()/12])
}
