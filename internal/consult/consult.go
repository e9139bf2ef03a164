// Package consult keeps consultations: what the public is asked, with which
// documents and forms, from when until when, and what became of it.
package consult

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Slug names a consultation, in its address and everywhere else.
type Slug = string

// Type says what kind of asking it is. The law expects more of the first two
// than of the others.
type Type string

// The types.
const (
	Statutory   Type = "statutory-consultation"
	Formal      Type = "consultation"
	Engagement  Type = "engagement"
	Survey      Type = "survey"
	Information Type = "information-giving"
)

// Stage is how far people have brought a consultation. It is what is stored;
// where it stands on a given day also depends on the clock: see StateAt.
type Stage string

// The stages.
const (
	StageDraft     Stage = "draft"
	StagePublished Stage = "published"
	StageReported  Stage = "reported"
	StageWithdrawn Stage = "withdrawn"
)

// State is where a consultation stands, as a page would say it.
type State string

// The states.
const (
	Draft       State = "draft"
	Forthcoming State = "forthcoming"
	Open        State = "open"
	Closed      State = "closed"
	Reported    State = "reported"
	Withdrawn   State = "withdrawn"
)

// Consultation is one consultation. What rules depend on is said here; what is
// only read by people is in Text.
type Consultation struct {
	Slug   Slug
	Org    string // the organisation whose consultation it is
	Title  string
	Type   Type
	Stage  Stage
	Opens  CivilTime
	Closes CivilTime
	Grace  time.Duration // for responses that were begun before the close

	Text
	Monitoring *Monitoring    // nil: no equality questions are asked
	Register   *RegisterEntry // not nil: an entry for something held elsewhere or long ago; nobody can respond to it here

	Recorded RecordedState // what the public record has been told of opening and closing
	ActCount int64         // how many acts the log has
	Version  int64         // rises with every change; see store.go
}

// RecordedState is the last thing that the public record was told of the doors.
type RecordedState string

// What may have been told.
const (
	RecordedNothing RecordedState = ""
	RecordedOpen    RecordedState = "opened"
	RecordedClosed  RecordedState = "closed"
)

// DefaultGrace is how long after the close a response that was begun before it
// may still come in.
const DefaultGrace = 15 * time.Minute

// StateAt returns where c stands at now. The clock alone opens and closes: no
// job has to run for it, and none that fails to run can hold a door open.
func (c *Consultation) StateAt(now time.Time) State {
	switch {
	case c.Stage == StageDraft:
		return Draft
	case c.Stage == StageWithdrawn:
		return Withdrawn
	case c.Stage == StageReported:
		return Reported
	case c.Register != nil:
		return Closed
	case now.Before(c.Opens.At):
		return Forthcoming
	case now.Before(c.Closes.End()):
		return Open
	}
	return Closed
}

// Accepts returns nil if c takes at now a response that was begun at begun.
// The grace is for those who were on the way when the door closed, so a zero
// begun has none.
func (c *Consultation) Accepts(now, begun time.Time) error {
	switch c.StateAt(now) {
	case Open:
		if c.Register == nil {
			return nil
		}
	case Draft:
		return notFound()
	case Forthcoming:
		return fault.Newf(fault.Conflict, "This consultation is not open yet. It opens on %s.", c.Opens)
	case Withdrawn:
		return fault.New(
			fault.Closed,
			"This consultation was withdrawn and is no longer accepting responses. The consultation page explains why.",
		)
	case Closed:
		if c.Register == nil && c.wasOpenAt(begun) && now.Before(c.GraceEnds()) {
			return nil
		}
	}
	if c.Closes.IsZero() {
		return fault.New(fault.Closed, "This consultation has closed. The consultation page explains what happens next.")
	}
	return fault.Newf(fault.Closed, "This consultation closed on %s. The consultation page explains what happens next.", c.Closes)
}

func (c *Consultation) wasOpenAt(t time.Time) bool {
	return !t.IsZero() && !t.Before(c.Opens.At) && t.Before(c.Closes.End())
}

// GraceEnds is when the last response that was begun in time may come in.
func (c *Consultation) GraceEnds() time.Time { return c.Closes.End().Add(c.Grace) }

// notFound is what a stranger is told of a draft, and of what is not there.
func notFound() error {
	return fault.New(fault.NotFound, "We cannot find that consultation. Check the list of consultations.")
}
