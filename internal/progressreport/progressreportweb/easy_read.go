package progressreportweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/web"
)

// easyView is the Easy Read summary of a report.
type easyView struct {
	Lang, Invented string // Lang is the language of the lines
	Report         page.UserText
	Lines          []progressreport.EasyLine
	Downloads      []page.Link
}

var easyPage = page.New(files, "templates/easy-read.html", easyView{
	Invented: "this report", Report: page.UserText{Text: "Annual report 2016 to 2017", Href: "/progress-reports/annual-2017"},
	Lines: []progressreport.EasyLine{
		{Picture: "read", Words: "This is our report."}, {Picture: "answer", Words: "You told us what is hard."},
		{Picture: "check", Words: "We looked at our work."}, {Picture: "send", Words: "We send this to you."},
		{Picture: "code", Words: "Doors are open."},
	},
	Downloads: web.ExampleDownloads("/progress-reports/annual-2017/easy-read"),
})

func (h *Handlers) easyRead(w http.ResponseWriter, r *http.Request) error {
	found, _, err := h.get(r)
	if err == nil && len(found.EasyRead) == 0 {
		err = fault.New(fault.NotFound, "This report has no Easy Read summary.")
	}
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	return easyPage.Write(w, r, http.StatusOK, easyView{
		words.LangOrCouncil(""), found.Invented,
		page.UserText{Text: found.Title, Href: progressreport.Path(found.Ref), Lang: words.LangOrCouncil("")}, found.EasyRead,
		h.Downloads(r, progressreport.Path(found.Ref)+"/easy-read"),
	})
}
