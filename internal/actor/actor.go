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
}

// System is the program itself: scheduled jobs, and the operator who loads
// definition files on the server.
var System = Actor{ID: "system", Org: AnyOrg, Name: "The system", Capabilities: AllCapabilities}

// May reports whether a has capability c. Everyone has Public.
func (a Actor) May(c Capability) bool { return c == Public || slices.Contains(a.Capabilities, c) }

// ActsFor reports whether a may work on what belongs to org. If not, a must not
// learn that it exists: answer as for an unknown identifier.
func (a Actor) ActsFor(org string) bool { return a.Org == AnyOrg || a.Org != "" && a.Org == org }
