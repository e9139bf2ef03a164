package page

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// langName is the name of the cookie that keeps a language which somebody chose,
// and of the part of an address by which they choose it.
const langName = "lang"

// In returns what says things in the language in which r is to be answered: the
// one that the reader chose here, or else the first that their browser asks for
// and we have.
func In(r *http.Request) *locale.Printer { return InEdition(r, "") }

// InEdition is In for a page that shows an edition in the language lang. Who
// chose the Gujarati edition and no language of the site reads all of it in
// Gujarati. An edition in English is often the only one, so that reading it
// tells nothing of the reader.
func InEdition(r *http.Request, lang string) *locale.Printer {
	if c, err := r.Cookie(langName); err == nil && locale.Has(c.Value) {
		return locale.For(c.Value)
	}
	if lang != "" && lang != "en" && locale.Has(lang) {
		return locale.For(lang)
	}
	return locale.Match(r.Header.Get("Accept-Language"))
}

// Spoken returns lang if the interface speaks it, and "" otherwise. A page that
// only follows an edition, and shows nothing of it, speaks as the edition did if
// it can.
func Spoken(lang string) string {
	if locale.Has(lang) {
		return lang
	}
	return ""
}

// Said returns the sentence of err in the language of r, or "" if err has none
// for people.
func Said(r *http.Request, err error) string { return saidIn(In(r), err) }

func saidIn(p *locale.Printer, err error) string {
	format, args := fault.Sentence(err)
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

// languagesOf are the links to the other languages of the page that was asked for
// with query. The pseudo-languages are for those who show or build the site.
func languagesOf(current, query string, pseudo bool) (all []languageLink) {
	if query != "" {
		query += "&"
	}
	for _, l := range locale.Languages() {
		if !l.Pseudo || pseudo || l.Tag == current {
			all = append(all, languageLink{l.Name, l.Tag, "?" + query + langName + "=" + l.Tag, l.Tag == current})
		}
	}
	return all
}

// asked is the query of r without the choice of a language. It is "" beside a
// secret: a stranger's words must not stand there, because the length of the
// compressed page would tell of it.
func asked(r *http.Request, secret bool) string {
	if secret || r.URL.RawQuery == "" {
		return ""
	}
	query := r.URL.Query()
	query.Del(langName)
	return query.Encode()
}

// here is the address of what r asks for, without the choice of a language. It
// never leads away from this site.
func here(r *http.Request) string {
	u := url.URL{Path: "/" + strings.TrimLeft(r.URL.Path, `/\`), RawQuery: asked(r, false)}
	return u.String()
}

// choose keeps the language that r chooses, and leads to the page in it. It
// reports whether r chose one.
func (s *Site) choose(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || !strings.Contains(r.URL.RawQuery, langName+"=") {
		return false
	}
	lang := r.URL.Query().Get(langName)
	if !locale.Has(lang) || pseudo(lang) && !s.shows(r.Context()) {
		return false
	}
	http.SetCookie(w, &http.Cookie{Name: langName, Value: lang, Path: "/", MaxAge: 365 * 24 * 60 * 60,
		SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: strings.HasPrefix(s.BaseURL, "https://")})
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, here(r), http.StatusSeeOther)
	return true
}

// shows reports whether this is a site to look at and not one for a council's
// people.
func (s *Site) shows(ctx context.Context) bool {
	return s.Gallery || s.Council != nil && s.Council(ctx).Demonstration
}

func pseudo(lang string) bool {
	for _, l := range locale.Languages() {
		if l.Tag == lang {
			return l.Pseudo
		}
	}
	return false
}

// awaitsReader reports whether nobody who speaks lang from home has read its
// messages.
func awaitsReader(lang string) bool {
	for _, l := range locale.Languages() {
		if l.Tag == lang {
			return !l.Read
		}
	}
	return false
}
