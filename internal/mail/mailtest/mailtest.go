// Package mailtest is an SMTP server for tests that records the messages it
// receives and can simulate errors.
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

// ReceivedMessage is a message that the server has accepted.
type ReceivedMessage struct {
	From, To      []string // the lines MAIL FROM and RCPT TO, as sent
	Data          string   // headers and body
	TLS           bool     // received over an encrypted connection
	Authenticated bool     // the client signed in
}

// Server is a minimal SMTP server.
type Server struct {
	Roots *x509.CertPool // the only authorities that trust its certificate

	t        testing.TB
	listener net.Listener
	cert     tls.Certificate

	mu       sync.Mutex // guards the fields below
	received []ReceivedMessage
	conns    []net.Conn
	closed   bool
	reply    func(command string) string // set by SetReply
}

// Start starts a server on a free port of localhost, with a certificate for that
// name. It stops when the test ends.
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
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
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

// Port returns the port on which the server listens.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// SetReply changes how the server replies from now on. f gets a command such as
// "RCPT", "HELLO" for a new connection or "." for the end of a message. It returns
// the line to reply with, "drop" to close the connection, "slow" not to reply, or ""
// for the usual reply. A nil f restores the usual replies.
func (s *Server) SetReply(f func(command string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply = f
}

// Received returns all messages that the server has accepted.
func (s *Server) Received() []ReceivedMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]ReceivedMessage(nil), s.received...)
}

// closeConns closes every connection and refuses new ones.
func (s *Server) closeConns() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for _, conn := range s.conns {
		conn.Close()
	}
}

// replyTo returns what the function of SetReply returns for command.
func (s *Server) replyTo(command string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reply == nil {
		return ""
	}
	return s.reply(command)
}

// serve speaks SMTP on one connection until either side closes it.
func (s *Server) serve(conn net.Conn) {
	defer func() { conn.Close() }() // of the TLS connection after STARTTLS
	s.mu.Lock()
	closed := s.closed
	s.conns = append(s.conns, conn)
	s.mu.Unlock()
	if closed {
		return
	}
	in := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprint(conn, line+"\r\n") }
	// override sends the reply that the test has set for command. It reports
	// whether there was one, and whether the connection ends with it.
	override := func(command string) (ends, replied bool) {
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
	if ends, replied := override("HELLO"); ends {
		return
	} else if !replied {
		say("220 test ESMTP")
	}
	var current ReceivedMessage
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		command := strings.ToUpper(strings.Fields(line + " -")[0])
		if ends, replied := override(command); ends {
			return
		} else if replied {
			continue
		}
		switch command {
		case "EHLO":
			say("250-test")
			say("250-ENHANCEDSTATUSCODES")
			say("250-8BITMIME")
			if !current.TLS {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN")
		case "STARTTLS":
			say("220 2.0.0 ready")
			secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{s.cert}})
			if secure.Handshake() != nil {
				return
			}
			conn, in, current = secure, bufio.NewReader(secure), ReceivedMessage{TLS: true}
		case "AUTH":
			current.Authenticated = true
			say("235 2.7.0 welcome")
		case "MAIL":
			current.From = append(current.From, line)
			say("250 2.1.0 ok")
		case "RCPT":
			current.To = append(current.To, line)
			say("250 2.1.5 ok")
		case "DATA":
			say("354 send the message")
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
			current.Data = data.String()
			if ends, replied := override("."); ends {
				return
			} else if replied {
				continue
			}
			s.mu.Lock()
			s.received = append(s.received, current)
			s.mu.Unlock()
			current.From, current.To, current.Data = nil, nil, ""
			say("250 2.0.0 accepted")
		case "RSET", "NOOP":
			say("250 2.0.0 ok")
		case "QUIT":
			say("221 2.0.0 bye")
			return
		default:
			say("500 5.5.1 unknown command")
		}
	}
}
