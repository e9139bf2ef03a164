package progressreportweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/site"
)

// signView is the page on which owners read a report that is not published yet and sign their part.
type signView struct {
	page.StaffView
	Back    page.Link
	Self    string
	Missing int
	Lines   []signLine
	Report  showView
}

type signLine struct {
	Owner, Part, Signed string // Signed is who signed and when, or ""
	Stale               bool
	Objectives          []objectiveView
}

var signPage = page.New(files, "templates/sign-off.html", signView{
	Back: page.Link{Text: "Back to the record", Href: "/staff/progress-reports/annual-2017"},
	Self: "/staff/progress-reports/annual-2017/sign-off", Missing: 2,
	Lines: []signLine{
		{Owner: "Head of safety", Part: "abc", Objectives: exampleView(exampleReport(), page.Link{}).Objectives[:1]},
		{Owner: "Head of people", Part: "abd", Signed: "Alex Example, 2 May 2017", Stale: true},
		{Owner: "Head of property", Part: "abe", Signed: "Alex Example, 2 May 2017"},
	},
	Report: exampleView(exampleReport(), page.Link{}),
})

func (h *Handlers) signOff(w http.ResponseWriter, r *http.Request) error {
	ctx, words := r.Context(), h.PagePrinter(r)
	s, err := h.service.SignOff(ctx, site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	v := signView{
		Back: page.Link{Text: words.Say("Back to the record"), Href: progressreport.RecordsPath + "/" + r.PathValue("id")}, Self: r.URL.Path,
		Missing: s.Missing(), Report: newShowView(words, s.Report),
	}
	var ids []string
	for _, l := range s.Lines {
		ids = append(ids, l.SignedBy)
	}
	names := map[string]string{}
	if h.PersonNames != nil {
		if names, err = h.PersonNames(ctx, ids); err != nil {
			return err
		}
	}
	for _, l := range s.Lines {
		line := signLine{Owner: l.Owner, Part: s.Part(l.Owner), Stale: l.Stale}
		if l.SignedBy != "" {
			line.Signed = words.Say("%s, %s", names[l.SignedBy], l.SignedAt)
		}
		for i, o := range s.Facts.Objectives {
			if o.Owner == l.Owner {
				line.Objectives = append(line.Objectives, v.Report.Objectives[i])
			}
		}
		v.Lines = append(v.Lines, line)
	}
	return signPage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) sign(w http.ResponseWriter, r *http.Request) error {
	err := h.service.Sign(r.Context(), site.Actor(r), r.PathValue("id"), r.PostFormValue("owner"), r.PostFormValue("part"))
	if err != nil {
		return err
	}
	return site.Redirect(w, r, r.URL.Path)
}
