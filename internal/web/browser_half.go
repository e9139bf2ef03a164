package web

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/digest"
)

// A secret link has two halves, so that neither a proxy's log nor a copied address
// opens anything: an address, and a secret that is kept in a cookie of the browser. A
// browser that refuses cookies gets the secret in a hidden field of each page.

// HalfField is the name of the hidden field. No question has it as its id, because ids
// begin with a letter.
const HalfField = "-half"

// maxHalves is the number of cookies with a half that a browser keeps, so that
// starting many responses does not make a request header that servers refuse.
const maxHalves = 12

func (d *Deps) secure() bool { return strings.HasPrefix(d.BaseURL, "https://") }

// halfPrefix begins the names of the cookies. __Host- makes browsers refuse the cookie
// unless it comes from this host over TLS.
func (d *Deps) halfPrefix() string {
	if d.secure() {
		return "__Host-folkmoot-half-"
	}
	return "folkmoot-half-"
}

func (d *Deps) halfCookie(address string) string {
	return d.halfPrefix() + digest.Labelled("folkmoot/half-cookie/v1", address).ShortHex(6)
}

// BrowserHalf returns the half that the browser of r keeps for address, or "".
func (d *Deps) BrowserHalf(r *http.Request, address string) string {
	c, err := r.Cookie(d.halfCookie(address))
	if err != nil {
		return ""
	}
	return c.Value
}

// KeepHalf asks the browser to keep the half for address until it is closed. The
// cookie holds nothing else. It is needed for what the person asked for, so no consent
// is needed.
func (d *Deps) KeepHalf(w http.ResponseWriter, r *http.Request, address, half string) {
	var kept []string
	for _, c := range r.Cookies() {
		if strings.HasPrefix(c.Name, d.halfPrefix()) && c.Name != d.halfCookie(address) {
			kept = append(kept, c.Name)
		}
	}
	for len(kept) >= maxHalves { // browsers send the oldest first
		d.setHalf(w, kept[0], "", -1)
		kept = kept[1:]
	}
	d.setHalf(w, d.halfCookie(address), half, 0)
}

// ForgetHalf deletes the half for address from the browser.
func (d *Deps) ForgetHalf(w http.ResponseWriter, address string) {
	d.setHalf(w, d.halfCookie(address), "", -1)
}

func (d *Deps) setHalf(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: d.secure()})
}

// Carried is embedded in the views of pages whose forms carry the half of the key in a
// hidden field, because the browser has sent no cookie with it. It is "" if it has.
type Carried struct{ Half string }

// HalfField returns the name of the hidden field.
func (Carried) HalfField() string { return HalfField }
