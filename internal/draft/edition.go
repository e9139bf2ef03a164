package draft

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// EditionTexts returns the working copy of slug, and the edition beside the master.
func (s *Service) EditionTexts(
	ctx context.Context,
	by actor.Actor,
	slug consult.Slug,
	edition string,
) (d *Draft, sheet *builder.EditionTexts, err error) {
	defer fault.Wrap(&err, "edition %s of %s", edition, slug)
	if !by.May(actor.Draft) {
		return nil, nil, forbidden()
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if d, err = getDraft(ctx, tx, by, slug); err != nil {
			return err
		}
		i := builder.EditionIndex(&d.Definition, edition)
		if i < 0 {
			return builder.EditionNotFound()
		}
		made, err := loadTextSources(ctx, tx, slug)
		sheet = builder.NewEditionTexts(&d.Definition, i, made.staleIn(d))
		return err
	})
	return d, sheet, err
}

// SaveEdition gives the edition the texts, by the names of the fields of its
// sheet. Those of whose names current is true were looked at and hold for the
// master as it is now, changed or not.
func (s *Service) SaveEdition(
	ctx context.Context,
	by actor.Actor,
	slug consult.Slug,
	version int64,
	edition string,
	texts map[string]string,
	current map[string]bool,
) (d *Draft, err error) {
	d, sheet, err := s.EditionTexts(ctx, by, slug, edition)
	if err != nil {
		return nil, err
	}
	if d.Version == version {
		var pairs []textSource
		for _, p := range sheet.Pages {
			for _, t := range p.Texts {
				own, sent := texts[t.FieldName]
				if own = strings.TrimSpace(own); sent && own != t.Own || current[t.FieldName] {
					pairs = append(pairs, textSource{t.Key, own, t.Master})
				}
			}
		}
		// First, so that no text is ever kept without it. By itself it says nothing.
		if err := s.saveTextSources(ctx, by, slug, pairs); err != nil {
			return nil, err
		}
	}
	return s.Change(ctx, by, slug, version, func(def *consult.Definition) error {
		i := builder.EditionIndex(def, edition)
		if i < 0 {
			return builder.EditionNotFound()
		}
		builder.ApplyEditionTexts(def, i, texts)
		return nil
	})
}
