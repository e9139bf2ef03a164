package notifyweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// unsubscribeView is the data of the unsubscribe page, before and after.
type unsubscribeView struct {
	Consultation                       string // path of the consultation's page
	Action                             string // of the form; "" when there is nothing left to unsubscribe from
	Unsubscribed                       bool   // from the consultation
	CanUnsubscribeAll, UnsubscribedAll bool   // from all consultations
}

// NoStore tells package page that the URL contains a secret.
func (unsubscribeView) NoStore() bool { return true }

// NoIndex tells package page to keep the page out of search engines.
func (unsubscribeView) NoIndex() bool { return true }

var unsubscribePage = page.New(
	files,
	"templates/unsubscribe.html",
	unsubscribeView{Consultation: "/consultations/getting-about", Action: "/emails/unsubscribe/abc", CanUnsubscribeAll: true},
	unsubscribeView{Consultation: "/consultations/getting-about", Unsubscribed: true},
	unsubscribeView{
		Consultation:      "/consultations/getting-about",
		Action:            "/emails/unsubscribe/abc",
		Unsubscribed:      true,
		CanUnsubscribeAll: true,
	},
	unsubscribeView{Consultation: "/consultations/getting-about", Unsubscribed: true, CanUnsubscribeAll: true, UnsubscribedAll: true},
	unsubscribeView{Consultation: "/consultations/getting-about", Action: "/emails/unsubscribe/abc"},
)

func newUnsubscribeView(s notify.Unsubscription, action string) unsubscribeView {
	v := unsubscribeView{
		Consultation:      "/consultations/" + s.Consultation,
		Action:            action,
		Unsubscribed:      s.Unsubscribed || s.UnsubscribedAll,
		CanUnsubscribeAll: s.CanUnsubscribeAll,
		UnsubscribedAll:   s.UnsubscribedAll,
	}
	if s.UnsubscribedAll || s.Unsubscribed && !s.CanUnsubscribeAll {
		v.Action = ""
	}
	return v
}

// getUnsubscribe shows buttons and changes nothing, because mail programs
// follow links in emails to scan them.
func (h *Handlers) getUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	s, err := h.outbox.Mailer.GetUnsubscription(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return unsubscribePage.Write(w, r, http.StatusOK, newUnsubscribeView(s, r.URL.Path))
}

// unsubscribeAll is the value of the form field "stop" for all consultations.
const unsubscribeAll = "all"

// postUnsubscribe unsubscribes the recipient at once. The one-click POST of a
// mail provider has no "stop" field and ends only emails about the one
// consultation. It gets no redirect, which RFC 8058 forbids.
func (h *Handlers) postUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	what := r.PostForm.Get("stop")
	s, err := h.outbox.Mailer.Unsubscribe(r.Context(), r.PathValue("token"), what == unsubscribeAll)
	if err != nil {
		return err
	}
	if what != "" {
		return site.Redirect(w, r, r.URL.Path)
	}
	return unsubscribePage.Write(w, r, http.StatusOK, newUnsubscribeView(s, r.URL.Path))
}
