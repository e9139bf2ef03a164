package intakeweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// startView is the page before the first question.
type startView struct {
	Title, Consultation string
	TitleLang           string // the language of Title
	Closes              string
	Grace, Parts        int // minutes; pages of the questionnaire
	Monitoring          bool
	Editions            []editionLink
	Invented            string
	Chain               page.Chain
}

// PageChain shows where the matter stands, before a person takes the time.
func (v startView) PageChain() page.Chain { return v.Chain }

// editionLink is a way to answer.
type editionLink struct {
	Name, Lang            string
	StartURL, AllPagesURL string
}

var startPage = page.New(files, "templates/start.html", startExamples[0], startExamples[1:]...)

func (d *Handlers) showStart(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	words := page.Printer(r)
	var view startView
	err := d.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := d.openConsultation(r.Context(), tx, slug, intake.Key{})
		if err != nil {
			return err
		}
		view = startView{
			Title:        c.Title,
			TitleLang:    d.PagePrinter(r).LangOrCouncil(c.Language),
			Consultation: "/consultations/" + slug,
			Closes:       c.Closes.In(words),
			Invented:     c.Invented,
			Grace:        int(c.Grace.Minutes()),
		}
		refs, err := consult.Forms(r.Context(), tx, slug)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			form, err := d.intake.Form(r.Context(), tx, ref.Version)
			if err != nil {
				return err
			}
			if ref.Master {
				view.Parts, view.Monitoring = len(form.Pages), hasMonitoring(form)
			}
			base := "/consultations/" + slug + "/respond/" + ref.Edition
			name, lang := editionName(words, ref.Edition, ref.Lang)
			view.Editions = append(view.Editions, editionLink{name, lang, base, base + "/all"})
		}
		return nil
	})
	if err != nil {
		return err
	}
	view.Chain = d.ChainFor(r.Context(), "consultation", slug)
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

// editionName is what a person looks for, and in which language it is if that is
// not the one of the interface: an edition in another language bears the name
// that its readers give their language.
func editionName(words *locale.Printer, edition, lang string) (name, in string) {
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

func (d *Handlers) startPaged(w http.ResponseWriter, r *http.Request) error {
	return d.startResponse(w, r, false)
}
func (d *Handlers) startAllPages(w http.ResponseWriter, r *http.Request) error {
	return d.startResponse(w, r, true)
}

// startResponse makes the key of a new response and leads to its first page. Nothing
// is stored yet.
func (d *Handlers) startResponse(w http.ResponseWriter, r *http.Request, all bool) error {
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	first := allPages
	var key intake.Key
	err := d.DB.View(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		key = d.intake.Keys.New(slug, now)
		if _, err := d.openConsultation(r.Context(), tx, slug, key); err != nil {
			return err
		}
		v, err := currentVersion(r.Context(), tx, slug, edition)
		if err != nil {
			return err
		}
		form, err := d.intake.Form(r.Context(), tx, v)
		if err == nil && !all {
			first = form.Path(survey.Raw{})[0].ID
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return site.Redirect(w, r, link(slug, edition, key, first))
}

// laterView says how to come back to a draft.
type laterView struct {
	privatePage
	Title, Link, Check, Clear, Closes string
	Deleted                           string // on which day, or "" if that is not known
	TitleLang                         string // the language of Title
	Email                             *emailForm
}

var laterPage = page.New(files, "templates/later.html", laterExamples[0], laterExamples[1:]...)

func (d *Handlers) showLater(w http.ResponseWriter, r *http.Request) error {
	v, err := d.loadVisit(r)
	if err != nil {
		return err
	}
	return laterPage.Write(w, r, http.StatusOK, d.newLaterView(v, r))
}

func (d *Handlers) newLaterView(v *visit, r *http.Request) laterView {
	return laterView{
		privatePage{page.SupportedLang(v.form.Lang)},
		v.consultation.Title,
		d.BaseURL + v.link("check"),
		v.link("check"),
		v.link("clear"),
		v.consultation.Closes.In(
			v.printer,
		),
		d.DraftsDeletedOn(r.Context(), v.printer, v.consultation.Slug),
		v.titleLang,
		d.newEmailForm(v.printer, r, v.link("later"), d.canRemind(v.consultation)),
	}
}

// clearedView says that nothing is left.
type clearedView struct {
	privatePage
	Title, Consultation string
}

var clearedPage = page.New(files, "templates/cleared.html", clearedView{privatePage{"en"}, "Getting about", "/consultations/getting-about"})

func (d *Handlers) deleteDraft(w http.ResponseWriter, r *http.Request) error {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return err
	}
	slug := r.PathValue("slug")
	if err := d.intake.DeleteDraft(r.Context(), slug, key); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache"`)
	return clearedPage.Write(w, r, http.StatusOK, clearedView{privatePage{}, slug, "/consultations/" + slug})
}

// HasChoice is for the words of the page.
func (v startView) HasChoice() bool { return len(v.Editions) > 1 }
