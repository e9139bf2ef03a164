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

// WithBrowserToken is s for a request that brought mark along, or "".
func (s *Service) WithBrowserToken(mark string) *Service {
	in := *s
	in.browserToken = mark
	return &in
}

// NewBrowserToken makes a mark for a browser in which p has just signed in. It tells nobody
// anything but us, and us only of an address that we are told.
func (s *Service) NewBrowserToken(p *Person) string {
	nonce := base64.RawURLEncoding.EncodeToString(randomBytes(16))
	return nonce + "." + s.browserTokenMAC(nonce, p.Email)
}

func (s *Service) browserTokenMAC(nonce, email string) string {
	mac := hmac.New(sha256.New, s.deriveKey("known browser"))
	mac.Write([]byte(nonce + "\x00" + caseFold(email)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// IsKnownBrowser reports whether whoever has this address has signed in before in the
// browser of the request.
func (s *Service) IsKnownBrowser(email string) bool {
	nonce, sum, _ := strings.Cut(s.browserToken, ".")
	return nonce != "" && hmac.Equal([]byte(sum), []byte(s.browserTokenMAC(nonce, email)))
}

// signInAttemptScope is as what attempts to sign in with an address are counted.
func (s *Service) signInAttemptScope(email string) string {
	if s.IsKnownBrowser(email) {
		return attemptSignIn + " " + s.browserToken
	}
	return attemptSignIn
}
