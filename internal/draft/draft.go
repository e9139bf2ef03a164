// Package draft keeps consultations while officers write them: working copies
// that may be incomplete.
package draft

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Draft is a working copy. What it says may not be fit to publish yet: every
// rule is held against it when it is, and until then only hinted at.
type Draft struct {
	Slug, Org  string
	Definition consult.Definition
	Version    int64     // rises with every change; 0: nothing is kept yet, this is the consultation as it is published
	StartedBy  string    // who took the copy
	ChangedBy  string    // who changed it last
	ChangedAt  time.Time // when
	BaseJSON   string    // the published definition that the copy was taken from, as JSON; "" for a new one
}

// Published reports whether the public knows the consultation, so that what
// this changes is a correction.
func (d *Draft) Published() bool { return d.BaseJSON != "" }

// BaseDefinition returns the published definition that the copy was taken from, or nil.
func (d *Draft) BaseDefinition() (*consult.Definition, error) {
	if d.BaseJSON == "" {
		return nil, nil
	}
	def := &consult.Definition{}
	return def, json.Unmarshal([]byte(d.BaseJSON), def)
}

// HasChanges reports whether the copy says something else than what is published.
func (d *Draft) HasChanges() bool {
	text, err := json.Marshal(&d.Definition)
	return err != nil || string(text) != d.BaseJSON
}

// ConflictError is the refusal of a change to a version that is not the last any more.
// It carries what somebody needs who must now choose.
type ConflictError struct {
	Current *Draft              // as it is now
	Base    *consult.Definition // as it was when the change was begun; nil if that is not kept any more
	err     error
}

func (l *ConflictError) Error() string { return l.err.Error() }
func (l *ConflictError) Unwrap() error { return l.err }

func newConflict(saved *Draft, began *consult.Definition) error {
	return &ConflictError{
		saved,
		began,
		fault.New(fault.Conflict, "Someone else has changed this. Compare their changes with yours and choose which to keep."),
	}
}

// AsConflict returns the Late in err, or nil.
func AsConflict(err error) *ConflictError {
	l, _ := errors.AsType[*ConflictError](err)
	return l
}

func notFound() error {
	return fault.New(fault.NotFound, "We cannot find that consultation. Check the list of consultations.")
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to draft consultations.")
}
