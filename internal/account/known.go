package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// A browser in which somebody has signed in before brings a mark along. Attempts
// with their address are counted apart in it, so that whoever knows no more than
// the address, and uses up its attempts elsewhere, does not keep its owner out.
// With a mark that was stolen somebody has as many attempts as without one.

// InBrowser is s for a request that brought mark along, or "".
func (s *Service) InBrowser(mark string) *Service {
	in := *s
	in.mark = mark
	return &in
}

// Mark makes a mark for a browser in which p has just signed in. It tells nobody
// anything but us, and us only of an address that we are told.
func (s *Service) Mark(p *Person) string {
	nonce := base64.RawURLEncoding.EncodeToString(random(16))
	return nonce + "." + s.markOf(nonce, p.Email)
}

func (s *Service) markOf(nonce, email string) string {
	mac := hmac.New(sha256.New, s.key("known browser"))
	mac.Write([]byte(nonce + "\x00" + fold(email)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Knows reports whether whoever has this address has signed in before in the
// browser of the request.
func (s *Service) Knows(email string) bool {
	nonce, sum, _ := strings.Cut(s.mark, ".")
	return nonce != "" && hmac.Equal([]byte(sum), []byte(s.markOf(nonce, email)))
}

// signingIn is as what attempts to sign in with an address are counted.
func (s *Service) signingIn(email string) string {
	if s.Knows(email) {
		return trySignIn + " " + s.mark
	}
	return trySignIn
}
