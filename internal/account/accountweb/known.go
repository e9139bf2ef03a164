package accountweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
)

// knownFor is how long a browser is known in which somebody has signed in, in
// seconds.
const knownFor = 180 * 24 * 60 * 60

func (d *Handlers) knownName() string {
	if strings.HasPrefix(d.BaseURL, "https://") {
		return "__Host-folkmoot-known"
	}
	return "folkmoot-known"
}

// here is the accounts for the browser of r.
func (d *Handlers) here(r *http.Request) *account.Service {
	if c, err := r.Cookie(d.knownName()); err == nil {
		return d.account.InBrowser(c.Value)
	}
	return d.account
}

// know marks the browser of r as one in which person has signed in.
func (d *Handlers) know(w http.ResponseWriter, r *http.Request, person *account.Person) {
	if person.Invented {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: d.knownName(), Value: d.account.Mark(person), Path: "/", MaxAge: knownFor,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(d.BaseURL, "https://")})
}
