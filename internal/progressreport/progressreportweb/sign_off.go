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
	"github.com/folkmoot/folkmoot/internal/web"
)

// signView is the page on which those who write a report see which owners have signed, and choose who signs.
type signView struct {
	page.StaffView
	Back    page.Link
	Self    string
	Missing int
	Lines   []signLine
	Report  showView
}

type signLine struct {
	Owner       string
	Report      string // address of the working copy
	Part        string // identifies what the report says about the owner's objectives
	Signed      string // who signed and when, or ""
	Stale, Mine bool   // Mine: the reader signs it
	Signer      string // name of who signs, or ""
	Choose      form.Form
	Objectives  []objectiveView
}

func signExample() signView {
	show := exampleView(exampleReport())
	choose := form.Form{{Kind: form.Select, ID: "signer-1", Name: "signer", Label: "Who signs", LabelSize: "s",
		Options: []form.Option{{Value: "", Label: "Select a person"}, {Value: "a", Label: "Alex Example, Leicestershire County Council"}}}}
	return signView{
		Back: page.Link{Text: "Back to the record", Href: "/staff/progress-reports/annual-2017"},
		Self: "/staff/progress-reports/annual-2017/sign-off", Missing: 2, Report: show,
		Lines: []signLine{
			{Owner: "Head of safety", Mine: true, Signer: "Alex Example", Objectives: show.Objectives[:1]},
			{Owner: "Head of people", Signed: "Alex Example, 2 May 2017", Stale: true, Signer: "Alex Example"},
			{Owner: "Head of property", Choose: choose},
		},
	}
}

var signPage = page.New(files, "templates/sign-off.html", signExample())

// toSignView is the page on which a person reads their parts of reports that are not published yet and signs them.
type toSignView struct {
	page.StaffView
	Reports []toSignReport
}

type toSignReport struct {
	Title, Period, Due string
	Lines              []signLine
}

var toSignPage = page.New(files, "templates/to-sign.html", toSignView{}, toSignView{Reports: []toSignReport{{
	Title: "Equality strategy: annual report 2016 to 2017", Period: "1 April 2016 to 31 March 2017", Due: "30 June 2017",
	Lines: []signLine{
		{Owner: "Head of safety", Report: "annual-2017", Part: "abc", Objectives: exampleView(exampleReport()).Objectives[:1]},
		{Owner: "Head of people", Report: "annual-2017", Part: "abd", Signed: "Alex Example, 2 May 2017", Stale: true},
	},
}}})

// toSign shows the parts of reports that the person has to sign.
func (h *Handlers) toSign(w http.ResponseWriter, r *http.Request) error {
	words, by := h.PagePrinter(r), site.Actor(r)
	all, err := h.service.ToSign(r.Context(), by)
	if err != nil {
		return err
	}
	var v toSignView
	for _, u := range all {
		report := toSignReport{Title: u.Title, Period: words.Say("%s to %s", u.From, u.To), Due: words.Date(u.Due)}
		names, err := h.signerNames(r, &u.SignOff)
		if err != nil {
			return err
		}
		for _, l := range u.For(by.ID) {
			line := newSignLine(words, &u.SignOff, l, names)
			line.Report = u.Address
			report.Lines = append(report.Lines, line)
		}
		v.Reports = append(v.Reports, report)
	}
	return toSignPage.Write(w, r, http.StatusOK, v)
}

// newSignLine shows what a report says about the objectives of an owner, and whether it is signed.
func newSignLine(words web.PagePrinter, s *progressreport.SignOff, l progressreport.Line, names map[string]string) signLine {
	line := signLine{Owner: l.Owner, Part: s.Part(l.Owner), Stale: l.Stale, Signer: names[l.Signer]}
	if l.SignedBy != "" {
		line.Signed = words.Say("%s, %s", names[l.SignedBy], l.SignedAt)
	}
	for _, o := range s.Facts.Objectives {
		if o.Owner == l.Owner {
			line.Objectives = append(line.Objectives, newObjectiveView(words, s.Report, o))
		}
	}
	return line
}

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
	at := progressreport.RecordsPath + "/" + r.PathValue("id")
	v := signView{
		Back: page.Link{Text: words.Say("Back to the record"), Href: at}, Self: at + "/sign-off",
		Missing: s.Missing(), Report: newShowView(words, s.Report),
	}
	choices, err := h.signers(r)
	if err != nil {
		return err
	}
	names, err := h.signerNames(r, s)
	if err != nil {
		return err
	}
	for i, l := range s.Lines {
		line := newSignLine(words, s, l, names)
		line.Mine = l.Signer == by.ID
		field := &form.Field{Kind: form.Select, ID: fmt.Sprint("signer-", i), Name: "signer", Label: words.Say("Who signs"), LabelSize: "s",
			Options: slices.Clone(choices)}
		for j, o := range field.Options {
			field.Options[j].Checked = o.Value == l.Signer
		}
		if l.Owner == owner {
			field.Error = problem
		}
		line.Choose = form.Form{field}
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
	err := h.service.Sign(r.Context(), site.Actor(r), r.PostFormValue("report"), r.PostFormValue("owner"),
		r.PostFormValue("part"))
	if err != nil {
		return err
	}
	return site.Redirect(w, r, progressreport.SignPath)
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
