package locale

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"github.com/folkmoot/folkmoot/survey"
)

// The numbers on pages are formatted here. Files for programs and numbers in CSS have formats without a language.

// Number returns n with the separators of the language, like 1,200.
func (p *Printer) Number(n int64) string {
	switch lang := p.Lang(); lang {
	case "en", "en-XA", "ar-XB", "cy", "ur":
		return p.signed(addCommas(strconv.FormatInt(n, 10)))
	case "pl":
		if n > -10_000 && n < 10_000 {
			return strconv.FormatInt(n, 10) // Polish does not group numbers of four digits
		}
	}
	return message.NewPrinter(p.tag).Sprint(number.Decimal(n))
}

// Decimal returns f with the separators of the language and as many decimal places as it has, like 1,200.5.
func (p *Printer) Decimal(f float64) string {
	if math.Abs(f) >= math.MaxInt64 {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return p.DecimalText(strconv.FormatFloat(f, 'f', -1, 64))
}

// signed returns a number with its minus sign before it, also where the text around it runs from right to left.
func (p *Printer) signed(text string) string {
	if p.RTL() && strings.HasPrefix(text, "-") {
		return "\u200e" + text
	}
	return text
}

// Whole returns f rounded to a whole number.
func (p *Printer) Whole(f float64) string { return p.Fixed(f, 0) }

// Fixed returns f with the separators of the language, rounded to the given number of decimal places, like 1,200.0.
func (p *Printer) Fixed(f float64, places int) string {
	return p.DecimalText(strconv.FormatFloat(f, 'f', places, 64))
}

// DecimalText returns a number that is written in digits and a point, like 1200.50, with the separators of the language.
func (p *Printer) DecimalText(text string) string {
	text, negative := strings.CutPrefix(text, "-")
	whole, rest, _ := strings.Cut(text, ".")
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
		text = p.Number(n)
	} else {
		text = addCommas(whole) // too large for an int64
	}
	if rest != "" {
		point := "."
		if p.Lang() == "pl" {
			point = ","
		}
		text += point + rest
	}
	if negative {
		return p.signed("-" + text)
	}
	return text
}

// Percent returns a percentage, like 62%.
func (p *Printer) Percent(share int64) string { return WithUnit(p.Number(share), "%") }

// WithUnit returns a formatted number with its unit as the council wrote it, like £1,000, 62% or 12 points.
func WithUnit(text, unit string) string { return survey.Amount{Unit: unit}.WithUnit(text) }

func addCommas(digits string) string {
	digits, negative := strings.CutPrefix(digits, "-")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if negative {
		return "-" + digits
	}
	return digits
}
