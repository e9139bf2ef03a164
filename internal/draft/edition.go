package draft

import (
	"cmp"
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
		texts, err = loadEditionTexts(ctx, tx, d, i)
		return err
	})
	return d, texts, err
}

// EditionProgress returns the draft of slug, and how far the texts of each version of its questionnaire are.
func (s *Service) EditionProgress(
	ctx context.Context, by actor.Actor, slug consult.Slug,
) (d *Draft, all []builder.Progress, err error) {
	defer fault.Wrap(&err, "versions of the questionnaire of %s", slug)
	if !by.May(actor.Draft) {
		return nil, nil, forbidden()
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if d, err = getDraft(ctx, tx, by, slug); err != nil {
			return err
		}
		sources, err := loadTextSources(ctx, tx, slug)
		if err != nil {
			return err
		}
		isStale := sources.staleIn(d)
		all = nil
		for i := range d.Definition.Forms {
			all = append(all, builder.NewEditionTexts(&d.Definition, i, isStale).Progress())
		}
		return nil
	})
	return d, all, err
}

// loadEditionTexts returns the texts of form i of d, with the originals of those that are out of date.
func loadEditionTexts(ctx context.Context, tx *db.Tx, d *Draft, i int) (*builder.EditionTexts, error) {
	sources, err := loadTextSources(ctx, tx, d.Slug)
	if err != nil {
		return nil, err
	}
	texts := builder.NewEditionTexts(&d.Definition, i, sources.staleIn(d))
	var stale []textSource
	for t := range texts.All() {
		if t.Stale {
			stale = append(stale, textSource{t.Key, t.Own, t.Master})
		}
	}
	if len(stale) == 0 {
		return texts, nil
	}
	written, err := sources.writtenFor(ctx, tx, d, stale)
	for t := range texts.All() {
		t.WrittenFor = written[t.Key]
	}
	return texts, err
}

// SaveEdition changes texts of a version of the questionnaire, which are given by the field names of
// [builder.EditionText]. The fields in current are marked as up to date with the master, even if their texts do
// not change.
func (s *Service) SaveEdition(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, edition string,
	texts map[string]string, current map[string]bool,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "save version %s of the questionnaire of %s", edition, slug)
	return s.changeAs(ctx, by, slug, version, formChange, changeEdition(edition, texts, current, nil))
}

// AutosaveEdition is SaveEdition while the officer is typing. A text that is out of date stays so until it is saved or
// marked.
func (s *Service) AutosaveEdition(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, edition string, texts map[string]string,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "save version %s of the questionnaire of %s while typing", edition, slug)
	_, shown, err := s.EditionTexts(ctx, by, slug, edition)
	if err != nil {
		return nil, err
	}
	written := map[string]string{}
	for t := range shown.All() {
		if t.Stale {
			written[t.Key] = t.WrittenFor
		}
	}
	return s.changeAs(ctx, by, slug, version, typingChange, changeEdition(edition, texts, nil, written))
}

// changeEdition returns the change of the texts of a version. written are the texts of the master for which texts were
// written that stay out of date, by key.
func changeEdition(
	edition string, texts map[string]string, current map[string]bool, written map[string]string,
) func(*Draft) ([]textSource, error) {
	return func(d *Draft) (sources []textSource, err error) {
		i := builder.EditionIndex(&d.Definition, edition)
		if i < 0 {
			return nil, builder.EditionNotFound()
		}
		for t := range builder.NewEditionTexts(&d.Definition, i, nil).All() {
			own, sent := texts[t.FieldName]
			if !sent {
				own = t.Own
			}
			if own = strings.TrimSpace(own); own != t.Own || current[t.FieldName] {
				sources = append(sources, textSource{t.Key, own, cmp.Or(written[t.Key], t.Master)})
			}
		}
		builder.ApplyEditionTexts(&d.Definition, i, texts)
		return sources, nil
	}
}
