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

// OrgKind says what sort of organisation it is.
type OrgKind string

// The kinds of organisation. There is one council: it runs the installation.
const (
	Council OrgKind = "council"
	Partner OrgKind = "partner"
)

// Org is an organisation. What belongs to one is hidden from the others.
type Org struct {
	ID        string // a slug; stable
	Name      string
	Kind      OrgKind
	CreatedAt time.Time

	SuspendedAt   time.Time // since when nobody of it is let in; zero: they are
	SuspendReason string    // the reason that was given
}

// IsSuspended reports whether o is suspended.
func (o Org) IsSuspended() bool { return !o.SuspendedAt.IsZero() }

// PersonState says how far a person has come.
type PersonState string

// The states of a person.
const (
	Invited   PersonState = "invited"   // has not chosen a password yet
	Active    PersonState = "active"    // may sign in
	Suspended PersonState = "suspended" // may not
)

// Person is somebody who works in the back office.
type Person struct {
	ID           string
	Org          string
	OrgKind      OrgKind
	Email        string
	Name         string
	State        PersonState
	Roles        []Role
	Lang         string // of the interface; "" is that of the browser
	Demo         bool   // a person of the demonstration
	OrgSuspended bool   // their organisation is suspended, and they with it

	emailFolded  string
	password     string
	totp         []byte // sealed
	totpStep     int64
	sessionEpoch int64
	version      int64
}

// HasPassword reports whether p has chosen a password.
func (p *Person) HasPassword() bool { return p.password != "" }

// HasTOTP reports whether p has an authenticator app.
func (p *Person) HasTOTP() bool { return len(p.totp) > 0 }

// SessionEpoch goes up whenever all sessions of p end. A session holds the epoch in
// which it began.
func (p *Person) SessionEpoch() int64 { return p.sessionEpoch }

// HasRole reports whether p has role.
func (p *Person) HasRole(role Role) bool { return slices.Contains(p.Roles, role) }

// MaySignIn reports whether neither p nor their organisation is kept out. Every
// way in asks it.
func (p *Person) MaySignIn() bool { return p.State == Active && !p.OrgSuspended }

// Actor is p as use cases know them. It must be made only of somebody who has
// proved themselves twice.
func (p *Person) Actor() actor.Actor {
	a := actor.Actor{ID: p.ID, Org: p.Org, Name: p.Name}
	if p.MaySignIn() {
		a.Capabilities = Capabilities(p.OrgKind, p.Roles)
	}
	return a
}

// caseFold brings an address into the shape in which addresses are compared.
func caseFold(email string) string {
	return cases.Fold().String(norm.NFC.String(strings.TrimSpace(email)))
}

// checkEmail checks an e-mail address to which letters are to go.
func checkEmail(typed string) (string, error) {
	typed = norm.NFC.String(strings.TrimSpace(typed))
	if typed == "" {
		return "", fault.New(fault.Invalid, "Enter an email address.")
	}
	return mail.ParseAddress(typed)
}

// isInvisible reports whether r can be seen by nobody.
func isInvisible(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError
}

// checkName checks the name of a person or of an organisation.
func checkName(typed, empty string) (string, error) {
	name := strings.Join(strings.Fields(norm.NFC.String(typed)), " ")
	switch {
	case name == "":
		return "", fault.New(fault.Invalid, empty)
	case utf8.RuneCountInString(name) > 100 || strings.ContainsFunc(name, isInvisible):
		return "", fault.New(fault.Invalid, "Name must be 100 characters or fewer.")
	}
	return name, nil
}

var slugPattern = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
