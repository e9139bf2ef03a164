package consult

import (
	"context"
	"path"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// Planned returns the consultation that f has in consultations/SLUG as it will be once f
// has been loaded, and the forms that will be in use, the master first. It stores nothing.
// Errors are those of DefineFromFile. f must have been read without problems.
func (s *Service) Planned(ctx context.Context, tx *db.Tx, by actor.Actor, f *definition.Folder, slug Slug) (
	c *Consultation, forms []*survey.Form, err error,
) {
	defer fault.Wrap(&err, "check consultation %s", slug)
	read := &folder{def: Definition{Slug: slug}}
	for _, name := range f.Match("consultations/*/*.yaml") {
		base := path.Base(name)
		isForm, _ := path.Match("form.*yaml", base)
		if path.Base(path.Dir(name)) != slug || !isForm && base != "consultation.yaml" {
			continue
		}
		data, err := f.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		var none definition.Problems // readFolders has reported them
		read.read(f, &definition.File{Name: name, Data: data}, &none)
	}
	return s.planned(ctx, tx, by, read.def)
}

// planned is Planned for a definition.
func (s *Service) planned(ctx context.Context, tx *db.Tx, by actor.Actor, def Definition) (
	*Consultation, []*survey.Form, error,
) {
	d, err := s.newDefinitionUpdate(by, def)
	if err != nil {
		return nil, nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, nil, err
	}
	old, err := Get(ctx, tx, def.Slug)
	if fault.Is(err, fault.NotFound) {
		return d.consultation, d.forms, d.publish(now)
	} else if err != nil {
		return nil, nil, err
	}
	last, err := loadedChecksum(ctx, tx, def.Slug)
	if err != nil {
		return nil, nil, err
	}
	same := last == digest.Of(d.defJSON).Hex() // officers may have changed it since
	if !same {
		if same, err = d.replace(ctx, tx, old, now); err != nil {
			return nil, nil, err
		}
	}
	if !same {
		return d.consultation, d.forms, d.publish(now)
	}
	refs, err := Forms(ctx, tx, def.Slug)
	if err != nil {
		return nil, nil, err
	}
	forms := make([]*survey.Form, len(refs))
	for i, ref := range refs {
		if forms[i], err = FormByVersion(ctx, tx, ref.Version); err != nil {
			return nil, nil, err
		}
	}
	return old, forms, nil
}
