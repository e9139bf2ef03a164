// Package consult stores consultations and enforces the rules for publishing,
// opening, closing, extending and withdrawing them.
package consult

import (
	"cmp"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Slug identifies a consultation, in URLs and in the database.
type Slug = string

// Type is the kind of a consultation. The law expects more of Statutory and
// Formal than of the others: see Check.
type Type string

// The types of consultation.
const (
	Statutory   Type = "statutory-consultation"
	Formal      Type = "consultation"
	Engagement  Type = "engagement"
	Survey      Type = "survey"
	Information Type = "information-giving"
)

// Stage is the stored part of a consultation's status: what officers have done
// with it. StateAt combines it with the clock.
type Stage string

// The stages of a consultation.
const (
	StageDraft     Stage = "draft"
	StagePublished Stage = "published"
	StageReported  Stage = "reported"
	StageWithdrawn Stage = "withdrawn"
)

// State is the status of a consultation at one instant, as pages show it.
type State string

// The states of a consultation.
const (
	Draft       State = "draft"
	Forthcoming State = "forthcoming"
	Open        State = "open"
	Closed      State = "closed"
	Reported    State = "reported"
	Withdrawn   State = "withdrawn"
)

// Consultation is one consultation. The fields that rules depend on are here;
// text that is only displayed is in Text.
type Consultation struct {
	Slug   Slug
	Org    string // id of the organisation that owns it
	Title  string
	Type   Type
	Stage  Stage
	Opens  CivilTime
	Closes CivilTime
	Grace  time.Duration // how long after Closes a response started before it is accepted

	Text
	Monitoring *Monitoring    // nil: no equality questions are asked
	Register   *RegisterEntry // not nil: a register entry for a consultation run elsewhere, to which no one can respond here

	Recorded RecordedState // the last opening or closing in the public record
	ActCount int64         // number of acts in the log

	WithdrawnAt time.Time // when it was withdrawn; zero if it was not

	Version int64 // increases with every change, for optimistic locking: see saveConsultation
}

// RecordedState is the last opening or closing that was entered in the public
// record.
type RecordedState string

// The recorded states.
const (
	RecordedNothing RecordedState = ""
	RecordedOpen    RecordedState = "opened"
	RecordedClosed  RecordedState = "closed"
)

// DefaultGrace is how long after closing a response that was started before is
// still accepted.
const DefaultGrace = 15 * time.Minute

// StateAt returns the state of c at now. Opening and closing depend on the
// clock alone, so a background job that fails to run cannot keep c open.
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

// Accepts returns nil if c accepts at now a response that was started at begun.
// The grace period applies only to responses started while c was open; a zero
// begun means that the start is not known, and gets none.
func (c *Consultation) Accepts(now, begun time.Time) error {
	switch c.StateAt(now) {
	case Open:
		if c.Register == nil {
			return nil
		}
	case Draft:
		return notFound()
	case Forthcoming:
		return refusal(fault.Conflict, "This consultation has not opened yet",
			"This consultation is not open yet. It opens on %s.", c.Opens)
	case Withdrawn:
		return refusal(fault.Closed, "This consultation was withdrawn",
			"This consultation was withdrawn on %s and is no longer accepting responses. The consultation page explains why.",
			CivilDate{c.WithdrawnOn()})
	case Closed:
		if c.Register == nil && c.wasOpenAt(begun) && now.Before(c.GraceEnds()) {
			return nil
		}
	}
	const title = "This consultation has closed"
	if c.Closes.IsZero() {
		return refusal(fault.Closed, title, "This consultation has closed. The consultation page explains what happens next.")
	}
	return refusal(fault.Closed, title, "This consultation closed on %s. The consultation page explains what happens next.", c.Closes)
}

// refusal returns an error whose page has the state of the consultation as its title.
func refusal(kind fault.Kind, title, format string, args ...any) error {
	return fault.Titled(title, fault.Newf(kind, format, args...))
}

// WithdrawnOn returns the time at which c was withdrawn, in its own time zone. It is zero if c was not withdrawn.
func (c *Consultation) WithdrawnOn() CivilTime {
	if c.WithdrawnAt.IsZero() {
		return CivilTime{}
	}
	return CivilTime{At: c.WithdrawnAt, Zone: cmp.Or(c.Closes.Zone, c.Opens.Zone, DefaultZone), Precision: PrecisionInstant}
}

func (c *Consultation) wasOpenAt(t time.Time) bool {
	return !t.IsZero() && !t.Before(c.Opens.At) && t.Before(c.Closes.End())
}

// GraceEnds returns the instant from which no response is accepted.
func (c *Consultation) GraceEnds() time.Time { return c.Closes.End().Add(c.Grace) }

// notFound is the error for a consultation that does not exist, and for one
// that the caller may not know about, such as a draft.
func notFound() error {
	return fault.New(fault.NotFound, "We cannot find that consultation. Check the list of consultations.")
}
