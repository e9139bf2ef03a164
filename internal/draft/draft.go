// Package draft stores consultations while officers write them, and checks, previews and publishes them.
package draft

import (
	"errors"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Draft is the working copy of a consultation. It may be incomplete: the rules of a consultation are enforced
// when it is published.
type Draft struct {
	Slug, Org  string
	Definition consult.Definition
	Version    Version
	State      edit.State
	StartedBy  string              // id of the account that created the draft
	ChangedBy  string              // id of the account that changed it last
	ChangedAt  time.Time           // of the last change
	Base       *consult.Definition // the published definition on which the draft is based; nil if nothing is published

	// Was is what was published when the draft was last changed, if that has changed since, such as by a definition file.
	Was *consult.Definition

	clashes []string   // settings that both the draft and what is published have changed since
	copy    *edit.Copy // what is stored
	digest  string     // of Definition and Base as they were read
}

// LosesApproval reports whether d was approved and must be approved again: what is published has changed since in settings
// that the draft changes too. Where the two have changed different ones, the draft changes what was approved.
func (d *Draft) LosesApproval() bool { return d.State == edit.Approved && len(d.clashes) > 0 }

// Published reports whether the consultation is published, so that the draft is a change to it.
func (d *Draft) Published() bool { return d.Base != nil }

// Started reports whether there is a draft, and not only the published consultation.
func (d *Draft) Started() bool {
	return d.Version.Number() > 0 && d.State != edit.Published && d.State != edit.Discarded
}

// HasChanges reports whether the draft differs from what is published.
func (d *Draft) HasChanges() bool {
	return d.Base == nil || db.JSON(&d.Definition) != db.JSON(d.Base)
}

// ConflictError is returned for a change to a version that is no longer the latest, or after what is published has
// changed. It has what is needed to compare the change with what is stored.
type ConflictError struct {
	Current *Draft              // the latest version
	Base    *consult.Definition // the version that was to be changed; nil if it is no longer stored
	Outside bool                // what is published has changed, not the draft
	err     error
}

func (e *ConflictError) Error() string { return e.err.Error() }

// Unwrap returns the error with the message for officers, of kind [fault.Conflict].
func (e *ConflictError) Unwrap() error { return e.err }

func newConflict(current *Draft, base *consult.Definition) *ConflictError {
	return &ConflictError{Current: current, Base: base, err: fault.New(fault.Conflict,
		"Someone else has changed this. Compare their changes with yours and choose which to keep.")}
}

// AsConflict returns the ConflictError in err, or nil.
func AsConflict(err error) *ConflictError {
	conflict, _ := errors.AsType[*ConflictError](err)
	return conflict
}

func notFound() error {
	return fault.New(fault.NotFound, "We cannot find that consultation. Check the list of consultations.")
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to draft consultations.")
}
