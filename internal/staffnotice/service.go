package staffnotice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Person is a person who can be notified.
type Person struct {
	Actor       actor.Actor
	Email, Lang string
	NoMail      bool // they are invented, so nothing is sent
}

// People finds the people of organisations.
type People interface {
	// EachStaff calls fn for the people of an organisation who may sign in.
	EachStaff(ctx context.Context, org string, fn func(Person) error) error
	// GetStaff returns a person, or fault.NotFound if they may no longer sign in.
	GetStaff(ctx context.Context, tx *db.Tx, id string) (Person, error)
}

// Mail is an email to one person: about one event, or a digest.
type Mail struct {
	Key    string // unique: queued twice, it is sent once
	To     Person
	Items  []Item // what happened; of a digest at most maxInDigest
	More   int64  // further events of a digest
	Digest bool
	At     time.Time // when the last of them happened
}

// Item is an event in an email.
type Item struct {
	Say         string // Kind.Say
	Title, Link string
	Due         time.Time
}

// Service makes notices of events and shows them to the people they are for.
type Service struct {
	DB     *db.DB
	People People
	// Send queues an email in the transaction in which it is recorded that it was.
	Send func(ctx context.Context, tx *db.Tx, m Mail, now time.Time) error

	kinds []Kind
}

// Register adds kinds. It must be called before events are delivered. It panics if one is incomplete or there already.
// A nil Service ignores them, for tests of features.
func (s *Service) Register(kinds ...Kind) {
	if s == nil {
		return
	}
	for _, k := range kinds {
		if _, ok := s.kind(k.Name); ok || k.Name == "" || k.Say == "" || len(k.Needs) == 0 {
			panic(fmt.Sprintf("staffnotice: the kind %q is incomplete or registered twice", k.Name))
		}
		s.kinds = append(s.kinds, k)
	}
}

func (s *Service) kind(name string) (Kind, bool) {
	i := slices.IndexFunc(s.kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return s.kinds[i], true
}

// Notice is an event as one person sees it.
type Notice struct {
	Event      Event
	Say        string // Kind.Say
	HappenedAt time.Time
	Read       bool
}

// PageSize is the number of notices on a page.
const PageSize = 20

// List returns a page of the notices of by that still concern them, the newest first.
func (s *Service) List(ctx context.Context, by actor.Actor, at string) (found db.Page[Notice], err error) {
	defer fault.Wrap(&err, "list notices")
	if !by.May(actor.Staff) {
		return found, forbidden()
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		found, err = db.Sift(at, PageSize, db.Window{Rows: PageSize, Limit: 40 * PageSize},
			func(at string, size int) (db.Page[Notice], error) {
				return listNotices(ctx, tx, by.ID, false, at, size)
			},
			func(rows []Notice) ([]*Notice, error) { return concerning(by, rows), nil })
		return err
	})
	for i, n := range found.Items {
		k, _ := s.kind(n.Event.Kind)
		found.Items[i].Say = k.Say
	}
	return found, err
}

// concerning returns the notices that still concern by, and nil for others.
func concerning(by actor.Actor, all []Notice) []*Notice {
	out := make([]*Notice, len(all))
	for i := range all {
		if all[i].Event.concerns(by) {
			out[i] = &all[i]
		}
	}
	return out
}

// MaxUnread is the number up to which CountUnread counts.
const MaxUnread = 99

// CountUnread returns how many of the newest MaxUnread notices that by has not read still concern them.
func (s *Service) CountUnread(ctx context.Context, by actor.Actor) (n int64, err error) {
	defer fault.Wrap(&err, "count unread notices")
	err = s.DB.View(ctx, func(tx *db.Tx) error { n, err = countUnread(ctx, tx, by); return err })
	return n, err
}

// MarkRead marks a notice of by as read, or with "" all of them.
func (s *Service) MarkRead(ctx context.Context, by actor.Actor, event string) (err error) {
	defer fault.Wrap(&err, "mark notices as read")
	if !by.May(actor.Staff) {
		return forbidden()
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error { return markRead(ctx, tx, by.ID, event) })
}

// KindChoice is a kind with what a person has chosen.
type KindChoice struct {
	Kind
	Choice Choice
}

// Choices returns the kinds of events that can concern by, with when they want emails.
func (s *Service) Choices(ctx context.Context, by actor.Actor) (all []KindChoice, err error) {
	defer fault.Wrap(&err, "list choices of notices")
	if !by.May(actor.Staff) {
		return nil, forbidden()
	}
	return all, s.DB.View(ctx, func(tx *db.Tx) error { all, err = s.choices(ctx, tx, by); return err })
}

func (s *Service) choices(ctx context.Context, tx *db.Tx, by actor.Actor) (all []KindChoice, err error) {
	chosen, err := choicesOf(ctx, tx, by.ID)
	for _, k := range s.kinds {
		if slices.ContainsFunc(k.Needs, by.May) {
			all = append(all, KindChoice{k, k.choice(chosen[k.Name])})
		}
	}
	return all, err
}

// Choose stores when by wants emails about kinds of events, by name. Kinds that are missing from chosen stay as they are.
func (s *Service) Choose(ctx context.Context, by actor.Actor, chosen map[string]Choice) (err error) {
	defer fault.Wrap(&err, "choose notices")
	if !by.May(actor.Staff) {
		return forbidden()
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		before, err := s.choices(ctx, tx, by)
		if err != nil {
			return err
		}
		var changed []string
		for _, k := range before {
			choice, ok := chosen[k.Name]
			if !ok || k.Required || choice == k.Choice {
				continue
			}
			if choice != AtOnce && choice != Daily && choice != Never {
				return fault.New(fault.Invalid, "Choose when you want emails from the list.")
			}
			if err := setChoice(ctx, tx, by.ID, k.Name, choice); err != nil {
				return err
			}
			changed = append(changed, k.Name+": "+string(choice))
		}
		if len(changed) == 0 {
			return nil
		}
		return audit.Append(ctx, tx, by, "choose-notices", "account", by.ID, strings.Join(changed, ", "))
	})
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to do this. Ask an administrator of your organisation.")
}
