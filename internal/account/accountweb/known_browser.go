package accountweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
)

// knownBrowserMaxAge is how long a browser is known in which somebody has signed in, in
// seconds.
const knownBrowserMaxAge = 180 * 24 * 60 * 60

func (d *Handlers) knownBrowserCookie() string {
	if strings.HasPrefix(d.BaseURL, "https://") {
		return "__Host-folkmoot-known"
	}
	return "folkmoot-known"
}

// accountForBrowser is the accounts for the browser of r.
func (d *Handlers) accountForBrowser(r *http.Request) *account.Service {
	if c, err := r.Cookie(d.knownBrowserCookie()); err == nil {
		return d.account.WithBrowserToken(c.Value)
	}
	return d.account
}

// rememberBrowser marks the browser of r as one in which person has signed in.
func (d *Handlers) rememberBrowser(w http.ResponseWriter, r *http.Request, person *account.Person) {
	if person.Demo {
		return
	}
	http.SetCookie(
		w,
		&http.Cookie{Name: d.knownBrowserCookie(), Value: d.account.NewBrowserToken(person), Path: "/", MaxAge: knownBrowserMaxAge,
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(d.BaseURL, "https://")},
	)
}
