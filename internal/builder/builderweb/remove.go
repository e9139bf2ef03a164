package builderweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// removeView is the page on which an officer confirms the removal of a page or question.
type removeView struct {
	draftedit.Head
	Page       bool // it is a page, with its questions
	Name       string
	Questions  []string    // of the page
	Dependents []page.Link // pages and questions whose conditions use the answers
	ChangedBy  string      // the officer who changed the questionnaire before the submitted removal; "" without a conflict
}

var removePage = page.New(templateFiles, "templates/remove.html", removeExamples[0], removeExamples[1:]...)

func (h *Handlers) confirmRemove(w http.ResponseWriter, r *http.Request) error {
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return h.showConfirmRemove(w, r, http.StatusOK, d, "")
}

func (h *Handlers) showConfirmRemove(
	w http.ResponseWriter, r *http.Request, status int, d *draft.Draft, changedBy string,
) error {
	words, def := page.Printer(r), builder.Clone(&d.Definition)
	v := removeView{
		Head:      draftedit.NewHead(r, d, draftedit.BackToQuestionnaire(r, d.Slug, "")),
		ChangedBy: changedBy,
	}
	if id := r.PathValue("page"); id != "" {
		p, err := pageEditor{d.Slug, id}.find(def)
		if err != nil {
			return err
		}
		v.Page, v.Name = true, pageTitle(words, p)
		for i := range p.Questions {
			v.Questions = append(v.Questions, questionTitle(words, &p.Questions[i]))
		}
	} else {
		q, _, err := questionEditor{d.Slug, r.PathValue("question")}.find(def)
		if err != nil {
			return err
		}
		v.Name = questionTitle(words, q)
	}
	for _, dependent := range builder.AsDependents(removeFrom(def, r, false)) {
		v.Dependents = append(v.Dependents, dependentLink(words, d.Slug, dependent))
	}
	return removePage.Write(w, r, status, v)
}

// removeFrom removes the page or question of the request from def.
func removeFrom(def *consult.Definition, r *http.Request, conditionsToo bool) error {
	if id := r.PathValue("page"); id != "" {
		return builder.RemovePage(def, id, conditionsToo)
	}
	return builder.RemoveQuestion(def, r.PathValue("question"), conditionsToo)
}

// removeItem removes the page or question of the request, or asks again if its answers are used by conditions that
// the form does not mention, or if the questionnaire has changed.
func (h *Handlers) removeItem(w http.ResponseWriter, r *http.Request) error {
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	slug := r.PathValue("slug")
	_, err = h.Drafts.Change(r.Context(), site.Actor(r), slug, version, func(def *consult.Definition) error {
		return removeFrom(def, r, r.PostForm.Get("conditions") == "too")
	})
	switch conflict := draft.AsConflict(err); {
	case conflict != nil:
		return h.showConfirmRemove(w, r, http.StatusConflict, conflict.Current, h.ChangedBy(r, conflict.Current))
	case builder.AsDependents(err) != nil:
		d, err := h.LoadDraft(r)
		if err != nil {
			return err
		}
		return h.showConfirmRemove(w, r, http.StatusUnprocessableEntity, d, "")
	case err != nil:
		return err
	}
	return site.Redirect(w, r, questionnairePath(slug)+"?saved=1")
}
