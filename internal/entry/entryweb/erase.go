package entryweb

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
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
	slug, id, how, by := r.PathValue("slug"), r.PathValue("id"), r.PostForm.Get("how"), site.Actor(r)
	sub, err := h.service.ErasableSubmission(r.Context(), by, slug, id)
	if err != nil {
		return err
	}
	if strings.TrimSpace(how) != "" && !sub.Erased { // otherwise EraseSubmission says what is missing
		p := page.Printer(r)
		var ok bool
		if by, ok, err = h.Confirm(w, r, web.Irreversible{
			Act: "erase-submission", SubjectKind: "submission", Subject: id, Needs: actor.ManageRetention,
			Title: p.Say("Delete permanently"), Name: cmp.Or(sub.Title, p.Say(kindName(sub.Kind))), Count: 1,
			Effects: []string{p.Say("What it says and who sent it will be deleted. It still counts as received.")},
			Back:    page.Link{Text: p.Say("Back"), Href: staffURL(slug, "submissions", id, "erase")},
		}); err != nil || !ok {
			return err
		}
	}
	if err := h.service.EraseSubmission(r.Context(), by, slug, id, how); err != nil {
		if isFormError(err) {
			return h.showErase(w, r, http.StatusUnprocessableEntity, err)
		}
		return err
	}
	return site.Redirect(w, r, staffURL(slug, "submissions", id, "erase"))
}
