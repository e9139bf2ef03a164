package locale

import (
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// calendar says how a language writes days and times. It follows the CLDR.
type calendar struct {
	months     [12]string // as they stand in a date
	standalone [12]string // as they stand with a year only; empty: as in a date
	comma      bool       // before the year of a date
	dayPeriods [2]string  // before and after midday, with the space before; "": the clock has 24 hours
	midnight   string     // "": 12 with its half
	midday     string
}

var englishCalendar = &calendar{
	months: [12]string{
		"January",
		"February",
		"March",
		"April",
		"May",
		"June",
		"July",
		"August",
		"September",
		"October",
		"November",
		"December",
	},
	dayPeriods: [2]string{"am", "pm"}, midnight: "midnight", midday: "midday",
}

var calendars = map[string]*calendar{
	"en": englishCalendar, "en-XA": englishCalendar, "ar-XB": englishCalendar,
	"cy": {
		months: [12]string{
			"Ionawr",
			"Chwefror",
			"Mawrth",
			"Ebrill",
			"Mai",
			"Mehefin",
			"Gorffennaf",
			"Awst",
			"Medi",
			"Hydref",
			"Tachwedd",
			"Rhagfyr",
		},
		dayPeriods: [2]string{"yb", "yh"}, midnight: "hanner nos", midday: "hanner dydd",
	},
	"gu": {
		months: [12]string{
			"જાન્યુઆરી",
			"ફેબ્રુઆરી",
			"માર્ચ",
			"એપ્રિલ",
			"મે",
			"જૂન",
			"જુલાઈ",
			"ઑગસ્ટ",
			"સપ્ટેમ્બર",
			"ઑક્ટોબર",
			"નવેમ્બર",
			"ડિસેમ્બર",
		},
		comma: true, dayPeriods: [2]string{" AM", " PM"}, midnight: "મધરાત", midday: "બપોરે 12",
	},
	"pl": {
		months: [12]string{
			"stycznia",
			"lutego",
			"marca",
			"kwietnia",
			"maja",
			"czerwca",
			"lipca",
			"sierpnia",
			"września",
			"października",
			"listopada",
			"grudnia",
		},
		standalone: [12]string{
			"styczeń",
			"luty",
			"marzec",
			"kwiecień",
			"maj",
			"czerwiec",
			"lipiec",
			"sierpień",
			"wrzesień",
			"październik",
			"listopad",
			"grudzień",
		},
	},
}

func (p *Printer) calendar() *calendar {
	if p == nil || p.dates == nil {
		return englishCalendar
	}
	return p.dates
}

// applyPseudo lets a pseudo-language do with words that are no message what it does with
// messages.
func (p *Printer) applyPseudo(words string) string {
	if p != nil && p.transform != nil && words != "" {
		return p.transform(words)
	}
	return words
}

// Date writes the day of t as people read it: 27 May 2016. It is "" for none.
func (p *Printer) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	c := p.calendar()
	between := " "
	if c.comma {
		between = ", "
	}
	return p.applyPseudo(strconv.Itoa(t.Day()) + " " + c.months[t.Month()-1] + between + strconv.Itoa(t.Year()))
}

// Month writes the month of t: May 2016. It is "" for none.
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

// Clock writes the time of day of t, to the minute: 11:59pm, 9am, midday.
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

// Number writes n as people read it: 1,200.
func (p *Printer) Number(n int64) string {
	switch lang := p.Lang(); lang {
	case "en", "en-XA", "ar-XB", "cy":
		return addCommas(n)
	case "pl":
		if n > -10_000 && n < 10_000 {
			return strconv.FormatInt(n, 10) // Polish parts no number of four digits
		}
	}
	return message.NewPrinter(p.tag).Sprint(number.Decimal(n))
}

// Decimal writes f as people read it, with as many places as it has: 1,200.5.
func (p *Printer) Decimal(f float64) string {
	whole, rest, _ := strings.Cut(strconv.FormatFloat(math.Abs(f), 'f', -1, 64), ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return strconv.FormatFloat(f, 'g', -1, 64) // more than anybody counts
	}
	text := p.Number(n)
	if rest != "" {
		point := "."
		if p.Lang() == "pl" {
			point = ","
		}
		text += point + rest
	}
	if f < 0 {
		return "-" + text
	}
	return text
}

func addCommas(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
