package draftweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// editionsView is the list of the versions of the questionnaire.
type editionsView struct {
	page.StaffView
	Title    string
	Back     page.Link
	Notice   string
	Version  int64
	Editions []editionRow
	Form     form.Form
}

// editionView is the page with the texts of a version of the questionnaire next to those of the original.
type editionView struct {
	page.StaffView
	Title, Name string
	Back        page.Link
	Notice      string
	Saved       bool
	Stale       int      // number of texts that are out of date
	Problems    []string // in English
	MasterLang  string
	Lang        string
	Pages       []editionPageView
	Version     int64
}

// editionPageView is a page of the questionnaire.
type editionPageView struct {
	Heading string
	Texts   []editionText
}

// editionText is a text of the original with the field for the text of the version.
type editionText struct {
	Label, Master string
	Field         *form.Field
	Stale         bool
	Theirs        string // the stored text, if it differs from the submitted one
}

var (
	editionsPage = page.New(templateFiles, "templates/editions.html", editionsExamples[0], editionsExamples[1:]...)
	editionPage  = page.New(templateFiles, "templates/edition.html", editionExamples[0], editionExamples[1:]...)
)

// textPartNames are the names of the parts of builder.EditionText.
var textPartNames = map[string]string{
	"title":       locale.Key("Questionnaire title"),
	"intro":       locale.Key("Questionnaire introduction"),
	"page-title":  locale.Key("Page title"),
	"page-intro":  locale.Key("Page introduction"),
	"text":        locale.Key("Question"),
	"hint":        locale.Key("Hint"),
	"body":        locale.Key("Information text"),
	"option":      locale.Key("Answer"),
	"option-hint": locale.Key("Answer hint"),
	"option-body": locale.Key("Information text"),
	"row-body":    locale.Key("Information text"),
	"row":         locale.Key("Row"),
	"row-hint":    locale.Key("Row hint"),
}

func (h *Handlers) editions(w http.ResponseWriter, r *http.Request) error {
	return h.showEditions(w, r, http.StatusOK, nil)
}

func (h *Handlers) showEditions(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	dr, err := h.LoadDraft(r)
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
			_, texts, err := h.Drafts.EditionTexts(r.Context(), site.Actor(r), dr.Slug, f.Edition)
			if err != nil {
				return err
			}
			for _, p := range texts.Pages {
				for _, t := range p.Texts {
					row.Stale = row.Stale || t.Stale
				}
			}
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
		langField(words, "lang", r.PostForm.Get("lang")),
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

func (h *Handlers) edition(w http.ResponseWriter, r *http.Request) error {
	return h.showEdition(w, r, http.StatusOK, nil)
}

func (h *Handlers) showEdition(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	dr, texts, err := h.Drafts.EditionTexts(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("edition"))
	if err != nil {
		return err
	}
	words := page.Printer(r)
	at := builder.EditionIndex(&dr.Definition, texts.Edition)
	v := editionView{
		Title:    dr.Definition.Title,
		Name:     builder.FormName(&dr.Definition.Forms[at]).In(words),
		Version:  dr.Version,
		Problems: texts.Problems,
		Saved:    r.URL.Query().Get("saved") != "",
		Back: page.Link{
			Text: words.Say("Back to formats and translations"),
			Href: draftedit.HubPath(dr.Slug) + "/versions",
		},
		MasterLang: dr.Definition.Forms[0].Lang,
		Lang:       texts.Lang,
		Notice:     page.ErrorMessage(r, wrong),
	}
	if draft.AsConflict(wrong) != nil {
		v.Notice = words.Say("Someone else has changed this. Where their text is different, it is shown next to yours. " +
			"Select Save to replace theirs with yours.")
	}
	for i, p := range texts.Pages {
		shown := editionPageView{Heading: words.Say("Page %d: %s", i, p.Title)}
		if i == 0 {
			shown.Heading = words.Say("The questionnaire")
		}
		for _, t := range p.Texts {
			f := &form.Field{
				Kind:      form.Text,
				ID:        t.FieldName,
				Name:      t.FieldName,
				Label:     words.Say(textPartNames[t.Part]),
				LabelSize: "s",
				Value:     t.Own,
				Lang:      texts.Lang,
			}
			if t.Multiline {
				f.Kind = form.Textarea
			}
			row := editionText{Label: f.Label, Master: t.Master, Field: f, Stale: t.Stale}
			if wrong != nil {
				if typed := strings.TrimSpace(r.PostForm.Get(t.FieldName)); typed != t.Own {
					row.Theirs, f.Value = t.Own, typed
				}
			}
			if t.Stale {
				v.Stale++
			}
			shown.Texts = append(shown.Texts, row)
		}
		v.Pages = append(v.Pages, shown)
	}
	return editionPage.Write(w, r, status, v)
}

func (h *Handlers) saveEdition(w http.ResponseWriter, r *http.Request) error {
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	texts, current := map[string]string{}, map[string]bool{}
	for name, values := range r.PostForm {
		if strings.Contains(name, "--") && len(values) > 0 {
			texts[name] = survey.CleanText(strings.ReplaceAll(values[0], "\r\n", "\n"))
		}
	}
	for _, name := range r.PostForm["current"] {
		current[name] = true
	}
	_, err := h.Drafts.SaveEdition(r.Context(), site.Actor(r), slug, draftedit.FormVersion(r), edition, texts, current)
	return h.redirectOrShow(w, r, err, draftedit.HubPath(slug)+"/versions/"+edition+"?saved=1", h.showEdition)
}
