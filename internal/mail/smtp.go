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

// defaultTimeout is how long a mail server may take over one step.
const defaultTimeout = 20 * time.Second

// SMTP is a mail server, and as whom letters come from it.
type SMTP struct {
	Host           string
	Port           int
	User, Password string
	ImplicitTLS    bool // TLS from the first byte
	NoTLS          bool // no TLS: only on this machine
	From           netmail.Address
	timeout        time.Duration  // with one step; 0: timeout
	roots          *x509.CertPool // nil: those of the machine
}

// ParseSMTP reads where letters go out and as whom. It returns every mistake.
func ParseSMTP(address, from string) (s *SMTP, wrong []error) {
	s = &SMTP{}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		// What is wrong with it may stand beside the password, so it is not repeated.
		wrong = append(
			wrong,
			errors.New(
				"FOLKMOOT_SMTP must be a URL, as in smtps://user:password@mail.example.org:465 or smtp+starttls://user:password@mail.example.org:587",
			),
		)
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
				wrong = append(wrong, errors.New("FOLKMOOT_SMTP begins with smtp://, which does not encrypt; that may be on this machine only, as in smtp://localhost. Use smtps:// or smtp+starttls://"))
			}
		default:
			wrong = append(wrong, fmt.Errorf("FOLKMOOT_SMTP begins with %s://; it must begin with smtps:// or smtp+starttls://", u.Scheme))
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
		return s, append(
			wrong,
			fmt.Errorf(
				"FOLKMOOT_MAIL_FROM is %q; it must be an address, as in consultations@example.org or Exampleshire consultations <consultations@example.org>",
				from,
			),
		)
	}
	s.From = *named
	return s, wrong
}

// Delivers implements Carrier.
func (s *SMTP) Delivers() bool { return true }

// domain is what stands behind the @ of our own address.
func (s *SMTP) domain() string { return s.From.Address[strings.LastIndexByte(s.From.Address, '@')+1:] }

// Send implements Carrier. It makes a connection for each letter, so that a
// server which hangs up on one takes no other along.
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
		return nil // it was taken; how the two parted does not matter
	}
	said, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return errors.New("no connection to the mail server: " + describeError(err))
	}
	// A server that does not like who we are does not like the next letter
	// either: that is to be put right here, and the letter waits for it.
	aboutIt := said.Reason == gomail.ErrSMTPRcptTo || said.Reason == gomail.ErrSMTPData || said.Reason == gomail.ErrSMTPDataClose
	if aboutIt && said.ErrorCode() >= 500 && said.ErrorCode() < 600 {
		return &RejectedError{Code: said.ErrorCode(), Status: said.EnhancedStatusCode()}
	}
	return fmt.Errorf("the mail server did not take the letter: %s: %d %s", said.Reason, said.ErrorCode(), said.EnhancedStatusCode())
}

// describeError says what kind of thing err is, without its words: they may be the
// server's.
func describeError(err error) string {
	var cert *tls.CertificateVerificationError
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &cert):
		return "its certificate is not valid"
	case errors.As(err, &dns):
		return "its name is not known"
	case errors.Is(err, context.DeadlineExceeded):
		return "it takes too long"
	case errors.As(err, &op) && op.Timeout():
		return "it takes too long"
	case errors.As(err, &op):
		return op.Op + " failed"
	case strings.Contains(err.Error(), "STARTTLS"):
		return "it does not encrypt"
	case strings.Contains(err.Error(), "AUTH") || strings.Contains(err.Error(), "535"):
		return "it does not take our name and password"
	}
	return "it answered something else than was asked"
}

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
			auth = gomail.SMTPAuthPlainNoEnc // it stays on this machine
		}
		options = append(options, gomail.WithSMTPAuth(auth), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, options...)
}

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
			// One click asks for https. At home there is only the page.
			msg.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, "<"+m.UnsubscribeURL+">")
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return msg, nil
}
