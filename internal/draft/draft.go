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
	Begun      string    // who took the copy
	By         string    // who changed it last
	At         time.Time // when
	Base       string    // the published definition that the copy was taken from, as JSON; "" for a new one
}

// Published reports whether the public knows the consultation, so that what
// this changes is a correction.
func (d *Draft) Published() bool { return d.Base != "" }

// Was returns the published definition that the copy was taken from, or nil.
func (d *Draft) Was() (*consult.Definition, error) {
	if d.Base == "" {
		return nil, nil
	}
	def := &consult.Definition{}
	return def, json.Unmarshal([]byte(d.Base), def)
}

// Changed reports whether the copy says something else than what is published.
func (d *Draft) Changed() bool {
	text, err := json.Marshal(&d.Definition)
	return err != nil || string(text) != d.Base
}

// Late is the refusal of a change to a version that is not the last any more.
// It carries what somebody needs who must now choose.
type Late struct {
	Saved *Draft              // as it is now
	Began *consult.Definition // as it was when the change was begun; nil if that is not kept any more
	err   error
}

func (l *Late) Error() string { return l.err.Error() }
func (l *Late) Unwrap() error { return l.err }

func late(saved *Draft, began *consult.Definition) error {
	return &Late{saved, began, fault.New(fault.Conflict, "Somebody saved this before you. Compare what is saved now with what you have, and choose.")}
}

// AsLate returns the Late in err, or nil.
func AsLate(err error) *Late {
	l, _ := errors.AsType[*Late](err)
	return l
}

func missing() error {
	return fault.New(fault.NotFound, "We cannot find that consultation. Look for it in the list of consultations.")
}

func forbidden() error { return fault.New(fault.Forbidden, "You may not draft consultations.") }
