package consult

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// ActKind is the kind of an act.
type ActKind string

// The kinds of act.
const (
	ActPublished   ActKind = "published"
	ActOpened      ActKind = "opened"
	ActClosed      ActKind = "closed"
	ActExtended    ActKind = "extended"
	ActReopened    ActKind = "reopened"
	ActClosedEarly ActKind = "shortened" // the closing date was brought forward
	ActAmended     ActKind = "amended"
	ActReported    ActKind = "reported"
	ActWithdrawn   ActKind = "withdrawn"
)

// Act is a public change of a consultation's status or content. Each act is a
// leaf of the public record.
type Act struct {
	Number     int64 // from 1, within the consultation
	Kind       ActKind
	At         time.Time // when it took effect
	RecordedAt time.Time // when it was stored
	ActorID    string    // who did it; never published
	Reason     string
	Body       []byte // JSON to which the leaf commits; public
}

// actBody is the body of an act. The order of the fields is part of the format.
type actBody struct {
	Format       string     `json:"format"`
	Consultation Slug       `json:"consultation"`
	Number       int64      `json:"number"`
	Act          ActKind    `json:"act"`
	At           string     `json:"at"`
	Opens        *CivilTime `json:"opens"`
	Closes       *CivilTime `json:"closes"`
	Forms        []string   `json:"forms"`
	Definition   string     `json:"definition"` // SHA-256, hexadecimal
	Reason       string     `json:"reason"`
}

const actFormat = "folkmoot/act/v1"

// Leaf is the leaf of a in the public record. It has no salt, because nothing
// in the body is secret.
func (a *Act) Leaf(slug Slug) receipt.Leaf {
	return receipt.Leaf{Subject: slug, Kind: "status", Commitment: digest.Of(a.Body)}
}

// actBody returns the body of a: the act and the state of c after it. It fixes
// the dates, the versions of the forms and, through the digest of the
// definition, the text of the page and its documents.
func (c *Consultation) actBody(a *Act, forms []string, definition string) ([]byte, error) {
	return json.Marshal(actBody{actFormat, c.Slug, a.Number, a.Kind, a.At.UTC().Format(time.RFC3339),
		&c.Opens, &c.Closes, forms, definition, a.Reason})
}

// Closes returns the closing date of the consultation after a.
func (a *Act) Closes() (CivilTime, error) {
	s := actBody{Closes: &CivilTime{}}
	err := json.Unmarshal(a.Body, &s)
	return *s.Closes, err
}

// recordClock updates c.Recorded and returns the acts for the opening and the
// closing that have happened by now and are not recorded yet. It runs before
// every other act, so that the record has acts in the order in which they
// happened.
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

// publish publishes a draft. past allows a consultation that has already
// closed, which only definition files may add.
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

// OpensBefore reports whether c would have opened before it is published at now. One that opens
// on a day, without a time, may be published on that day and then opens at once.
func (c *Consultation) OpensBefore(now time.Time) bool {
	if c.Opens.IsZero() || !c.Opens.At.Before(now) {
		return false
	}
	opens := c.Opens.Local()
	return c.Opens.Precision != PrecisionDay || startOfDay(opens) != startOfDay(now.In(opens.Location()))
}

// extend moves the closing date of a consultation that has not closed.
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

// reopen opens a closed consultation again, until closes.
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

// closeEarly moves the closing date of an open consultation to the next full
// minute. It needs a reason, because people relied on the announced date.
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
	if at.In(place).Format("15:04") == "00:00" {
		at = at.Add(time.Minute) // see ParseClosing
	}
	local := at.In(place)
	closes, err := ParseCivilTime(local.Format("2006-01-02 15:04"), c.Closes.Zone)
	if err != nil { // the hour that happens twice
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

// withdraw ends a consultation without results.
func (c *Consultation) withdraw(now time.Time, reason string) (*Act, error) {
	switch c.StateAt(now) {
	case Forthcoming, Open, Closed:
	default:
		return nil, fault.New(fault.Conflict, "You can only withdraw a consultation that is published and has no published results.")
	}
	act, err := newActWithReason(ActWithdrawn, now, reason)
	if err == nil {
		c.Stage, c.WithdrawnAt = StageWithdrawn, now
	}
	return act, err
}

// markReported marks the results of c as published. It refuses until the grace
// period is over, because until then more responses may arrive.
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
