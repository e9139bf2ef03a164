package draft

import (
	"cmp"
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/memo"
	"github.com/folkmoot/folkmoot/survey"
)

// Service has the use cases of drafts. All of them require a capability of the actor and act only on drafts
// and consultations of the actor's organisation; the error for others is the same as for an unknown slug.
type Service struct {
	DB       *db.DB
	Consults *consult.Service
	Edit     *edit.Service // keeps the drafts with their versions

	// QuestionSettings says in words how a question is answered and when it is asked. nil: only its texts are compared.
	QuestionSettings SettingsFunc
	// ConditionText says in words what a named condition of a questionnaire depends on. nil: it is compared as JSON.
	ConditionText func(words *locale.Printer, f *survey.Form, c *survey.Condition) string
	// ParseDefinition reads a definition file in YAML or JSON. nil: drafts cannot be started from a file.
	ParseDefinition func(ctx context.Context, file []byte) (consult.Definition, error)
	// FormatDefinition writes a file that ParseDefinition reads. nil: drafts cannot be downloaded.
	FormatDefinition func(*consult.Definition) ([]byte, error)

	checks memo.Cache[textCheck] // by the digests of a draft and of the sources of its texts
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
	return findDraft(ctx, tx, by, slug)
}

// Change lets fn change the given version of the draft of slug and returns the new version. If the given
// version is not the latest, nothing changes and the error is a [*ConflictError]. If fn changes nothing, no new
// version is stored.
//
// fn may be called more than once, each time with a new copy of the definition. Changes of the slug and the
// organisation are ignored.
func (s *Service) Change(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, fn func(*consult.Definition) error,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "change draft %s", slug)
	return s.change(ctx, by, slug, version, func(d *Draft) ([]textSource, error) { return nil, fn(&d.Definition) })
}

// SaveForm is Change for a form. If the given version is not the latest, what fn changes is merged with what others have
// changed since; if both have changed the same, nothing changes and the error is a [*ConflictError].
func (s *Service) SaveForm(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, fn func(*consult.Definition) error,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "save form of draft %s", slug)
	return s.changeAs(ctx, by, slug, version, formChange, func(d *Draft) ([]textSource, error) { return nil, fn(&d.Definition) })
}

// Autosave is SaveForm while the officer is typing: it continues the version that their typing began.
func (s *Service) Autosave(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, fn func(*consult.Definition) error,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "save draft %s", slug)
	return s.changeAs(ctx, by, slug, version, typingChange, func(d *Draft) ([]textSource, error) { return nil, fn(&d.Definition) })
}

// change is [Service.Change] with the sources of texts that fn returns, which are stored in the same
// transaction.
func (s *Service) change(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, fn func(*Draft) ([]textSource, error),
) (*Draft, error) {
	return s.changeAs(ctx, by, slug, version, kindOfChange{}, fn)
}

// kindOfChange is what a change of a draft is.
type kindOfChange struct {
	act  string // in the audit log, besides that of the new version; "" is none
	auto bool   // the officer is typing
	form bool   // a change to an earlier version is merged with what others have changed since
}

var (
	formChange   = kindOfChange{form: true}
	typingChange = kindOfChange{form: true, auto: true}
)

// changeAs is change for a kind of change. If something is removed, that is another act in the audit log.
func (s *Service) changeAs(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, kind kindOfChange, fn func(*Draft) ([]textSource, error),
) (d *Draft, err error) {
	if !by.May(actor.Draft) {
		return nil, forbidden()
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if d, err = getDraft(ctx, tx, by, slug); err != nil {
			return err
		}
		before, org, had := db.JSON(&d.Definition), d.Definition.Org, countDocuments(&d.Definition)
		sources, err := changeLatest(ctx, tx, d, version, kind, fn)
		if err != nil {
			return err
		}
		version = d.Version
		d.Definition.Slug, d.Definition.Org = slug, org
		added, err := saveTextSources(ctx, tx, slug, sources)
		if err != nil {
			return err
		}
		if db.JSON(&d.Definition) == before {
			if added > 0 {
				err = audit.Append(ctx, tx, by, cmp.Or(kind.act, "change-draft"), "consultation", slug, "")
			}
			return err
		}
		c, err := s.Edit.SaveIn(ctx, tx, by, s.kind(), slug, edit.Save{
			Version: version.Number(), Seen: version.seen(), Values: ValuesOf(&d.Definition), Auto: kind.auto})
		if err != nil {
			return err
		}
		if has := countDocuments(&d.Definition); has < had {
			if err := audit.Append(ctx, tx, by, "remove-from-draft", "consultation", slug, ""); err != nil {
				return err
			}
		}
		if kind.act != "" {
			if err := audit.Append(ctx, tx, by, kind.act, "consultation", slug, ""); err != nil {
				return err
			}
		}
		d, err = newDraft(ctx, tx, c)
		return err
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
func loadConflict(ctx context.Context, tx *db.Tx, current *Draft, version Version) (*ConflictError, error) {
	c := current.copy
	outside := version.Number() == current.Version.Number()
	values, err := edit.VersionIn(ctx, tx, c, version.Number())
	switch {
	case err != nil:
		return nil, err
	case outside && c.Pending() && c.Seen() != version.seen():
		values = nil // it was shown with changes to what was published then, which have been replaced
	case outside && !c.Pending() && values != nil && edit.SeenOf(values) != version.seen():
		values = nil
	case !outside && version.Number() == 0 && version.seen() == current.Version.seen():
		values = c.Base
	}
	conflict := newConflict(current, nil)
	if conflict.Outside = outside; values != nil {
		conflict.Base = definitionOf(values)
	}
	return conflict, nil
}

// Delete discards the draft of slug if the given version is the latest; otherwise the error is a
// [*ConflictError]. A published consultation stays as it is, and its history keeps the draft. A draft that was never
// published can be restored for [edit.DiscardedDays].
func (s *Service) Delete(ctx context.Context, by actor.Actor, slug consult.Slug, version Version) (err error) {
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
			conflict, err := loadConflict(ctx, tx, d, version)
			return cmp.Or(err, error(conflict))
		}
		if !d.Started() {
			return nil
		}
		if err := s.Edit.DiscardIn(ctx, tx, by, s.kind(), d.copy); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "delete-draft", "consultation", slug, "")
	})
}

// Discarded returns a page of the discarded drafts of the actor's organisation, the last discarded first.
func (s *Service) Discarded(ctx context.Context, by actor.Actor, at string) (db.Page[*edit.Copy], error) {
	return s.Edit.Discarded(ctx, by, s.kind(), "", at)
}

// deleteRemains deletes what belongs to a draft that was deleted, such as links to it: another organisation can start one
// with the same slug.
func deleteRemains(ctx context.Context, tx *db.Tx, slug string) error {
	for _, statement := range []string{
		`DELETE FROM draft_preview WHERE slug = $1`,
		`DELETE FROM draft_change_note WHERE slug = $1`,
		`DELETE FROM draft_finding_reason WHERE slug = $1`,
		`DELETE FROM draft_text_source WHERE slug = $1`,
		`DELETE FROM draft_master_text WHERE slug = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, slug); err != nil {
			return err
		}
	}
	return nil
}
