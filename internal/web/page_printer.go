package web

import (
	"cmp"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// PagePrinter is how a page speaks: the house in the language of the reader, and the
// council in its own. A zero Speech is English, and marks nothing.
type PagePrinter struct {
	*locale.Printer
	councilLang string // the language in which it writes
}

// PagePrinter returns how the answer to r speaks.
func (h *Deps) PagePrinter(r *http.Request) PagePrinter {
	lang := ""
	if h.CouncilLanguage != nil {
		lang = h.CouncilLanguage(r.Context())
	}
	return PagePrinter{page.Printer(r), cmp.Or(lang, "en")}
}

// LangOrCouncil is the language of something written in lang or, where nobody has said so,
// in the language of the council.
func (s PagePrinter) LangOrCouncil(lang string) string { return cmp.Or(lang, s.councilLang) }
