package web

import (
	"cmp"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// Speech is how a page speaks: the house in the language of the reader, and the
// council in its own. A zero Speech is English, and marks nothing.
type Speech struct {
	*locale.Printer
	council string // the language in which it writes
}

// Speech returns how the answer to r speaks.
func (h *Deps) Speech(r *http.Request) Speech {
	lang := ""
	if h.Tongue != nil {
		lang = h.Tongue(r.Context())
	}
	return Speech{page.In(r), cmp.Or(lang, "en")}
}

// Of is the language of something written in lang or, where nobody has said so,
// in the language of the council.
func (s Speech) Of(lang string) string { return cmp.Or(lang, s.council) }
