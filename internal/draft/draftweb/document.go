package draftweb

import (
	"cmp"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// documentsView is the page with the documents of a consultation and their versions.
type documentsView struct {
	page.StaffView
	Title     string
	Back      page.Link
	Notice    string
	Version   draft.Version
	Documents []documentRow
	Form      form.Form // to add a document
}

// documentRow is a document.
type documentRow struct {
	ID, Title, Kind, Version string
	Editions                 []editionRow
	Form                     form.Form // to add a version
}

// editionRow is a version of a document or of the questionnaire.
type editionRow struct {
	Name, Href string
	Master     bool // the original
	Stale      bool // out of date
	Note       string
	Progress   string // "3 of 8 texts"
}

var documentsPage = page.New(templateFiles, "templates/documents.html", documentsExamples[0], documentsExamples[1:]...)

var documentKinds = []namedValue{
	kindChoice(consult.Proposal), kindChoice(consult.BackgroundInformation), kindChoice(consult.EqualityImpact), kindChoice(consult.Costs),
	kindChoice(consult.PaperSurvey), kindChoice(consult.QuestionsAndAnswers), kindChoice(consult.OtherDocument),
}

func kindChoice(k consult.DocumentKind) namedValue { return namedValue{string(k), k.Label()} }

// documentFormats are the formats in which a document can be, and formFormats those of other versions of a
// questionnaire.
var (
	documentFormats = formatChoices(
		consult.Standard, consult.EasyRead, consult.LargePrint, consult.Translation, consult.SignedVideo)
	formFormats = formatChoices(consult.EasyRead, consult.LargePrint, consult.Translation)
)

func formatChoices(formats ...consult.Format) (all []namedValue) {
	for _, format := range formats {
		all = append(all, namedValue{string(format), builder.FormatName(format)})
	}
	return all
}

// namedValue is a value of a form field with its name on the page.
type namedValue struct {
	value string
	name  locale.LazyMessage
}

func nameOfValue(words *locale.Printer, list []namedValue, value string) string {
	for _, c := range list {
		if c.value == value {
			return c.name.In(words)
		}
	}
	return value
}

func selectOptions(words *locale.Printer, list []namedValue, chosen string) (all []form.Option) {
	for _, c := range list {
		all = append(all, form.Option{Value: c.value, Label: c.name.In(words), Checked: c.value == chosen})
	}
	return all
}

func (h *Handlers) documents(w http.ResponseWriter, r *http.Request) error {
	return h.showDocuments(w, r, http.StatusOK, "")
}

func (h *Handlers) showDocuments(w http.ResponseWriter, r *http.Request, status int, notice string) error {
	dr, editions, err := h.Drafts.DocumentEditions(r.Context(), site.Actor(r), r.PathValue("slug"))
	if err != nil {
		return err
	}
	words := page.Printer(r)
	typed := r.PostForm
	v := documentsView{Title: dr.Definition.Title, Back: draftedit.BackToHub(r, dr.Slug), Notice: notice, Version: dr.Version}
	languages := *form.NewLanguage(words, "lang", words.Say("Language"), "")
	for _, doc := range dr.Definition.Documents {
		row := documentRow{
			ID:      doc.ID,
			Title:   doc.Title,
			Kind:    nameOfValue(words, documentKinds, string(doc.Kind)),
			Version: doc.Version,
			Form:    addEditionForm(words, doc.ID, languages),
		}
		for i := range doc.Editions {
			e := &doc.Editions[i]
			row.Editions = append(row.Editions, editionRow{
				Name:   builder.DocumentEditionName(e).In(words),
				Href:   draftedit.HubPath(dr.Slug) + "/documents/" + doc.ID + "/" + e.ID(),
				Master: i == 0,
				Stale:  editions[doc.ID+"/"+e.ID()].Stale,
			})
		}
		v.Documents = append(v.Documents, row)
	}
	v.Form = form.Form{
		{Kind: form.Text, ID: "title", Name: "title", Label: words.Say("Title"), LabelSize: "s", Value: typed.Get("title")},
		{
			Kind:      form.Select,
			ID:        "kind",
			Name:      "kind",
			Label:     words.Say("Type of document"),
			LabelSize: "s",
			Options:   selectOptions(words, documentKinds, typed.Get("kind")),
		},
	}
	return documentsPage.Write(w, r, status, v)
}

// addEditionForm returns the form that adds a version to a document, with a copy of the list of languages.
func addEditionForm(words *locale.Printer, doc string, languages form.Field) form.Form {
	languages.ID = "lang-" + doc
	return form.Form{
		{
			Kind:      form.Select,
			ID:        "format-" + doc,
			Name:      "format",
			Label:     words.Say("Format"),
			LabelSize: "s",
			Options:   selectOptions(words, documentFormats, ""),
		},
		&languages,
	}
}

// editDocuments adds or removes a document, or adds a version of one.
func (h *Handlers) editDocuments(w http.ResponseWriter, r *http.Request) error {
	slug, typed := r.PathValue("slug"), r.PostForm
	next, by := draftedit.HubPath(slug)+"/documents", site.Actor(r)
	if do := typed.Get("do"); do != "add" && do != "edition" {
		var ok bool
		var err error
		if by, ok, err = h.confirmDocumentRemoval(w, r, typed.Get("document"), "", next); err != nil || !ok {
			return err
		}
	}
	err := h.UpdateDraftAs(r, by, func(def *consult.Definition) (err error) {
		switch typed.Get("do") {
		case "add":
			var id string
			if id, err = builder.AddDocument(def, typed.Get("title"), consult.DocumentKind(typed.Get("kind"))); err == nil {
				doc, _ := def.Document(id)
				next = draftedit.HubPath(slug) + "/documents/" + id + "/" + doc.Editions[0].ID()
			}
		case "edition":
			var id string
			id, err = builder.AddDocumentEdition(def, typed.Get("document"), consult.Format(typed.Get("format")), typed.Get("lang"))
			if err == nil {
				next = draftedit.HubPath(slug) + "/documents/" + typed.Get("document") + "/" + id
			}
		default:
			err = builder.RemoveDocumentEdition(def, typed.Get("document"), "")
		}
		return err
	})
	if err != nil && (fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.Conflict) {
		return h.showDocuments(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, next)
}

// confirmDocumentRemoval asks for confirmation before a document, or one edition of it, is
// removed. A document that has gone already needs none.
func (h *Handlers) confirmDocumentRemoval(
	w http.ResponseWriter, r *http.Request, id, edition, back string,
) (by actor.Actor, ok bool, err error) {
	words := page.Printer(r)
	dr, err := h.LoadDraft(r)
	if err != nil {
		return by, false, err
	}
	doc, _ := dr.Definition.Document(id)
	if doc == nil {
		return site.Actor(r), true, nil
	}
	var effects []string
	for i := range doc.Editions {
		if e := &doc.Editions[i]; edition == "" || e.ID() == edition {
			effects = append(effects, cmp.Or(e.Title, doc.Title)+", "+builder.DocumentEditionName(e).In(words)+": "+
				words.Count(int64(len([]rune(e.Text))), "%d character", "%d characters"))
		}
	}
	return h.ConfirmRemoval(w, r, words.Say("Remove"), doc.Title, back, effects...)
}
