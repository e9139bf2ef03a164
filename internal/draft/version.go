package draft

import (
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/edit"
)

// Version is what a form of a draft is made from, like "4-1f2e3d4c": the number of the version of the draft and a digest
// of what is published. A form submits it, so that a change by another officer, and one to what is published, are
// both noticed before anything is stored.
type Version string

func newVersion(number int64, published edit.Values) Version {
	return formVersion(number, edit.SeenOf(published))
}

// formVersion returns the version with a number, of a draft that has seen what was published.
func formVersion(number int64, seen string) Version {
	v := strconv.FormatInt(number, 10)
	if seen != "" {
		v += "-" + seen
	}
	return Version(v)
}

// Number rises by one with every change. It is 0 for a published consultation that was never changed here, and -1 for
// what is no version.
func (v Version) Number() int64 {
	number, _, _ := strings.Cut(string(v), "-")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// next returns the version after the next change to the draft.
func (v Version) next() Version {
	number, seen, has := strings.Cut(string(v), "-")
	if n, err := strconv.ParseInt(number, 10, 64); err == nil {
		number = strconv.FormatInt(n+1, 10)
	}
	if has {
		number += "-" + seen
	}
	return Version(number)
}

// seen returns the digest of what was published, or "".
func (v Version) seen() string {
	_, seen, _ := strings.Cut(string(v), "-")
	return seen
}
