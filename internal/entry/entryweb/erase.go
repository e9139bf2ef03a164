package entryweb

import (
	"cmp"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// eraseView is the data of the page that confirms the deletion of a
// submission's content.
type eraseView struct {
	page.StaffView
	Title, Kind, Day, Summary string
	Back                      page.Link
	Form                      form.Form
	Erased                    bool
}

var erasePage = page.New(files, "templates/erase.html", eraseExamples[0], eraseExamples[1:]...)

func (h *Handlers) askErase(w http.ResponseWriter, r *http.Request) error {
	return h.showErase(w, r, http.StatusOK, nil)
}

func (h *Handlers) showErase(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	slug, say := r.PathValue("slug"), page.Printer(r).Say
	sub, err := h.service.ErasableSubmission(r.Context(), site.Actor(r), slug, r.PathValue("id"))
	if err != nil {
		return err
	}
	view := eraseView{
		Title:   cmp.Or(sub.Title, say("Deleted")),
		Back:    web.BackToConsultation(r, slug),
		Kind:    say(kindName(sub.Kind)),
		Day:     formatDate(r, sub.Day),
		Summary: sub.Summary,
		Erased:  sub.Erased,
		Form: form.Form{
			textField(
				"how",
				say("Why are you deleting it?"),
				say("This is kept in the audit log. Do not repeat what it says."),
				r.PostForm.Get("how"),
			),
		},
	}
	if failed != nil {
		setFieldError(r, view.Form, "how", failed)
	}
	return erasePage.Write(w, r, status, view)
}

func (h *Handlers) erase(w http.ResponseWriter, r *http.Request) error {
	slug, id := r.PathValue("slug"), r.PathValue("id")
	if err := h.service.EraseSubmission(r.Context(), site.Actor(r), slug, id, r.PostForm.Get("how")); err != nil {
		if isFormError(err) {
			return h.showErase(w, r, http.StatusUnprocessableEntity, err)
		}
		return err
	}
	return site.Redirect(w, r, staffURL(slug, "submissions", id, "erase"))
}
