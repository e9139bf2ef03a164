// Package locale says the words of the interface in the reader's language.
//
// The English sentence is the key of its translations, so that a page is read
// in English where it is written and nothing has to be looked up to follow it.
package locale

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Printer says things in one language. A nil Printer speaks English.
type Printer struct {
	lang      string
	tag       language.Tag
	rtl       bool
	messages  map[string]string      // by the English sentence
	plurals   map[string]pluralForms // by the English plural
	transform func(string) string    // of a pseudo-language: what it makes of English
	dates     *calendar
}

// pluralForms are the forms of a message with a number in it.
type pluralForms map[plural.Form]string

// Message is an argument of a sentence that has its own words in each language,
// such as a moment that was agreed on.
type Message interface{ In(*Printer) string }

// Key returns message as it is. It marks an English sentence that is said
// elsewhere, out of a table, so that a test can find it and ask for its
// translations.
func Key(message string) string { return message }

// Lang is the language that p speaks.
func (p *Printer) Lang() string {
	if p == nil {
		return "en"
	}
	return p.lang
}

// RTL reports whether the language of p is written from right to left.
func (p *Printer) RTL() bool { return p != nil && p.rtl }

// Say says message, which is English and formatted as fmt.Sprintf does. An
// argument that is a time is written as its day, a Message in its own words, and
// text of another direction cannot disturb what stands around it.
func (p *Printer) Say(message string, args ...any) string {
	return p.Fill(p.Format(message), args...)
}

// Format returns message in the language of p, with the places still empty.
func (p *Printer) Format(message string) string {
	if p == nil || message == "" {
		return message
	}
	if p.transform != nil {
		return p.transform(message)
	}
	if said, ok := p.messages[message]; ok {
		return said
	}
	return message
}

// HasMessage reports whether p has words for message. A pseudo-language has them for
// everything, even for "".
func (p *Printer) HasMessage(message string) bool {
	if p == nil || p.transform != nil {
		return true
	}
	_, said := p.messages[message]
	_, counts := p.plurals[message]
	return said || counts
}

// Fill fills the places of what Format returned.
func (p *Printer) Fill(format string, args ...any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, p.localiseArgs(args)...)
}

// Count says how many there are: one or other, each with %d where the number
// stands. More arguments stand after the number: "%d answers to: %s".
func (p *Printer) Count(n int64, one, other string, more ...any) string {
	form := other
	if n == 1 {
		form = one
	}
	switch {
	case p == nil:
	case p.transform != nil:
		form = p.transform(form)
	default:
		if said := p.plurals[other].pick(p.tag, n); said != "" {
			form = said
		}
	}
	form = strings.Replace(form, "%d", "%s", 1) // the number comes with its commas
	form = strings.Replace(form, "%[1]d", "%[1]s", 1)
	return fmt.Sprintf(form, append([]any{p.Number(n)}, p.localiseArgs(more)...)...)
}

// Choose is Count for words beside which the number stands by itself.
func (p *Printer) Choose(n int64, one, other string) string {
	form := other
	if n == 1 {
		form = one
	}
	if p == nil {
		return form
	}
	if p.transform != nil {
		return p.transform(form)
	}
	if said := p.plurals[other].pick(p.tag, n); said != "" {
		return said
	}
	return form
}

// PluralForms returns the forms that Count chooses from, by their names in the CLDR.
func (p *Printer) PluralForms(one, other string) map[string]string {
	all := map[string]string{"one": p.Say(one), "other": p.Say(other)}
	if p == nil {
		return all
	}
	for form, said := range p.plurals[other] {
		all[pluralFormNames[form]] = said
	}
	return all
}

var pluralFormNames = map[plural.Form]string{
	plural.Zero:  "zero",
	plural.One:   "one",
	plural.Two:   "two",
	plural.Few:   "few",
	plural.Many:  "many",
	plural.Other: "other",
}

// pick returns the form for n in the language of tag.
func (f pluralForms) pick(tag language.Tag, n int64) string {
	if f == nil {
		return ""
	}
	if n < 0 {
		n = -n
	}
	if said, ok := f[plural.Cardinal.MatchPlural(tag, int(n), 0, 0, 0, 0)]; ok {
		return said
	}
	return f[plural.Other]
}

// localiseArgs makes args fit to stand in a sentence of p.
func (p *Printer) localiseArgs(args []any) []any {
	out := args
	set := func(i int, v any) {
		if &out[0] == &args[0] {
			out = append([]any(nil), args...)
		}
		out[i] = v
	}
	for i, arg := range args {
		switch arg := arg.(type) {
		case time.Time:
			set(i, p.Date(arg))
		case Message:
			set(i, arg.In(p))
		case string:
			if kept := p.isolate(arg); kept != arg {
				set(i, kept)
			}
		}
	}
	return out
}

const (
	fsi = "\u2068" // what follows finds its own direction
	pdi = "\u2069" // and ends here
)

// isolateControls are what could end an isolate before its time.
var isolateControls = strings.NewReplacer("\u2066", "", "\u2067", "", fsi, "", pdi, "")

// isolate returns text so that its direction ends with it, where it could be
// another than that of the sentence.
func (p *Printer) isolate(text string) string {
	turns := false
	for _, r := range text {
		if r < 0x590 {
			turns = turns || p.RTL() && unicode.IsLetter(r)
			continue
		}
		turns = turns || changesDirection(r)
	}
	if !turns {
		return text
	}
	return fsi + isolateControls.Replace(text) + pdi
}

// changesDirection reports whether r changes the direction of what stands around it.
func changesDirection(r rune) bool {
	switch {
	case r >= 0x590 && r <= 0x8FF,
		r >= 0xFB1D && r <= 0xFDFF,
		r >= 0xFE70 && r <= 0xFEFF,
		r >= 0x10800 && r <= 0x10FFF,
		r >= 0x1E800 && r <= 0x1EFFF:
		return true
	}
	return r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}
