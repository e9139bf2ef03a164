package page

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// langName is the name of the cookie that keeps a language which somebody chose,
// and of the part of an address by which they choose it.
const LangName = "lang"

// Printer returns what says things in the language in which r is to be answered: the
// one that the reader chose here, or else the first that their browser asks for
// and we have.
func Printer(r *http.Request) *locale.Printer { return PrinterForEdition(r, "") }

// PrinterForEdition is In for a page that shows an edition in the language lang. Who
// chose the Gujarati edition and no language of the site reads all of it in
// Gujarati. An edition in English is often the only one, so that reading it
// tells nothing of the reader.
func PrinterForEdition(r *http.Request, lang string) *locale.Printer {
	if c, err := r.Cookie(LangName); err == nil && locale.Supports(c.Value) {
		return locale.For(c.Value)
	}
	if lang != "" && lang != "en" && locale.Supports(lang) {
		return locale.For(lang)
	}
	return locale.Match(r.Header.Get("Accept-Language"))
}

// SupportedLang returns lang if the interface speaks it, and "" otherwise. A page that
// only follows an edition, and shows nothing of it, speaks as the edition did if
// it can.
func SupportedLang(lang string) string {
	if locale.Supports(lang) {
		return lang
	}
	return ""
}

// ErrorMessage returns the sentence of err in the language of r, or "" if err has none
// for people.
func ErrorMessage(r *http.Request, err error) string { return SaidIn(Printer(r), err) }

func SaidIn(p *locale.Printer, err error) string {
	format, args := fault.MessageFormat(err)
	if format == "" {
		return ""
	}
	return p.Say(format, args...)
}

// languageLink leads to the page that somebody reads, in another language.
type languageLink struct {
	Name, Lang, Href string
	Current          bool
}

// languageLinks are the links to the other languages of the page that was asked for
// with query. The pseudo-languages are for those who show or build the site.
func languageLinks(current, query string, pseudo bool) (all []languageLink) {
	if query != "" {
		query += "&"
	}
	for _, l := range locale.Languages() {
		if !l.Pseudo || pseudo || l.Tag == current {
			all = append(all, languageLink{l.Name, l.Tag, "?" + query + LangName + "=" + l.Tag, l.Tag == current})
		}
	}
	return all
}

// asked is the query of r without the choice of a language. It is "" beside a
// secret: a stranger's words must not stand there, because the length of the
// compressed page would tell of it.
func Asked(r *http.Request, secret bool) string {
	if secret || r.URL.RawQuery == "" {
		return ""
	}
	query := r.URL.Query()
	query.Del(LangName)
	return query.Encode()
}

// isUnreviewed reports whether nobody who speaks lang from home has read its
// messages.
func isUnreviewed(lang string) bool {
	for _, l := range locale.Languages() {
		if l.Tag == lang {
			return !l.Reviewed
		}
	}
	return false
}
