package draft

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// ListItem is an entry of the list of consultations: a draft, a published consultation, or both.
type ListItem struct {
	Slug      consult.Slug
	Title     string
	Type      consult.Type
	State     consult.State // of the consultation; consult.Draft if it is not published
	Opens     string        // local date and time as in the definition, or ""
	Closes    string        // as Opens
	HasDraft  bool
	ChangedBy string    // account that changed the draft last
	StartedBy string    // account that created the draft
	ChangedAt time.Time // when the draft was changed last

	Register bool // the consultation was not run on this website
}

// ListQuery selects a page of the consultations and drafts of an organisation.
type ListQuery struct {
	NoDraft bool   // consultations without a draft, newest first; otherwise drafts, the last changed first
	Title   string // only those whose titles contain each of these words, in any order, case and accents
	Officer string // account; only drafts that this person started or changed last
	New     bool   // only drafts of consultations that are not published
	At      string // cursor of the page, or "" for the first
}

// listPageSize is the number of consultations or drafts on a page.
const listPageSize = 20

// window returns how many rows are read for a page.
func (q *ListQuery) window() db.Window {
	if q.NoDraft || q.New || q.Officer != "" || q.Title != "" {
		return db.Window{Rows: 100, Limit: 5000}
	}
	return db.Window{Rows: listPageSize}
}

// selects reports whether q selects an item by its title and the people who worked on it.
func (q *ListQuery) selects(item *ListItem) bool {
	if q.Officer != "" && item.ChangedBy != q.Officer && item.StartedBy != q.Officer {
		return false
	}
	return locale.HasWords(item.Title, q.Title)
}

// List returns a page of the consultations and drafts of the actor's organisation.
func (s *Service) List(ctx context.Context, by actor.Actor, q ListQuery) (page db.Page[ListItem], err error) {
	defer fault.Wrap(&err, "list drafts")
	if !by.May(actor.Draft) {
		return page, forbidden()
	}
	return page, s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if q.NoDraft {
			page, err = db.Sift(q.At, listPageSize, q.window(), func(at string, size int) (db.Page[*consult.Consultation], error) {
				return consult.ListByOrg(ctx, tx, by.OwnOrg(), at, size)
			}, func(rows []*consult.Consultation) ([]*ListItem, error) {
				return q.chooseConsultations(ctx, tx, now, rows)
			})
			return err
		}
		page, err = db.Sift(q.At, listPageSize, q.window(), func(at string, size int) (db.Page[*Draft], error) {
			return ListByOrg(ctx, tx, by.OwnOrg(), at, size)
		}, func(rows []*Draft) ([]*ListItem, error) { return q.chooseDrafts(ctx, tx, now, rows) })
		return err
	})
}

// chooseDrafts returns those of rows that q selects, at their positions.
func (q *ListQuery) chooseDrafts(
	ctx context.Context, tx *db.Tx, now time.Time, rows []*Draft,
) ([]*ListItem, error) {
	chosen := make([]*ListItem, len(rows))
	for i, d := range rows {
		item := &ListItem{
			Slug: d.Slug, Title: d.Definition.Title, Type: d.Definition.Type, State: consult.Draft,
			Opens: d.Definition.Opens, Closes: d.Definition.Closes,
			HasDraft: true, ChangedBy: d.ChangedBy, StartedBy: d.StartedBy, ChangedAt: d.ChangedAt,
		}
		if !q.selects(item) {
			continue
		}
		switch c, err := consult.Get(ctx, tx, d.Slug); {
		case err == nil:
			item.State = c.StateAt(now)
		case !fault.Is(err, fault.NotFound):
			return nil, err
		}
		if q.New && item.State != consult.Draft {
			continue
		}
		chosen[i] = item
	}
	return chosen, nil
}

// chooseConsultations returns those of rows that q selects, at their positions.
func (q *ListQuery) chooseConsultations(
	ctx context.Context, tx *db.Tx, now time.Time, rows []*consult.Consultation,
) ([]*ListItem, error) {
	slugs := make([]consult.Slug, len(rows))
	for i, c := range rows {
		slugs[i] = c.Slug
	}
	have, err := drafted(ctx, tx, slugs)
	if err != nil {
		return nil, err
	}
	chosen := make([]*ListItem, len(rows))
	for i, c := range rows {
		item := &ListItem{
			Slug: c.Slug, Title: c.Title, Type: c.Type, State: c.StateAt(now), Opens: c.Opens.Wall, Closes: c.Closes.Wall,
			Register: c.Register != nil,
		}
		if !have[c.Slug] && q.selects(item) {
			chosen[i] = item
		}
	}
	return chosen, nil
}

// maxOffered is how many consultations and drafts Latest returns.
const maxOffered = 200

// Latest returns the latest drafts and consultations of the actor's organisation, to start a draft from one.
func (s *Service) Latest(ctx context.Context, by actor.Actor) (all []ListItem, err error) {
	for _, q := range []ListQuery{{}, {NoDraft: true}} {
		for len(all) < maxOffered {
			page, err := s.List(ctx, by, q)
			if err != nil {
				return nil, err
			}
			all = append(all, page.Items...)
			if q.At = page.Next; q.At == "" {
				break
			}
		}
	}
	return all[:min(len(all), maxOffered)], nil
}
