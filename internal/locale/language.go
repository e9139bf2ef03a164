package locale

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

//go:embed messages/*.json
var messages embed.FS

// Language is a language of the interface.
type Language struct {
	Tag      string
	Name     string // in itself
	RTL      bool
	Reviewed bool // somebody who speaks it from home has read every message
	Pseudo   bool // no language of people, but one to find what is not translated
}

// languages are those of the interface, English first.
var languages = []Language{
	{Tag: "en", Name: "English", Reviewed: true},
	{Tag: "cy", Name: "Cymraeg"},
	{Tag: "gu", Name: "ગુજરાતી"},
	{Tag: "pl", Name: "Polski"},
	{Tag: "en-XA", Name: "⟦Åççéñţéð⟧", Reviewed: true, Pseudo: true},
	{Tag: "ar-XB", Name: "⟦\u202eMirrored\u202c⟧", RTL: true, Reviewed: true, Pseudo: true},
}

// Languages lists the languages of the interface, English first.
func Languages() []Language { return append([]Language(nil), languages...) }

// UnreviewedNotice is what a page says in a language that no native reader has
// read.
const UnreviewedNotice = "This translation has not been checked by a native speaker."

// printers are made when the first is asked for.
var printers = sync.OnceValue(func() map[string]*Printer {
	all := map[string]*Printer{}
	for _, l := range languages {
		p := &Printer{lang: l.Tag, tag: language.Make(l.Tag), rtl: l.RTL, dates: calendars[l.Tag]}
		switch {
		case l.Tag == "en-XA":
			p.transform = accented
		case l.Tag == "ar-XB":
			p.transform = mirrored
		case l.Tag != "en":
			p.load()
		}
		all[l.Tag] = p
	}
	return all
})

// load reads the messages of p. A file that cannot be read is a mistake of ours
// and stops the start.
func (p *Printer) load() {
	name := path.Join("messages", p.lang+".json")
	text, err := messages.ReadFile(name)
	if err != nil {
		panic(err)
	}
	// The library's reader of whole files takes "Other" and "Translation", which
	// pages of ours say, for keys of its own. It reads each message by itself.
	var file map[string]any
	if err := json.Unmarshal(text, &file); err != nil {
		panic(name + ": " + err.Error())
	}
	p.messages, p.plurals = map[string]string{}, map[string]pluralForms{}
	for english, data := range file {
		m, err := i18n.NewMessage(data)
		if err != nil {
			panic(fmt.Sprintf("%s: %q: %v", name, english, err))
		}
		f := pluralForms{}
		for form, text := range map[plural.Form]string{plural.Zero: m.Zero, plural.One: m.One, plural.Two: m.Two, plural.Few: m.Few, plural.Many: m.Many, plural.Other: m.Other} {
			if text != "" {
				f[form] = text
			}
		}
		if len(f) == 1 && m.Other != "" {
			p.messages[english] = m.Other
		} else {
			p.plurals[english] = f
		}
	}
}

// Supports reports whether the interface speaks lang. Pseudo-languages count.
func Supports(lang string) bool {
	_, ok := printers()[lang]
	return ok
}

var matcher = sync.OnceValue(func() language.Matcher {
	var tags []language.Tag
	for _, l := range languages {
		if !l.Pseudo {
			tags = append(tags, language.Make(l.Tag))
		}
	}
	return language.NewMatcher(tags)
})

// For returns the Printer of lang, a BCP 47 tag, or of the nearest language that
// there is.
func For(lang string) *Printer {
	all := printers()
	if p, ok := all[lang]; ok {
		return p
	}
	return nearestPrinter(lang)
}

// Match returns the Printer for a header Accept-Language.
func Match(accept string) *Printer {
	if accept == "" || len(accept) > maxAcceptLanguage {
		return printers()["en"]
	}
	if first, _, _ := strings.Cut(accept, ","); first == "en-GB" || first == "en" || first == "en-US" {
		return printers()["en"] // as most of them are
	}
	return nearestPrinter(accept)
}

// IsTag reports whether lang could be the code of a language: "en", "cy", "ur".
func IsTag(lang string) bool {
	_, err := language.Parse(lang)
	return err == nil
}

// NativeName is what the readers of lang call it, or "" where that is not known.
func NativeName(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return ""
	}
	return display.Self.Name(tag)
}

// LanguageName is what lang is called in the language of p: "Gujarati". It is
// lang itself where no name is known.
func (p *Printer) LanguageName(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return lang
	}
	name := ""
	if p != nil && p.transform == nil {
		if names := display.Tags(p.tag); names != nil {
			name = names.Name(tag)
		}
	}
	if name == "" {
		name = p.applyPseudo(display.English.Tags().Name(tag))
	}
	return cmp.Or(name, lang)
}

// maxAcceptLanguage is more than any browser sends.
const maxAcceptLanguage = 200

func nearestPrinter(wanted string) *Printer {
	tags, _, err := language.ParseAcceptLanguage(wanted)
	if err != nil || len(tags) == 0 {
		return printers()["en"]
	}
	_, i, confidence := matcher().Match(tags...)
	if confidence < language.High {
		i = 0
	}
	return printers()[languages[i].Tag]
}
