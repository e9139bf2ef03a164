// Package account manages the organisations that use Folkmoot and the people in them.
package account

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/mail"
)

// OrgKind is the kind of an organisation.
type OrgKind string

// The kinds of organisation. Each installation has one council, which runs it.
const (
	Council OrgKind = "council"
	Partner OrgKind = "partner"
)

// Org is an organisation. Other organisations cannot see its unpublished work.
type Org struct {
	ID        string // a slug; never changes
	Name      string
	Kind      OrgKind
	Category  string // what it is, in words, like “Charity”
	Site      string // address of its website, or ""
	CreatedAt time.Time

	SuspendedAt   time.Time // zero unless suspended
	SuspendReason string    // given by an operator
}

// IsSuspended reports whether o is suspended.
func (o Org) IsSuspended() bool { return !o.SuspendedAt.IsZero() }

// PersonState is the state of a person's account.
type PersonState string

// The states of an account.
const (
	Invited   PersonState = "invited" // has not accepted the invitation yet
	Active    PersonState = "active"
	Suspended PersonState = "suspended" // cannot sign in
)

// Person is a person with an account. How they sign in is in package signin.
type Person struct {
	ID           string
	Org          string
	OrgKind      OrgKind
	Email        string // as typed
	Name         string
	State        PersonState
	Roles        []Role
	Lang         string // of the interface; "" is the browser's
	Demo         bool   // made up for the demonstration
	Area         string // the area that a councillor represents, by name; "" if none was chosen
	OrgSuspended bool   // their organisation is suspended, so they cannot sign in

	emailFolded string
	version     int64
}

// HasRole reports whether p has role.
func (p *Person) HasRole(role Role) bool { return slices.Contains(p.Roles, role) }

// MaySignIn reports whether p is active and their organisation is not
// suspended. Every way of signing in checks it.
func (p *Person) MaySignIn() bool { return p.State == Active && !p.OrgSuspended }

// Actor returns p as an actor with the capabilities of their roles. Only call
// it for a person who has signed in with two factors.
func (p *Person) Actor() actor.Actor {
	a := actor.Actor{ID: p.ID, Org: p.Org, Name: p.Name}
	if p.MaySignIn() {
		a.Capabilities, a.Roles = Capabilities(p.OrgKind, p.Roles), p.Roles
	}
	return a
}

// SignInMethods says which ways of signing in an account has.
type SignInMethods struct {
	Password, TOTP, Passkey, Provider bool
}

// SecondFactor reports whether a password alone is not enough to sign in.
func (m SignInMethods) SecondFactor() bool { return m.TOTP || m.Passkey || m.Provider }

// Any reports whether the account has any way of signing in.
func (m SignInMethods) Any() bool { return m.Password || m.SecondFactor() }

// SignIn is what changes of accounts need from package signin. All methods run
// in the transaction tx of the change.
type SignIn interface {
	// Methods returns the ways of signing in that p has.
	Methods(ctx context.Context, tx *db.Tx, p *Person) (SignInMethods, error)
	// Invite emails p a link to accept their invitation to an organisation with
	// the name org, and revokes earlier invitations. It returns the link's token.
	Invite(ctx context.Context, tx *db.Tx, p *Person, org string) (token string, err error)
	// InvitationURL returns the link that accepts the invitation with this token.
	InvitationURL(token string) string
	// EndSessions ends all sessions of p.
	EndSessions(ctx context.Context, tx *db.Tx, p *Person) error
	// RevokeLinks revokes the links p was emailed to reset their password or to
	// confirm an email address, and invitations too if asked.
	RevokeLinks(ctx context.Context, tx *db.Tx, p *Person, invitations bool) error
	// Reset deletes all credentials of p, revokes the links they were emailed
	// except invitations, and emails p about it.
	Reset(ctx context.Context, tx *db.Tx, p *Person) error
	// EmailChanged revokes all links p was emailed and emails p at the address
	// before the change and the new one.
	EmailChanged(ctx context.Context, tx *db.Tx, p *Person, before string) error
}

// FoldCase returns text in a form in which email addresses and passwords are
// compared: normalised (NFC), without surrounding space and with case folded.
func FoldCase(text string) string {
	return cases.Fold().String(norm.NFC.String(strings.TrimSpace(text)))
}

// CheckEmail returns the email address in typed, trimmed and normalised. It
// refuses text that is not one address.
func CheckEmail(typed string) (string, error) {
	typed = norm.NFC.String(strings.TrimSpace(typed))
	if typed == "" {
		return "", fault.New(fault.Invalid, "Enter an email address.")
	}
	return mail.ParseAddress(typed)
}

// IsInvisible reports whether r is a control or format character, which people
// cannot see, or stands for invalid UTF-8.
func IsInvisible(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError
}

// CheckName returns typed with single spaces between words. The error message
// for an empty name is empty, a message of the interface.
func CheckName(typed, empty string) (string, error) {
	name := strings.Join(strings.Fields(norm.NFC.String(typed)), " ")
	switch {
	case name == "":
		return "", fault.New(fault.Invalid, empty)
	case utf8.RuneCountInString(name) > 100 || strings.ContainsFunc(name, IsInvisible):
		return "", fault.New(fault.Invalid, "Name must be 100 characters or fewer.")
	}
	return name, nil
}

const maxReasonLength = 500

// checkReason returns the reason for a change of an account or organisation,
// with single spaces between words. It goes into the audit log.
func checkReason(typed string) (string, error) {
	reason := strings.Join(strings.Fields(typed), " ")
	switch {
	case reason == "":
		return "", fault.New(fault.Invalid, "Enter a reason.")
	case utf8.RuneCountInString(reason) > maxReasonLength || strings.ContainsFunc(reason, IsInvisible):
		return "", fault.Newf(fault.Invalid, "Reason must be %d characters or fewer.", maxReasonLength)
	}
	return reason, nil
}

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
