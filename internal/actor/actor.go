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

	Draft          Capability = "draft"   // write consultations, strategies and plans
	Publish        Capability = "publish" // open, close, extend, withdraw
	EnterResponses Capability = "enter"   // key responses that came on paper, by telephone or in a letter
	Release        Capability = "release" // publish results
	Decide         Capability = "decide"  // record decisions and what was done
	UpdateActions  Capability = "update"  // say how one's own actions stand

	ReadResponses   Capability = "read-responses"  // what people wrote, one by one
	ReadMonitoring  Capability = "read-monitoring" // what they said of themselves
	ReadContacts    Capability = "read-contacts"   // who asked to be told what happened
	Moderate        Capability = "moderate"        // flag, exclude, restore, redact, publish replies
	ManageRetention Capability = "retain"          // delete what is due, answer requests for access and erasure
	ExportData      Capability = "export"          // take raw data out of the building

	ManagePeople Capability = "people"   // accounts of one's own organisation
	ReadAudit    Capability = "audit"    // read who did and saw what
	Operate      Capability = "operator" // run the installation: organisations, letters, settings
)

// AllCapabilities lists every capability but Public.
var AllCapabilities = []Capability{
	Staff,
	Draft,
	Publish,
	EnterResponses,
	Release,
	Decide,
	UpdateActions,
	ReadResponses,
	ReadMonitoring,
	ReadContacts,
	Moderate,
	ManageRetention,
	ExportData,
	ManagePeople,
	ReadAudit,
	Operate,
}

// Organisations that every installation has.
const (
	CouncilOrg = "council" // the organisation that runs the installation
	AnyOrg     = "*"       // the installation itself, which belongs to none
)

// Actor is the person or the machine on whose behalf a use case runs. It is an
// argument of every use case that changes anything; nobody fetches it from a
// context.
type Actor struct {
	ID           string // stable, never a person's name; "" is the public
	Org          string // the organisation they act for
	Name         string // as colleagues see it; never stored beside what they did
	Capabilities []Capability
}

// System is the installation itself: the clock that opens and closes, and the
// operator who loads definition files on the machine.
var System = Actor{ID: "system", Org: AnyOrg, Name: "The system", Capabilities: AllCapabilities}

// May reports whether a is trusted with c.
func (a Actor) May(c Capability) bool { return c == Public || slices.Contains(a.Capabilities, c) }

// ActsFor reports whether what belongs to org is a's business. Whoever it is not
// must not learn that it is there.
func (a Actor) ActsFor(org string) bool { return a.Org == AnyOrg || a.Org != "" && a.Org == org }
