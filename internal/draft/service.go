package draft

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service is what officers do with working copies.
type Service struct {
	DB               *db.DB
	Consults         *consult.Service
	ParseDefinition  func(file []byte) (consult.Definition, error) // a definition file, YAML or JSON; nil: none are taken
	FormatDefinition func(*consult.Definition) ([]byte, error)     // what Read reads; nil: none are given
}

// ListItem is a line of the list: a consultation, a working copy, or one with the
// other.
type ListItem struct {
	Slug      consult.Slug
	Title     string
	Type      consult.Type
	State     consult.State // where the consultation stands; draft where the public does not know it
	Opens     string        // as the definition says it
	Closes    string
	HasDraft  bool      // there is a working copy
	ChangedBy string    // who changed that last
	StartedBy string    // who began it
	ChangedAt time.Time // when it was changed
}

// List returns the consultations and working copies of the organisation of by:
// those with a working copy first, the last changed on top.
func (s *Service) List(ctx context.Context, by actor.Actor) (all []ListItem, err error) {
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
		known, err := consult.ListByOrg(ctx, tx, org)
		if err != nil {
			return err
		}
		copies, err := listByOrg(ctx, tx, org)
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
			all = append(
				all,
				ListItem{Slug: d.Slug, Title: d.Definition.Title, Type: d.Definition.Type, State: cmp.Or(states[d.Slug], consult.Draft),
					Opens: d.Definition.Opens, Closes: d.Definition.Closes, HasDraft: true, ChangedBy: d.ChangedBy, StartedBy: d.StartedBy, ChangedAt: d.ChangedAt},
			)
		}
		for _, c := range known {
			if !drafted[c.Slug] {
				all = append(
					all,
					ListItem{Slug: c.Slug, Title: c.Title, Type: c.Type, State: states[c.Slug], Opens: c.Opens.Wall, Closes: c.Closes.Wall},
				)
			}
		}
		return nil
	})
	return all, err
}

// orgOf is the organisation for which by writes.
func orgOf(by actor.Actor) string {
	if by.Org == actor.AnyOrg {
		return actor.CouncilOrg
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
	err = s.DB.View(ctx, func(tx *db.Tx) error { d, err = getDraft(ctx, tx, by, slug); return err })
	return d, err
}

func getDraft(ctx context.Context, tx *db.Tx, by actor.Actor, slug consult.Slug) (*Draft, error) {
	if !builder.ValidSlug(slug) {
		return nil, notFound() // not every text that a browser can send is one for a database
	}
	d, err := findDraft(ctx, tx, slug)
	switch {
	case err != nil:
		return nil, err
	case d != nil && by.ActsFor(d.Org):
		return d, nil
	case d != nil:
		return nil, notFound()
	}
	c, err := consult.GetOwned(ctx, tx, by, slug)
	if err != nil {
		return nil, err
	}
	def, err := consult.GetDefinition(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	d = &Draft{Slug: slug, Org: c.Org, Definition: *def}
	if c.Stage != consult.StageDraft {
		text, err := json.Marshal(def)
		if err != nil {
			return nil, err
		}
		d.BaseJSON = string(text)
	}
	return d, nil
}

// Change lets fn change version of the working copy of slug. If that is not the
// last one any more, nothing is changed and the error is a *Late, which carries
// what is saved. fn may be called more than once, each time with a copy of its
// own; the slug and the organisation are not its to change.
func (s *Service) Change(
	ctx context.Context,
	by actor.Actor,
	slug consult.Slug,
	version int64,
	fn func(*consult.Definition) error,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "change draft %s", slug)
	if !by.May(actor.Draft) {
		return nil, forbidden()
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if d, err = getDraft(ctx, tx, by, slug); err != nil {
			return err
		}
		if d.Version != version {
			return loadConflict(ctx, tx, d, version)
		}
		before, org := db.JSON(&d.Definition), d.Definition.Org
		if err := fn(&d.Definition); err != nil {
			return err
		}
		d.Definition.Slug, d.Definition.Org = slug, org
		if db.JSON(&d.Definition) == before {
			return nil
		}
		d.ChangedBy, d.ChangedAt = by.ID, now
		if version == 0 {
			d.StartedBy = by.ID
		}
		done, err := saveDraft(ctx, tx, d)
		if err != nil {
			return err
		}
		if !done {
			if d, err = getDraft(ctx, tx, by, slug); err != nil {
				return err
			}
			return loadConflict(ctx, tx, d, version)
		}
		return audit.Append(ctx, tx, by, "change-draft", "consultation", slug, "")
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func loadConflict(ctx context.Context, tx *db.Tx, saved *Draft, version int64) error {
	began, err := findVersion(ctx, tx, saved.Slug, version)
	if err != nil {
		return err
	}
	if began == nil && version == 0 {
		if began, err = saved.BaseDefinition(); err != nil {
			return err
		}
	}
	return newConflict(saved, began)
}

// Discard throws version of the working copy of slug away. What is published
// stays as it is.
func (s *Service) Discard(ctx context.Context, by actor.Actor, slug consult.Slug, version int64) (err error) {
	defer fault.Wrap(&err, "discard draft %s", slug)
	if !by.May(actor.Draft) {
		return forbidden()
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		d, err := getDraft(ctx, tx, by, slug)
		if err != nil {
			return err
		}
		if d.Version != version {
			return loadConflict(ctx, tx, d, version)
		}
		if d.Version == 0 {
			return nil
		}
		if err := Delete(ctx, tx, slug); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "discard-draft", "consultation", slug, "")
	})
}

// FilterByTitle returns those of all whose titles have every word of q, in any case.
func FilterByTitle(all []ListItem, q string) []ListItem {
	words := strings.Fields(strings.ToLower(q))
	return slices.DeleteFunc(slices.Clone(all), func(l ListItem) bool {
		title := strings.ToLower(l.Title)
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(title, w) })
	})
}
