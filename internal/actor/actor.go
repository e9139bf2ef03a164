// Package actor says who is asking and what they are trusted with.
package actor

import "slices"

// Capability is one thing that somebody may be trusted to do. Routes declare
// the capability they need; use cases ask for it again.
type Capability string

// The capabilities. Public is what everybody has.
const (
	Public   Capability = "public"
	Draft    Capability = "draft"    // write consultations, strategies and plans
	Publish  Capability = "publish"  // open, close, extend, withdraw
	Enter    Capability = "enter"    // bring in responses that came on paper or in a file
	Release  Capability = "release"  // publish results
	Decide   Capability = "decide"   // record decisions and what was done
	Operator Capability = "operator" // run the installation
)

// Actor is the person or the machine on whose behalf a use case runs. It is an
// argument of every use case that changes anything; nobody fetches it from a
// context.
type Actor struct {
	ID  string // stable, never a person's name
	Can []Capability
}

// System is the installation itself: the clock that opens and closes, and the
// operator who loads definition files on the machine.
var System = Actor{ID: "system", Can: []Capability{Draft, Publish, Enter, Release, Decide, Operator}}

// May reports whether a is trusted with c.
func (a Actor) May(c Capability) bool { return c == Public || slices.Contains(a.Can, c) }
