package mail

import (
	"crypto/x509"
	"time"
)

// SetRoots makes s trust these certificate authorities only.
func (s *SMTP) SetRoots(roots *x509.CertPool) { s.roots = roots }

// SetTimeout sets how long s waits for each reply.
func (s *SMTP) SetTimeout(timeout time.Duration) { s.timeout = timeout }
