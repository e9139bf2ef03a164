package intakeweb

import (
	"net/http"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// sentView is the data of the page that every address of a form leads to once the form
// has been sent. It says nothing about the answers.
type sentView struct {
	privatePage
	web.Carried
	Title, Consultation string // Consultation is a URL path
	TitleLang           string // language of Title
	SentOn              string
	NotSent             bool   // the browser has just sent answers, which were refused
	Withdraw, Start     string // URL paths; Start is "" if the consultation has closed
	Receipt             string // URL path, in the browser that sent the form
	EmailSent           bool
	Email               *emailForm
}

var sentPage = page.New(files, "templates/sent.html", sentExamples[0], sentExamples[1:]...)

// writeSent answers a request for a form that was sent before. Sending it again in the
// same browser, without other answers, leads to the same receipt: the first answer may
// have been lost.
func (h *Handlers) writeSent(w http.ResponseWriter, r *http.Request, sent *alreadySent) error {
	post := r.Method == http.MethodPost
	if post && sent.issued != nil && (strings.HasSuffix(r.URL.Path, "/check") || strings.HasSuffix(r.URL.Path, "/receipt")) {
		return h.writeReceipt(w, r, sent)
	}
	view, err := h.newSentView(r, sent)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if view.NotSent = post && r.PathValue("page") != "" && r.PostForm.Get("action") != actionShow; view.NotSent {
		status = http.StatusConflict
	}
	return sentPage.Write(w, r, status, view)
}

func (h *Handlers) newSentView(r *http.Request, sent *alreadySent) (sentView, error) {
	slug := r.PathValue("slug")
	words := page.PrinterForEdition(r, pageLang("en", isEasyRead(r.PathValue("edition"))))
	view := sentView{
		Carried:      sent.by,
		Consultation: consultationURL(slug),
		Withdraw:     consultationURL(slug, "withdraw"),
		EmailSent:    r.Method == http.MethodGet && r.URL.Query().Get(sentParam) != "",
	}
	if words.Variant() == locale.EasyRead {
		view.privatePage = privatePage{Lang: "en", Easy: true}
	}
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.Get(r.Context(), tx, slug)
		if err != nil {
			return err
		}
		now, err := tx.Now(r.Context())
		if err == nil && c.Accepts(now, now) == nil {
			view.Start = consultationURL(slug, "respond")
		}
		view.Title, view.TitleLang = c.Title, h.PagePrinter(r).LangOrCouncil(c.Language)
		return err
	})
	day, failed := time.Parse(time.DateOnly, sent.on)
	if failed == nil {
		view.SentOn = words.Date(day)
	}
	if sent.issued != nil {
		view.Receipt = link(slug, r.PathValue("edition"), sent.issued.Address.String(), "receipt")
	}
	return view, err
}
