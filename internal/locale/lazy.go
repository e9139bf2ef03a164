package locale

import (
	"strings"
	"time"
)

// LazyMessage is a message that is said later, when it is known in which language.
type LazyMessage struct {
	one, other string
	n          int64
	args       []any
}

// Lazy is Say for later.
func Lazy(message string, args ...any) LazyMessage { return LazyMessage{other: message, args: args} }

// LazyCount is Count for later.
func LazyCount(n int64, one, other string, more ...any) LazyMessage {
	return LazyMessage{one, other, n, more}
}

// In says s in the language of p.
func (s LazyMessage) In(p *Printer) string {
	if s.one != "" {
		return p.Count(s.n, s.one, s.other, s.args...)
	}
	return p.Say(s.other, s.args...)
}

// String says s in English.
func (s LazyMessage) String() string { return s.In(nil) }

// LazyMessages are several, said one after the other.
type LazyMessages []LazyMessage

// In says all of s in the language of p.
func (s LazyMessages) In(p *Printer) string {
	var all []string
	for _, one := range s {
		all = append(all, one.In(p))
	}
	return strings.Join(all, " ")
}

// String says all of s in English.
func (s LazyMessages) String() string { return s.In(nil) }

// LazyDate is a day that is written later, when it is known in which language.
type LazyDate time.Time

// In writes d in the language of p.
func (d LazyDate) In(p *Printer) string { return p.Date(time.Time(d)) }

// String writes d in English.
func (d LazyDate) String() string { return d.In(nil) }
