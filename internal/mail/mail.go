// Package mail sends email through an SMTP server.
//
// Errors contain the reply codes of the server but never its text, because the text
// often repeats the email address, and errors are logged.
package mail

import (
	"context"
	"fmt"
	"time"
)

// Message is an email to one recipient.
type Message struct {
	ID             string // the part of its Message-ID before the @; the same each time the message is tried
	To             string // as returned by ParseAddress
	Lang           string // BCP 47
	Subject        string // fixed text of the program, never text typed by a user
	Text           string
	HTML           string
	UnsubscribeURL string    // absolute URL for unsubscribing with one click (RFC 8058); "" if not possible
	At             time.Time // for the Date header
}

// Sender sends messages.
type Sender interface {
	// Send sends m. After a *RejectedError the message must not be sent again;
	// after any other error it may be.
	Send(ctx context.Context, m Message) error
	// Delivers reports whether messages are sent at all, and not discarded.
	Delivers() bool
}

// RejectedError means that the mail server has permanently rejected a message.
type RejectedError struct {
	Code   int    // the SMTP reply code, such as 550
	Status string // the enhanced status code (RFC 3463), such as "5.1.1"; "" if the server gave none
}

// Error implements error.
func (e *RejectedError) Error() string {
	return fmt.Sprintf("the mail server rejected the message: %d %s", e.Code, e.Status)
}

// Discard is a Sender that checks messages and discards them, for demonstrations
// and installations without a mail server.
type Discard struct{}

// Send implements Sender.
func (Discard) Send(_ context.Context, m Message) error { return m.validate() }

// Delivers implements Sender.
func (Discard) Delivers() bool { return false }

// validate returns an error if a header could inject another header or recipient.
// The program sets all of them, so an error means a mistake in the program.
func (m *Message) validate() error {
	if to, err := ParseAddress(m.To); err != nil || to != m.To {
		return &RejectedError{Code: 553, Status: "5.1.3"}
	}
	for name, line := range map[string]string{
		"subject": m.Subject, "ID": m.ID, "unsubscribe URL": m.UnsubscribeURL, "language": m.Lang,
	} {
		for _, r := range line {
			if r < ' ' || r == 0x7f || r == 0x2028 || r == 0x2029 {
				return fmt.Errorf("the %s of a message contains a line break or a control character", name)
			}
		}
	}
	return nil
}
