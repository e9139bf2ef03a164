package accountweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

const homePath = "/staff"

// listItem is a link with a description, or an action.
type listItem struct{ Text, Href, Description string }

type homeView struct {
	page.StaffView
	Notice, Name, Org string
	Sections          []listItem
}

var homePage = page.New(
	files,
	"templates/home.html",
	homeView{
		Name: "An officer",
		Org:  "Exampleshire County Council",
		Sections: []listItem{
			{"Consultations", "/staff/consultations", "Write, open and close consultations."},
			{"Notifications", "/staff/notifications", ""},
		},
	},
	homeView{Notice: "Your account is now linked.", Name: "A viewer", Org: "Exampleshire County Council"},
)

func (h *Handlers) getHome(w http.ResponseWriter, r *http.Request) error {
	by, p := site.Actor(r), page.Printer(r)
	orgs, err := h.accounts.ListOrgs(r.Context(), actor.Actor{Org: by.Org})
	if err != nil {
		return err
	}
	v := homeView{Notice: h.PopNotice(r), Name: by.Name}
	for _, o := range orgs {
		v.Org = o.Name
	}
	for _, l := range h.Site.StaffLinks(by) {
		description := l.Description
		if description != "" {
			description = p.Say(description)
		}
		v.Sections = append(v.Sections, listItem{p.Say(l.Text), l.Href, description})
	}
	return homePage.Write(w, r, http.StatusOK, v)
}
