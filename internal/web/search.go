package web

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// Search is how staff search one kind of records of a feature by their names. Texts of responses are searched only in
// moderation, where every search is written to the audit log.
type Search struct {
	Name    string // in addresses, unique: "consultations"
	Heading locale.LazyMessage
	Needs   actor.Capability // of the pages that it leads to

	// Find returns a page of what q.By may see. Each Href opens for q.By.
	Find func(ctx context.Context, tx *db.Tx, q SearchQuery) (db.Page[SearchHit], error)
}

// SearchHit is something that was found.
type SearchHit struct {
	page.UserText                    // its name and its page
	Fact          locale.LazyMessage // about it, or nothing
}

// SearchQuery is what a person looks for, and which page of it.
type SearchQuery struct {
	By    actor.Actor
	Words string // each must be in the name, in any order, case and accents
	At    string // cursor of the page, or "" for the first
	Size  int
}

// searchWindow is how many names are compared for a page.
var searchWindow = db.Window{Rows: 200, Limit: 10_000}

// SearchList returns the page of a list whose items have the words that q looks for in their texts. hit returns an item
// that has them as it is found, or nil if q.By may not see it.
func SearchList[T any](
	q SearchQuery, read func(at string, size int) (db.Page[T], error), texts func(T) string, hit func(T) (*SearchHit, error),
) (db.Page[SearchHit], error) {
	return db.Sift(q.At, q.Size, searchWindow, read, func(rows []T) ([]*SearchHit, error) {
		chosen := make([]*SearchHit, len(rows))
		for i, row := range rows {
			if all := texts(row); all == "" || !locale.HasWords(all, q.Words) {
				continue
			}
			var err error
			if chosen[i], err = hit(row); err != nil {
				return nil, err
			}
		}
		return chosen, nil
	})
}

// AddSearches adds what staff can search. It panics if a name is used twice.
func (d *Deps) AddSearches(searches ...Search) {
	for _, s := range searches {
		for _, other := range d.searches {
			if s.Name == other.Name {
				panic("web: two searches are called " + s.Name)
			}
		}
		d.searches = append(d.searches, s)
	}
}

// SearchResult is what was found of one kind of records.
type SearchResult struct {
	Search
	db.Page[SearchHit]
}

// Find returns what q finds, kind by kind, in the order of features: of the kind called only, or of all if only is "".
// Kinds of which nothing was found are left out.
func (d *Deps) Find(ctx context.Context, q SearchQuery, only string) (all []SearchResult, err error) {
	err = d.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		for _, s := range d.searches {
			if !q.By.May(s.Needs) || only != "" && s.Name != only {
				continue
			}
			found, err := s.Find(ctx, tx, q)
			if err != nil {
				return err
			}
			if len(found.Items) > 0 || found.Next != "" || found.Previous != "" {
				all = append(all, SearchResult{s, found})
			}
		}
		return nil
	})
	return all, err
}
