package draftweb

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/translation"
)

// importView is the page on which texts from a translator are imported. Before anything changes, it shows what would.
type importView struct {
	page.StaffView
	Title, Name      string
	Back             page.Link
	Notice           string
	MasterLang, Lang string
	Checked          bool // a file was read
	Changes          []importChange
	NotUsed          []importList
	Untouched        string
	Version          draft.Version
	Units            string // JSON of the texts that would change
}

// importList has texts that would not change, with the reason.
type importList struct {
	Say   string
	Texts []string
}

// importChange is a text that would change.
type importChange struct {
	Label, Master              string
	Pieces                     []edit.Piece // of the present text
	OriginalChanged, Confirmed bool
	Problems                   []string
}

var importPage = page.New(templateFiles, "templates/import.html", importExamples[0], importExamples[1:]...)

// routeTranslation adds the files for translators.
func (h *Handlers) routeTranslation() {
	path := draftedit.RootPath + "/{slug}/versions/{edition}"
	h.Feature.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: path + "/texts/{ext}", Needs: actor.Draft, Handler: h.downloadTexts},
		site.Route{Method: http.MethodGet, Pattern: path + "/import", Needs: actor.Draft, Handler: h.importTexts},
		site.Route{
			Method: http.MethodPost, Pattern: path + "/import", Needs: actor.Draft, Handler: h.applyTexts,
			MaxBody: 2 * translation.MaxFileSize, // the texts come back as a form, with escapes
		},
	)
	h.Feature.AddExamples(importPage)
}

// downloadTexts sends the texts of a version for translators.
func (h *Handlers) downloadTexts(w http.ResponseWriter, r *http.Request) error {
	format, ok := translation.Formats[r.PathValue("ext")]
	if !ok {
		return fault.New(fault.NotFound, "There is no such format. Go back to the version.")
	}
	dr, texts, err := h.Drafts.EditionTexts(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("edition"))
	if err != nil {
		return err
	}
	words := page.Printer(r)
	questions := map[string]string{}
	for t := range texts.All() {
		if t.Part == "text" {
			questions[t.OwnerID] = t.Master
		}
	}
	var out bytes.Buffer
	f := draft.NewTranslationFile(dr, texts, func(t *builder.EditionText) string { return translatorNote(words, questions, t) })
	if err := format.Write(f, &out); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", format.Type)
	header.Set("Content-Disposition", mime.FormatMediaType("attachment",
		map[string]string{"filename": dr.Slug + "-" + texts.Edition + "." + format.Ext}))
	header.Set("Cache-Control", "no-store")
	_, err = w.Write(out.Bytes())
	return err
}

// translatorNote says what a text is, to which question it belongs and what its translation keeps.
func translatorNote(words *locale.Printer, questions map[string]string, t *builder.EditionText) string {
	note := words.Say(textPartNames[t.Part])
	if question := questions[t.OwnerID]; question != "" && t.Part != "text" {
		note += ": " + question
	}
	if t.Multiline {
		note += "\n" + words.Say("Keep the Markdown: # for headings, - for lists and the addresses of links.")
	}
	return note
}

func (h *Handlers) importTexts(w http.ResponseWriter, r *http.Request) error {
	return h.showImport(w, r, http.StatusOK, nil, nil)
}

// showImport shows the form or, if f is not nil, what f would change.
func (h *Handlers) showImport(w http.ResponseWriter, r *http.Request, status int, f *translation.File, wrong error) error {
	dr, texts, err := h.Drafts.EditionTexts(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("edition"))
	if err != nil {
		return err
	}
	words := page.Printer(r)
	name := builder.FormName(&dr.Definition.Forms[builder.EditionIndex(&dr.Definition, texts.Edition)]).In(words)
	v := importView{
		Title: dr.Definition.Title, Name: name, Version: dr.Version, MasterLang: dr.Definition.Forms[0].Lang, Lang: texts.Lang,
		Back:   page.Link{Text: words.Say("Back to “%s”", name), Href: versionPath(dr.Slug, texts.Edition)},
		Notice: page.ErrorMessage(r, wrong),
	}
	if f != nil {
		plan, err := draft.PlanTranslation(dr.Slug, texts, f)
		if err != nil {
			return h.showImport(w, r, http.StatusUnprocessableEntity, nil, err)
		}
		if err := v.fill(words, plan, f); err != nil {
			return err
		}
	}
	return importPage.Write(w, r, status, v)
}

// fill adds what plan, which was made from f, would change.
func (v *importView) fill(words *locale.Printer, plan *draft.TranslationPlan, f *translation.File) error {
	v.Checked = true
	v.Untouched = words.Count(int64(plan.Untouched), "%d text stays as it is.", "%d texts stay as they are.")
	kept := translation.File{Name: f.Name, SourceLang: f.SourceLang, Lang: f.Lang}
	for i := range plan.Changes {
		c := &plan.Changes[i]
		change := importChange{
			Label: words.Say(textPartNames[c.Part]), Master: c.Master, Pieces: edit.CompareWords(c.Own, c.Unit.Target),
			OriginalChanged: c.OriginalChanged, Confirmed: c.Confirmed,
		}
		for _, problem := range c.Problems {
			change.Problems = append(change.Problems, problem.In(words))
		}
		v.Changes = append(v.Changes, change)
		kept.Units = append(kept.Units, c.Unit)
	}
	for _, list := range []importList{
		{words.Say("These translations cannot be used because a translation tool has put tags into them:"), originals(plan.Unusable)},
		{words.Say("The file does not have these texts. They stay as they are:"), originals(plan.Absent)},
		{words.Say("The questionnaire no longer has these texts. They are left out:"), plan.Unknown},
	} {
		if len(list.Texts) > 0 {
			v.NotUsed = append(v.NotUsed, list)
		}
	}
	units, err := json.Marshal(kept)
	v.Units = string(units)
	return err
}

func originals(texts []builder.EditionText) (all []string) {
	for i := range texts {
		all = append(all, texts[i].Master)
	}
	return all
}

// applyTexts shows what an uploaded file would change, or makes the changes that were shown.
func (h *Handlers) applyTexts(w http.ResponseWriter, r *http.Request) error {
	if err := parseUpload(r, translation.MaxFileSize); err != nil {
		return err
	}
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	if r.PostForm.Get("do") != "apply" {
		f, err := readUpload(r)
		if err != nil {
			return h.showImport(w, r, http.StatusUnprocessableEntity, nil, err)
		}
		return h.showImport(w, r, http.StatusOK, f, nil)
	}
	f := &translation.File{}
	if err := json.NewDecoder(strings.NewReader(r.PostForm.Get("units"))).Decode(f); err != nil {
		return &fault.Error{Kind: fault.Invalid, Say: "We could not process the form. Reload the page and try again.", Err: err}
	}
	f.Clean()
	_, err := h.Drafts.ApplyTranslation(r.Context(), site.Actor(r), slug, draftedit.FormVersion(r), edition, f)
	again := func(w http.ResponseWriter, r *http.Request, status int, err error) error {
		return h.showImport(w, r, status, f, err)
	}
	return h.redirectOrShow(w, r, err, versionPath(slug, edition)+"?saved=1", again)
}

// readUpload reads the uploaded file. An error is for the officer to fix.
func readUpload(r *http.Request) (*translation.File, error) {
	data, err := upload(r, translation.MaxFileSize)
	if err != nil {
		return nil, err
	}
	if data == nil {
		return nil, fault.New(fault.Invalid, "Select the file that the translator has sent.")
	}
	return translation.Read(data)
}
