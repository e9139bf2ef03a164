package web

import (
	"github.com/folkmoot/folkmoot/internal/licence"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Rights says whose data it is and under which licence. The zero value is data of the council, under the licence of everything
// that it publishes.
type Rights struct {
	Source  string       // who published it first, as the licence asks to be named; "" is the council
	Licence licence.Code // of the source; "" is not known
	ByRow   bool         // each row names its source and its licence
}

// OfCouncil reports whether it is data of the council.
func (r Rights) OfCouncil() bool { return r == Rights{} }

// Message says whose data it is, or nothing for data of the council.
func (r Rights) Message() locale.LazyMessage {
	switch {
	case r.ByRow:
		return locale.Lazy("Data of others: each row names its source and its licence.")
	case r.OfCouncil():
		return locale.LazyMessage{}
	}
	return locale.Lazy("Source: %s. %s", locale.Verbatim(r.Source), r.Licence.Label())
}
