package web

import (
	"cmp"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// PagePrinter prints messages in the language of the reader and knows the language
// of the council's own texts. The zero PagePrinter prints English and returns no
// language.
type PagePrinter struct {
	*locale.Printer
	councilLang string
}

// PagePrinter returns the printer for the response to r.
func (d *Deps) PagePrinter(r *http.Request) PagePrinter {
	lang := ""
	if d.CouncilLanguage != nil {
		lang = d.CouncilLanguage(r.Context())
	}
	return PagePrinter{page.Printer(r), cmp.Or(lang, "en")}
}

// LangOrCouncil returns lang, or the language of the council's own texts if lang is
// "".
func (p PagePrinter) LangOrCouncil(lang string) string { return cmp.Or(lang, p.councilLang) }
