// Package mail hands letters to a mail server, or to nobody.
//
// What the other side says is told by its number alone: the words of a mail
// server often repeat the address, and what goes wrong is written to a log.
package mail

import (
	"context"
	"fmt"
	"time"
)

// Message is one letter as it goes out.
type Message struct {
	ID             string // what stands before the @ of its Message-ID; the same letter sent again has the same
	To             string // as Address returned it
	Lang           string // BCP 47
	Subject        string // words of the house alone, never of a user
	Text           string
	HTML           string
	UnsubscribeURL string // where one click ends such letters (RFC 8058), an absolute address; "" for letters that nobody can end
	At             time.Time
}

// Sender takes letters to where they go.
type Sender interface {
	// Send carries m. An error of the kind *Refused is for ever; any other
	// means that the same letter may be tried again.
	Send(ctx context.Context, m Message) error
	// Delivers reports whether letters leave this machine at all.
	Delivers() bool
}

// RejectedError is a letter that the mail server does not take and never will.
type RejectedError struct {
	Code   int    // as in 550
	Status string // as in "5.1.1", where the server says so
}

// Error implements error.
func (r *RejectedError) Error() string {
	return fmt.Sprintf("the mail server refused the letter: %d %s", r.Code, r.Status)
}

// Discard is the Carrier of a demonstration, and of an installation that has no
// mail server: nothing leaves the machine.
type Discard struct{}

// Send implements Carrier.
func (Discard) Send(_ context.Context, m Message) error { return m.validate() }

// Delivers implements Carrier.
func (Discard) Delivers() bool { return false }

// validate refuses what could be read as another header or another recipient. All
// of it is ours, so a breach is a mistake in the program.
func (m *Message) validate() error {
	if to, err := ParseAddress(m.To); err != nil || to != m.To {
		return &RejectedError{Code: 553, Status: "5.1.3"}
	}
	for name, line := range map[string]string{"subject": m.Subject, "id": m.ID, "stop": m.UnsubscribeURL, "lang": m.Lang} {
		for _, r := range line {
			if r < ' ' || r == 0x7f || r == 0x2028 || r == 0x2029 {
				return fmt.Errorf("the %s of a letter is more than one line", name)
			}
		}
	}
	return nil
}
