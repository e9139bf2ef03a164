package locale

import (
	"strings"
	"time"
)

// LazyMessage is a message that is formatted later, when the reader's language is known.
type LazyMessage struct {
	one, other string
	n          int64
	args       []any
}

// Lazy returns message and its arguments for a later Say.
//
//locale:message 0
func Lazy(message string, args ...any) LazyMessage { return LazyMessage{other: message, args: args} }

// LazyCount returns a message that contains the number n for a later Count.
//
//locale:count 1 2
func LazyCount(n int64, one, other string, more ...any) LazyMessage {
	return LazyMessage{one, other, n, more}
}

// In formats s in the language of p.
func (s LazyMessage) In(p *Printer) string {
	if s.one != "" {
		return p.Count(s.n, s.one, s.other, s.args...)
	}
	return p.Say(s.other, s.args...)
}

// String formats s in English.
func (s LazyMessage) String() string { return s.In(nil) }

// LazyMessages are formatted one after the other, separated by spaces.
type LazyMessages []LazyMessage

// In formats all of s in the language of p.
func (s LazyMessages) In(p *Printer) string {
	var all []string
	for _, one := range s {
		all = append(all, one.In(p))
	}
	return strings.Join(all, " ")
}

// String formats all of s in English.
func (s LazyMessages) String() string { return s.In(nil) }

// LazyDate is a date that is formatted later, when the reader's language is known.
type LazyDate time.Time

// In formats d in the language of p.
func (d LazyDate) In(p *Printer) string { return p.Date(time.Time(d)) }

// String formats d in English.
func (d LazyDate) String() string { return d.In(nil) }

// Verbatim is text in the words of its writer: a Message that is the same in every language. Within another message its
// direction cannot reorder the text around it.
type Verbatim string

// In returns the text.
func (v Verbatim) In(*Printer) string { return string(v) }
