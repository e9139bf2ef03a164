// Package actor says who is asking, for which organisation, and what they are
// trusted with.
package actor

import "slices"

// Capability is one thing that somebody may be trusted to do. Routes declare
// the capability they need; use cases ask for it again. Roles are sets of
// capabilities and live with the accounts.
type Capability string

// The capabilities. Public is what everybody has, Staff what everybody has who
// is signed in with a second factor.
const (
	Public Capability = "public"
	Staff  Capability = "staff"

	Draft   Capability = "draft"   // write consultations, strategies and plans
	Publish Capability = "publish" // open, close, extend, withdraw
	Enter   Capability = "enter"   // key responses that came on paper, by telephone or in a letter
	Release Capability = "release" // publish results
	Decide  Capability = "decide"  // record decisions and what was done
	Update  Capability = "update"  // say how one's own actions stand

	ReadResponses  Capability = "read-responses"  // what people wrote, one by one
	ReadMonitoring Capability = "read-monitoring" // what they said of themselves
	ReadContacts   Capability = "read-contacts"   // who asked to be told what happened
	Moderate       Capability = "moderate"        // flag, exclude, restore, redact, publish replies
	Retain         Capability = "retain"          // delete what is due, answer requests for access and erasure
	Export         Capability = "export"          // take raw data out of the building

	People   Capability = "people"   // accounts of one's own organisation
	Audit    Capability = "audit"    // read who did and saw what
	Operator Capability = "operator" // run the installation: organisations, letters, settings
)

// All lists every capability but Public.
var All = []Capability{Staff, Draft, Publish, Enter, Release, Decide, Update, ReadResponses, ReadMonitoring, ReadContacts, Moderate, Retain, Export, People, Audit, Operator}

// Organisations that every installation has.
const (
	Council = "council" // the organisation that runs the installation
	Any     = "*"       // the installation itself, which belongs to none
)

// Actor is the person or the machine on whose behalf a use case runs. It is an
// argument of every use case that changes anything; nobody fetches it from a
// context.
type Actor struct {
	ID   string // stable, never a person's name; "" is the public
	Org  string // the organisation they act for
	Name string // as colleagues see it; never stored beside what they did
	Can  []Capability
}

// System is the installation itself: the clock that opens and closes, and the
// operator who loads definition files on the machine.
var System = Actor{ID: "system", Org: Any, Name: "The system", Can: All}

// May reports whether a is trusted with c.
func (a Actor) May(c Capability) bool { return c == Public || slices.Contains(a.Can, c) }

// In reports whether what belongs to org is a's business. Whoever it is not
// must not learn that it is there.
func (a Actor) In(org string) bool { return a.Org == Any || a.Org != "" && a.Org == org }
