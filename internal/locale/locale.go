// Package locale says the words of the interface in the reader's language.
//
// The English sentence is the key of its translations, so that a page is read
// in English where it is written and nothing has to be looked up to follow it.
package locale

import (
	"fmt"
	"time"
)

// Printer says things in one language. A nil Printer speaks English.
type Printer struct{ lang string }

// For returns the Printer of lang, a BCP 47 tag, or of the nearest language that
// there is.
func For(lang string) *Printer { return &Printer{lang: "en"} }

// Lang is the language that p speaks.
func (p *Printer) Lang() string {
	if p == nil {
		return "en"
	}
	return p.lang
}

// Say says message, which is English and formatted as fmt.Sprintf does.
func (p *Printer) Say(message string, args ...any) string {
	if len(args) == 0 {
		return message
	}
	return fmt.Sprintf(message, args...)
}

// Count says how many there are: one or other, each with %d where the number
// stands.
func (p *Printer) Count(n int64, one, other string) string {
	if n == 1 {
		other = one
	}
	return fmt.Sprintf(other, n)
}

// Date writes the day of t as people read it: 27 May 2016. It is "" for none.
func (p *Printer) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2 January 2006")
}
