package letterweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/page"
)

// stopView asks whether letters are to end, and says that they have.
type stopView struct {
	Consultation string // its address
	Action       string
	Done         bool
}

// NoStore implements what page asks of a view: the address holds a secret.
func (stopView) NoStore() bool { return true }

// NoIndex implements what page asks of a view.
func (stopView) NoIndex() bool { return true }

var stopPage = page.New(files, "templates/stop.html",
	stopView{Consultation: "/consultations/getting-about", Action: "/letters/stop/abc"},
	stopView{Consultation: "/consultations/getting-about", Done: true},
)

// askStop shows a button, because programs follow links in letters to see where
// they lead.
func (d *Desk) askStop(w http.ResponseWriter, r *http.Request) error {
	consultation, already, err := d.outbox.Mailer.Stoppable(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return stopPage.Write(w, r, http.StatusOK, stopView{Consultation: "/consultations/" + consultation, Action: r.URL.Path, Done: already})
}

// stop ends the letters at once, for a person and for a mail provider. Only our
// own form is answered with another address: RFC 8058 forbids it for one click.
func (d *Desk) stop(w http.ResponseWriter, r *http.Request) error {
	consultation, err := d.outbox.Mailer.Stop(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	if r.PostForm.Get("stop") != "" {
		return page.See(w, r, r.URL.Path)
	}
	return stopPage.Write(w, r, http.StatusOK, stopView{Consultation: "/consultations/" + consultation, Done: true})
}
