package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// defaultTimeout is how long to wait for each reply of a mail server.
const defaultTimeout = 20 * time.Second

// SMTP is a Sender that uses a mail server.
type SMTP struct {
	Host           string
	Port           int
	User, Password string          // "" to send without signing in
	ImplicitTLS    bool            // TLS from the beginning of the connection instead of STARTTLS
	NoTLS          bool            // no encryption; for a server on the same machine only
	From           netmail.Address // the sender of all messages
	timeout        time.Duration   // for each reply; 0 for defaultTimeout
	roots          *x509.CertPool  // nil for the certificate authorities of the system
}

// ParseSMTP parses the settings FOLKMOOT_SMTP (address) and FOLKMOOT_MAIL_FROM
// (from). It returns every mistake in them; no error contains the password.
func ParseSMTP(address, from string) (s *SMTP, wrong []error) {
	s = &SMTP{}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		// The error does not quote the value, which may contain a password.
		wrong = append(wrong, errors.New("FOLKMOOT_SMTP must be a URL, such as "+
			"smtps://user:password@mail.example.org:465 or smtp+starttls://user:password@mail.example.org:587"))
	} else {
		s.Host = u.Hostname()
		s.User = u.User.Username()
		s.Password, _ = u.User.Password()
		switch u.Scheme {
		case "smtps":
			s.ImplicitTLS, s.Port = true, 465
		case "smtp+starttls":
			s.Port = 587
		case "smtp":
			s.NoTLS, s.Port = true, 25
			if ip := net.ParseIP(s.Host); s.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
				wrong = append(wrong, errors.New("FOLKMOOT_SMTP begins with smtp://, which does not encrypt "+
					"and is allowed for localhost only; use smtps:// or smtp+starttls://"))
			}
		default:
			wrong = append(wrong,
				fmt.Errorf("FOLKMOOT_SMTP begins with %s://; it must begin with smtps:// or smtp+starttls://", u.Scheme))
		}
		if u.Port() != "" {
			if s.Port, err = strconv.Atoi(u.Port()); err != nil || s.Port < 1 || s.Port > 65535 {
				wrong = append(wrong, errors.New("the port of FOLKMOOT_SMTP must be from 1 to 65535"))
			}
		}
	}
	named, err := netmail.ParseAddress(from)
	if err == nil {
		named.Address, err = ParseAddress(named.Address)
	}
	if err != nil {
		return s, append(wrong, fmt.Errorf("FOLKMOOT_MAIL_FROM is %q; it must be an email address, such as "+
			"consultations@example.org or Exampleshire consultations <consultations@example.org>", from))
	}
	s.From = *named
	return s, wrong
}

// Delivers implements Sender.
func (s *SMTP) Delivers() bool { return true }

// domain returns the domain of the sender's address.
func (s *SMTP) domain() string { return s.From.Address[strings.LastIndexByte(s.From.Address, '@')+1:] }

// Send implements Sender. It opens a new connection for each message, so that a
// server that closes the connection over one message does not affect others.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if err := m.validate(); err != nil {
		return err
	}
	msg, err := s.compose(m)
	if err != nil {
		return err
	}
	client, err := s.client()
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() {
		return nil // accepted; errors while closing the connection do not matter
	}
	reply, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return errors.New("could not connect to the mail server: " + describeError(err))
	}
	// Only a rejection of this recipient or this text is permanent. A rejection of
	// the sender or the connection would hit every message: an operator must fix
	// the settings, and the message is tried again.
	ofMessage := reply.Reason == gomail.ErrSMTPRcptTo || reply.Reason == gomail.ErrSMTPData || reply.Reason == gomail.ErrSMTPDataClose
	if ofMessage && reply.ErrorCode() >= 500 && reply.ErrorCode() < 600 {
		return &RejectedError{Code: reply.ErrorCode(), Status: reply.EnhancedStatusCode()}
	}
	return fmt.Errorf("the mail server did not accept the message: %s: %d %s",
		reply.Reason, reply.ErrorCode(), reply.EnhancedStatusCode())
}

// describeError describes the kind of err without its text, which may quote the
// server.
func describeError(err error) string {
	var cert *tls.CertificateVerificationError
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &cert):
		return "its certificate is not valid"
	case errors.As(err, &dns):
		return "its host name could not be found"
	case errors.Is(err, context.DeadlineExceeded):
		return "it did not respond in time"
	case errors.As(err, &op) && op.Timeout():
		return "it did not respond in time"
	case errors.As(err, &op):
		return op.Op + " failed"
	case strings.Contains(err.Error(), "STARTTLS"):
		return "it does not offer encryption"
	case strings.Contains(err.Error(), "AUTH") || strings.Contains(err.Error(), "535"):
		return "it did not accept the user name and password"
	}
	return "it sent an unexpected reply"
}

// client returns an SMTP client with the settings of s.
func (s *SMTP) client() (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.Port),
		gomail.WithTimeout(cmp.Or(s.timeout, defaultTimeout)),
		gomail.WithHELO(s.domain()),
		gomail.WithoutNoop(),
		gomail.WithoutRset(),
	}
	config := &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: s.roots}
	switch {
	case s.NoTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case s.ImplicitTLS:
		options = append(options, gomail.WithSSL(), gomail.WithTLSConfig(config))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithTLSConfig(config))
	}
	if s.User != "" {
		auth := gomail.SMTPAuthAutoDiscover
		if s.NoTLS {
			auth = gomail.SMTPAuthPlainNoEnc // the password does not leave this machine
		}
		options = append(options, gomail.WithSMTPAuth(auth), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, options...)
}

// compose returns m with its headers and both bodies.
func (s *SMTP) compose(m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	msg.FromMailAddress(&s.From)
	if err := msg.To(m.To); err != nil {
		return nil, &RejectedError{Code: 553, Status: "5.1.3"}
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.At)
	msg.SetMessageIDWithValue(m.ID + "@" + s.domain())
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	if m.Lang != "" {
		msg.SetGenHeader("Content-Language", m.Lang)
	}
	if m.UnsubscribeURL != "" {
		if err := msg.SetListUnsubscribeOneClick(m.UnsubscribeURL); err != nil {
			// Unsubscribing with one click requires https. During development the
			// link leads to the page only.
			msg.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, "<"+m.UnsubscribeURL+">")
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return msg, nil
}
