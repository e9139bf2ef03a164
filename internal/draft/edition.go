package draft

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// EditionTexts returns the draft of slug and the texts of a version of its questionnaire.
func (s *Service) EditionTexts(
	ctx context.Context, by actor.Actor, slug consult.Slug, edition string,
) (d *Draft, texts *builder.EditionTexts, err error) {
	defer fault.Wrap(&err, "version %s of the questionnaire of %s", edition, slug)
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
		sources, err := loadTextSources(ctx, tx, slug)
		texts = builder.NewEditionTexts(&d.Definition, i, sources.staleIn(d))
		return err
	})
	return d, texts, err
}

// SaveEdition changes texts of a version of the questionnaire, which are given by the field names of
// [builder.EditionText]. The fields in current are marked as up to date with the master, even if their texts do
// not change.
func (s *Service) SaveEdition(
	ctx context.Context, by actor.Actor, slug consult.Slug, version int64, edition string,
	texts map[string]string, current map[string]bool,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "save version %s of the questionnaire of %s", edition, slug)
	return s.change(ctx, by, slug, version, func(d *Draft) (sources []textSource, err error) {
		i := builder.EditionIndex(&d.Definition, edition)
		if i < 0 {
			return nil, builder.EditionNotFound()
		}
		for _, p := range builder.NewEditionTexts(&d.Definition, i, nil).Pages {
			for _, t := range p.Texts {
				own, sent := texts[t.FieldName]
				if !sent {
					own = t.Own
				}
				if own = strings.TrimSpace(own); own != t.Own || current[t.FieldName] {
					sources = append(sources, textSource{t.Key, own, t.Master})
				}
			}
		}
		builder.ApplyEditionTexts(&d.Definition, i, texts)
		return sources, nil
	})
}
