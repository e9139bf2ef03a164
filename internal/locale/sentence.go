package locale

import (
	"strings"
	"time"
)

// Sentence is a message that is said later, when it is known in which language.
type Sentence struct {
	one, other string
	n          int64
	args       []any
}

// Says is Say for later.
func Says(message string, args ...any) Sentence { return Sentence{other: message, args: args} }

// Counts is Count for later.
func Counts(n int64, one, other string, more ...any) Sentence { return Sentence{one, other, n, more} }

// In says s in the language of p.
func (s Sentence) In(p *Printer) string {
	if s.one != "" {
		return p.Count(s.n, s.one, s.other, s.args...)
	}
	return p.Say(s.other, s.args...)
}

// String says s in English.
func (s Sentence) String() string { return s.In(nil) }

// Sentences are several, said one after the other.
type Sentences []Sentence

// In says all of s in the language of p.
func (s Sentences) In(p *Printer) string {
	var all []string
	for _, one := range s {
		all = append(all, one.In(p))
	}
	return strings.Join(all, " ")
}

// String says all of s in English.
func (s Sentences) String() string { return s.In(nil) }

// Day is a day that is written later, when it is known in which language.
type Day time.Time

// In writes d in the language of p.
func (d Day) In(p *Printer) string { return p.Date(time.Time(d)) }

// String writes d in English.
func (d Day) String() string { return d.In(nil) }
