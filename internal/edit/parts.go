package edit

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Part is a section of the form of a kind.
type Part struct {
	Key    string // name of its first field
	Title  string // Field.Section; "" for the first part, if it has no heading
	Fields []*Field
}

// Owed is who fills in a section, and by when.
type Owed struct {
	Part string // Part.Key
	Who  string
	By   time.Time // zero if there is no date
}

// PartsOf returns the sections of the form.
func (k *Kind) PartsOf() (all []Part) {
	for i := range k.Fields {
		f := &k.Fields[i]
		if i == 0 || f.Section != "" {
			all = append(all, Part{Key: f.Name, Title: f.Section})
		}
		last := &all[len(all)-1]
		last.Fields = append(last.Fields, f)
	}
	return all
}

// Part returns the section with this key; false if there is none, or sections have no pages.
func (k *Kind) Part(key string) (Part, bool) {
	if k.Parts {
		for _, p := range k.PartsOf() {
			if p.Key == key {
				return p, true
			}
		}
	}
	return Part{}, false
}

// Names returns the names of the fields of p.
func (p Part) Names() (all []string) {
	for _, f := range p.Fields {
		all = append(all, f.Name)
	}
	return all
}

// Blank reports whether v has nothing in the fields of p. The names of given rows are nothing.
func (p Part) Blank(v Values) bool {
	return !slices.ContainsFunc(p.Fields, func(f *Field) bool {
		if f.Kind != Rows {
			return len(v[f.Name]) > 0
		}
		return slices.ContainsFunc(v.Rows(f.Name), f.says)
	})
}

// says reports whether a row of f has more than its name as a given row.
func (f *Field) says(row Values) bool {
	return slices.ContainsFunc(f.Columns, func(c Field) bool { return c.Kind != Fixed && c.Kind != Kept && len(row[c.Name]) > 0 })
}

// Only returns the values of these fields.
func (v Values) Only(names []string) Values {
	out := Values{}
	for _, name := range names {
		out.Set(name, v[name]...)
	}
	return out
}

// completed returns in with the values of the fields that its form did not have: those of c if no one has changed the fields
// of the form meanwhile, so that colleagues can fill in different sections at once, and otherwise those of the version from
// which the form was made.
func (in Save) completed(ctx context.Context, tx *db.Tx, c *Copy) (Save, error) {
	if in.Only == nil {
		return in, nil
	}
	base := c.Values
	switch unchanged := SeenOf(c.Values.Only(in.Only)) == in.Was; {
	case unchanged && (c.State == Draft || c.State == Returned):
		in.Version, in.Seen = c.Version, c.Seen()
	default:
		from, err := findVersion(ctx, tx, c, in.Version)
		if err != nil {
			return in, err
		}
		if from != nil {
			base = from.Values
		}
	}
	whole := base.Clone()
	for _, name := range in.Only {
		whole.Set(name, in.Values[name]...)
	}
	in.Values = whole
	return in, nil
}

// Lacking returns what the rules of the feature ask for before c is submitted, and whether Gate refuses it. The rules of a
// kind without Lacks are those of Publish, for a copy of which the declaration lacks nothing: it is tried in a transaction
// that is undone.
func (s *Service) Lacking(ctx context.Context, by actor.Actor, k *Kind, c *Copy) (all []Mistake, err error) {
	if k.Lacks == nil && c.Version > 0 && len(k.check(c.Values, true)) == 0 {
		switch err := s.try(ctx, by, k, c, publish); {
		case AsMistakes(err) != nil:
			all = AsMistakes(err)
		case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
			all = []Mistake{{Row: -1, Err: err}}
		case err != nil && !fault.Is(err, fault.Forbidden): // another person may be allowed to publish it
			return nil, err
		}
	}
	return all, s.DB.View(ctx, func(tx *db.Tx) error {
		if k.Lacks != nil {
			err := k.Lacks(ctx, tx, by, c)
			wrong := k.mistakes(err)
			if err != nil && wrong == nil {
				return err
			}
			if wrong != nil {
				all = append(all, wrong.Mistakes...)
			}
		}
		err := s.passGate(ctx, tx, k, c)
		if linked := AsLinked(err); linked != nil {
			all, err = append(all, Mistake{Row: -1, Err: err}), nil
		}
		return err
	})
}
