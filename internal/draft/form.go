package draft

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// formKind returns the kind of a form with declared fields for a part of a draft. show returns what it shows of a
// definition. change sets what it submits, and returns what cannot be set.
func (s *Service) formKind(
	name string, fields []edit.Field, show func(*consult.Definition) edit.Values,
	change func(*consult.Definition, edit.Values) []edit.Mistake,
) *edit.Kind {
	k := &edit.Kind{
		Name: baseKind().Name, One: name, Many: name, Write: actor.Draft, Approve: actor.Publish, Agrees: edit.AgreesNothing,
		OfConsultation: consult.TitleAndOrg, Fields: fields,
	}
	k.Store = &formStore{s, k, show, change}
	return k
}

// formStore is the edit.Store of such a form.
type formStore struct {
	drafts *Service
	kind   *edit.Kind
	show   func(*consult.Definition) edit.Values
	change func(*consult.Definition, edit.Values) []edit.Mistake
}

// Get implements edit.Store.
func (f *formStore) Get(ctx context.Context, by actor.Actor, slug string) (*edit.Copy, error) {
	d, err := f.drafts.Get(ctx, by, slug)
	if err != nil {
		return nil, err
	}
	return f.part(d), nil
}

func (f *formStore) part(d *Draft) *edit.Copy {
	var base edit.Values
	if d.Base != nil {
		base = f.show(d.Base)
	}
	part := d.copy.Part(f.show(&d.Definition), base, d.Version.seen())
	part.Title = d.Definition.Title
	return part
}

// Save implements edit.Store.
func (f *formStore) Save(ctx context.Context, by actor.Actor, slug string, in edit.Save) (*edit.Copy, error) {
	declared := f.kind.Wrong(in.Values)
	wrong := declared
	save := f.drafts.SaveForm
	if in.Auto {
		save = f.drafts.Autosave
	}
	d, err := save(ctx, by, slug, formVersion(in.Version, in.Seen), func(def *consult.Definition) error {
		v := f.show(def)
		for i := range f.kind.Fields {
			if name := f.kind.Fields[i].Name; !isWrong(declared, name) {
				v.Set(name, in.Values[name]...)
			}
		}
		wrong = append(declared[:len(declared):len(declared)], f.change(def, v)...)
		if in.Auto {
			return nil
		}
		return edit.NewMistakes(wrong)
	})
	if conflict := AsConflict(err); conflict != nil {
		return nil, f.conflict(conflict, in.Values)
	}
	if err != nil {
		return nil, err
	}
	return f.part(d), edit.NewMistakes(wrong)
}

func isWrong(all []edit.Mistake, field string) bool {
	for _, m := range all {
		if m.Field == field {
			return true
		}
	}
	return false
}

// conflict returns the error for the page for concurrent edits.
func (f *formStore) conflict(c *ConflictError, mine edit.Values) error {
	var base edit.Values
	if c.Base != nil {
		base = f.show(c.Base)
	}
	return f.kind.Conflict(f.part(c.Current), base, mine, f.show(c.Theirs()), c.Outside)
}
