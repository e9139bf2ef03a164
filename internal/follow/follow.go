// Package follow lets people follow things on the public site by email.
//
// README.md describes the life of a subscription and what an attacker can learn.
package follow

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/unlink"
)

// Kind is a kind of thing that people can follow.
type Kind struct {
	Name string // in addresses: "consultation"

	// Get returns the thing, or fault.NotFound if it is not public.
	Get func(ctx context.Context, tx *db.Tx, ref string) (Subject, error)
	// News returns what has happened to it last, the newest first: at least the newest n items, and all if there are fewer.
	News func(ctx context.Context, tx *db.Tx, ref string, n int) ([]Item, error)
	// Dates returns the days that matter. It may be nil.
	Dates func(ctx context.Context, tx *db.Tx, ref string) ([]Date, error)
}

// Subject is a thing that people can follow.
type Subject struct {
	Title, Language string // Language is that of Title; "" is the language of the council
	Path            string // of its public page
}

// Item is something that happened.
type Item struct {
	Key   string             // unique within the thing, and always the same
	Say   locale.LazyMessage // without arguments: "Opened", "Decision", "On track"
	Title string             // of the consultation, decision or action
	Path  string             // where it can be read
	At    time.Time
	Text  string    // more about it, or ""
	Due   time.Time // by when something is promised; zero if nothing is

	// Outcome reports that it is what happened after a consultation and has no email of its own. People who left an address
	// with their response are told.
	Outcome bool
}

// Date is a day that matters.
type Date struct {
	ID   string // unique within the thing
	Say  locale.LazyMessage
	Path string
	Day  time.Time
}

// Frequency is how often a person gets emails, if there is news.
type Frequency string

// The frequencies.
const (
	Daily   Frequency = "daily"
	Weekly  Frequency = "weekly"
	Monthly Frequency = "monthly"
)

// Frequencies lists every frequency.
var Frequencies = []Frequency{Daily, Weekly, Monthly}

// Valid reports whether f is one of Frequencies.
func (f Frequency) Valid() bool { return slices.Contains(Frequencies, f) }

// Label returns the name of f.
func (f Frequency) Label() locale.LazyMessage {
	switch f {
	case Weekly:
		return locale.Lazy("Once a week, if there is news")
	case Monthly:
		return locale.Lazy("Once a month, if there is news")
	}
	return locale.Lazy("On each day with news")
}

// next returns when to look for news after now.
func (f Frequency) next(now time.Time) time.Time {
	day := now.UTC().Truncate(24 * time.Hour)
	switch f {
	case Weekly:
		return day.AddDate(0, 0, 7)
	case Monthly:
		return day.AddDate(0, 1, 0)
	}
	return day.AddDate(0, 0, 1)
}

// UnlinkableTables are the tables with rows about people.
var UnlinkableTables = []unlink.Table{{Name: "follow_subscription", Key: []string{"id"}}}

// Service has the use cases of following.
type Service struct {
	DB    *db.DB
	Queue *notify.Queue // nil if this site sends no email

	kinds []Kind
}

// Register adds kinds of things that people can follow. It panics if a name is used twice.
func (s *Service) Register(kinds ...Kind) {
	for _, k := range kinds {
		if s.kind(k.Name) != nil {
			panic("follow: two kinds are " + k.Name)
		}
		s.kinds = append(s.kinds, k)
	}
}

func (s *Service) kind(name string) *Kind {
	if i := slices.IndexFunc(s.kinds, func(k Kind) bool { return k.Name == name }); i >= 0 {
		return &s.kinds[i]
	}
	return nil
}

var errNoSubject = fault.New(fault.NotFound, "We cannot find what you want to follow. Go back to its page.")

// find returns the kind and the thing ref.
func (s *Service) find(ctx context.Context, tx *db.Tx, kind, ref string) (*Kind, Subject, error) {
	k := s.kind(kind)
	if k == nil {
		return nil, Subject{}, errNoSubject
	}
	subject, err := k.Get(ctx, tx, ref)
	return k, subject, err
}

const (
	feedItems = 60   // of a feed
	noticed   = 2000 // latest items among which emails look for what is new
)

// View is a thing with its dates.
type View struct {
	Subject
	Dates []Date
	Now   time.Time
}

// Feed returns the thing ref with its latest news, or fault.NotFound.
func (s *Service) Feed(ctx context.Context, kind, ref string) (subject Subject, news []Item, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		k, of, err := s.find(ctx, tx, kind, ref)
		if err != nil {
			return err
		}
		subject = of
		news, err = k.News(ctx, tx, ref, feedItems)
		news = news[:min(len(news), feedItems)]
		return err
	})
	return subject, news, err
}

// View returns the thing ref, or fault.NotFound.
func (s *Service) View(ctx context.Context, kind, ref string) (v *View, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		v = &View{}
		k, subject, err := s.find(ctx, tx, kind, ref)
		if err != nil {
			return err
		}
		v.Subject = subject
		if v.Now, err = tx.Now(ctx); err != nil {
			return err
		}
		if k.Dates == nil {
			return nil
		}
		v.Dates, err = k.Dates(ctx, tx, ref)
		return err
	})
	return v, err
}

// Path returns the path of the page on which people follow the thing ref.
func Path(kind, ref string) string { return "/follow/" + kind + "/" + ref }
