// Package staffnotice notifies staff of what happens to their work, on a page of the staff area and by email.
//
// A feature declares the kinds of events that it has. It appends an event in the transaction of what causes it; a job then
// finds the people and makes a notice for each. A notice has the title of a record, a link and a date. It never has a word
// that a respondent wrote, nor anything about one.
package staffnotice

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/jobs"
)

// Choice is when a person wants an email about a kind of event. The page of notices has all of them.
type Choice string

// The choices.
const (
	AtOnce Choice = "at-once"
	Daily  Choice = "daily" // one email a day, with all that happened
	Never  Choice = "never"
)

// Kind is a kind of event. A feature declares its kinds.
type Kind struct {
	Name string // "approval-asked"
	//locale:message
	Say string // what happened, a sentence without arguments: "A record is waiting for your approval"

	// Required kinds are emailed at once, whatever a person chooses.
	Required bool
	Default  Choice // "" for Daily

	// Needs lists capabilities. People who have one of them can be notified, and choose whether they want emails.
	Needs []actor.Capability

	// Due returns the events of this kind that are due now, if they come from the clock; their Kind need not be set. It is
	// called every ten minutes on each server; an event that was returned before is not added again.
	Due func(context.Context) ([]Event, error)
}

// choice returns the choice for a person who chose chosen, "" for none.
func (k Kind) choice(chosen Choice) Choice {
	switch {
	case k.Required:
		return AtOnce
	case chosen != "":
		return chosen
	case k.Default != "":
		return k.Default
	}
	return Daily
}

// Audience says which people of an organisation are notified: those with all of Can, without Except.
type Audience struct {
	Can    []actor.Capability // needed to open the link
	Only   []string           `json:",omitempty"` // accounts; empty for all
	Except []string           `json:",omitempty"` // accounts, such as that of the person who did it

	// Named are email addresses. If people with Can have some of them, only these people are notified.
	Named []string `json:",omitempty"`
}

// Event is something that happened.
type Event struct {
	Kind, Key string // together they name the event for ever: appended again, it has no effect
	Org       string
	Audience
	Title, Lang string    // of the record, and its language if it is known; never a word of a respondent
	Link        string    // path of the page on which something is done about it
	Due         time.Time // by when; zero if there is none

	id         string
	happenedAt time.Time
}

// ID returns the name of e in the database.
func (e Event) ID() string {
	if e.id != "" {
		return e.id
	}
	return digest.Labelled("folkmoot/staff-notice/v1", e.Kind, e.Key).ShortHex(16)
}

// jobKind is the kind of the jobs that make the notices of an event.
const jobKind = "staff-notice"

// Append stores e in the transaction of what caused it.
func Append(ctx context.Context, tx *db.Tx, e Event) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO staffnotice_event (id, kind, org, audience, title, lang, link, due, happened_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`,
		e.ID(), e.Kind, e.Org, db.JSON(e.Audience), shorten(e.Title), e.Lang, e.Link, db.Time(e.Due), db.Time(now))
	if err != nil || n == 0 {
		return err
	}
	return jobs.Enqueue(ctx, tx, jobs.Job{Kind: jobKind, Key: e.ID(), Payload: jobs.Payload(e.ID())}, now)
}

// maxTitle is the length in characters up to which notices and emails have a title.
const maxTitle = 300

// shorten returns a title as notices have it: on one line and not too long.
func shorten(title string) string {
	title = strings.Join(strings.Fields(title), " ")
	if all := []rune(title); len(all) > maxTitle {
		title = string(all[:maxTitle]) + "…"
	}
	return title
}

// concerns reports whether by may still open what e is about: what people may do, and where they work, can change
// after the notice was made.
func (e *Event) concerns(by actor.Actor) bool {
	return by.ActsFor(e.Org) && !slices.ContainsFunc(e.Can, func(c actor.Capability) bool { return !by.May(c) })
}
