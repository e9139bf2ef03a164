package locale

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

//go:embed messages/*.json
var messages embed.FS

// Direction returns "rtl" for languages written from right to left, and "ltr" for others.
func Direction(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}

// Language is a language of the interface.
type Language struct {
	Tag      string // BCP 47
	Name     string // in the language itself
	RTL      bool   // written from right to left
	Reviewed bool   // a native speaker has checked every message
	Pseudo   bool   // not a real language: shows which texts are not translated
}

// languages of the interface, English first.
var languages = []Language{
	{Tag: "en", Name: "English", Reviewed: true},
	{Tag: "cy", Name: "Cymraeg"},
	{Tag: "gu", Name: "ગુજરાતી"},
	{Tag: "pl", Name: "Polski"},
	{Tag: "ur", Name: "اردو", RTL: true},
	{Tag: "en-XA", Name: "⟦Åççéñţéð⟧", Reviewed: true, Pseudo: true},
	{Tag: "ar-XB", Name: "⟦\u202eMirrored\u202c⟧", RTL: true, Reviewed: true, Pseudo: true},
}

// Languages lists the languages of the interface, English first.
func Languages() []Language { return append([]Language(nil), languages...) }

// EasyRead is the tag of the English of Easy Read editions. Its Printer says in short sentences what people meet on their
// way through a questionnaire, and everything else in English. It is not a language that a reader can choose.
const EasyRead = "en-x-easyread"

// UnreviewedNotice is shown on pages in a language whose translation no native speaker has checked.
const UnreviewedNotice = "This translation has not been checked by a native speaker."

// printers holds the Printer of each language by its tag. They are made on first use.
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
	easy := &Printer{lang: "en", variant: EasyRead, tag: language.English, dates: calendars["en"]}
	easy.load()
	all[EasyRead] = easy
	return all
})

// load reads the messages of p. The files are embedded, so it panics if one is missing or invalid.
func (p *Printer) load() {
	name := path.Join("messages", p.Variant()+".json")
	text, err := messages.ReadFile(name)
	if err != nil {
		panic(err)
	}
	// go-i18n's reader of whole files treats the keys "Other" and "Translation", which our pages use, as its own.
	// So each message is read separately.
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
		for form, text := range map[plural.Form]string{
			plural.Zero: m.Zero, plural.One: m.One, plural.Two: m.Two, plural.Few: m.Few, plural.Many: m.Many, plural.Other: m.Other,
		} {
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

// Supports reports whether lang is a language of the interface. Pseudo-languages count.
func Supports(lang string) bool {
	_, ok := printers()[lang]
	return ok && lang != EasyRead
}

// choice is a set of languages of the interface, the first of which is used if no other matches.
type choice struct {
	matcher language.Matcher
	tags    []string
}

var everyLanguage = sync.OnceValue(func() *choice { return newChoice(func(string) bool { return true }) })

func newChoice(offered func(tag string) bool) *choice {
	var c choice
	var tags []language.Tag
	for _, l := range languages {
		if !l.Pseudo && offered(l.Tag) {
			c.tags, tags = append(c.tags, l.Tag), append(tags, language.Make(l.Tag))
		}
	}
	c.matcher = language.NewMatcher(tags)
	return &c
}

// choices are the choices of MatchAmong by their languages, of which there are as many as councils of a process.
var choices sync.Map

// For returns the Printer of lang, a BCP 47 tag, or of the nearest language of the interface.
func For(lang string) *Printer {
	all := printers()
	if p, ok := all[lang]; ok {
		return p
	}
	return nearestPrinter(lang)
}

// Match returns the Printer for an Accept-Language header.
func Match(accept string) *Printer {
	if accept == "" || len(accept) > maxAcceptLanguage {
		return printers()["en"]
	}
	if first, _, _ := strings.Cut(accept, ","); first == "en-GB" || first == "en" || first == "en-US" {
		return printers()["en"] // the common case, without parsing
	}
	return nearestPrinter(accept)
}

// MatchAmong is Match among some languages of the interface, given by their tags with spaces between them, with English first;
// "" is all.
func MatchAmong(accept, offered string) *Printer {
	if offered == "" || accept == "" || len(accept) > maxAcceptLanguage {
		return Match(accept)
	}
	c, ok := choices.Load(offered)
	if !ok {
		tags := strings.Fields(offered)
		c, _ = choices.LoadOrStore(offered, newChoice(func(tag string) bool { return slices.Contains(tags, tag) }))
	}
	return c.(*choice).nearest(accept)
}

// IsTag reports whether lang is a well-formed language tag, like "en", "cy" or "ur".
func IsTag(lang string) bool {
	_, err := language.Parse(lang)
	return err == nil
}

// NativeName returns the name of lang in the language itself, or "" if it is not known.
func NativeName(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return ""
	}
	return display.Self.Name(tag)
}

// LanguageName returns the name of lang in the language of p, like "Gujarati", or lang itself if no name is known.
func (p *Printer) LanguageName(lang string) string {
	for _, l := range signLanguages {
		if l.Tag == lang {
			return p.Say(l.Name)
		}
	}
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

// maxAcceptLanguage is the length in bytes of the longest Accept-Language header that is parsed. Browsers send less.
const maxAcceptLanguage = 200

// nearestPrinter returns the Printer that best matches an Accept-Language header, English if none does.
func nearestPrinter(wanted string) *Printer { return everyLanguage().nearest(wanted) }

func (c *choice) nearest(wanted string) *Printer {
	tags, _, err := language.ParseAcceptLanguage(wanted)
	if err != nil || len(tags) == 0 {
		return printers()["en"]
	}
	_, i, confidence := c.matcher.Match(tags...)
	if confidence < language.High {
		i = 0
	}
	return printers()[c.tags[i]]
}
