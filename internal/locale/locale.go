// Package locale translates the interface and formats dates and numbers.
//
// The English sentence is the key of its translations (messages/LANG.json), so code and templates can be read without
// looking up keys. Tests find every sentence in the source code (keys_test.go) and compare them with the translations.
package locale

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/folkmoot/folkmoot/survey"
)

// Printer formats messages, dates and numbers in one language. A nil Printer uses English.
type Printer struct {
	lang      string
	variant   string // tag of a way of writing lang, like EasyRead, or ""
	tag       language.Tag
	rtl       bool
	messages  map[string]string      // by English sentence
	plurals   map[string]pluralForms // by English plural
	transform func(string) string    // of a pseudo-language: makes its text from the English
	dates     *calendar
}

// pluralForms are the forms of a message that contains a number.
type pluralForms map[plural.Form]string

// Message is an argument of a message that is itself translated, such as a date and time.
type Message interface{ In(*Printer) string }

// Key returns message unchanged. It marks an English sentence that is passed to Say elsewhere, for example in a table,
// so that the tests find it and require its translations.
//
//locale:message 0
func Key(message string) string { return message }

// Lang returns the language tag of p.
func (p *Printer) Lang() string {
	if p == nil {
		return "en"
	}
	return p.lang
}

// Variant returns the language tag of p with the way of writing, like EasyRead. It tells apart what p says from what other
// Printers of the same language say.
func (p *Printer) Variant() string {
	if p == nil {
		return "en"
	}
	return cmp.Or(p.variant, p.lang)
}

// RTL reports whether the language of p is written from right to left.
func (p *Printer) RTL() bool { return p != nil && p.rtl }

// arabic is the script whose commas and semicolons are turned round.
var arabic = language.MustParseScript("Arab")

// Punctuation returns text, such as ", " between two facts, with the commas and semicolons of p's script.
func (p *Printer) Punctuation(text string) string {
	if p == nil {
		return text
	}
	if script, _ := p.tag.Script(); script != arabic {
		return text
	}
	return strings.NewReplacer(",", "،", ";", "؛").Replace(text)
}

// Say translates message, an English format string of package fmt, and fills in args. A time is written as a date and a
// Message in the language of p. Text of another direction is isolated so that it cannot reorder the text around it.
//
//locale:message 0
func (p *Printer) Say(message string, args ...any) string {
	return p.Fill(p.Format(message), args...)
}

// Format translates message but does not fill in its placeholders.
func (p *Printer) Format(message string) string {
	if p == nil || message == "" {
		return message
	}
	if p.transform != nil {
		return p.transform(message)
	}
	if translation, ok := p.messages[message]; ok {
		return translation
	}
	return message
}

// HasMessage reports whether p has a translation of message. English and pseudo-languages have one of every message.
func (p *Printer) HasMessage(message string) bool {
	if p == nil || p.transform != nil || p.lang == "en" {
		return true
	}
	_, translation := p.messages[message]
	_, counts := p.plurals[message]
	return translation || counts
}

// Fill fills in the placeholders of a text that Format returned.
func (p *Printer) Fill(format string, args ...any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, p.localiseArgs(args)...)
}

// Count translates a message that contains the number n. English uses one or other, each with %d for the number; further
// arguments follow it, as in "%d answers to: %s". Other languages use the plural forms of their CLDR rules.
//
//locale:count 1 2
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
		if translation := p.plurals[other].pick(p.tag, n); translation != "" {
			form = translation
		}
	}
	form = strings.Replace(form, "%d", "%s", 1) // Number adds the separators
	form = strings.Replace(form, "%[1]d", "%[1]s", 1)
	return fmt.Sprintf(form, append([]any{p.Number(n)}, p.localiseArgs(more)...)...)
}

// Choose is Count for a text shown beside the number, without a placeholder for it.
//
//locale:count 1 2
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
	if translation := p.plurals[other].pick(p.tag, n); translation != "" {
		return translation
	}
	return form
}

// PluralForms returns the forms that Count chooses from, by their names in the CLDR: "one", "few", "other".
func (p *Printer) PluralForms(one, other string) map[string]string {
	all := map[string]string{"one": p.Say(one), "other": p.Say(other)}
	if p == nil {
		return all
	}
	for form, translation := range p.plurals[other] {
		all[pluralFormNames[form]] = translation
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
	if translation, ok := f[plural.Cardinal.MatchPlural(tag, int(n), 0, 0, 0, 0)]; ok {
		return translation
	}
	return f[plural.Other]
}

// localiseArgs formats args in the language of p. It copies args before changing it.
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
		case survey.Day:
			set(i, p.PartialDate(string(arg)))
		case Verbatim:
			set(i, p.isolate(string(arg)))
		case Message:
			set(i, arg.In(p))
		case string:
			if isolated := p.isolate(arg); isolated != arg {
				set(i, isolated)
			}
		}
	}
	return out
}

const (
	fsi = "\u2068" // first strong isolate: the text that follows has its own direction
	pdi = "\u2069" // pop directional isolate: the end of that text
)

// isolateControls removes characters that could end an isolate early.
var isolateControls = strings.NewReplacer("\u2066", "", "\u2067", "", fsi, "", pdi, "")

// isolate puts text between isolating characters if its direction could differ from that of the sentence.
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

// changesDirection reports whether r is written from right to left or controls direction.
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
