package draftweb

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/translation"
)

// documentEditionView is the page with a version of a document next to the original.
type documentEditionView struct {
	page.StaffView
	Title, Document, Name string
	Back                  page.Link
	Notice                string
	Saved, IsMaster       bool
	Waits                 bool         // a change makes the draft, which has been submitted or approved, a draft again
	Unsaved               bool         // what is shown is not stored
	Was                   string       // digest of the stored text, if it is out of date
	Stale                 string       // why the version is out of date, or ""
	Master                string       // Markdown
	Changed               []edit.Piece // of the original since this was written
	Warnings              []string     // what this has lost
	MasterLang            string
	MasterVersion         string
	Fields                form.Form
	Current               bool   // the officer has marked it as up to date
	Theirs                string // the stored text, if another officer has changed it
	Version               draft.Version
}

// Scripts returns the script that warns before unsaved text is left.
func (documentEditionView) Scripts(a page.Assets) []string { return []string{a.Edit} }

var documentEditionPage = page.New(
	templateFiles,
	"templates/document_edition.html",
	documentEditionExamples[0],
	documentEditionExamples[1:]...)

func (h *Handlers) documentEdition(w http.ResponseWriter, r *http.Request) error {
	return h.showDocumentEdition(w, r, http.StatusOK, nil)
}

// showDocumentEdition shows the stored version or, if saving failed with wrong, what was submitted.
func (h *Handlers) showDocumentEdition(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	dr, editions, err := h.Drafts.DocumentEditions(r.Context(), site.Actor(r), r.PathValue("slug"))
	if err != nil {
		return err
	}
	p, ok := editions[r.PathValue("doc")+"/"+r.PathValue("edition")]
	if !ok {
		return fault.New(fault.NotFound, "This version no longer exists. Go back to the list of documents.")
	}
	words, e := page.Printer(r), p.Edition()
	v := documentEditionView{
		Title:    dr.Definition.Title,
		Document: p.Title,
		Name:     builder.DocumentEditionName(e).In(words),
		Version:  dr.Version,
		IsMaster: p.Index == 0,
		Waits:    draftedit.Waits(dr),
		Unsaved:  wrong != nil || r.PostForm.Get("do") == doCopyAll,
		Saved:    r.URL.Query().Get("saved") != "",
		Back: page.Link{
			Text: words.Say("Back to documents"),
			Href: draftedit.HubPath(dr.Slug) + "/documents",
		},
		Master:        p.Master().Text,
		MasterLang:    p.Master().Lang,
		MasterVersion: p.Document.Version,
	}
	if p.WrittenFor != "" {
		v.Changed = edit.CompareWords(p.WrittenFor, v.Master)
	}
	if !v.IsMaster && e.Format == consult.Translation {
		for _, problem := range translation.Check(v.Master, e.Text) {
			v.Warnings = append(v.Warnings, problem.In(words))
		}
	}
	switch {
	case p.Document.IsOutdated(e) && !v.IsMaster:
		v.Stale = words.Say("It is based on version %s. The current version is %s.", e.BasedOn, p.Document.Version)
	case p.MasterChanged:
		v.Stale = words.Say("The original has changed since this was written, but its version number is still %s.", p.Document.Version)
	}
	if p.MasterChanged {
		v.Was = textDigest(e.Text + e.Link)
	}
	from := &form.Field{
		Kind:      form.Text,
		ID:        "from",
		Name:      "from",
		Label:     words.Say("Based on version number"),
		LabelSize: "s",
		Width:     10,
		Value:     e.BasedOn,
	}
	if v.IsMaster {
		from.Label, from.Value = words.Say("Version number"), p.Document.Version
		from.Hint = words.Say("Change this when you change the text. " +
			"Versions in other formats and languages will then be marked as out of date.")
	}
	v.Fields = form.Form{
		{
			Kind:      form.Text,
			ID:        "title",
			Name:      "title",
			Label:     words.Say("Title in this language"),
			LabelSize: "s",
			Value:     e.Title,
			Lang:      e.Lang,
			Optional:  true,
		},
		from,
		{
			Kind:      form.Textarea,
			ID:        "text",
			Name:      "text",
			Label:     words.Say("Text"),
			LabelSize: "s",
			Hint:      words.Say("You can use Markdown: # for a heading, - for a list"),
			Value:     e.Text,
			Lang:      e.Lang,
		},
		{
			Kind:      form.Text,
			ID:        "link",
			Name:      "link",
			Label:     words.Say("Or link to a file or video"),
			LabelSize: "s",
			Value:     e.Link,
			Optional:  true,
		},
	}
	if r.PostForm.Get("do") == doCopyAll && wrong == nil {
		for _, f := range v.Fields {
			f.Value = r.PostForm.Get(f.Name)
		}
		v.Fields[2].Value, v.Current = v.Master, r.PostForm.Get("current") != ""
	}
	if wrong != nil {
		v.Notice = page.ErrorMessage(r, wrong)
		if draft.AsConflict(wrong) != nil {
			v.Notice = words.Say("Someone else has changed this. Their text is shown here and yours is below. " +
				"Select Save draft to replace theirs with yours.")
			v.Theirs = cmp.Or(e.Text, e.Link, "-")
		}
		for _, f := range v.Fields {
			f.Value = r.PostForm.Get(f.Name)
		}
		v.Current = r.PostForm.Get("current") != ""
	}
	site.AllowFetch(w)
	return documentEditionPage.Write(w, r, status, v)
}

func (h *Handlers) saveDocumentEdition(w http.ResponseWriter, r *http.Request) error {
	slug, doc, edition, typed := r.PathValue("slug"), r.PathValue("doc"), r.PathValue("edition"), r.PostForm
	next := draftedit.HubPath(slug) + "/documents"
	var err error
	if typed.Get("do") == doCopyAll { // nothing is stored until the officer saves
		return h.showDocumentEdition(w, r, http.StatusOK, nil)
	}
	if typed.Get("do") == "remove" {
		by, ok, confirmErr := h.confirmDocumentRemoval(w, r, doc, edition, next+"/"+doc+"/"+edition)
		if confirmErr != nil || !ok {
			return confirmErr
		}
		err = h.UpdateDraftAs(r, by, func(def *consult.Definition) error { return builder.RemoveDocumentEdition(def, doc, edition) })
	} else {
		next += "/" + doc + "/" + edition + "?saved=1"
		submitted := consult.Edition{
			Title: typed.Get("title"), BasedOn: typed.Get("from"), Link: typed.Get("link"),
			Text: strings.ReplaceAll(typed.Get("text"), "\r\n", "\n"),
		}
		if typed.Get("do") == draftedit.AutosaveAction {
			d, err := h.Drafts.AutosaveDocumentEdition(r.Context(), site.Actor(r), slug, draftedit.FormVersion(r), doc, edition, submitted)
			return h.Autosaved(w, r, d, err, nil)
		}
		rewritten := typed.Has("was") && typed.Get("was") != textDigest(strings.TrimSpace(submitted.Text)+strings.TrimSpace(submitted.Link))
		_, err = h.Drafts.SaveDocumentEdition(r.Context(), site.Actor(r), slug, draftedit.FormVersion(r),
			doc, edition, submitted, typed.Get("current") != "", rewritten)
	}
	return h.redirectOrShow(w, r, err, next, h.showDocumentEdition)
}

// textDigest is a digest of a text, with which a form says which text it has shown.
func textDigest(text string) string { return digest.Of(text).ShortHex(8) }

// redirectOrShow redirects to next or, if err is for the officer to fix, shows the page again.
func (h *Handlers) redirectOrShow(
	w http.ResponseWriter,
	r *http.Request,
	err error,
	next string,
	again func(http.ResponseWriter, *http.Request, int, error) error,
) error {
	switch {
	case err == nil:
		return site.Redirect(w, r, next)
	case draft.AsConflict(err) != nil:
		return again(w, r, http.StatusConflict, err)
	case fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.Conflict:
		return again(w, r, http.StatusUnprocessableEntity, err)
	}
	return err
}
