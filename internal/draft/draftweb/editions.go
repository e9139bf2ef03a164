package draftweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// editionsView is the list of the versions of the questionnaire.
type editionsView struct {
	page.StaffView
	Title    string
	Back     page.Link
	Notice   string
	Version  draft.Version
	Editions []editionRow
	Form     form.Form
}

var editionsPage = page.New(templateFiles, "templates/editions.html", editionsExamples[0], editionsExamples[1:]...)

func (h *Handlers) editions(w http.ResponseWriter, r *http.Request) error {
	return h.showEditions(w, r, http.StatusOK, nil)
}

func (h *Handlers) showEditions(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	dr, progress, err := h.Drafts.EditionProgress(r.Context(), site.Actor(r), r.PathValue("slug"))
	if err != nil {
		return err
	}
	words := page.Printer(r)
	v := editionsView{
		Title:   dr.Definition.Title,
		Back:    draftedit.BackToHub(r, dr.Slug),
		Version: dr.Version,
		Notice:  page.ErrorMessage(r, wrong),
	}
	for i := range dr.Definition.Forms {
		f := &dr.Definition.Forms[i]
		row := editionRow{
			Name: builder.FormName(f).In(words), Master: i == 0, Href: draftedit.HubPath(dr.Slug) + "/questionnaire",
		}
		if i > 0 {
			row.Href = draftedit.HubPath(dr.Slug) + "/versions/" + f.Edition
			if missing := len(consult.MissingFromEdition(&dr.Definition.Forms[0], f)); missing > 0 {
				row.Note = words.Count(int64(missing),
					"%d question or answer still needs text", "%d questions or answers still need text")
			}
			row.Stale, row.Progress = progress[i].Stale > 0, progressText(words, progress[i])
		}
		v.Editions = append(v.Editions, row)
	}
	v.Form = form.Form{
		{
			Kind:      form.Select,
			ID:        "format",
			Name:      "format",
			Label:     words.Say("Format"),
			LabelSize: "s",
			Options:   selectOptions(words, formFormats, r.PostForm.Get("format")),
		},
		form.NewLanguage(words, "lang", words.Say("Language"), r.PostForm.Get("lang")),
	}
	return editionsPage.Write(w, r, status, v)
}

func (h *Handlers) editEditions(w http.ResponseWriter, r *http.Request) error {
	next, by := draftedit.HubPath(r.PathValue("slug"))+"/versions", site.Actor(r)
	if r.PostForm.Get("do") == "remove" {
		dr, err := h.LoadDraft(r)
		if err != nil {
			return err
		}
		if i := builder.EditionIndex(&dr.Definition, r.PostForm.Get("edition")); i > 0 {
			words, f := page.Printer(r), &dr.Definition.Forms[i]
			texts := int64(0)
			for _, p := range f.Pages {
				texts += int64(len(p.Questions))
			}
			var ok bool
			by, ok, err = h.ConfirmRemoval(w, r, words.Say("Remove"), builder.FormName(f).In(words), next,
				words.Count(texts, "%d question in this version will be deleted.", "%d questions in this version will be deleted."))
			if err != nil || !ok {
				return err
			}
		}
	}
	err := h.UpdateDraftAs(r, by, func(def *consult.Definition) error {
		if r.PostForm.Get("do") == "remove" {
			return builder.RemoveEdition(def, r.PostForm.Get("edition"))
		}
		name, err := builder.AddEdition(def, consult.Format(r.PostForm.Get("format")), r.PostForm.Get("lang"))
		next = draftedit.HubPath(r.PathValue("slug")) + "/versions/" + name
		return err
	})
	return h.redirectOrShow(w, r, err, next, h.showEditions)
}
