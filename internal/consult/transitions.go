package consult

import (
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// ActKind says what was done.
type ActKind string

// The kinds of acts.
const (
	ActPublished   ActKind = "published"
	ActOpened      ActKind = "opened"
	ActClosed      ActKind = "closed"
	ActExtended    ActKind = "extended"
	ActReopened    ActKind = "reopened"
	ActClosedEarly ActKind = "shortened" // it closes before the day that was announced
	ActAmended     ActKind = "amended"
	ActReported    ActKind = "reported"
	ActWithdrawn   ActKind = "withdrawn"
)

// Act is something that was done to a consultation and that the public may
// hold the council to. Each act is a leaf of the public record.
type Act struct {
	Number     int64
	Kind       ActKind
	At         time.Time // when it took effect
	RecordedAt time.Time // when it was written down
	ActorID    string    // who did it; for the council's own eyes
	Reason     string
	Body       []byte // what the leaf commits to; anybody may have it
}

// actBody is the body of an act. The order of its fields is part of the
// format.
type actBody struct {
	Format       string     `json:"format"`
	Consultation Slug       `json:"consultation"`
	Number       int64      `json:"number"`
	Act          ActKind    `json:"act"`
	At           string     `json:"at"`
	Opens        *CivilTime `json:"opens"`
	Closes       *CivilTime `json:"closes"`
	Forms        []string   `json:"forms"`
	Definition   string     `json:"definition"` // its SHA-256, hexadecimal
	Reason       string     `json:"reason"`
}

const actFormat = "folkmoot/act/v1"

// leaf is what the public record keeps of a. Nothing in the body is secret, so
// there is no salt.
func (a *Act) leaf(slug Slug) receipt.Leaf {
	return receipt.Leaf{Subject: slug, Kind: "status", Commitment: sha256.Sum256(a.Body)}
}

// actBody returns the body of a: what was done, and what c is after it. It
// pins the dates, the forms and, by the digest of the definition, every word of
// the page and its documents.
func (c *Consultation) actBody(a *Act, forms []string, definition string) ([]byte, error) {
	return json.Marshal(actBody{actFormat, c.Slug, a.Number, a.Kind, a.At.UTC().Format(time.RFC3339),
		&c.Opens, &c.Closes, forms, definition, a.Reason})
}

// Closes is when the consultation was to close once a was done.
func (a *Act) Closes() (CivilTime, error) {
	s := actBody{Closes: &CivilTime{}}
	err := json.Unmarshal(a.Body, &s)
	return *s.Closes, err
}

// recordClock does what the clock has done to c since the record was last told, and
// returns the acts that say so. It runs before every other act, so that the
// record tells things in the order in which they happened.
func (c *Consultation) recordClock(now time.Time) []*Act {
	if c.Stage != StagePublished || c.Register != nil {
		return nil
	}
	var acts []*Act
	if c.Recorded == RecordedNothing && !now.Before(c.Opens.At) {
		c.Recorded = RecordedOpen
		acts = append(acts, &Act{Kind: ActOpened, At: c.Opens.At})
	}
	if c.Recorded == RecordedOpen && !now.Before(c.Closes.End()) {
		c.Recorded = RecordedClosed
		acts = append(acts, &Act{Kind: ActClosed, At: c.Closes.End()})
	}
	return acts
}

// publish makes a draft public. What has already closed may be brought in for
// the record, by a definition; a person may publish only what can still be
// answered.
func (c *Consultation) publish(now time.Time, past bool) (*Act, error) {
	if c.Stage != StageDraft {
		return nil, fault.New(fault.Conflict, "This consultation has already been published.")
	}
	if c.Closes.IsZero() || !c.Opens.At.Before(c.Closes.End()) {
		return nil, fault.New(fault.Invalid, "Enter an opening date and a later closing date.")
	}
	if !past && !now.Before(c.Closes.End()) {
		return nil, fault.New(fault.Invalid, "The closing date has passed. Enter a later date before you publish.")
	}
	c.Stage = StagePublished
	return &Act{Kind: ActPublished, At: now}, nil
}

// extend moves the close of a consultation that has not closed.
func (c *Consultation) extend(now time.Time, closes CivilTime, reason string) (*Act, error) {
	switch c.StateAt(now) {
	case Forthcoming, Open:
	case Closed:
		return nil, fault.New(fault.Conflict, "You cannot extend this consultation because it has closed. You can reopen it instead.")
	default:
		return nil, fault.New(fault.Conflict, "You can only extend an open or forthcoming consultation.")
	}
	if !closes.End().After(c.Closes.End()) {
		return nil, fault.Newf(fault.Invalid, "Closing date must be after the current one, %s.", c.Closes)
	}
	return c.setCloses(now, ActExtended, closes, reason)
}

// reopen opens again a consultation that has closed.
func (c *Consultation) reopen(now time.Time, closes CivilTime, reason string) (*Act, error) {
	switch state := c.StateAt(now); {
	case state == Reported:
		return nil, fault.New(
			fault.Conflict,
			"You cannot reopen this consultation because its results are published. You can start a follow-up consultation.",
		)
	case state != Closed || c.Register != nil:
		return nil, fault.New(fault.Conflict, "You can only reopen a consultation that was run on this website and has closed.")
	case !closes.End().After(now):
		return nil, fault.New(fault.Invalid, "Closing date must be in the future.")
	}
	act, err := c.setCloses(now, ActReopened, closes, reason)
	if err == nil {
		c.Recorded = RecordedOpen
	}
	return act, err
}

// closeEarly closes an open consultation before its time, at the next full minute.
// The day that was announced was a promise, so it takes a reason that everybody
// can read; the clock does the closing, as always.
func (c *Consultation) closeEarly(now time.Time, reason string) (*Act, error) {
	if c.StateAt(now) != Open || c.Register != nil {
		return nil, fault.New(fault.Conflict, "You can only close a consultation early while it is open.")
	}
	at := now.Truncate(time.Minute).Add(time.Minute)
	if !at.Before(c.Closes.End()) {
		return nil, fault.New(fault.Conflict, "This consultation closes within a minute, so you do not need to close it early.")
	}
	place, err := loadZone(c.Closes.Zone)
	if err != nil {
		return nil, err
	}
	local := at.In(place)
	closes, err := ParseCivilTime(local.Format("2006-01-02 15:04"), c.Closes.Zone)
	if err != nil { // an hour that comes twice
		closes, err = ParseCivilTime(local.Format("2006-01-02 15:04 MST"), c.Closes.Zone)
	}
	if err != nil {
		return nil, err
	}
	return c.setCloses(now, ActClosedEarly, closes, reason)
}

func (c *Consultation) setCloses(now time.Time, kind ActKind, closes CivilTime, reason string) (*Act, error) {
	if closes.Precision != PrecisionInstant {
		return nil, fault.New(fault.Invalid, "Closing date must include a time, like 2016-05-27 23:59.")
	}
	act, err := newActWithReason(kind, now, reason)
	if err == nil {
		c.Closes = closes
	}
	return act, err
}

// withdraw ends a consultation that should not go on.
func (c *Consultation) withdraw(now time.Time, reason string) (*Act, error) {
	switch c.StateAt(now) {
	case Forthcoming, Open, Closed:
	default:
		return nil, fault.New(fault.Conflict, "You can only withdraw a consultation that is published and has no published results.")
	}
	act, err := newActWithReason(ActWithdrawn, now, reason)
	if err == nil {
		c.Stage = StageWithdrawn
	}
	return act, err
}

// markReported says that the results of c are out. It waits for the grace: a count
// that another response can still join is not a result.
func (c *Consultation) markReported(now time.Time, reason string) (*Act, error) {
	if c.StateAt(now) != Closed || c.Register != nil || now.Before(c.GraceEnds()) {
		return nil, fault.New(
			fault.Conflict,
			"You can publish results after the consultation has closed and the last responses have been received.",
		)
	}
	c.Stage = StageReported
	return &Act{Kind: ActReported, At: now, Reason: strings.TrimSpace(reason)}, nil
}

func newActWithReason(kind ActKind, now time.Time, reason string) (*Act, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return nil, fault.New(fault.Invalid, "Enter a reason. We will show it on the consultation page.")
	}
	return &Act{Kind: kind, At: now, Reason: reason}, nil
}
