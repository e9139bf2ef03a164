package page

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// In returns what says things in the language in which r is to be answered.
func In(r *http.Request) *locale.Printer { return locale.For("en") }

// Said returns the sentence of err in the language of r, or "" if err has none
// for people.
func Said(r *http.Request, err error) string { return fault.Said(err) }
