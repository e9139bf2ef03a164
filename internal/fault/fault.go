// Package fault defines errors that carry a message for the user.
//
// An error that a user may see is an *Error: a Kind, which package site maps to
// an HTTP status, and one plain sentence that says what to do. Every other error
// is Internal: the log has all of it, and the user sees a general error page.
package fault

import (
	"errors"
	"fmt"
)

// Kind classifies an error. The list is closed: a new Kind needs a row in the
// table of HTTP statuses in package site, and a test fails until it has one.
type Kind uint8

// The kinds of error.
const (
	Internal    Kind = iota // a failure of the program or its environment
	Invalid                 // the input has a mistake that the user can correct
	NotFound                // it does not exist, or the user may not know that it does
	Forbidden               // the user may see it but not do this
	Conflict                // it has changed since the user read it
	Closed                  // it was open and no longer is
	TooLarge                // over a limit of size
	Misdirected             // the request was meant for another host
	Busy                    // temporary: the same request may succeed later
	SignedOut               // the user must sign in first
	Unavailable             // the database or its disk cannot be used at the moment; what was sent may not be saved
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

// Error is an error with a message for the user.
type Error struct {
	Kind Kind
	//locale:message
	Say string // the message in English: one plain sentence that says what to do
	Err error  // the cause, for the log only; may be nil

	// Format and Args are what Say was formatted from, so that it can be
	// translated. If Format is "", Say itself is the translatable text.
	Format string
	Args   []any

	// Title is the title of the page that shows the error, in English: see Titled. "" is the title of its Kind.
	Title string
}

// Titled sets the title of the page that shows err, which must be from New or Newf.
//
//locale:message 0
func Titled(title string, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		e.Title = title
	}
	return err
}

// New returns an *Error with the message say and no cause.
//
//locale:message 1
func New(kind Kind, say string) error { return &Error{Kind: kind, Say: say} }

// Newf is New with a formatted message, as by fmt.Sprintf.
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

// KindOf returns the Kind of the outermost *Error in the chain of err, or
// Internal if there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is not nil and of this kind. An error without an
// *Error in its chain is Internal.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Message returns the message for the user, or "" if err has none.
func Message(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Say
	}
	return ""
}

// MessageFormat returns the format and arguments of the message of err, for a
// translator. A message that was not formatted is its own format, without
// arguments; format is "" if err has no message.
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

// Wrap adds the operation that failed to *errp, unless *errp is nil. Use it with
// defer, in the first line of a function with a named error result:
//
//	defer fault.Wrap(&err, "read %s", name)
func Wrap(errp *error, format string, args ...any) {
	if *errp != nil {
		*errp = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *errp)
	}
}
