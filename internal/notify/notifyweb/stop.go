package notifyweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page"
)

// stopView asks whether letters are to end, and says that they have.
type stopView struct {
	Consultation string // its address
	Action       string // where the form leads; "" when there is nothing left to end
	Done         bool   // letters about the consultation are ended
	CanAll, All  bool   // letters from the council can be, and are
}

// NoStore implements what page asks of a view: the address holds a secret.
func (stopView) NoStore() bool { return true }

// NoIndex implements what page asks of a view.
func (stopView) NoIndex() bool { return true }

var stopPage = page.New(files, "templates/stop.html",
	stopView{Consultation: "/consultations/getting-about", Action: "/letters/stop/abc", CanAll: true},
	stopView{Consultation: "/consultations/getting-about", Done: true},
	stopView{Consultation: "/consultations/getting-about", Action: "/letters/stop/abc", Done: true, CanAll: true},
	stopView{Consultation: "/consultations/getting-about", Done: true, CanAll: true, All: true},
	stopView{Consultation: "/consultations/getting-about", Action: "/letters/stop/abc"},
)

func stopViewOf(s notify.Stop, action string) stopView {
	v := stopView{Consultation: "/consultations/" + s.Consultation, Action: action, Done: s.Done || s.All, CanAll: s.CanAll, All: s.All}
	if s.All || s.Done && !s.CanAll {
		v.Action = ""
	}
	return v
}

// askStop shows buttons, because programs follow links in letters to see where
// they lead.
func (d *Handlers) askStop(w http.ResponseWriter, r *http.Request) error {
	s, err := d.outbox.Mailer.Stoppable(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return stopPage.Write(w, r, http.StatusOK, stopViewOf(s, r.URL.Path))
}

// stopAll is what our own form asks for under the name "stop" when it is about
// more than one consultation.
const stopAll = "all"

// stop ends the letters at once, for a person and for a mail provider, which can
// only end those about the consultation. Only our own form is answered with
// another address: RFC 8058 forbids it for one click.
func (d *Handlers) stop(w http.ResponseWriter, r *http.Request) error {
	what := r.PostForm.Get("stop")
	s, err := d.outbox.Mailer.Stop(r.Context(), r.PathValue("token"), what == stopAll)
	if err != nil {
		return err
	}
	if what != "" {
		return site.See(w, r, r.URL.Path)
	}
	return stopPage.Write(w, r, http.StatusOK, stopViewOf(s, r.URL.Path))
}
