package signin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
)

// A browser in which a person has signed in before has a token in a cookie.
// Attempts with the token are counted separately. So an attacker who knows an
// email address and uses up its attempts does not lock out its owner. An
// attacker who has stolen a token gets no more attempts than without one.

// WithBrowserToken returns s for a request whose browser sent token, or "".
func (s *Service) WithBrowserToken(token string) *Service {
	copied := *s
	copied.browserToken = token
	return &copied
}

// NewBrowserToken returns a token for a browser in which p has just signed in.
// Only this installation can read anything from it, and only together with the
// email address.
func (s *Service) NewBrowserToken(p *account.Person) string {
	nonce := db.NewID()
	return nonce + "." + s.browserTokenMAC(nonce, p.Email)
}

func (s *Service) browserTokenMAC(nonce, email string) string {
	mac := hmac.New(sha256.New, s.deriveKey("known browser"))
	mac.Write([]byte(nonce + "\x00" + account.FoldCase(email)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// IsKnownBrowser reports whether the person with this email address has signed
// in before in the browser of the request.
func (s *Service) IsKnownBrowser(email string) bool {
	nonce, sum, _ := strings.Cut(s.browserToken, ".")
	return nonce != "" && hmac.Equal([]byte(sum), []byte(s.browserTokenMAC(nonce, email)))
}

// signInAttemptPurpose returns the purpose for which attempts to sign in with an
// address are counted in the browser of the request.
func (s *Service) signInAttemptPurpose(email string) string {
	if s.IsKnownBrowser(email) {
		return attemptSignIn + " " + s.browserToken
	}
	return attemptSignIn
}
