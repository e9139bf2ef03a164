package notifyweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page"
)

// unsubscribeView asks whether letters are to end, and says that they have.
type unsubscribeView struct {
	Consultation                       string // its address
	Action                             string // where the form leads; "" when there is nothing left to end
	Unsubscribed                       bool   // letters about the consultation are ended
	CanUnsubscribeAll, UnsubscribedAll bool   // letters from the council can be, and are
}

// NoStore implements what page asks of a view: the address holds a secret.
func (unsubscribeView) NoStore() bool { return true }

// NoIndex implements what page asks of a view.
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

// getUnsubscribe shows buttons, because programs follow links in letters to see where
// they lead.
func (d *Handlers) getUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	s, err := d.outbox.Mailer.GetUnsubscription(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return unsubscribePage.Write(w, r, http.StatusOK, newUnsubscribeView(s, r.URL.Path))
}

// unsubscribeAll is what our own form asks for under the name "stop" when it is about
// more than one consultation.
const unsubscribeAll = "all"

// postUnsubscribe ends the letters at once, for a person and for a mail provider, which can
// only end those about the consultation. Only our own form is answered with
// another address: RFC 8058 forbids it for one click.
func (d *Handlers) postUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	what := r.PostForm.Get("stop")
	s, err := d.outbox.Mailer.Unsubscribe(r.Context(), r.PathValue("token"), what == unsubscribeAll)
	if err != nil {
		return err
	}
	if what != "" {
		return site.Redirect(w, r, r.URL.Path)
	}
	return unsubscribePage.Write(w, r, http.StatusOK, newUnsubscribeView(s, r.URL.Path))
}
