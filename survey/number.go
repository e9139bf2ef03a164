package survey

import "strings"

// digitZeros are the zeros of the scripts whose digits are accepted, because people type
// numbers with the keyboard of their language. Answers contain ASCII digits.
var digitZeros = [...]rune{
	'0',
	'٠', // Arabic
	'۰', // Persian, Urdu
	'०', // Devanagari: Hindi, Nepali, Marathi
	'০', // Bengali
	'੦', // Gurmukhi: Punjabi
	'૦', // Gujarati
	'௦', // Tamil
	'０', // the full-width digits of Chinese and Japanese keyboards
}

// parseNumber parses a decimal number as people type it and returns it in canonical
// form: ASCII digits without "+", "-0" or superfluous zeros. It returns false if s is not
// a number or has too many digits.
//
// A number is an optional sign (+, - or the minus sign U+2212), digits of one script,
// and optionally a point and more digits. Commas may separate thousands ("1,250,000")
// but are not a decimal separator, so "1,5" is refused. Exponents, hexadecimal numbers,
// "NaN" and spaces within the number are refused.
func parseNumber(s string) (string, bool) {
	if len(s) > MaxTypedBytes {
		return "", false
	}
	s, ok := latinDigits(trimInput(s))
	if !ok {
		return "", false
	}
	sign := ""
	if rest, minus := strings.CutPrefix(s, "-"); minus {
		sign, s = "-", rest
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	whole, fraction, point := strings.Cut(s, ".")
	whole, ok = stripCommas(whole)
	if !ok || !isDigits(whole) || point && !isDigits(fraction) {
		return "", false
	}
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if len(whole) > MaxDigits || len(fraction) > MaxDecimals {
		return "", false
	}
	if whole == "" {
		whole = "0"
	}
	switch {
	case fraction != "":
		return sign + whole + "." + fraction, true
	case whole == "0":
		return "0", true
	}
	return sign + whole, true
}

// latinDigits returns s with digits converted to ASCII, or false if s mixes digits of
// different scripts. It also converts the minus sign U+2212 to "-".
func latinDigits(s string) (string, bool) {
	if isASCII(s) {
		return s, true
	}
	var b strings.Builder
	var script rune
	for _, r := range s {
		zero := digitZero(r)
		switch {
		case r == '−':
			b.WriteByte('-')
		case zero == 0:
			b.WriteRune(r)
		case script != 0 && script != zero:
			return "", false
		default:
			script = zero
			b.WriteByte(byte('0' + r - zero))
		}
	}
	return b.String(), true
}

// digitZero returns the zero of the script of the digit r, or 0 if r is not a digit.
func digitZero(r rune) rune {
	for _, zero := range digitZeros {
		if r >= zero && r <= zero+9 {
			return zero
		}
	}
	return 0
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// stripCommas removes commas that separate thousands, and returns false if there is a
// comma at another place.
func stripCommas(s string) (string, bool) {
	if !strings.Contains(s, ",") {
		return s, true
	}
	groups := strings.Split(s, ",")
	for i, group := range groups {
		if i == 0 && (group == "" || len(group) > 3) || i > 0 && len(group) != 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// decimalPlaces returns the number of decimal places of a number from parseNumber.
func decimalPlaces(number string) int {
	_, fraction, _ := strings.Cut(number, ".")
	return len(fraction)
}

// compareNumbers compares two numbers from parseNumber as text, without rounding, and
// returns -1, 0 or +1.
func compareNumbers(a, b string) int {
	minusA, minusB := strings.HasPrefix(a, "-"), strings.HasPrefix(b, "-")
	switch {
	case minusA && minusB:
		return compareMagnitudes(b[1:], a[1:])
	case minusA:
		return -1
	case minusB:
		return +1
	}
	return compareMagnitudes(a, b)
}

func compareMagnitudes(a, b string) int {
	wholeA, fractionA, _ := strings.Cut(a, ".")
	wholeB, fractionB, _ := strings.Cut(b, ".")
	if len(wholeA) != len(wholeB) {
		if len(wholeA) < len(wholeB) {
			return -1
		}
		return +1
	}
	// If one fraction is a prefix of the other, the longer one is larger, because its last
	// digit is not 0.
	if order := strings.Compare(wholeA, wholeB); order != 0 {
		return order
	}
	return strings.Compare(fractionA, fractionB)
}
