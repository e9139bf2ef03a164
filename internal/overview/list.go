package overview

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Query selects a page of the published consultations of an organisation.
type Query struct {
	Title    string        // only those whose titles contain each of these words, in any order, case and accents
	State    consult.State // "" for all
	Type     consult.Type  // "" for all
	Year     int           // in which it opened; 0 for all
	Officer  string        // account that worked on it; "" for all
	Area     string        // consult.Facet.Value; "" for all
	Archived bool          // those that are archived; otherwise those that are not
	Sort     db.Sort       // of consult.ListSorts
	At       string        // cursor of the page, or "" for the first
}

// Item is a consultation in the list.
type Item struct {
	*consult.Consultation
	State     consult.State
	HasDraft  bool // it has unpublished changes
	Archived  bool
	Responses int64 // that count; 0 if it was run elsewhere
}

// List is a page of the list, with what it can be filtered by.
type List struct {
	db.Page[Item]
	Now                 time.Time
	Areas               []consult.Facet
	FirstYear, LastYear int // 0 if there are no consultations
}

// pageSize is the number of consultations on a page.
const pageSize = 20

// List returns a page of the published consultations of the organisation of by, with the number of
// responses to each.
func (s *Service) List(ctx context.Context, by actor.Actor, q Query) (list *List, err error) {
	defer fault.Wrap(&err, "list consultations")
	if !by.May(actor.Staff) {
		return nil, forbidden()
	}
	return list, s.DB.View(ctx, func(tx *db.Tx) error {
		list = new(List)
		if list.Now, err = tx.Now(ctx); err != nil {
			return err
		}
		if list.Areas, err = consult.Areas(ctx, tx); err != nil {
			return err
		}
		org := by.OwnOrg()
		if list.FirstYear, list.LastYear, err = consult.YearsOf(ctx, tx, org); err != nil {
			return err
		}
		list.Page, err = db.Sift(q.At, pageSize, db.Window{Rows: 100, Limit: 5000},
			func(at string, size int) (db.Page[*consult.Consultation], error) {
				return consult.ListInOrder(ctx, tx, org, q.Sort, at, size)
			}, func(rows []*consult.Consultation) ([]*Item, error) { return q.choose(ctx, tx, list.Now, rows) })
		if err != nil {
			return err
		}
		return countResponses(ctx, tx, list.Items)
	})
}

// choose returns those of rows that q selects, at their positions.
func (q *Query) choose(ctx context.Context, tx *db.Tx, now time.Time, rows []*consult.Consultation) ([]*Item, error) {
	slugs := make([]consult.Slug, len(rows))
	for i, c := range rows {
		slugs[i] = c.Slug
	}
	archived, err := archivedOf(ctx, tx, slugs)
	if err != nil {
		return nil, err
	}
	drafts, err := draft.ChangedIn(ctx, tx, slugs)
	if err != nil {
		return nil, err
	}
	var worked map[consult.Slug][]string
	if q.Officer != "" {
		if worked, err = consult.Actors(ctx, tx, slugs); err != nil {
			return nil, err
		}
	}
	chosen := make([]*Item, len(rows))
	for i, c := range rows {
		_, hasDraft := drafts[c.Slug]
		item := &Item{Consultation: c, State: c.StateAt(now), HasDraft: hasDraft, Archived: archived[c.Slug]}
		if item.State == consult.Reported && c.Register != nil {
			item.State = consult.Closed
		}
		officers := append(drafts[c.Slug], worked[c.Slug]...)
		if q.selects(item) && (q.Officer == "" || slices.Contains(officers, q.Officer)) {
			chosen[i] = item
		}
	}
	return chosen, nil
}

// selects reports whether q selects item; who worked on it makes no difference.
func (q *Query) selects(item *Item) bool {
	switch {
	case item.State == consult.Draft, q.State != "" && item.State != q.State, q.Type != "" && item.Type != q.Type,
		q.Year != 0 && item.Year() != q.Year, q.Area != "" && item.AreaValue() != q.Area, item.Archived != q.Archived:
		return false
	}
	return locale.HasWords(item.Title, q.Title)
}

// countResponses sets the number of responses to each of items.
func countResponses(ctx context.Context, tx *db.Tx, items []Item) error {
	var slugs []string
	for _, item := range items {
		if item.Register == nil && item.State != consult.Forthcoming {
			slugs = append(slugs, item.Slug)
		}
	}
	counts, err := intake.CountEach(ctx, tx, slugs)
	for i := range items {
		items[i].Responses = counts[items[i].Slug]
	}
	return err
}
