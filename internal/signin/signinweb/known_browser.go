package signinweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/signin"
)

// knownBrowserMaxAge is signin.KnownBrowserDays in seconds.
const knownBrowserMaxAge = signin.KnownBrowserDays * 24 * 60 * 60

func (h *Handlers) knownBrowserCookie() string {
	if strings.HasPrefix(h.BaseURL, "https://") {
		return "__Host-folkmoot-known"
	}
	return "folkmoot-known"
}

// serviceFor returns the service for the browser of r.
func (h *Handlers) serviceFor(r *http.Request) *signin.Service {
	if c, err := r.Cookie(h.knownBrowserCookie()); err == nil {
		return h.service.WithBrowserToken(c.Value)
	}
	return h.service
}

// rememberBrowser sets a cookie that a has signed in with this browser.
func (h *Handlers) rememberBrowser(w http.ResponseWriter, a *signin.Account) {
	if a.Demo {
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: h.knownBrowserCookie(), Value: h.service.NewBrowserToken(a.Person),
		Path: "/", MaxAge: knownBrowserMaxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(h.BaseURL, "https://"),
	})
}
