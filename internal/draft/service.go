package draft

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service has the use cases of drafts. All of them require a capability of the actor and act only on drafts
// and consultations of the actor's organisation; the error for others is the same as for an unknown slug.
type Service struct {
	DB       *db.DB
	Consults *consult.Service

	// ParseDefinition reads a definition file in YAML or JSON. nil: drafts cannot be started from a file.
	ParseDefinition func(ctx context.Context, file []byte) (consult.Definition, error)
	// FormatDefinition writes a file that ParseDefinition reads. nil: drafts cannot be downloaded.
	FormatDefinition func(*consult.Definition) ([]byte, error)
}

// Get returns the draft of slug. If a consultation has no draft, Get returns one with version 0 and the
// definition of the consultation; the first [Service.Change] stores it.
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
		return nil, notFound() // PostgreSQL refuses some strings that a browser can send
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

// Change lets fn change the given version of the draft of slug and returns the new version. If the given
// version is not the latest, nothing changes and the error is a [*ConflictError]. If fn changes nothing, no new
// version is stored.
//
// fn may be called more than once, each time with a new copy of the definition. Changes of the slug and the
// organisation are ignored.
func (s *Service) Change(
	ctx context.Context, by actor.Actor, slug consult.Slug, version int64, fn func(*consult.Definition) error,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "change draft %s", slug)
	return s.change(ctx, by, slug, version, func(d *Draft) ([]textSource, error) { return nil, fn(&d.Definition) })
}

// change is [Service.Change] with the sources of texts that fn returns, which are stored in the same
// transaction.
func (s *Service) change(
	ctx context.Context, by actor.Actor, slug consult.Slug, version int64, fn func(*Draft) ([]textSource, error),
) (*Draft, error) {
	return s.changeAs(ctx, by, slug, version, "change-draft", fn)
}

// changeAs is change with the act that is written to the audit log. If something is removed, that is another act.
func (s *Service) changeAs(
	ctx context.Context, by actor.Actor, slug consult.Slug, version int64, act string, fn func(*Draft) ([]textSource, error),
) (d *Draft, err error) {
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
		before, org, had := db.JSON(&d.Definition), d.Definition.Org, countDocuments(&d.Definition)
		sources, err := fn(d)
		if err != nil {
			return err
		}
		d.Definition.Slug, d.Definition.Org = slug, org
		added, err := saveTextSources(ctx, tx, slug, sources)
		if err != nil {
			return err
		}
		changed := db.JSON(&d.Definition) != before
		if !changed && added == 0 {
			return nil
		}
		if changed {
			d.ChangedBy, d.ChangedAt = by.ID, now
			if version == 0 {
				d.StartedBy = by.ID
			}
			saved, err := saveDraft(ctx, tx, d)
			if err != nil {
				return err
			}
			if !saved {
				if d, err = getDraft(ctx, tx, by, slug); err != nil {
					return err
				}
				return loadConflict(ctx, tx, d, version)
			}
		}
		done := act
		if has := countDocuments(&d.Definition); has < had {
			done = "remove-from-draft"
		}
		return audit.Append(ctx, tx, by, done, "consultation", slug, "")
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// countDocuments returns the number of versions of documents and of the questionnaire. When
// one is removed, its text is gone.
func countDocuments(def *consult.Definition) int {
	n := len(def.Forms)
	for i := range def.Documents {
		n += len(def.Documents[i].Editions)
	}
	return n
}

// loadConflict returns the ConflictError for a change to the given version while current is the latest.
func loadConflict(ctx context.Context, tx *db.Tx, current *Draft, version int64) error {
	base, err := findVersion(ctx, tx, current.Slug, version)
	if err != nil {
		return err
	}
	if base == nil && version == 0 {
		if base, err = current.BaseDefinition(); err != nil {
			return err
		}
	}
	return newConflict(current, base)
}

// Delete deletes the draft of slug if the given version is the latest; otherwise the error is a
// [*ConflictError]. A published consultation stays as it is.
func (s *Service) Delete(ctx context.Context, by actor.Actor, slug consult.Slug, version int64) (err error) {
	defer fault.Wrap(&err, "delete draft %s", slug)
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
		if err := deleteDraft(ctx, tx, slug); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "delete-draft", "consultation", slug, "")
	})
}
