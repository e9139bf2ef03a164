package definition

import (
	"errors"
	"slices"
	"strings"
)

// Mistake is one thing that is wrong in a definition.
type Mistake struct {
	Path []any // the setting, from the settings of the whole file: "actions", 2, "due"; see File.At
	Err  error // has a message for people
}

// Mistakes are all that is wrong in a definition, so that one reading of the list is enough
// to correct it. As an error, it has the message of the first.
type Mistakes []Mistake

// Add adds err, which is about the setting at path, unless it is nil. The paths of Mistakes
// begin there.
func (m *Mistakes) Add(err error, path ...any) {
	if within, ok := errors.AsType[Mistakes](err); ok {
		for _, one := range within {
			*m = append(*m, Mistake{slices.Concat(path, one.Path), one.Err})
		}
	} else if err != nil {
		*m = append(*m, Mistake{slices.Clone(path), err})
	}
}

// Err returns m, or nil if there are no mistakes.
func (m Mistakes) Err() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

// Error lists the messages.
func (m Mistakes) Error() string {
	all := make([]string, len(m))
	for i, one := range m {
		all[i] = one.Err.Error()
	}
	return strings.Join(all, "\n")
}

// Unwrap returns the errors.
func (m Mistakes) Unwrap() []error {
	all := make([]error, len(m))
	for i, one := range m {
		all[i] = one.Err
	}
	return all
}

// missingError is an error about a reference to something that does not exist.
type missingError struct {
	error
	name Name
}

func (e *missingError) Unwrap() error { return e.error }

// Name is what definitions refer to something by.
type Name struct{ Kind, Ref string }

// Missing marks err as an error about a reference to something that does not exist. If the
// same folder defines it, with a mistake that is reported, err is not reported as well.
func Missing(kind, ref string, err error) error { return &missingError{err, Name{kind, ref}} }
