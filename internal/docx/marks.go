package docx

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// Characters that set the direction of text. Word does not know the isolates that pages use, but the marks.
const (
	toLeftIsolate  = '\u2066'
	toRightIsolate = '\u2067'
	firstIsolate   = '\u2068'
	popIsolate     = '\u2069'
)

// mark returns an invisible letter of a direction. Between two of them, signs are written in that direction.
func mark(rtl bool) string {
	if rtl {
		return "\u200f"
	}
	return "\u200e"
}

// withoutIsolates returns text with marks instead of the isolates in another direction than rtl, and without the others.
func withoutIsolates(text string, rtl bool) string {
	if !strings.ContainsAny(text, "\u2066\u2067\u2068\u2069") {
		return text
	}
	var b strings.Builder
	open := []bool{rtl}
	for i, r := range text {
		now := open[len(open)-1]
		switch r {
		case toLeftIsolate, toRightIsolate, firstIsolate:
			next := r == toRightIsolate || r == firstIsolate && firstRTL(text[i:])
			open = append(open, next)
			if next != now {
				b.WriteString(mark(next))
			}
		case popIsolate:
			if n := len(open); n > 1 {
				open = open[:n-1]
				if open[n-2] != now {
					b.WriteString(mark(now))
				}
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// firstRTL reports whether the first letter in text is written from right to left.
func firstRTL(text string) bool {
	for _, r := range text {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}
