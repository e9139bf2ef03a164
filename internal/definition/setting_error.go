package definition

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// SettingError is one thing that is wrong in a definition.
type SettingError struct {
	Path []any // the setting, from the settings of the whole file: "actions", 2, "due"; see File.At
	Err  error // has a message for people
}

// SettingErrors are all that is wrong in a definition, so that one reading of the list is enough
// to correct it. As an error it lists all messages; fault.Message returns the first.
type SettingErrors []SettingError

// Add adds err, which is about the setting at path, unless it is nil. The paths of SettingErrors
// begin there.
func (m *SettingErrors) Add(err error, path ...any) {
	if within, ok := errors.AsType[SettingErrors](err); ok {
		for _, one := range within {
			*m = append(*m, SettingError{slices.Concat(path, one.Path), one.Err})
		}
	} else if err != nil {
		*m = append(*m, SettingError{slices.Clone(path), err})
	}
}

// Err returns m, or nil if there are no mistakes.
func (m SettingErrors) Err() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

// Error lists the messages.
func (m SettingErrors) Error() string {
	all := make([]string, len(m))
	for i, one := range m {
		all[i] = one.Err.Error()
	}
	return strings.Join(all, "\n")
}

// Unwrap returns the errors.
func (m SettingErrors) Unwrap() []error {
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

var refPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// CheckRef returns fault.Invalid if ref cannot be used in URLs. what names the thing in the error message, like "each
// need".
func CheckRef(what, ref string) error {
	if len(ref) > 80 || !refPattern.MatchString(ref) {
		return fault.Newf(
			fault.Invalid,
			"The reference for %s must be lower-case letters, numbers and single hyphens, like safer-streets-2. %q is not valid.",
			what,
			ref,
		)
	}
	return nil
}

// CheckAddress returns fault.Invalid if the address of a source is neither empty, a URL nor a path on this site.
func CheckAddress(source, address string) error {
	if address == "" || strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") ||
		strings.HasPrefix(address, "/") {
		return nil
	}
	return fault.Newf(fault.Invalid, "Enter the full web address of source %q, starting with https://.", source)
}
