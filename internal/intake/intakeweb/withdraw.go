package intakeweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// withdrawView is the data of the page that asks for the withdrawal code.
type withdrawView struct {
	privatePage
	Title, Consultation string // Consultation is a URL path
	TitleLang           string // language of Title
	Done                bool
	Form                form.Form
}

var withdrawPage = page.New(files, "templates/withdraw.html", withdrawExamples[0], withdrawExamples[1:]...)

// withdrawalCodeForm returns the form with what was typed and an error, or "".
func withdrawalCodeForm(words *locale.Printer, typed, message string) form.Form {
	return form.Form{
		{
			Kind:       form.Text,
			ID:         "code",
			Name:       "code",
			Label:      words.Say("Withdrawal code"),
			LabelSize:  "m",
			Value:      typed,
			Error:      message,
			ErrorField: "code",
			Hint:       words.Say("The 16 letters in four groups that you got when you sent your response"),
		},
	}
}

func (h *Handlers) showWithdraw(w http.ResponseWriter, r *http.Request) error {
	return h.writeWithdraw(w, r, http.StatusOK, withdrawView{Form: withdrawalCodeForm(page.Printer(r), "", "")})
}

func (h *Handlers) withdraw(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("code")
	err := h.deleter.Withdraw(r.Context(), r.PathValue("slug"), typed)
	if fault.Is(err, fault.Invalid) {
		return h.writeWithdraw(
			w,
			r,
			http.StatusUnprocessableEntity,
			withdrawView{Form: withdrawalCodeForm(page.Printer(r), typed, page.ErrorMessage(r, err))},
		)
	}
	if err != nil {
		return err
	}
	return h.writeWithdraw(w, r, http.StatusOK, withdrawView{Done: true})
}

// writeWithdraw writes view after filling in the consultation.
func (h *Handlers) writeWithdraw(w http.ResponseWriter, r *http.Request, status int, view withdrawView) error {
	slug := r.PathValue("slug")
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.Get(r.Context(), tx, slug)
		if err == nil {
			view.Title, view.Consultation, view.privatePage = c.Title, consultationURL(slug), privatePage{}
			view.TitleLang = h.PagePrinter(r).LangOrCouncil(c.Language)
		}
		return err
	})
	if err != nil {
		return err
	}
	return withdrawPage.Write(w, r, status, view)
}
