package followweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// mineView is the page of a subscription, which only links in emails lead to.
type mineView struct {
	Subject page.UserText // without Text if it is not public any more
	Action  string        // of the forms
	Confirm bool          // the person has to confirm
	Started bool          // they have just confirmed
	Saved   bool
	Stopped bool
	Form    form.Form
}

// NoStore tells package page that the URL contains a secret.
func (mineView) NoStore() bool { return true }

// NoIndex tells package page to keep the page out of search engines.
func (mineView) NoIndex() bool { return true }

var minePage = page.New(files, "templates/mine.html",
	mineView{Subject: exampleSubject, Action: "/follow/confirm/abc", Confirm: true},
	mineView{Subject: exampleSubject, Action: "/follow/mine/abc", Started: true, Form: form.Form{frequencyField(nil, string(follow.Weekly))}},
	mineView{Subject: exampleSubject, Action: "/follow/mine/abc", Saved: true, Form: form.Form{frequencyField(nil, string(follow.Daily))}},
	mineView{Action: "/follow/mine/abc", Form: form.Form{frequencyField(nil, string(follow.Daily))}},
	mineView{Stopped: true},
)

const savedParam = "saved"

// getConfirm shows a button and changes nothing, because mail programs follow links in emails to scan them.
func (h *Handlers) getConfirm(w http.ResponseWriter, r *http.Request) error {
	s, err := h.service.GetRequested(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return minePage.Write(w, r, http.StatusOK, mineView{Subject: subjectText(h.PagePrinter(r), s.Subject), Action: r.URL.Path, Confirm: true})
}

func (h *Handlers) confirm(w http.ResponseWriter, r *http.Request) error {
	s, err := h.service.Confirm(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	view := h.newMineView(r, s)
	view.Started = true
	return minePage.Write(w, r, http.StatusOK, view)
}

func (h *Handlers) newMineView(r *http.Request, s *follow.Subscription) mineView {
	return mineView{
		Subject: subjectText(h.PagePrinter(r), s.Subject), Action: s.Mine,
		Form: form.Form{frequencyField(page.Printer(r), string(s.Frequency))},
	}
}

func (h *Handlers) getMine(w http.ResponseWriter, r *http.Request) error {
	s, err := h.service.GetMine(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	view := h.newMineView(r, s)
	view.Saved = r.URL.Query().Get(savedParam) != ""
	return minePage.Write(w, r, http.StatusOK, view)
}

// changeMine saves how often emails come, or ends them. The one-click POST of a mail provider has no field and ends them.
func (h *Handlers) changeMine(w http.ResponseWriter, r *http.Request) error {
	if r.PostForm.Get("do") == "save" {
		err := h.service.SetFrequency(r.Context(), r.PathValue("token"), follow.Frequency(r.PostForm.Get("often")))
		if err != nil {
			return err
		}
		return site.Redirect(w, r, r.URL.Path+"?"+savedParam+"=yes")
	}
	if err := h.service.Stop(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return minePage.Write(w, r, http.StatusOK, mineView{Stopped: true})
}
