package page

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// LangName is the name of the cookie with the reader's choice of language, and of the query parameter by which they
// choose it.
const LangName = "lang"

// Printer returns the Printer in the language for r: the one that the reader chose, or else the best match for their
// browser's preferences.
func Printer(r *http.Request) *locale.Printer { return PrinterForEdition(r, "") }

// PrinterForEdition is Printer for a page that shows an edition in the language lang. If the reader has not chosen a
// language for the interface, it is that of the edition. An edition in English does not count, because it is often the
// only one. If it is in Easy Read, English is Easy Read as well.
func PrinterForEdition(r *http.Request, lang string) *locale.Printer {
	if lang == locale.EasyRead {
		if words := Printer(r); words.Lang() != "en" {
			return words
		}
		return locale.For(lang)
	}
	offered := offeredLanguages(r.Context())
	if c, err := r.Cookie(LangName); err == nil && locale.Supports(c.Value) && offers(offered, c.Value) {
		return locale.For(c.Value)
	}
	if lang != "" && lang != "en" && locale.Supports(lang) {
		return locale.For(lang)
	}
	return locale.MatchAmong(r.Header.Get("Accept-Language"), offered)
}

type offeredKey struct{}

// WithLanguages returns a context in which readers can choose the languages of the interface that of returns, as
// Council.Languages. Without it they can choose all.
func WithLanguages(ctx context.Context, of func(context.Context) string) context.Context {
	return context.WithValue(ctx, offeredKey{}, of)
}

func offeredLanguages(ctx context.Context) string {
	if of, ok := ctx.Value(offeredKey{}).(func(context.Context) string); ok {
		return of(ctx)
	}
	return ""
}

// Offers reports whether readers in ctx can choose lang, which is a language of the interface.
func Offers(ctx context.Context, lang string) bool { return offers(offeredLanguages(ctx), lang) }

// offers reports whether lang is among the tags offered, of which "" is all. Pseudo-languages are for development and in no
// council’s hands.
func offers(offered, lang string) bool {
	return offered == "" || isPseudoLang(lang) || slices.Contains(strings.Fields(offered), lang)
}

// SupportedLang returns lang if it is a language of the interface, and "" otherwise. It is for pages that follow an
// edition without showing it.
func SupportedLang(lang string) string {
	if locale.Supports(lang) {
		return lang
	}
	return ""
}

// ErrorMessage returns the message of err for people in the language of r, or "" if it has none.
func ErrorMessage(r *http.Request, err error) string { return ErrorMessageIn(Printer(r), err) }

// ErrorMessageIn returns the message of err for people in the language of p, or "" if it has none.
func ErrorMessageIn(p *locale.Printer, err error) string {
	format, args := fault.MessageFormat(err)
	if format == "" {
		return ""
	}
	return p.Say(format, args...)
}

// languageLink links to the current page in another language.
type languageLink struct {
	Name, Lang, Href string
	Current          bool
}

// languageLinks returns the links to the current page, with the given query, in all languages that the
// council offers. Pseudo-languages are only for development, where the site has the gallery.
func languageLinks(current, query string, pseudo bool, offered string) (all []languageLink) {
	if query != "" {
		query += "&"
	}
	for _, l := range locale.Languages() {
		if !l.Pseudo && offers(offered, l.Tag) || l.Pseudo && pseudo || l.Tag == current {
			all = append(all, languageLink{l.Name, l.Tag, "?" + query + LangName + "=" + l.Tag, l.Tag == current})
		}
	}
	return all
}

// Asked returns the query of r without the choice of a language. It is "" if the page contains a secret: the length of
// a compressed page reveals whether the query repeats parts of the page.
func Asked(r *http.Request, secret bool) string {
	if secret || r.URL.RawQuery == "" {
		return ""
	}
	query := r.URL.Query()
	query.Del(LangName)
	return query.Encode()
}

// isUnreviewed reports whether the translation for lang has not been checked by a native speaker.
func isUnreviewed(lang string) bool {
	for _, l := range locale.Languages() {
		if l.Tag == lang {
			return !l.Reviewed
		}
	}
	return false
}

// otherLanguage returns what a page says if its main part is in the language lang and not in that of words, or if it is
// in that of words and has passages in English. It returns nil if the page is all in the reader's language.
func otherLanguage(words *locale.Printer, lang string, main []byte) locale.Message {
	switch {
	case lang != "" && !sameLanguage(lang, words.Lang()):
		return locale.Lazy("This page is in %s.", words.LanguageName(lang))
	case words.Lang() != "en" && !isPseudoLang(words.Lang()) && bytes.Contains(main, []byte(`lang="en"`)):
		return locale.Lazy("Some of this page is in English.")
	}
	return nil
}

// sameLanguage reports whether two tags are of one language, like "en" and "en-GB".
func sameLanguage(a, b string) bool {
	primary := func(tag string) string { name, _, _ := strings.Cut(tag, "-"); return strings.ToLower(name) }
	return primary(a) == primary(b)
}

func isPseudoLang(lang string) bool {
	for _, l := range locale.Languages() {
		if l.Tag == lang {
			return l.Pseudo
		}
	}
	return false
}
