// Package account knows the people who work here: their organisations, their
// roles, and how they prove who they are.
package account

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/mail"
)

// Kind says what sort of organisation it is.
type Kind string

// The kinds of organisation. There is one council: it runs the installation.
const (
	Council Kind = "council"
	Partner Kind = "partner"
)

// Org is an organisation. What belongs to one is hidden from the others.
type Org struct {
	ID   string // a slug; stable
	Name string
	Kind Kind
	Made time.Time

	Suspended time.Time // since when nobody of it is let in; zero: they are
	Why       string    // the reason that was given
}

// Shut reports whether o is suspended.
func (o Org) Shut() bool { return !o.Suspended.IsZero() }

// State says how far a person has come.
type State string

// The states of a person.
const (
	Invited   State = "invited"   // has not chosen a password yet
	Active    State = "active"    // may sign in
	Suspended State = "suspended" // may not
)

// Person is somebody who works in the back office.
type Person struct {
	ID       string
	Org      string
	OrgKind  Kind
	Email    string
	Name     string
	State    State
	Roles    []Role
	Lang     string // of the interface; "" is that of the browser
	Invented bool   // a person of the demonstration
	OrgShut  bool   // their organisation is suspended, and they with it

	folded   string
	password string
	totp     []byte // sealed
	step     int64
	epoch    int64
	version  int64
}

// HasPassword reports whether p has chosen a password.
func (p *Person) HasPassword() bool { return p.password != "" }

// HasTOTP reports whether p has an authenticator app.
func (p *Person) HasTOTP() bool { return len(p.totp) > 0 }

// Epoch goes up whenever all sessions of p end. A session holds the epoch in
// which it began.
func (p *Person) Epoch() int64 { return p.epoch }

// Has reports whether p has role.
func (p *Person) Has(role Role) bool { return slices.Contains(p.Roles, role) }

// MaySignIn reports whether neither p nor their organisation is kept out. Every
// way in asks it.
func (p *Person) MaySignIn() bool { return p.State == Active && !p.OrgShut }

// Actor is p as use cases know them. It must be made only of somebody who has
// proved themselves twice.
func (p *Person) Actor() actor.Actor {
	a := actor.Actor{ID: p.ID, Org: p.Org, Name: p.Name}
	if p.MaySignIn() {
		a.Can = Can(p.OrgKind, p.Roles)
	}
	return a
}

// fold brings an address into the shape in which addresses are compared.
func fold(email string) string {
	return cases.Fold().String(norm.NFC.String(strings.TrimSpace(email)))
}

// address checks an e-mail address to which letters are to go.
func address(typed string) (string, error) {
	typed = norm.NFC.String(strings.TrimSpace(typed))
	if typed == "" {
		return "", fault.New(fault.Invalid, "Enter an email address.")
	}
	return mail.Address(typed)
}

// odd reports whether r can be seen by nobody.
func odd(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError
}

// called checks the name of a person or of an organisation.
func called(typed, empty string) (string, error) {
	name := strings.Join(strings.Fields(norm.NFC.String(typed)), " ")
	switch {
	case name == "":
		return "", fault.New(fault.Invalid, empty)
	case utf8.RuneCountInString(name) > 100 || strings.ContainsFunc(name, odd):
		return "", fault.New(fault.Invalid, "Enter a name of up to 100 characters.")
	}
	return name, nil
}

var slugShape = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
