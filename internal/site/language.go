package site

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// currentURL returns the URL of r without the choice of a language. It is always a URL of this site.
func currentURL(r *http.Request) string {
	u := url.URL{Path: "/" + strings.TrimLeft(r.URL.Path, `/\`), RawQuery: page.Asked(r, false)}
	return u.String()
}

// LanguageCookieDays is how long the cookie with the chosen language lasts.
const LanguageCookieDays = 365

// chooseLanguage stores the language that r chooses in a cookie and redirects to the page. It reports whether r chose
// one.
func (s *Site) chooseLanguage(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || !strings.Contains(r.URL.RawQuery, page.LangName+"=") {
		return false
	}
	lang := r.URL.Query().Get(page.LangName)
	if !locale.Supports(lang) || isPseudo(lang) && !s.Gallery || !page.Offers(r.Context(), lang) {
		return false
	}
	http.SetCookie(w, &http.Cookie{Name: page.LangName, Value: lang, Path: "/", MaxAge: LanguageCookieDays * 24 * 60 * 60,
		SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: strings.HasPrefix(s.BaseURL, "https://")})
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, currentURL(r), http.StatusSeeOther)
	return true
}

// languages returns the languages of the interface that readers can choose, as page.Council has them.
func (s *Site) languages(ctx context.Context) string {
	if s.Council == nil {
		return ""
	}
	return s.Council(ctx).Languages
}

func isPseudo(lang string) bool {
	for _, l := range locale.Languages() {
		if l.Tag == lang {
			return l.Pseudo
		}
	}
	return false
}
