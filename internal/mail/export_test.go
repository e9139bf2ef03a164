package mail

import (
	"crypto/x509"
	"time"
)

// SetRoots has s trust what these roots vouch for.
func (s *SMTP) SetRoots(roots *x509.CertPool) { s.roots = roots }

// SetTimeout has s wait no longer than this.
func (s *SMTP) SetTimeout(patience time.Duration) { s.timeout = patience }
