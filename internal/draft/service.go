package draft

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service is what officers do with working copies.
type Service struct {
	DB       *db.DB
	Consults *consult.Service
	Read     func(file []byte) (consult.Definition, error) // a definition file, YAML or JSON; nil: none are taken
	Write    func(*consult.Definition) ([]byte, error)     // what Read reads; nil: none are given
}

// Listed is a line of the list: a consultation, a working copy, or one with the
// other.
type Listed struct {
	Slug  consult.Slug
	Title string
	Type  consult.Type
	State consult.State // where the consultation stands; draft where the public does not know it
	Opens string        // as the definition says it
	Until string
	Copy  bool      // there is a working copy
	By    string    // who changed that last
	Begun string    // who began it
	At    time.Time // when it was changed
}

// List returns the consultations and working copies of the organisation of by:
// those with a working copy first, the last changed on top.
func (s *Service) List(ctx context.Context, by actor.Actor) (all []Listed, err error) {
	defer fault.Wrap(&err, "list drafts")
	if !by.May(actor.Draft) {
		return nil, forbidden()
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		org := orgOf(by)
		known, err := consult.OwnedBy(ctx, tx, org)
		if err != nil {
			return err
		}
		copies, err := ownedBy(ctx, tx, org)
		if err != nil {
			return err
		}
		states := map[consult.Slug]consult.State{}
		for _, c := range known {
			states[c.Slug] = c.StateAt(now)
		}
		drafted := map[consult.Slug]bool{}
		for _, d := range copies {
			drafted[d.Slug] = true
			all = append(all, Listed{Slug: d.Slug, Title: d.Definition.Title, Type: d.Definition.Type, State: cmp.Or(states[d.Slug], consult.Draft),
				Opens: d.Definition.Opens, Until: d.Definition.Closes, Copy: true, By: d.By, Begun: d.Begun, At: d.At})
		}
		for _, c := range known {
			if !drafted[c.Slug] {
				all = append(all, Listed{Slug: c.Slug, Title: c.Title, Type: c.Type, State: states[c.Slug], Opens: c.Opens.Wall, Until: c.Closes.Wall})
			}
		}
		return nil
	})
	return all, err
}

// orgOf is the organisation for which by writes.
func orgOf(by actor.Actor) string {
	if by.Org == actor.Any {
		return actor.Council
	}
	return by.Org
}

// Get returns the working copy of slug. Of a consultation that has none it
// returns the consultation as it is, with version 0: the first change keeps it.
func (s *Service) Get(ctx context.Context, by actor.Actor, slug consult.Slug) (d *Draft, err error) {
	defer fault.Wrap(&err, "get draft %s", slug)
	if !by.May(actor.Draft) {
		return nil, forbidden()
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error { d, err = get(ctx, tx, by, slug); return err })
	return d, err
}

func get(ctx context.Context, tx *db.Tx, by actor.Actor, slug consult.Slug) (*Draft, error) {
	if !Usable(slug) {
		return nil, missing() // not every text that a browser can send is one for a database
	}
	d, err := find(ctx, tx, slug)
	switch {
	case err != nil:
		return nil, err
	case d != nil && by.In(d.Org):
		return d, nil
	case d != nil:
		return nil, missing()
	}
	c, err := consult.Own(ctx, tx, by, slug)
	if err != nil {
		return nil, err
	}
	def, err := consult.DefinitionOf(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	d = &Draft{Slug: slug, Org: c.Org, Definition: *def}
	if c.Stage != consult.Drafting {
		text, err := json.Marshal(def)
		if err != nil {
			return nil, err
		}
		d.Base = string(text)
	}
	return d, nil
}

// Change lets fn change version of the working copy of slug. If that is not the
// last one any more, nothing is changed and the error is a *Late, which carries
// what is saved. fn may be called more than once, each time with a copy of its
// own; the slug and the organisation are not its to change.
func (s *Service) Change(ctx context.Context, by actor.Actor, slug consult.Slug, version int64, fn func(*consult.Definition) error) (d *Draft, err error) {
	defer fault.Wrap(&err, "change draft %s", slug)
	if !by.May(actor.Draft) {
		return nil, forbidden()
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if d, err = get(ctx, tx, by, slug); err != nil {
			return err
		}
		if d.Version != version {
			return tooLate(ctx, tx, d, version)
		}
		before, org := db.JSON(&d.Definition), d.Definition.Org
		if err := fn(&d.Definition); err != nil {
			return err
		}
		d.Definition.Slug, d.Definition.Org = slug, org
		if db.JSON(&d.Definition) == before {
			return nil
		}
		d.By, d.At = by.ID, now
		if version == 0 {
			d.Begun = by.ID
		}
		done, err := save(ctx, tx, d)
		if err != nil {
			return err
		}
		if !done {
			if d, err = get(ctx, tx, by, slug); err != nil {
				return err
			}
			return tooLate(ctx, tx, d, version)
		}
		return audit.Note(ctx, tx, by, "change-draft", "consultation", slug, "")
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func tooLate(ctx context.Context, tx *db.Tx, saved *Draft, version int64) error {
	began, err := past(ctx, tx, saved.Slug, version)
	if err != nil {
		return err
	}
	if began == nil && version == 0 {
		if began, err = saved.Was(); err != nil {
			return err
		}
	}
	return late(saved, began)
}

// Discard throws version of the working copy of slug away. What is published
// stays as it is.
func (s *Service) Discard(ctx context.Context, by actor.Actor, slug consult.Slug, version int64) (err error) {
	defer fault.Wrap(&err, "discard draft %s", slug)
	if !by.May(actor.Draft) {
		return forbidden()
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		d, err := get(ctx, tx, by, slug)
		if err != nil {
			return err
		}
		if d.Version != version {
			return tooLate(ctx, tx, d, version)
		}
		if d.Version == 0 {
			return nil
		}
		if err := Forget(ctx, tx, slug); err != nil {
			return err
		}
		return audit.Note(ctx, tx, by, "discard-draft", "consultation", slug, "")
	})
}

// Search returns those of all whose titles have every word of q, in any case.
func Search(all []Listed, q string) []Listed {
	words := strings.Fields(strings.ToLower(q))
	return slices.DeleteFunc(slices.Clone(all), func(l Listed) bool {
		title := strings.ToLower(l.Title)
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(title, w) })
	})
}
