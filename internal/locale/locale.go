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
	lang   string
	tag    language.Tag
	rtl    bool
	say    map[string]string   // by the English sentence
	counts map[string]forms    // by the English plural
	make   func(string) string // of a pseudo-language: what it makes of English
	dates  *calendar
}

// forms are the forms of a message with a number in it.
type forms map[plural.Form]string

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
	if p.make != nil {
		return p.make(message)
	}
	if said, ok := p.say[message]; ok {
		return said
	}
	return message
}

// Knows reports whether p has words for message. A pseudo-language has them for
// everything, even for "".
func (p *Printer) Knows(message string) bool {
	if p == nil || p.make != nil {
		return true
	}
	_, said := p.say[message]
	_, counts := p.counts[message]
	return said || counts
}

// Fill fills the places of what Format returned.
func (p *Printer) Fill(format string, args ...any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, p.ready(args)...)
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
	case p.make != nil:
		form = p.make(form)
	default:
		if said := p.counts[other].of(p.tag, n); said != "" {
			form = said
		}
	}
	form = strings.Replace(form, "%d", "%s", 1) // the number comes with its commas
	form = strings.Replace(form, "%[1]d", "%[1]s", 1)
	return fmt.Sprintf(form, append([]any{p.Number(n)}, p.ready(more)...)...)
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
	if p.make != nil {
		return p.make(form)
	}
	if said := p.counts[other].of(p.tag, n); said != "" {
		return said
	}
	return form
}

// Forms returns the forms that Count chooses from, by their names in the CLDR.
func (p *Printer) Forms(one, other string) map[string]string {
	all := map[string]string{"one": p.Say(one), "other": p.Say(other)}
	if p == nil {
		return all
	}
	for form, said := range p.counts[other] {
		all[formNames[form]] = said
	}
	return all
}

var formNames = map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}

// of returns the form for n in the language of tag.
func (f forms) of(tag language.Tag, n int64) string {
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

// ready makes args fit to stand in a sentence of p.
func (p *Printer) ready(args []any) []any {
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
			if kept := p.isolated(arg); kept != arg {
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

// isolators are what could end an isolate before its time.
var isolators = strings.NewReplacer("\u2066", "", "\u2067", "", fsi, "", pdi, "")

// isolated returns text so that its direction ends with it, where it could be
// another than that of the sentence.
func (p *Printer) isolated(text string) string {
	turns := false
	for _, r := range text {
		if r < 0x590 {
			turns = turns || p.RTL() && unicode.IsLetter(r)
			continue
		}
		turns = turns || turn(r)
	}
	if !turns {
		return text
	}
	return fsi + isolators.Replace(text) + pdi
}

// turn reports whether r changes the direction of what stands around it.
func turn(r rune) bool {
	switch {
	case r >= 0x590 && r <= 0x8FF, r >= 0xFB1D && r <= 0xFDFF, r >= 0xFE70 && r <= 0xFEFF, r >= 0x10800 && r <= 0x10FFF, r >= 0x1E800 && r <= 0x1EFFF:
		return true
	}
	return r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}
