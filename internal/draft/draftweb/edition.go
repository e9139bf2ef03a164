package draftweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// editionsView is what editions.html shows: the editions of the questionnaire.
type editionsView struct {
	page.StaffView
	Title    string
	Back     page.Link
	Notice   string
	Version  int64
	Editions []editionRow
	Form     form.Form
}

// editionView is what edition.html shows: an edition of the questionnaire beside
// its master.
type editionView struct {
	page.StaffView
	Title, Name string
	Back        page.Link
	Notice      string
	Saved       bool
	Stale       int
	Problems    []string
	MasterLang  string
	Lang        string
	Pages       []editionPageView
	Version     int64
}

// editionPageView is one page of the master.
type editionPageView struct {
	Heading string
	Texts   []editionText
}

// editionText is a text of the master, and the field for the edition's own.
type editionText struct {
	Label, Master string
	Field         *form.Field
	Stale         bool
	Theirs        string // what somebody saved meanwhile, where it is not what was typed
}

var (
	editionsPage = page.New(templateFiles, "templates/editions.html", editionsExamples[0], editionsExamples[1:]...)
	editionPage  = page.New(templateFiles, "templates/edition.html", editionExamples[0], editionExamples[1:]...)
)

var textPartNames = map[string]string{
	"title": locale.Key(
		"Questionnaire title",
	), "intro": locale.Key("Questionnaire introduction"), "page-title": locale.Key("Page title"), "page-intro": locale.Key("Page introduction"),
	"text": locale.Key(
		"Question",
	), "hint": locale.Key("Hint"), "body": locale.Key("Information text"), "option": locale.Key("Answer"), "option-hint": locale.Key("Answer hint"),
	"row": locale.Key("Row"), "row-hint": locale.Key("Row hint"),
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
	v := editionsView{Title: dr.Definition.Title, Back: draftedit.BackToHub(r, dr.Slug), Version: dr.Version, Notice: page.ErrorMessage(r, wrong)}
	for i := range dr.Definition.Forms {
		f := &dr.Definition.Forms[i]
		row := editionRow{Name: questionnaireEditionName(words, f), Lang: f.Lang, Master: i == 0, Href: draftedit.HubPath(dr.Slug) + "/questionnaire"}
		if i > 0 {
			row.Href = draftedit.HubPath(dr.Slug) + "/versions/" + f.Edition
			if missing := len(consult.MissingFromEdition(&dr.Definition.Forms[0], f)); missing > 0 {
				row.Note = words.Count(int64(missing), "%d question or answer still needs text", "%d questions or answers still need text")
			}
			_, sheet, err := h.Drafts.EditionTexts(r.Context(), site.Actor(r), dr.Slug, f.Edition)
			if err != nil {
				return err
			}
			for _, p := range sheet.Pages {
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
			Options:   selectOptions(words, editionFormats[1:4], r.PostForm.Get("format")),
		},
		langField(words, "lang", r.PostForm.Get("lang")),
	}
	return editionsPage.Write(w, r, status, v)
}

func questionnaireEditionName(words *locale.Printer, f *survey.Form) string {
	for _, c := range editionFormats[:3] {
		if f.Edition == c.value {
			return c.name.In(words)
		}
		if strings.HasPrefix(f.Edition, c.value+"-") {
			return words.Say("%s: %s", c.name, words.LanguageName(f.Lang))
		}
	}
	return words.Say("Translation: %s", words.LanguageName(f.Lang))
}

func (h *Handlers) editEditions(w http.ResponseWriter, r *http.Request) error {
	next := draftedit.HubPath(r.PathValue("slug")) + "/versions"
	err := h.UpdateDraft(r, func(def *consult.Definition) error {
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
	dr, sheet, err := h.Drafts.EditionTexts(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("edition"))
	if err != nil {
		return err
	}
	words := page.Printer(r)
	at := builder.EditionIndex(&dr.Definition, sheet.Edition)
	v := editionView{
		Title:    dr.Definition.Title,
		Name:     questionnaireEditionName(words, &dr.Definition.Forms[at]),
		Version:  dr.Version,
		Problems: sheet.Problems,
		Saved:    r.URL.Query().Get("saved") != "",
		Back: page.Link{
			Text: words.Say("Back to formats and translations"),
			Href: draftedit.HubPath(dr.Slug) + "/versions",
		},
		MasterLang: dr.Definition.Forms[0].Lang,
		Lang:       sheet.Lang,
		Notice:     page.ErrorMessage(r, wrong),
	}
	if draft.AsConflict(wrong) != nil {
		v.Notice = words.Say(
			"Someone else has changed this. Where their text is different, it is shown next to yours. Select Save to replace theirs with yours.",
		)
	}
	for i, p := range sheet.Pages {
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
				Lang:      sheet.Lang,
			}
			if t.Multiline {
				f.Kind = form.Textarea
			}
			one := editionText{Label: f.Label, Master: t.Master, Field: f, Stale: t.Stale}
			if wrong != nil {
				if typed := strings.TrimSpace(r.PostForm.Get(t.FieldName)); typed != t.Own {
					one.Theirs, f.Value = t.Own, typed
				}
			}
			if t.Stale {
				v.Stale++
			}
			shown.Texts = append(shown.Texts, one)
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
