package draftweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// deleteView is the page on which an officer confirms that a draft is deleted.
type deleteView struct {
	draftedit.Head
	ChangedBy string // the officer who changed the draft before the submitted deletion; "" without a conflict
}

var deletePage = page.New(templateFiles, "templates/delete.html", deleteExamples[0], deleteExamples[1:]...)

func (h *Handlers) confirmDelete(w http.ResponseWriter, r *http.Request) error {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return deletePage.Write(w, r, http.StatusOK, newDeleteView(r, dr))
}

func newDeleteView(r *http.Request, dr *draft.Draft) deleteView {
	return deleteView{Head: draftedit.NewHead(r, dr, draftedit.BackToHub(r, dr.Slug))}
}

func (h *Handlers) deleteDraft(w http.ResponseWriter, r *http.Request) error {
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	by := site.Actor(r)
	if dr.Version == version { // otherwise Delete returns the conflict
		words, effect := page.Printer(r), ""
		if effect = words.Say("This will permanently delete the draft. You cannot undo this."); dr.Published() {
			effect = words.Say("The published consultation will stay the same.")
		}
		var ok bool
		if by, ok, err = h.Confirm(w, r, web.Irreversible{
			Act: "delete-draft", SubjectKind: "consultation", Subject: dr.Slug, Needs: actor.Draft,
			Title: words.Say("Delete"), Name: dr.Definition.Title, Effects: []string{effect},
			Back: draftedit.BackToHub(r, dr.Slug),
		}); err != nil || !ok {
			return err
		}
	}
	err = h.Drafts.Delete(r.Context(), by, r.PathValue("slug"), version)
	if conflict := draft.AsConflict(err); conflict != nil {
		v := newDeleteView(r, conflict.Current)
		v.ChangedBy = h.ChangedBy(r, conflict.Current)
		return deletePage.Write(w, r, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, draftedit.RootPath)
}
