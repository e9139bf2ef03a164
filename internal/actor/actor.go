// Package actor defines who performs a use case, for which organisation, and
// which capabilities they have.
package actor

import "slices"

// Organisations that every installation has.
const (
	CouncilOrg = "council" // the organisation that runs the installation
	AnyOrg     = "*"       // not one organisation but the whole installation, for System
)

// Actor is the person or the process that performs a use case. Every use case
// that changes something takes it as an argument; it is never read from a
// context.
//
// The zero Actor is a member of the public.
type Actor struct {
	ID           string // stable identifier, never a person's name; "" for the public
	Org          string // the organisation they act for
	Name         string // the name colleagues see; never stored with what they did
	Capabilities []Capability
	Roles        []Role // for what only certain roles sign; what they may do follows from Capabilities

	// Interactive is set for a person who acts through a page. Acts that cannot be undone
	// then need a Confirmation.
	Interactive  bool
	Confirmation *Confirmation
}

// Confirmation says that a person confirmed one act that cannot be undone, after they were
// shown what it deletes or publishes.
type Confirmation struct {
	Act, Subject string // as in the audit log
	How          string // for the audit log: what was typed, and who asked for it
}

// System is the program itself: scheduled jobs, and the operator who loads
// definition files on the server.
var System = Actor{ID: "system", Org: AnyOrg, Name: "The system", Capabilities: AllCapabilities}

// May reports whether a has capability c. Everyone has Public.
func (a Actor) May(c Capability) bool { return c == Public || slices.Contains(a.Capabilities, c) }

// HasRole reports whether a acts in one of roles. The program itself acts in every role.
func (a Actor) HasRole(roles ...Role) bool {
	return a.Org == AnyOrg || slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// MayForAll reports whether a may do something with c that concerns every organisation of
// the installation. Partners never may.
func (a Actor) MayForAll(c Capability) bool {
	return a.May(c) && (a.Org == CouncilOrg || a.Org == AnyOrg)
}

// OwnOrg returns the organisation whose work a sees in lists and to which what a begins
// belongs: the council for actors of any organisation.
func (a Actor) OwnOrg() string {
	if a.Org == AnyOrg {
		return CouncilOrg
	}
	return a.Org
}

// HasConfirmed reports whether a may do an act that cannot be undone to subject: a has
// confirmed it, or is not a person in front of a page.
func (a Actor) HasConfirmed(act, subject string) bool {
	return !a.Interactive || a.Confirmation != nil && a.Confirmation.Act == act && a.Confirmation.Subject == subject
}

// ActsFor reports whether a may work on what belongs to org. If not, a must not
// learn that it exists: answer as for an unknown identifier.
func (a Actor) ActsFor(org string) bool { return a.Org == AnyOrg || a.Org != "" && a.Org == org }
