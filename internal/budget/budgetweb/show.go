package budgetweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/budget"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/project"
)

// showView is the public page of the money of a project.
type showView struct {
	Title                   page.UserText
	Back                    page.Link
	Lang                    string
	Invented                string
	Years                   []yearView
	Attributed, Contributed string
	Files                   []page.Link
}

var showPage = page.New(files, "templates/show.html",
	showView{
		Title: page.UserText{Text: "Lunch club", Lang: "en"}, Back: page.Link{Text: "Lunch club", Href: "/projects/lunch"}, Lang: "en",
		Years: exampleYears, Attributed: "300 meals were served: the club counted them.", Contributed: "People feel less alone.",
		Files: fileLinks(nil), Invented: "every amount",
	},
	showView{
		Title: page.UserText{Text: "Clwb cinio", Lang: "cy"}, Back: page.Link{Text: "Clwb cinio", Href: "/projects/clwb"}, Lang: "cy",
		Files: fileLinks(nil),
	},
)

// show is the public page of the money of a project.
func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx, words := r.Context(), h.PagePrinter(r)
	var v showView
	err := h.DB.View(ctx, func(tx *db.Tx) error {
		m, err := budget.Get(ctx, tx, r.PathValue("ref"))
		if err != nil {
			return err
		}
		orgs, err := orgNames(ctx, tx, words)
		if err != nil {
			return err
		}
		p := m.Project
		v = showView{
			Title: page.UserText{Text: p.Title, Lang: words.LangOrCouncil(p.Language)}, Lang: words.LangOrCouncil(p.Language),
			Back:     page.Link{Text: words.Say("Joint project"), Href: project.Path(p.Ref)},
			Invented: m.Value.Invented, Years: years(words.Printer, m, orgs),
			Attributed: m.Value.Attributed, Contributed: m.Value.Contributed, Files: fileLinks(words.Printer),
		}
		return nil
	})
	if err != nil {
		return err
	}
	return showPage.Write(w, r, http.StatusOK, v)
}
