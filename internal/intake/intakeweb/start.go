package intakeweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// startView is the data of the page before the first question.
type startView struct {
	Title, Consultation string // Consultation is a URL path
	TitleLang           string // language of Title
	Continue            string // URL path of the page for people who have a code
	Closes              string
	Grace               int  // minutes after the close in which answers that were started before it are accepted
	Parts               int  // pages of the questionnaire, at most
	PartsDepend         bool // on the answers
	Monitoring          bool
	Editions            []editionLink
	Invented            string
	Chain               page.Chain
}

// PageChain returns the progress of the consultation for the top of the page.
func (v startView) PageChain() page.Chain { return v.Chain }

// HasChoice reports whether there is more than one edition to choose from.
func (v startView) HasChoice() bool { return len(v.Editions) > 1 }

// editionLink is an edition of the questionnaire and the two ways to start it.
type editionLink struct {
	Name, Lang            string
	StartURL, AllPagesURL string
}

var startPage = page.New(files, "templates/start.html", startExamples[0], startExamples[1:]...)

func (h *Handlers) showStart(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	words := page.Printer(r)
	var view startView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.GetOpen(r.Context(), tx, slug)
		if err != nil {
			return err
		}
		view = startView{
			Title:        c.Title,
			TitleLang:    h.PagePrinter(r).LangOrCouncil(c.Language),
			Consultation: consultationURL(slug),
			Continue:     consultationURL(slug, "continue"),
			Closes:       c.Closes.In(words),
			Invented:     c.Invented,
			Grace:        int(c.Grace.Minutes()),
		}
		refs, err := consult.Forms(r.Context(), tx, slug)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			form, err := h.intake.Form(r.Context(), tx, ref.Version)
			if err != nil {
				return err
			}
			if ref.Master {
				parts := form.Progress(form.Path(nil)[0].ID, nil)
				view.Parts, view.PartsDepend, view.Monitoring = parts.Most, !parts.Exact, hasMonitoring(form)
			}
			name, lang := editionName(words, ref.Edition, ref.Lang)
			view.Editions = append(view.Editions, editionLink{
				name, lang, consultationURL(slug, "respond", ref.Edition), consultationURL(slug, "respond", ref.Edition, "all"),
			})
		}
		return nil
	})
	if err != nil {
		return err
	}
	view.Chain = h.ChainFor(r.Context(), "consultation", slug)
	return startPage.Write(w, r, http.StatusOK, view)
}

func hasMonitoring(form *survey.Form) bool {
	for _, p := range form.Pages {
		if p.Monitoring {
			return true
		}
	}
	return false
}

// editionName returns the name of an edition and, if that is not in the language
// of the interface, its language. A translation is named in its own language
// first, for example "Polski (Polish)".
func editionName(words *locale.Printer, edition, lang string) (name, nameLang string) {
	switch edition {
	case "standard":
		return words.Say("Standard questionnaire"), ""
	case "easy-read":
		return words.Say("Easy Read questionnaire"), ""
	case "large-print":
		return words.Say("Large print questionnaire"), ""
	}
	if own := locale.NativeName(lang); own != "" && lang != "en" {
		return own + " (" + words.LanguageName(lang) + ")", lang
	}
	return edition, lang
}

func (h *Handlers) startPaged(w http.ResponseWriter, r *http.Request) error {
	return h.startResponse(w, r, false)
}
func (h *Handlers) startAllPages(w http.ResponseWriter, r *http.Request) error {
	return h.startResponse(w, r, true)
}

// startResponse gives the browser a half of a new key and redirects to the first page
// of the form. It stores nothing.
func (h *Handlers) startResponse(w http.ResponseWriter, r *http.Request, all bool) error {
	v, err := h.newVisit(r)
	if err != nil {
		return err
	}
	first := allPages
	if !all {
		first = v.form.Path(survey.Raw{})[0].ID
	}
	h.KeepHalf(w, r, v.draft.Address.String(), string(v.draft.Code))
	w.Header().Set("Cache-Control", "no-store")
	return site.Redirect(w, r, v.link(first))
}
