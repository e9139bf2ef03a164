// Package mailtest is a mail server for tests, which keeps what it is told and
// goes wrong on request.
package mailtest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// ReceivedMessage is one letter as the server took it.
type ReceivedMessage struct {
	From, To      []string // what stood in MAIL FROM and RCPT TO, as sent
	Data          string
	TLS           bool
	Authenticated bool // it signed in
}

// Server speaks as much SMTP as is needed.
type Server struct {
	t        testing.TB
	listener net.Listener
	cert     tls.Certificate
	Roots    *x509.CertPool

	mu       sync.Mutex
	received []ReceivedMessage
	conns    []net.Conn
	reply    func(command string) string // "": as usual; "drop": hang up; "slow": say nothing
}

// Start starts a server that ends with the test. It has a certificate for the
// name localhost, which only Roots trusts.
func Start(t testing.TB) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t, listener: l}
	s.createCertificate()
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() { l.Close(); s.closeConns(); all.Wait() })
	return s
}

func (s *Server) createCertificate() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		s.t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		s.t.Fatal(err)
	}
	s.cert = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	s.Roots = x509.NewCertPool()
	s.Roots.AddCert(leaf)
}

// Port is where it listens, on localhost.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// SetReply has the server answer otherwise from now on: given a command such as
// "RCPT", or "." for the end of a letter, f returns a line, "drop" to hang up,
// "slow" to say nothing, or "" for what is usual.
func (s *Server) SetReply(f func(command string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply = f
}

// Received returns every letter that was taken.
func (s *Server) Received() []ReceivedMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]ReceivedMessage(nil), s.received...)
}

// closeConns ends every connection.
func (s *Server) closeConns() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.conns {
		conn.Close()
	}
}

func (s *Server) replyTo(command string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reply == nil {
		return ""
	}
	return s.reply(command)
}

func (s *Server) serve(conn net.Conn) {
	defer func() { conn.Close() }()
	s.mu.Lock()
	s.conns = append(s.conns, conn)
	s.mu.Unlock()
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	in := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprint(conn, line+"\r\n") }
	wrong := func(command string) (ends, said bool) {
		switch line := s.replyTo(command); line {
		case "":
			return false, false
		case "drop":
			return true, true
		case "slow":
			in.ReadString(0)
			return true, true
		default:
			say(line)
			return strings.HasPrefix(line, "421"), true
		}
	}
	if ends, said := wrong("HELLO"); ends {
		return
	} else if !said {
		say("220 test ESMTP")
	}
	var now ReceivedMessage
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		command := strings.ToUpper(strings.Fields(line + " -")[0])
		if ends, said := wrong(command); ends {
			return
		} else if said {
			continue
		}
		switch command {
		case "EHLO":
			say("250-test")
			say("250-ENHANCEDSTATUSCODES")
			say("250-8BITMIME")
			if !now.TLS {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN")
		case "STARTTLS":
			say("220 go on")
			secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{s.cert}})
			if secure.Handshake() != nil {
				return
			}
			conn, in, now = secure, bufio.NewReader(secure), ReceivedMessage{TLS: true}
		case "AUTH":
			now.Authenticated = true
			say("235 2.7.0 welcome")
		case "MAIL":
			now.From = append(now.From, line)
			say("250 2.1.0 ok")
		case "RCPT":
			now.To = append(now.To, line)
			say("250 2.1.5 ok")
		case "DATA":
			say("354 go on")
			var data strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				data.WriteString(strings.TrimPrefix(line, "."))
			}
			now.Data = data.String()
			if ends, said := wrong("."); ends {
				return
			} else if said {
				continue
			}
			s.mu.Lock()
			s.received = append(s.received, now)
			s.mu.Unlock()
			now.From, now.To, now.Data = nil, nil, ""
			say("250 2.0.0 taken")
		case "RSET", "NOOP":
			say("250 2.0.0 ok")
		case "QUIT":
			say("221 2.0.0 bye")
			return
		default:
			say("500 5.5.1 what?")
		}
	}
}
