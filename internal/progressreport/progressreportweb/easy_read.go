package progressreportweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/web"
)

func (h *Handlers) easyRead(w http.ResponseWriter, r *http.Request) error {
	found, _, err := h.get(r)
	if err == nil && len(found.EasyRead) == 0 {
		err = fault.New(fault.NotFound, "This report has no Easy Read summary.")
	}
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	return web.EasyReadPage.Write(w, r, http.StatusOK, web.EasyReadView{
		Lang: words.LangOrCouncil(""), Invented: found.Invented, Lines: found.EasyRead,
		Report:    page.UserText{Text: found.Title, Href: progressreport.Path(found.Ref), Lang: words.LangOrCouncil("")},
		Downloads: h.Downloads(r, progressreport.Path(found.Ref)+"/easy-read"),
	})
}
