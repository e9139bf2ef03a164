package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// WorkKind is the part of “My work”, the first page of the staff area, that shows a WorkItem.
type WorkKind int

// The kinds of work.
const (
	Waiting WorkKind = iota // waits for the person or their colleagues
	DueWork                 // has a date that has passed or is near
	OpenNow                 // is open to the public
)

// WorkItem is a line of “My work”: something that a person may do. It has counts and
// titles, and nothing that a respondent wrote.
type WorkItem struct {
	Kind  WorkKind
	Text  locale.LazyMessage // "3 flagged responses"
	About page.UserText      // what it is about, such as the title of a consultation; Href is not used
	Href  string             // of the page on which it is done; "" if there is none
	Due   time.Time          // the last moment at which it is not late; zero if there is none
}

// WorkFunc returns what by may do now. It counts with aggregates and returns at most a few
// lines for each consultation: the page is shown after every sign-in.
type WorkFunc func(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) ([]WorkItem, error)

// WorkOn returns the item that item makes of each count whose consultation belongs to by's
// organisation, about that consultation.
func WorkOn(
	ctx context.Context, tx *db.Tx, by actor.Actor, counts []consult.Number, item func(c *consult.Consultation, n int64) WorkItem,
) (all []WorkItem, err error) {
	slugs := make([]consult.Slug, len(counts))
	for i, count := range counts {
		slugs[i] = count.Slug
	}
	owned, err := consult.OwnedAmong(ctx, tx, by, slugs)
	for _, count := range counts {
		if c := owned[count.Slug]; c != nil {
			w := item(c, count.N)
			w.About = AboutConsultation(c)
			all = append(all, w)
		}
	}
	return all, err
}

// AboutConsultation returns the title of c.
func AboutConsultation(c *consult.Consultation) page.UserText {
	return page.UserText{Text: c.Title, Lang: c.Language}
}

// FindFunc returns the name of a record that is named in the audit log, and the page on which by
// works on it or reads it. A record that is deleted, or that by may not see, has no Text.
type FindFunc func(ctx context.Context, tx *db.Tx, by actor.Actor, subject string) (page.UserText, error)

// FindEither finds what first finds, and otherwise what second finds.
func FindEither(first, second FindFunc) FindFunc {
	return func(ctx context.Context, tx *db.Tx, by actor.Actor, subject string) (page.UserText, error) {
		found, err := first(ctx, tx, by, subject)
		if fault.Is(err, fault.NotFound) || err == nil && found.Text == "" {
			return second(ctx, tx, by, subject)
		}
		return found, err
	}
}

// AddWork adds what a feature knows for “My work”. work may be nil.
func (d *Deps) AddWork(work WorkFunc) {
	if work != nil {
		d.work = append(d.work, work)
	}
}

// AddFinds adds the records of a feature by their kinds. It panics if there are two for a kind.
func (d *Deps) AddFinds(finds map[string]FindFunc) {
	if d.finds == nil {
		d.finds = map[string]FindFunc{}
	}
	for kind, find := range finds {
		if d.finds[kind] != nil {
			panic(fmt.Sprintf("web: two features find records of the kind %q", kind))
		}
		d.finds[kind] = find
	}
}

// Work returns what by may do now, what is due first before the rest.
func (d *Deps) Work(ctx context.Context, by actor.Actor) (all []WorkItem, now time.Time, err error) {
	err = d.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		for _, work := range d.work {
			some, err := work(ctx, tx, by, now)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b WorkItem) int {
		if a.Due.IsZero() != b.Due.IsZero() {
			return cmp.Compare(b.Due.Unix(), a.Due.Unix())
		}
		return a.Due.Compare(b.Due)
	})
	return all, now, err
}

// FindRecord returns the name of a record in the audit log and the page on which by works on it,
// or no Text if there is none.
func (d *Deps) FindRecord(ctx context.Context, tx *db.Tx, by actor.Actor, kind, subject string) (page.UserText, error) {
	find := d.finds[kind]
	if find == nil {
		return page.UserText{}, nil
	}
	found, err := find(ctx, tx, by, subject)
	if fault.Is(err, fault.NotFound) {
		return page.UserText{}, nil
	}
	return found, err
}

// ConsultationPath returns the page of a consultation in the staff area.
func ConsultationPath(slug consult.Slug) string { return "/staff/consultations/" + slug }
