package mail

import (
	"crypto/x509"
	"time"
)

// Trust has s trust what these roots vouch for.
func (s *SMTP) Trust(roots *x509.CertPool) { s.roots = roots }

// Wait has s wait no longer than this.
func (s *SMTP) Wait(patience time.Duration) { s.patience = patience }
