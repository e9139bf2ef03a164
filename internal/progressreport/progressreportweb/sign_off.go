package progressreportweb

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/site"
)

// signView is the page on which owners read a report that is not published yet and sign their part.
type signView struct {
	page.StaffView
	Back    page.Link // "" for those who only sign
	Self    string
	Missing int
	Lines   []signLine
	Title   string
	Report  *showView // nil for those who only sign
}

type signLine struct {
	Owner, Part string
	Signed      string // who signed and when, or ""
	Stale, Mine bool   // Mine: the reader signs it
	Signer      string // name of who signs, or ""
	Choose      form.Form
	Objectives  []objectiveView
}

func signExample() signView {
	show := exampleView(exampleReport(), page.Link{})
	choose := form.Form{{Kind: form.Select, ID: "signer-1", Name: "signer", Label: "Who signs", LabelSize: "s",
		Options: []form.Option{{Value: "", Label: "Select a person"}, {Value: "a", Label: "Alex Example, Leicestershire County Council"}}}}
	return signView{
		Back: page.Link{Text: "Back to the record", Href: "/staff/progress-reports/annual-2017"},
		Self: "/staff/progress-reports/annual-2017/sign-off", Missing: 2, Title: show.Title,
		Lines: []signLine{
			{Owner: "Head of safety", Part: "abc", Mine: true, Signer: "Alex Example", Objectives: show.Objectives[:1]},
			{Owner: "Head of people", Part: "abd", Signed: "Alex Example, 2 May 2017", Stale: true, Signer: "Alex Example"},
			{Owner: "Head of property", Part: "abe", Choose: choose},
		},
		Report: &show,
	}
}

// ownerExample is what a person sees who only signs.
func ownerExample() signView {
	v := signExample()
	v.Back, v.Report, v.Lines, v.Missing = page.Link{}, nil, v.Lines[:1], 1
	return v
}

var signPage = page.New(files, "templates/sign-off.html", signExample(), ownerExample())

func (h *Handlers) signOff(w http.ResponseWriter, r *http.Request) error {
	return h.showSignOff(w, r, http.StatusOK, "", "")
}

// showSignOff shows the page, with a problem in the form of an owner.
func (h *Handlers) showSignOff(w http.ResponseWriter, r *http.Request, status int, owner, problem string) error {
	words, by := h.PagePrinter(r), site.Actor(r)
	s, err := h.service.SignOff(r.Context(), by, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := signView{Self: progressreport.RecordsPath + "/" + r.PathValue("id") + "/sign-off", Missing: s.Missing(), Title: s.Title}
	show := newShowView(words, s.Report)
	var choices []form.Option
	if s.Whole {
		v.Back = page.Link{Text: words.Say("Back to the record"), Href: progressreport.RecordsPath + "/" + r.PathValue("id")}
		v.Report = &show
		if choices, err = h.signers(r); err != nil {
			return err
		}
	}
	names, err := h.signerNames(r, s)
	if err != nil {
		return err
	}
	for i, l := range s.Lines {
		line := signLine{Owner: l.Owner, Part: s.Part(l.Owner), Stale: l.Stale, Mine: l.Signer == by.ID, Signer: names[l.Signer]}
		if l.SignedBy != "" {
			line.Signed = words.Say("%s, %s", names[l.SignedBy], l.SignedAt)
		}
		if s.Whole {
			field := &form.Field{Kind: form.Select, ID: fmt.Sprint("signer-", i), Name: "signer", Label: words.Say("Who signs"), LabelSize: "s",
				Options: slices.Clone(choices)}
			for i, o := range field.Options {
				field.Options[i].Checked = o.Value == l.Signer
			}
			if l.Owner == owner {
				field.Error = problem
			}
			line.Choose = form.Form{field}
		}
		for j, o := range s.Facts.Objectives {
			if o.Owner == l.Owner {
				line.Objectives = append(line.Objectives, show.Objectives[j])
			}
		}
		v.Lines = append(v.Lines, line)
	}
	return signPage.Write(w, r, status, v)
}

// signerNames returns the names of the accounts that sign parts of s.
func (h *Handlers) signerNames(r *http.Request, s *progressreport.SignOff) (map[string]string, error) {
	if h.PersonNames == nil {
		return nil, nil
	}
	var ids []string
	for _, l := range s.Lines {
		ids = append(ids, l.SignedBy, l.Signer)
	}
	return h.PersonNames(r.Context(), ids)
}

// signers returns the people who can be chosen to sign.
func (h *Handlers) signers(r *http.Request) ([]form.Option, error) {
	people, orgs, err := h.service.Signers(r.Context())
	words := page.Printer(r)
	options := []form.Option{{Label: words.Say("Select a person")}}
	for _, p := range people {
		options = append(options, form.Option{Value: p.ID, Label: words.Say("%s, %s", p.Name, orgs[p.Org])})
	}
	return options, err
}

func (h *Handlers) sign(w http.ResponseWriter, r *http.Request) error {
	err := h.service.Sign(r.Context(), site.Actor(r), r.PathValue("id"), r.PostFormValue("owner"), r.PostFormValue("part"))
	if err != nil {
		return err
	}
	return site.Redirect(w, r, r.URL.Path)
}

func (h *Handlers) choose(w http.ResponseWriter, r *http.Request) error {
	owner := r.PostFormValue("owner")
	err := h.service.Choose(r.Context(), site.Actor(r), r.PathValue("id"), owner, r.PostFormValue("signer"))
	if fault.Is(err, fault.Invalid) {
		return h.showSignOff(w, r, http.StatusUnprocessableEntity, owner, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, strings.TrimSuffix(r.URL.Path, "/signer"))
}
