package edit

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
)

// Form is a form for a part of a consultation, which is stored as a part of another kind of record.
type Form struct {
	Path  string           // of the form, with {slug}
	Needs actor.Capability // to see and change it
	// Kind returns the kind with the fields of the form for a consultation. Its Store is set, and its Path is that of the form.
	Kind func(ctx context.Context, by actor.Actor, slug string) (*Kind, error)
}

// Store keeps the values of a kind as a part of another kind of record, such as the details of a consultation.
type Store interface {
	// Get returns the copy of a record, with the values of the form. See [Copy.Part].
	Get(ctx context.Context, by actor.Actor, address string) (*Copy, error)
	// Save stores what a form submits. If the record has changed since the form was made, the changes are merged; if both
	// sides changed the same, nothing is stored and the error is that of [Kind.Conflict]. What is wrong is not stored: the
	// error is a *[MistakesError], and while the officer is typing the rest is stored and returned with it.
	Save(ctx context.Context, by actor.Actor, address string, in Save) (*Copy, error)
}

// Part returns c with the values that a form shows of it, now and as they are published, and what Seen returns; base is
// nil if nothing is published.
func (c *Copy) Part(values, base Values, seen string) *Copy {
	part := *c
	part.Values, part.Base, part.seen = values, base, seen
	return &part
}

// Conflict returns the error for a form that was made from base, which is nil if that is not known, and submits mine, while
// theirs is there now.
func (k *Kind) Conflict(current *Copy, base, mine, theirs Values, imported bool) *ConflictError {
	return newConflict(k, current, base, mine, theirs, imported)
}

// Wrong returns what in v is typed wrong, as far as the declaration says. What is missing is not wrong.
func (k *Kind) Wrong(v Values) []Mistake { return k.check(v, false) }

// NewMistakes returns the error for mistakes, or nil if there are none.
func NewMistakes(all []Mistake) error {
	if len(all) == 0 {
		return nil
	}
	return &MistakesError{all}
}

func (k *Kind) saveElsewhere(ctx context.Context, by actor.Actor, address string, in Save) (*Copy, error) {
	stored, err := k.Store.Get(ctx, by, address)
	if err != nil {
		return nil, err
	}
	keepForbidden(by, k, in.Values, stored)
	return k.Store.Save(ctx, by, address, in)
}
