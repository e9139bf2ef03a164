package opportunityweb

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/opportunity"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// showView is the data for show.html.
type showView struct {
	page.StaffView
	itemView
	Self, Version  string
	Asked          page.UserText // the public page of what asks
	Until, Waiting string
	Form           form.Form
	Buttons        []buttonView
	Done           []doneView
	Notice         string
	Related        []web.ReferrerGroup
}

// buttonView is something that the reader can do.
type buttonView struct {
	Act, Text string
	Secondary bool
}

// doneView is something that was done.
type doneView struct {
	Who       page.UserText
	Act, Date string
	Words     string
}

var showPage = page.New(files, "templates/show.html",
	showView{
		itemView: exampleItem, Self: opportunity.ListPath + "/x", Version: "0",
		Asked: page.UserText{Text: "Services are hard to reach", Href: "/evidence/hard", Lang: "en"},
		Form:  exampleForm(""), Buttons: []buttonView{{"contact", "Get in touch", false}, {"decline", "Decline", true}},
	},
	showView{
		itemView: exampleItem, Self: opportunity.ListPath + "/x", Version: "2", Asked: page.UserText{Text: "Lunch club", Lang: "en"},
		Related: []web.ReferrerGroup{{ID: "related", Heading: "Joint projects that came from it", Items: []web.ReferrerItem{
			{UserText: page.UserText{Text: "Lunch for families", Href: "/projects/lunch", Lang: "en"}, Fact: "Under way"}}}},
		Until: "31 March 2027", Waiting: "You have accepted. It is agreed when the other organisation accepts too.",
		Form: exampleForm("Give a reason. The other organisation will see it."), Buttons: []buttonView{{"withdraw", "Withdraw acceptance", true}},
		Done: []doneView{
			{page.UserText{Text: "Example Transport"}, "Got in touch", "2 March 2026", "We could start in April."},
			{page.UserText{}, "Open for an answer again", "1 March 2026", ""},
		},
	},
)

func exampleForm(problem string) form.Form {
	f := form.Form{{Kind: form.Textarea, ID: "words", Name: "words", Label: "Message or reason", LabelSize: "s"}}
	if problem != "" {
		f[0].SetError(problem)
	}
	return f
}

// actText returns the text of the button for an act.
func actText(a opportunity.Act) locale.LazyMessage {
	switch a {
	case opportunity.Contact:
		return locale.Lazy("Get in touch")
	case opportunity.Accept:
		return locale.Lazy("Accept")
	case opportunity.Withdraw:
		return locale.Lazy("Withdraw acceptance")
	case opportunity.Decline:
		return locale.Lazy("Decline")
	case opportunity.Defer:
		return locale.Lazy("Defer")
	}
	return locale.Lazy("End the agreement")
}

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	return h.showWith(w, r, http.StatusOK, "", "")
}

// showWith shows a proposal, with a problem of a field of the form.
func (h *handlers) showWith(w http.ResponseWriter, r *http.Request, status int, field, problem string) error {
	ctx, words, by := r.Context(), h.PagePrinter(r), site.Actor(r)
	var v showView
	err := h.DB.View(ctx, func(tx *db.Tx) error {
		p, done, err := h.service.Get(ctx, tx, by, r.PathValue("id"))
		if err != nil {
			return err
		}
		n, err := readNames(ctx, tx, []*opportunity.Proposal{p})
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		v = showView{itemView: n.item(words, p, now), Self: opportunity.ListPath + "/" + p.ID, Version: strconv.FormatInt(p.Version, 10)}
		v.Asked = v.Request
		v.Asked.Href = "/evidence/" + p.Request
		if p.Kind == opportunity.ForWant {
			v.Asked.Href = offer.Path(p.Request)
		}
		v.Offer.Href = offer.Path(p.Offer)
		for ref, link := range map[string]*page.UserText{p.Request: &v.Asked, p.Offer: &v.Offer} {
			if e := n.offers[ref]; e != nil && !e.OpenOn(now) { // the public page of it is hidden
				link.Href = ""
			}
		}
		if !p.Until.IsZero() {
			v.Until = words.Date(p.Until)
		}
		for _, d := range done {
			one := doneView{Act: d.Act.Label().In(words.Printer), Date: words.Date(d.At), Words: d.Words}
			if d.Org != actor.AnyOrg {
				one.Who = n.org(words, d.Org)
			}
			v.Done = append(v.Done, one)
		}
		v.addForm(words, r, p, by)
		v.Related, err = h.FindReferrers(ctx, tx, words, web.OpportunityRecord, web.ReferrerQuery{By: by, Ref: p.ID})
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range v.Form {
		if f.ID == field && problem != "" {
			f.SetError(problem)
		}
	}
	return showPage.Write(w, r, status, v)
}

// addForm adds what by can do.
func (v *showView) addForm(words web.PagePrinter, r *http.Request, p *opportunity.Proposal, by actor.Actor) {
	may, w := p.May(by), words.Printer
	if p.State == opportunity.Contacted && len(may) > 0 {
		v.Waiting = w.Say("Your organisation has not accepted yet.")
		if p.Accepts(by) {
			v.Waiting = w.Say("You have accepted. It is agreed when the other organisation accepts too.")
		}
	}
	if len(may) == 0 {
		return
	}
	v.Form = form.Form{{Kind: form.Textarea, ID: "words", Name: "words", Label: w.Say("Message or reason"), LabelSize: "s",
		Hint:  w.Say("The other organisation and the council can read it. Give a reason if you decline, defer or end."),
		Value: r.PostFormValue("words")}}
	if slices.Contains(may, opportunity.Contact) || slices.Contains(may, opportunity.Defer) {
		until := form.NewDate(w, "until", w.Say("Until"), form.TypedDate(r.PostForm, "until"))
		until.Hint = w.Say("The last day of the agreement, if there is one, or the day from which you want to see it again.")
		until.Optional = true
		v.Form = append(v.Form, until)
	}
	for i, a := range may {
		v.Buttons = append(v.Buttons, buttonView{string(a), actText(a).In(w), i > 0 || a == opportunity.Withdraw || a == opportunity.End})
	}
}

func (h *handlers) answer(w http.ResponseWriter, r *http.Request) error {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		version = -1 // no proposal has it
	}
	a := opportunity.Answer{
		Act: opportunity.Act(r.PostFormValue("do")), Version: version, Words: r.PostFormValue("words"),
		Until: form.ReadDate(page.Printer(r), r.PostForm, "until"),
	}
	err = h.service.Answer(r.Context(), site.Actor(r), r.PathValue("id"), a)
	switch {
	case fault.Is(err, fault.Invalid):
		field := "words"
		if a.Words != "" {
			field = "until"
		}
		return h.showWith(w, r, http.StatusUnprocessableEntity, field, page.ErrorMessage(r, err))
	case fault.Is(err, fault.Conflict):
		return h.showWith(w, r, http.StatusConflict, "words", page.ErrorMessage(r, err))
	case err != nil:
		return err
	}
	h.SetNotice(r, page.Printer(r).Say("Saved."))
	return site.Redirect(w, r, opportunity.ListPath+"/"+r.PathValue("id"))
}
