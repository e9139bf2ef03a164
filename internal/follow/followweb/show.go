package followweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// showView is the page on which people choose how to follow a thing.
type showView struct {
	Subject page.UserText
	Self    string
	Form    form.Form // nil if this site sends no email
	Sent    bool      // an email was sent
	Dates   bool      // there is a calendar file
}

// NoIndex tells package page to keep the page out of search engines.
func (showView) NoIndex() bool { return true }

// ConfirmDays is for how many days the link in the email works.
func (showView) ConfirmDays() int64 { return follow.ConfirmDays }

var exampleSubject = page.UserText{Text: "Equality strategy 2016 to 2020", Href: "/strategies/equality-2016"}

var showPage = page.New(files, "templates/show.html",
	showView{Subject: exampleSubject, Self: "/follow/strategy/equality-2016", Dates: true,
		Form: followForm(nil, "", string(follow.Weekly), nil)},
	showView{Subject: exampleSubject, Self: "/follow/strategy/equality-2016",
		Form: followForm(nil, "me@", string(follow.Daily),
			fault.New(fault.Invalid, "Enter an email address in the correct format, like name@example.com."))},
	showView{Subject: exampleSubject, Self: "/follow/strategy/equality-2016", Sent: true},
	showView{Subject: exampleSubject, Self: "/follow/strategy/equality-2016", Dates: true},
)

func followForm(words *locale.Printer, address, frequency string, problem error) form.Form {
	email := &form.Field{
		Kind: form.Email, ID: "email", Name: "email", Label: words.Say("Email address"), LabelSize: "s", Autocomplete: "email",
		Value: address,
		Hint: words.Say(
			"We will send you a link to confirm. We use the address only for these emails, and you can stop them at any time."),
	}
	if problem != nil {
		email.Error = fault.Message(problem)
	}
	return form.Form{email, frequencyField(words, frequency)}
}

func frequencyField(words *locale.Printer, chosen string) *form.Field {
	f := &form.Field{Kind: form.Radios, ID: "often", Name: "often", Label: words.Say("How often"), LabelSize: "s"}
	for _, often := range follow.Frequencies {
		f.Options = append(f.Options, form.Option{
			Value: string(often), Label: often.Label().In(words), Checked: string(often) == chosen,
		})
	}
	return f
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	return h.write(w, r, http.StatusOK, showView{Form: followForm(page.Printer(r), "", string(follow.Weekly), nil)})
}

func (h *Handlers) write(w http.ResponseWriter, r *http.Request, status int, view showView) error {
	v, err := h.service.View(r.Context(), r.PathValue("kind"), r.PathValue("ref"))
	if err != nil {
		return err
	}
	view.Subject, view.Self, view.Dates = subjectText(h.PagePrinter(r), v.Subject), r.URL.Path, len(v.Dates) > 0
	if h.service.Queue == nil {
		view.Form = nil
	}
	return showPage.Write(w, r, status, view)
}

// request sends a link to confirm. The answer is the same whether or not the address follows the thing already.
func (h *Handlers) request(w http.ResponseWriter, r *http.Request) error {
	words, often := page.Printer(r), r.PostFormValue("often")
	err := h.service.Queue.AllowNetwork(site.ClientNetwork(r), h.Now())
	if err == nil {
		err = h.service.Request(r.Context(), r.PathValue("kind"), r.PathValue("ref"), words.Lang(), r.PostFormValue("email"),
			follow.Frequency(often))
	}
	if fault.Is(err, fault.Invalid) {
		fields := followForm(words, r.PostFormValue("email"), often, nil)
		if follow.Frequency(often).Valid() {
			fields[0].Error = page.ErrorMessage(r, err)
		} else {
			fields[1].Error = page.ErrorMessage(r, err)
		}
		return h.write(w, r, http.StatusUnprocessableEntity, showView{Form: fields})
	}
	if err != nil {
		return err
	}
	return h.write(w, r, http.StatusOK, showView{Sent: true})
}
