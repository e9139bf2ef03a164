package survey

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsEmail reports whether an answer to a question of the kind Email may be s.
// Who sends mail asks more of it than this.
func IsEmail(s string) bool { return isEmail(s) }

// isEmail reports whether s has the shape of an address that mail can be sent
// to. Whether anyone reads it, only a mail can tell; so this asks no more than
// what a slip of the finger would break.
func isEmail(s string) bool {
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
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || strings.ContainsAny(label, "@_/!#$%&'*+=?^`{|}~") {
			return false
		}
	}
	return len(labels) > 1
}

// isForbiddenInEmail reports whether r cannot stand in an address, or could and not be
// seen there. RuneError stands for bytes that are not UTF-8.
func isForbiddenInEmail(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) || r == utf8.RuneError || isUnstorable(r)
}

// Which letters stand where in a postcode, from the Royal Mail's rules.
const (
	firstLetters  = "ABCDEFGHIJKLMNOPRSTUWYZ"
	secondLetters = "ABCDEFGHKLMNOPQRSTUVWXY"
	thirdLetters  = "ABCDEFGHJKPSTUW" // as in W1A
	fourthLetters = "ABEHMNPRVWXY"    // as in EC1A
	inwardLetters = "ABDEFGHJLNPQRSTUWXYZ"
)

// outwardShapes are those that the first half of a postcode can have: f, s, t
// and u stand for letters of the four lists, 9 for a digit.
var outwardShapes = [...]string{"f9", "f99", "fs9", "fs99", "f9t", "fs9u"}

// parsePostcode returns s in capitals with its one blank, or false if it is not
// a full United Kingdom postcode.
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
