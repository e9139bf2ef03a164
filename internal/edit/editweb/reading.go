package editweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
)

// addReading adds what people should read before they write.
func (h *handlers) addReading(r *http.Request, v *formView) error {
	if h.kind.ReadFirst == nil {
		return nil
	}
	words := page.Printer(r)
	return h.DB.View(r.Context(), func(tx *db.Tx) error {
		all, err := h.kind.ReadFirst(r.Context(), tx)
		v.ReadFirst = nil
		for _, one := range all {
			v.ReadFirst = append(v.ReadFirst, readingView{page.UserText{Text: one.Title, Href: one.Href,
				Lang: h.PagePrinter(r).LangOrCouncil("")}, one.Fact.In(words)})
		}
		return err
	})
}

// readingView is something to read first, and a fact about it.
type readingView struct {
	page.UserText
	Fact string
}
