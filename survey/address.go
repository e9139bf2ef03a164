package survey

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsEmail reports whether s is accepted as the answer to a question of kind
// [Email].
//
// The check finds typing mistakes: a missing part, a space, two dots in a row. It
// does not implement all of RFC 5322, and it does not find out whether the address
// exists; only sending a message does.
func IsEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(local) > 64 || len(s) > MaxEmail || strings.ContainsAny(s, "\",:;<>()[]\\") ||
		strings.ContainsFunc(s, isForbiddenInEmail) {
		return false
	}
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return false
	}
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.ContainsAny(label, "@_/!#$%&'*+=?^`{|}~") {
			return false
		}
	}
	return len(labels) > 1
}

// isForbiddenInEmail reports whether r is white space, an invisible character or
// not valid UTF-8 (utf8.RuneError).
func isForbiddenInEmail(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) || r == utf8.RuneError || isUnstorable(r)
}

// IsTelephone reports whether s is accepted as the answer to a question of kind
// [Telephone]: 7 to 20 digits, with spaces, brackets, hyphens and dots between them, a
// plus sign at the front and an extension after "x" or "ext".
func IsTelephone(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return len(s) <= MaxTelephone && digits >= 7 && digits <= 20 && telephonePattern.MatchString(s)
}

var telephonePattern = regexp.MustCompile(`^\+?[0-9 ().-]+(,? ?(x|ext\.?) ?[0-9]+)?$`)

// The letters allowed at each position of a postcode (Royal Mail, "PAF Programmers'
// Guide"; also British Standard BS 7666).
const (
	firstLetters  = "ABCDEFGHIJKLMNOPRSTUWYZ"
	secondLetters = "ABCDEFGHKLMNOPQRSTUVWXY"
	thirdLetters  = "ABCDEFGHJKPSTUW" // as in W1A
	fourthLetters = "ABEHMNPRVWXY"    // as in EC1A
	inwardLetters = "ABDEFGHJLNPQRSTUWXYZ"
)

// outwardShapes are the possible forms of the first half of a postcode, the outward
// code: f, s, t and u stand for a letter of the four lists above, 9 for a digit.
var outwardShapes = [...]string{"f9", "f99", "fs9", "fs99", "f9t", "fs9u"}

// parsePostcode returns the postcode s in capitals with one space, or false if s is
// not a full United Kingdom postcode. It checks the form only, not whether the
// postcode exists.
func parsePostcode(s string) (string, bool) {
	if len(s) > MaxTypedBytes {
		return "", false
	}
	s = strings.ToUpper(strings.Join(strings.Fields(trimInput(s)), ""))
	if len(s) < 5 || len(s) > 7 {
		return "", false
	}
	outward, inward := s[:len(s)-3], s[len(s)-3:]
	if !matchesShape(inward, "9ii") {
		return "", false
	}
	for _, shape := range outwardShapes {
		if matchesShape(outward, shape) {
			return outward + " " + inward, true
		}
	}
	return "", false
}

// matchesShape reports whether s has the given shape; see outwardShapes. In the
// second half of a postcode, i stands for one of inwardLetters.
func matchesShape(s, shape string) bool {
	if len(s) != len(shape) {
		return false
	}
	for i := range len(s) {
		var allowed string
		switch shape[i] {
		case 'f':
			allowed = firstLetters
		case 's':
			allowed = secondLetters
		case 't':
			allowed = thirdLetters
		case 'u':
			allowed = fourthLetters
		case 'i':
			allowed = inwardLetters
		case '9':
			allowed = "0123456789"
		}
		if strings.IndexByte(allowed, s[i]) < 0 {
			return false
		}
	}
	return true
}
