// Package fault is how this house says no.
//
// An error that a person may see is an *Error: a Kind, which only package page
// turns into an HTTP status, and one plain sentence. Every other error is
// Internal: it is logged whole, and the person is told nothing of it.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of no this is. The list is closed: a new Kind needs a row
// in page's table of statuses, and a test fails until it has one.
type Kind uint8

// The kinds of no.
const (
	Internal    Kind = iota // our mistake
	Invalid                 // what was sent cannot be used as it is
	NotFound                // there is no such thing, or you may not know of it
	Forbidden               // you may know of it but not do this
	Conflict                // somebody or something changed it before you
	Closed                  // it was open once
	TooLarge                // more than we take
	Misdirected             // for another host than this
	Busy                    // try again soon
	SignedOut               // sign in first
	kindCount
)

// Kinds lists every Kind, for tests that must cover them all.
func Kinds() []Kind {
	all := make([]Kind, kindCount)
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// Error is a refusal with a sentence for the person who is refused.
type Error struct {
	Kind Kind
	//locale:message
	Say string // one plain sentence that says what to do
	Err error  // the cause, for the log; may be nil

	Format string // what Say was put together from, for another language; "": Say is whole
	Args   []any
}

// New returns a refusal without a cause.
//
//locale:message 1
func New(kind Kind, say string) error { return &Error{Kind: kind, Say: say} }

// Newf is New with a sentence that is put together.
//
//locale:message 1
func Newf(kind Kind, format string, args ...any) error {
	e := &Error{Kind: kind, Say: fmt.Sprintf(format, args...)}
	if len(args) > 0 {
		e.Format, e.Args = format, args
	}
	return e
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s (%v)", e.Say, e.Err)
	}
	return e.Say
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the Kind of the outermost *Error in the chain of err.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is a refusal of this kind; a nil error is none.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Message returns the sentence for the person, or "" if there is none to give.
func Message(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Say
	}
	return ""
}

// MessageFormat returns what Said was put together from: a format and its arguments,
// so that it can be said in another language. A sentence that is whole is its own
// format and has none.
func MessageFormat(err error) (format string, args []any) {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return "", nil
	case e.Format == "":
		return e.Say, nil
	}
	return e.Format, e.Args
}

// Wrap adds to *errp what was being attempted. It is deferred in the first line
// of a function whose error result is named.
func Wrap(errp *error, format string, args ...any) {
	if *errp != nil {
		*errp = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *errp)
	}
}
