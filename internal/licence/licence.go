// Package licence names the licences under which others publish data that the council shows and offers for download.
package licence

import (
	"slices"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Code is a licence in files and tables. "" is that it is not known.
type Code string

// The licences.
const (
	OpenGovernment Code = "ogl-3"
	Attribution    Code = "cc-by-4"
	PublicDomain   Code = "cc0"
	OpenDatabase   Code = "odbl-1"
	NotOpen        Code = "not-open"
)

// Codes lists every licence.
var Codes = []Code{OpenGovernment, Attribution, PublicDomain, OpenDatabase, NotOpen}

var labels = map[Code]locale.LazyMessage{
	OpenGovernment: locale.Lazy("Open Government Licence v3.0"),
	Attribution:    locale.Lazy("Creative Commons Attribution 4.0"),
	PublicDomain:   locale.Lazy("Creative Commons Zero (public domain)"),
	OpenDatabase:   locale.Lazy("Open Database License 1.0"),
	NotOpen:        locale.Lazy("Not open: ask the source before you use it"),
}

var addresses = map[Code]string{
	OpenGovernment: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
	Attribution:    "https://creativecommons.org/licenses/by/4.0/",
	PublicDomain:   "https://creativecommons.org/publicdomain/zero/1.0/",
	OpenDatabase:   "https://opendatacommons.org/licenses/odbl/1-0/",
}

// Label returns the name of the licence.
func (c Code) Label() locale.LazyMessage {
	if c == "" {
		return locale.Lazy("Licence not known: ask the source before you use it")
	}
	return labels[c]
}

// Address returns where the licence is published, or "".
func (c Code) Address() string { return addresses[c] }

// Check returns fault.Invalid if c is neither a licence nor "".
func (c Code) Check() error {
	if c == "" || slices.Contains(Codes, c) {
		return nil
	}
	return fault.Newf(fault.Invalid, "%q is not a licence. Use a code like ogl-3.", string(c))
}
