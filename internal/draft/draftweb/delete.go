package draftweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// deleteView is the page on which an officer confirms that a draft is deleted.
type deleteView struct {
	draftedit.Head
	Until     string // the day until which the draft can be restored
	ChangedBy string // the officer who changed the draft before the submitted deletion; "" without a conflict
}

var deletePage = page.New(templateFiles, "templates/delete.html", deleteExamples[0], deleteExamples[1:]...)

func (h *Handlers) confirmDelete(w http.ResponseWriter, r *http.Request) error {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return deletePage.Write(w, r, http.StatusOK, h.newDeleteView(r, dr))
}

func (h *Handlers) newDeleteView(r *http.Request, dr *draft.Draft) deleteView {
	return deleteView{
		Head:  draftedit.NewHead(r, dr, draftedit.BackToHub(r, dr.Slug)),
		Until: page.Printer(r).Date(consult.LocalTime(edit.DiscardedUntil(h.Now()))),
	}
}

func (h *Handlers) deleteDraft(w http.ResponseWriter, r *http.Request) error {
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	err = h.Drafts.Delete(r.Context(), site.Actor(r), r.PathValue("slug"), version)
	if conflict := draft.AsConflict(err); conflict != nil {
		v := h.newDeleteView(r, conflict.Current)
		v.ChangedBy = h.ChangedBy(r, conflict.Current)
		return deletePage.Write(w, r, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, draftedit.RootPath)
}
